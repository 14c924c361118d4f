/** A local server for browser tests: serves folders and in-memory pages, with or without cross-origin isolation. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

export interface Site {
  /** Folders by URL path: `{ "/dist/": "/home/me/hebb/dist" }`. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Contents of single files by URL path: `{ "/index.html": "<!doctype html>" }`. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Sends the headers for cross-origin isolation, which enables SharedArrayBuffer. */
  readonly isolated: boolean;
  /** Additional headers of all responses, such as a content-security policy. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Server extends AsyncDisposable {
  /** Base URL without a trailing slash. */
  readonly url: string;
}

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".wasm": "application/wasm",
};

/** Serves `site` on a free port until the result is disposed. */
export async function serve(site: Site): Promise<Server> {
  const server = createServer((request, response) => void answer(site, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const content = await contentOf(site, decodeURIComponent(pathname));
  response.writeHead(content === null ? 404 : 200, {
    "Content-Type": types[extname(pathname)] ?? "application/octet-stream",
    "Cache-Control": "no-store",
    ...(site.isolated && isolation),
    ...site.headers,
  });
  response.end(content ?? "not found");
}

/** The content at `path`; null if there is none. */
async function contentOf({ folders = {}, pages = {} }: Site, path: string): Promise<Uint8Array | string | null> {
  const page = pages[path];
  if (page !== undefined) return page;
  for (const [prefix, folder] of Object.entries(folders)) {
    if (!path.startsWith(prefix)) continue;
    const file = normalize(join(folder, path.slice(prefix.length)));
    if (file.startsWith(normalize(folder + sep))) return readFile(file).catch(() => null);
  }
  return null;
}

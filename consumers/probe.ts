/**
 * A probe that is inserted before every script of a page. It detects if a second thread of Hebb, a nested worker, ran a
 * part of a step. The page itself is unchanged.
 */
import { readFile, readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { header, line } from "../src/target/wasm/run/control.ts";
import { tookChunk } from "../test/browser/team.ts";

declare global {
  interface Window {
    /** Set in the page after a second thread has taken part in a step. */
    shared?: boolean;
  }
}

/** The script. In a worker, it observes the messages of Hebb to its workers and reports; in the page, it listens. */
export const probe = `(() => {
  if (globalThis.probed) return;
  globalThis.probed = true;
  const channel = new BroadcastChannel("shared steps");
  if (globalThis.document) {
    channel.addEventListener("message", () => (globalThis.shared = true));
    return;
  }
  const [header, line] = ${JSON.stringify([header, line])};
  ${tookChunk.toString()}
  let start;
  globalThis.Worker = class extends Worker {
    postMessage(message) {
      if (message?.kind === "start") start = message;
      super.postMessage(message);
    }
  };
  setInterval(() => start && tookChunk(start) && channel.postMessage(true), 1);
})();
`;

/** The scripts in `folder` with the probe inserted, by their URL path below `base`. */
export async function probed(folder: string, base: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js"));
  const scripts = names.map(async (name) => {
    const text = await readFile(join(folder, name), "utf8");
    return [base + name.replaceAll(sep, "/"), probe + text] as const;
  });
  return Object.fromEntries(await Promise.all(scripts));
}

/** A program for Node, Deno and Bun that trains until a second thread runs a part of a step; prints true if one did. */
export const sharing = `
import { Linear, Sequential, adam, compile, meanSquaredError, random, relu, setThreads } from "hebb";

const [header, line] = ${JSON.stringify([header, line])};
${tookChunk.toString()}
let start;
const workers = process.getBuiltinModule("node:worker_threads");
workers.Worker = class extends workers.Worker {
  postMessage(message) {
    if (message?.kind === "start") start = message;
    super.postMessage(message);
  }
};

setThreads(2);
const model = new Sequential(new Linear(128, 256), relu, new Linear(256, 128));
const optimizer = adam(model, { learningRate: 1e-3 });
const x = random.normal([256, 128]);
const step = compile(() => optimizer.minimize(meanSquaredError(model.forward(x), x)));
const deadline = performance.now() + 30_000;
let shared = false;
while (!shared && performance.now() < deadline) {
  await step().item();
  shared = start !== undefined && tookChunk(start);
}
console.log(shared);
`;

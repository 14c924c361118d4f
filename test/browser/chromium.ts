/**
 * Finds the machine's Chromium and drives it for one test. Knows nothing of Hebb. `CHROMIUM` names the program; without
 * it the usual names are looked up on the PATH.
 */
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The path of a Chromium, or null. */
export function findChromium(): string | null {
  const named = process.env["CHROMIUM"];
  // A wrong name fails when it is started, rather than skip the tests in silence.
  if (named) return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Options of a test that needs a browser: skipped, with the reason, where there is none. */
export const needsChromium = {
  timeout: 120_000,
  skip: findChromium() === null && "no Chromium was found: install one, or name it in CHROMIUM",
};

/**
 * Runs `use` on a page of a fresh browser, which is closed and forgotten whatever happens. An error that no code in the
 * page catches fails the run.
 */
export async function withPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("no Chromium was found");
  const profile = await mkdtemp(join(tmpdir(), "hebb-chromium-"));
  try {
    const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: flags });
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      const errors: Error[] = [];
      page.on("pageerror", (error) => errors.push(error));
      const result = await use(page);
      if (errors.length > 0) throw new AggregateError(errors, `the page failed: ${errors[0]?.message}`);
      return result;
    } finally {
      await context.close();
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

const flags = [
  // Containers and root have no sandbox; the pages are our own.
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

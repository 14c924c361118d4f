/**
 * Finds the installed browsers and controls them for tests, independently of Hebb. An environment variable can set the
 * path of each browser; otherwise its usual names are looked up on the PATH. A test file starts each browser once.
 */
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { type Browser as Driven, type LaunchOptions, type Page, launch } from "puppeteer-core";
import { skipDaily } from "../full.ts";

export type { Page };

export interface Browser {
  readonly name: string;
  /** Environment variable with the path of the browser. */
  readonly variable: string;
  /** Names of the browser on the PATH. */
  readonly programs: readonly string[];
  readonly options: LaunchOptions;
  /** Setup after the start of the browser. */
  readonly prepare?: (driven: Driven) => Promise<void>;
}

export const browsers: readonly Browser[] = [
  {
    name: "Chromium",
    variable: "CHROMIUM",
    programs: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    options: {
      browser: "chrome",
      // The sandbox is not available in containers and for root. The pages are trusted.
      args: ["--no-sandbox", "--disable-quic", "--disable-component-update"],
    },
  },
  {
    name: "Firefox",
    variable: "FIREFOX",
    programs: ["firefox-esr", "firefox"],
    options: {
      browser: "firefox",
      // A strict policy forbids loading the icon, and violations of a policy count as errors of the page.
      extraPrefsFirefox: { "browser.chrome.site_icons": false },
      args: ["--remote-allow-system-access"],
    },
    prepare: stopWatchingWorkers,
  },
];

/** Path of the browser; null if it is not installed. */
function find({ variable, programs }: Browser): string | null {
  const named = process.env[variable];
  // A wrong path makes the start fail instead of silently skipping the tests.
  if (named) return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Options of a test that requires the browser. The test is skipped with a reason if the browser is not installed. */
export function needs(browser: Browser): { timeout: number; skip: string | false } {
  const missing = `${browser.name} was not found: install it, or set ${browser.variable} to its path`;
  return { timeout: 120_000, skip: find(browser) === null && missing };
}

/** Adds one test per browser, only in the full run. */
export function testInBrowsers(name: string, body: (browser: Browser) => Promise<void>): void {
  for (const browser of browsers) {
    const { timeout, skip } = needs(browser);
    test(`${browser.name}: ${name}`, { timeout, skip: skipDaily || skip }, () => body(browser));
  }
}

/**
 * Calls `use` with a new page that has its own storage and caches, and closes it afterwards. Throws an error if the
 * page has an uncaught error.
 */
export async function withPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const driven = await running(browser);
  const context = await driven.createBrowserContext();
  try {
    const page = await context.newPage();
    const errors: unknown[] = [];
    page.on("pageerror", (error) => errors.push(error));
    const result = await use(page);
    if (errors.length > 0) throw new AggregateError(errors, `the page failed: ${String(errors[0])}`);
    return result;
  } finally {
    await context.close();
  }
}

const started = new Map<Browser, Promise<Driven>>();
const open: Driven[] = [];

after(() => Promise.all(open.map((driven) => driven.close())));

function running(browser: Browser): Promise<Driven> {
  const found = started.get(browser) ?? start(browser);
  // A failed start is not repeated, so that every test of the file fails with the same error.
  started.set(browser, found);
  return found;
}

/** Starts the browser with a temporary home folder for its profile and all other files. */
async function start(browser: Browser): Promise<Driven> {
  const executablePath = find(browser);
  if (executablePath === null) throw new Error(`${browser.name} was not found`);
  const home = mkdtempSync(join(tmpdir(), `hebb-${browser.name.toLowerCase()}-`));
  try {
    const driven = await launch({
      ...browser.options,
      executablePath,
      userDataDir: join(home, "profile"),
      env: { ...process.env, HOME: home },
      timeout: 60_000,
      // Less than the timeout of a test, so that the error tells which command hangs.
      protocolTimeout: 100_000,
    });
    open.push(driven);
    await browser.prepare?.(driven);
    return driven;
  } finally {
    // Removed at exit, after the browser has ended, even if it did not start.
    process.once("exit", () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  }
}

interface Bidi {
  send(method: string, parameters: object): Promise<{ result: { contexts: { context: string }[] } }>;
}

/**
 * Stops Firefox from observing workers. While it does so under remote control, `new Worker` inside a worker hangs about
 * once in thirty times on a busy machine. This requires privileged code, which the flag above allows. Afterwards
 * `Page.workers()` is empty. Versions of Firefox without this module do not observe workers.
 */
async function stopWatchingWorkers(driven: Driven): Promise<void> {
  const { connection } = driven as unknown as { connection: Bidi };
  const module = "chrome://remote/content/shared/js-process-actors/WebDriverWorkerListenerActor.sys.mjs";
  const { result } = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
  await connection.send("script.evaluate", {
    expression: `ChromeUtils.importESModule("${module}").unregisterWebDriverWorkerListenerActor()`,
    target: { context: result.contexts[0]!.context },
    awaitPromise: false,
  });
}

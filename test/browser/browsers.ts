/**
 * Finds the machine's browsers and drives them for tests. Knows nothing of Hebb. An environment variable names the
 * program of each; without it the usual names are looked up on the PATH. A file of tests starts each browser once.
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
  /** The environment variable that names its program. */
  readonly variable: string;
  /** What the program is called on the PATH. */
  readonly programs: readonly string[];
  readonly options: LaunchOptions;
  /** What is done once it runs. */
  readonly prepare?: (driven: Driven) => Promise<void>;
}

export const browsers: readonly Browser[] = [
  {
    name: "Chromium",
    variable: "CHROMIUM",
    programs: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    options: {
      browser: "chrome",
      // Containers and root have no sandbox; the pages are our own.
      args: ["--no-sandbox", "--disable-quic", "--disable-component-update"],
    },
  },
  {
    name: "Firefox",
    variable: "FIREFOX",
    programs: ["firefox-esr", "firefox"],
    options: {
      browser: "firefox",
      // No page asks for an icon, which a strict policy would forbid: what a policy forbids is an error of the page.
      extraPrefsFirefox: { "browser.chrome.site_icons": false },
      args: ["--remote-allow-system-access"],
    },
    prepare: stopWatchingWorkers,
  },
];

/** The path of the browser's program, or null. */
function find({ variable, programs }: Browser): string | null {
  const named = process.env[variable];
  // A wrong name fails when it is started, rather than skip the tests in silence.
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

/** Options of a test that needs the browser: it is skipped, with the reason, where there is none. */
export function needs(browser: Browser): { timeout: number; skip: string | false } {
  const missing = `no ${browser.name} was found: install one, or name it in ${browser.variable}`;
  return { timeout: 120_000, skip: find(browser) === null && missing };
}

/** One test in each browser, in the full run. */
export function testInBrowsers(name: string, body: (browser: Browser) => Promise<void>): void {
  for (const browser of browsers) {
    const { timeout, skip } = needs(browser);
    test(`${browser.name}: ${name}`, { timeout, skip: skipDaily || skip }, () => body(browser));
  }
}

/**
 * Runs `use` on a page that shares neither storage nor caches with any other, and is closed whatever happens. An error
 * that no code in the page catches fails the run.
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
  // One that does not start is not tried again: every test of the file fails for the same reason.
  started.set(browser, found);
  return found;
}

/** With a home of its own, in which the profile lies and whatever else the program writes. */
async function start(browser: Browser): Promise<Driven> {
  const executablePath = find(browser);
  if (executablePath === null) throw new Error(`no ${browser.name} was found`);
  const home = mkdtempSync(join(tmpdir(), `hebb-${browser.name.toLowerCase()}-`));
  try {
    const driven = await launch({
      ...browser.options,
      executablePath,
      userDataDir: join(home, "profile"),
      env: { ...process.env, HOME: home },
      timeout: 60_000,
      // Less than the time of a test, which then says what hangs.
      protocolTimeout: 100_000,
    });
    open.push(driven);
    await browser.prepare?.(driven);
    return driven;
  } finally {
    // Last of all, and where the browser did not start, too: whatever ends it does so before.
    process.once("exit", () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  }
}

interface Bidi {
  send(method: string, parameters: object): Promise<{ result: { contexts: { context: string }[] } }>;
}

/**
 * A driven Firefox watches for workers, and while it does, `new Worker` inside of a worker hangs once in some thirty
 * times on a busy machine. Only its own code can stop that, for which the flag above lets us in. `Page.workers()` is
 * empty from then on. A Firefox that does not know the module does not watch.
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

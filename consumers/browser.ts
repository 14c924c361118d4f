/** Opens the pages of the consumers in a browser. */
import { type Page, browsers, needs, withPage } from "../test/browser/browsers.ts";

// One browser is enough to test bundles; test/browser/ tests Hebb in others.
const [chromium] = browsers as [(typeof browsers)[number]];

/** Options of a test that requires a browser. */
export const needsBrowser = needs(chromium);

/** Calls `use` with the page at `url`. Throws if the page logs warnings or errors or fails to load a file. */
export function onPage<T>(url: string, use: (page: Page) => Promise<T>): Promise<T> {
  return withPage(chromium, async (page) => {
    const complaints: string[] = [];
    page.on("console", (message) => {
      const of = message.location().url ?? "";
      if (/^(warn|error)/.test(message.type()) && !of.endsWith("/favicon.ico")) complaints.push(message.text());
    });
    await page.goto(url);
    const [found] = await Promise.allSettled([use(page)]);
    if (complaints.length > 0) {
      const cause = found.status === "rejected" ? found.reason : undefined;
      throw new Error(`The page logged warnings or errors: ${complaints.join("\n")}`, { cause });
    }
    if (found.status === "rejected") throw found.reason;
    return found.value;
  });
}

/** The texts of all elements that match the selector. */
export const textsOf = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate(
    (given) => Array.from(document.querySelectorAll(given), ({ textContent }) => textContent ?? ""),
    selector,
  );

/** Waits until the expression `condition` is true in the page. */
export async function waitFor(page: Page, condition: string): Promise<void> {
  await page.waitForFunction(condition, { timeout: 60_000 });
}

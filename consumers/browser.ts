/** Opens the pages of the consumers in a browser. The one place that knows what drives it. */
import { type Page, browsers, needs, withPage } from "../test/browser/browsers.ts";

// What bundlers make of the package does not depend on the browser; that Hebb runs in others is tested elsewhere.
const [chromium] = browsers as [(typeof browsers)[number]];

/** Options of a test that needs a browser. */
export const needsBrowser = needs(chromium);

/** What `use` gives of the page at `url`. Warnings, errors and what could not be loaded fail the test. */
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
      throw new Error(`The page complained: ${complaints.join("\n")}`, { cause });
    }
    if (found.status === "rejected") throw found.reason;
    return found.value;
  });
}

/** The texts of all elements that match. */
export const textsOf = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate(
    (given) => Array.from(document.querySelectorAll(given), ({ textContent }) => textContent ?? ""),
    selector,
  );

/** Waits until the script `condition` is true in the page. */
export async function waitFor(page: Page, condition: string): Promise<void> {
  await page.waitForFunction(condition, { timeout: 60_000 });
}

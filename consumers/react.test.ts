/** A React component that trains in an effect. StrictMode mounts, unmounts and remounts it in development. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "../test/browser/serve.ts";
import { needsBrowser, onPage, textsOf, waitFor } from "./browser.ts";
import { folder, succeed } from "./project.ts";

interface Mark {
  readonly name: string;
  /** Number of steps at the end of a training. */
  readonly detail: number | null;
}

/** Builds the page for `mode` of React and waits for the end of the training. Returns its events and losses. */
async function trained(mode: "development" | "production"): Promise<{ marks: Mark[]; losses: number[] }> {
  const outDir = join(folder, "dist", `react-${mode}`);
  const vite = join(folder, "node_modules", "vite", "bin", "vite.js");
  const words = [vite, "build", "--config", "react/vite.config.js", "--mode", mode, "--outDir", outDir];
  await succeed(process.execPath, words, { env: { NODE_ENV: mode } });
  await using server = await serve({ folders: { "/": outDir }, isolated: false });
  return await onPage(`${server.url}/index.html`, async (page) => {
    await waitFor(page, `!["training", undefined].includes(document.querySelector("#state")?.textContent)`);
    assert.deepEqual(await textsOf(page, "#state"), ["ended"]);
    // A training that continued in the background would add more marks.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const marks: Mark[] = await page.evaluate(() =>
      (performance.getEntriesByType("mark") as PerformanceMark[]).map(({ name, detail }) => ({ name, detail })),
    );
    return { marks, losses: (await textsOf(page, "#losses li")).map(Number) };
  });
}

const steps = 80;

function assertFell(losses: readonly number[]): void {
  assert.equal(losses.length, 10);
  assert.ok(losses.at(-1)! < 0.7 * losses[0]!, losses.join(" "));
}

test("in StrictMode the first training stops and the second one completes", needsBrowser, async () => {
  const { marks, losses } = await trained("development");
  assertFell(losses);
  assert.deepEqual(marks.map(({ name }) => name).sort(), [
    "training begins",
    "training begins",
    "training ended",
    "training stopped",
  ]);
  const taken = (name: string) => marks.find((mark) => mark.name === name)!.detail!;
  assert.equal(taken("training ended"), steps);
  assert.ok(taken("training stopped") <= 1, `${taken("training stopped")} steps before it stopped`);
});

test("in production there is one training", needsBrowser, async () => {
  const { marks, losses } = await trained("production");
  assertFell(losses);
  assert.deepEqual(marks, [
    { name: "training begins", detail: null },
    { name: "training ended", detail: steps },
  ]);
});

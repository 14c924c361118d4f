/** Trains the systems named as arguments in Node, on one thread. Prints each result as a line of JSON. */
import { setThreads } from "hebb";
import type { System } from "../../models/system.ts";
import { showRelaxedSimd } from "../engine/fma.ts";
import { quickRun } from "./quick-run.ts";

showRelaxedSimd();
setThreads(1);
for (const id of process.argv.slice(2)) {
  const { href } = new URL(`../../models/${id}/system.js`, import.meta.url);
  const { system } = (await import(href)) as { readonly system: System };
  process.stdout.write(`${JSON.stringify({ id, result: await quickRun(system) })}\n`);
}

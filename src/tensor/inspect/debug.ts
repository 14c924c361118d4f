/**
 * The debugging output selected by the environment variable HEBB_DEBUG. Entry points with access to the environment
 * read it.
 */
import { formatStages } from "./stages.ts";
import { watchCompilations } from "./watch.ts";

let isOn = false;

/**
 * Enables the output named `what`. "stages" prints a table of compilation stages to stderr for each compiled program.
 */
export function debug(what: string | undefined): void {
  if (what === undefined || what === "" || isOn) return;
  isOn = true;
  if (what === "stages") {
    watchCompilations(({ compiled: { name }, record }) => console.error(`\n${name}\n${formatStages(record.times())}`));
  } else {
    console.warn(`HEBB_DEBUG=${what} is unknown.\n  Expected: stages.`);
  }
}

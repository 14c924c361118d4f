/** What the environment variable HEBB_DEBUG asks for; who knows the environment reads it. */
import { formatStages } from "./stages.ts";
import { watchCompilations } from "./watch.ts";

let isOn = false;

/** With "stages" each program that a compiled function makes is reported on the console's error stream, stage by stage. */
export function debug(what: string | undefined): void {
  if (what === undefined || what === "" || isOn) return;
  isOn = true;
  if (what === "stages") {
    watchCompilations(({ compiled: { name }, record }) => console.error(`\n${name}\n${formatStages(record.times())}`));
  } else {
    console.warn(`HEBB_DEBUG=${what} is not known.\n  It takes: stages.`);
  }
}

/** `hebb list`: the names that the other commands take. */
import { systems } from "../../models/index.ts";
import { workloads } from "./bench/workloads.ts";

export function list(): void {
  const models = Object.entries(systems).map(([name, { summary }]) => [name, summary] as const);
  const measured = Object.entries(workloads).map(([name, { summary }]) => [name, summary] as const);
  console.log(`hebb train MODEL\n${rows(models)}\n\nhebb bench WORKLOAD\n${rows(measured)}`);
}

function rows(entries: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}

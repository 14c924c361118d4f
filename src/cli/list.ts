/** `hebb list`: what can be trained, asked and measured. */
import type { System } from "../../models/system.ts";
import { workloads } from "./bench/workloads.ts";
import { loadSystems } from "./systems.ts";
import { typed } from "./typed.ts";

export async function list({ json = false }: { readonly json?: boolean }): Promise<void> {
  const systems = await loadSystems();
  if (json) printRecords(systems);
  else printText(systems);
}

function printRecords(systems: readonly (readonly [id: string, system: System])[]): void {
  for (const [id, { place, title, chinese, summary, metrics, recipes, experiments }] of systems) {
    const bars = { full: recipes.full.bars, quick: recipes.quick.bars };
    const asked = Object.entries(experiments).map(([name, { question }]) => ({ name, question }));
    console.log(
      JSON.stringify({ kind: "system", id, place, title, chinese, summary, metrics, bars, experiments: asked }),
    );
  }
  for (const [id, { summary }] of Object.entries(workloads)) {
    console.log(JSON.stringify({ kind: "workload", id, summary }));
  }
}

function printText(systems: readonly (readonly [id: string, system: System])[]): void {
  const trained = systems.map(([id, { title, chinese, summary }]) => [id, `${title} ${chinese}: ${summary}`] as const);
  const asked = systems.flatMap(([id, { experiments }]) =>
    Object.entries(experiments).map(([name, { question }]) => [`${id} ${name}`, question] as const),
  );
  const measured = Object.entries(workloads).map(([id, { summary }]) => [id, summary] as const);
  const sections = [
    [`${typed()} train SYSTEM`, trained],
    [`${typed()} experiment SYSTEM NAME`, asked],
    [`${typed()} bench WORKLOAD`, measured],
  ] as const;
  const shown = sections.filter(([, entries]) => entries.length > 0);
  console.log(shown.map(([command, entries]) => `${command}\n${rows(entries)}`).join("\n\n"));
}

function rows(entries: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join("\n");
}

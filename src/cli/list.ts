/** `hebb list`: lists systems and workloads, or describes one system. */
import type { System } from "../../models/system.ts";
import { workloads } from "./bench/workloads.ts";
import { lookUp } from "./names.ts";
import { loadSystems } from "./systems.ts";
import { absentOf } from "./needs.ts";
import { widthOf } from "./terminal/width.ts";
import { rows, wrapped } from "./terminal/wrap.ts";
import { titleOf } from "./titles.ts";
import { formatMeasured } from "./training-report.ts";
import { typed } from "./typed.ts";

export interface ListOptions {
  readonly json?: boolean;
}

/** Prints all systems and workloads by name, or the system `id` with its bars and experiments. */
export async function list(id: string | undefined, { json = false }: ListOptions): Promise<void> {
  const systems = await loadSystems();
  const chosen = id === undefined ? systems : [[id, lookUp(Object.fromEntries(systems), id, "system")] as const];
  if (json) printRecords(chosen, id === undefined);
  else if (id === undefined) printAll(systems);
  else for (const [name, system] of chosen) printOne(name, system);
}

type Named = readonly [id: string, system: System];

function printRecords(systems: readonly Named[], withWorkloads: boolean): void {
  for (const [id, { place, title, chinese, summary, metrics, recipes, experiments }] of systems) {
    const bars = { full: recipes.full.bars, quick: recipes.quick.bars };
    const asked = Object.entries(experiments).map(([name, { question }]) => ({ name, question }));
    const fetched = { full: recipes.full.fetched ?? [], quick: recipes.quick.fetched ?? [] };
    console.log(
      JSON.stringify({
        kind: "system",
        id,
        place,
        title,
        chinese,
        summary,
        metrics,
        bars,
        fetched,
        experiments: asked,
      }),
    );
  }
  if (!withWorkloads) return;
  for (const [id, { summary }] of Object.entries(workloads)) {
    console.log(JSON.stringify({ kind: "workload", id, summary }));
  }
}

function printAll(systems: readonly Named[]): void {
  const columns = widthOf(process.stdout);
  const hebb = typed();
  const titles = systems.map(([id, system]) => [id, titleOf(system)] as const);
  console.log(`Systems\n${rows(titles, columns)}\n`);
  console.log(`Workloads\n  ${wrapped(Object.keys(workloads).join(", "), columns, 2)}\n`);
  const next = [
    [`${hebb} list SYSTEM`, "show its bars and experiments"],
    [`${hebb} train SYSTEM`, "train it"],
    [`${hebb} bench WORKLOAD`, "measure its speed"],
  ] as const;
  console.log(`Next steps\n${rows(next, columns)}`);
}

function printOne(id: string, system: System): void {
  const { summary, metrics, recipes, experiments } = system;
  const columns = widthOf(process.stdout);
  const bars = (quick: "quick" | "full") =>
    recipes[quick].bars
      .map(({ metric, op, value }) => `${metric} ${op} ${formatMeasured(value, metrics[metric]!)}`)
      .join(", ");
  console.log(wrapped(`${titleOf(system)}: ${summary}`, columns));
  const names = { full: "full recipe", quick: "quick recipe" } as const;
  const asked = Object.entries(experiments).map(([name, { question }]) => [name, question] as const);
  console.log(`\nBars\n${rows([[names.full, bars("full")] as const, [names.quick, bars("quick")] as const], columns)}`);
  if (asked.length > 0) console.log(`\nExperiments\n${rows(asked, columns)}`);
  const next = [
    ...absentOf(recipes.full.fetched ?? []).map(
      (name) => [`${typed()} data get ${name}`, "fetch the data of the full recipe"] as const,
    ),
    [`${typed()} train ${id}`, "run the full recipe"] as const,
    [`${typed()} train ${id} --quick`, "run the quick recipe"] as const,
    ...(asked.length > 0 ? [[`${typed()} experiment ${id} NAME`, "run an experiment"] as const] : []),
  ];
  console.log(`\nNext steps\n${rows(next, columns)}`);
}

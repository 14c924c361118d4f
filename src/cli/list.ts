/** `hebb list`: what can be trained, asked and measured. */
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

/** All systems and workloads in short, or one system with its bars and questions. */
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
  const trained = systems.map(([id, system]) => [id, titleOf(system)] as const);
  console.log(`${hebb} train SYSTEM\n${rows(trained, columns)}\n`);
  const more = "what it is, its bars, and the questions of its experiments";
  console.log(`${hebb} list SYSTEM\n  ${more}\n`);
  console.log(`${hebb} bench WORKLOAD\n  ${wrapped(Object.keys(workloads).join(", "), columns, 2)}`);
}

function printOne(id: string, system: System): void {
  const { summary, metrics, recipes, experiments } = system;
  const columns = widthOf(process.stdout);
  const bars = (quick: "quick" | "full") =>
    recipes[quick].bars
      .map(({ metric, op, value }) => `${metric} ${op} ${formatMeasured(value, metrics[metric]!)}`)
      .join(", ");
  console.log(wrapped(`${titleOf(system)}: ${summary}`, columns));
  const trainings = [
    ...absentOf(recipes.full.fetched ?? []).map(
      (name) => [`${typed()} data get ${name}`, "before: its data are not on this machine"] as const,
    ),
    [`${typed()} train ${id}`, bars("full")] as const,
    [`${typed()} train ${id} --quick`, bars("quick")] as const,
  ];
  console.log(`\n${rows(trainings, columns)}`);
  const asked = Object.entries(experiments).map(([name, { question }]) => [name, question] as const);
  if (asked.length > 0) console.log(`\n${typed()} experiment ${id} NAME\n${rows(asked, columns)}`);
}

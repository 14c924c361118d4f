/** Records the time of each compilation stage and the size of its result, and formats them as a table. */
import type { Fused } from "../../compile/ir/stages.ts";
import { type Program, isLoop } from "../../compile/ir/program.ts";
import { type Graph, nodesOf } from "../../graph/graph.ts";
import { type Body, type Node, topological } from "../../graph/node.ts";
import type { Stage, Stages } from "../program/stages.ts";

/** A stage of a compilation. */
export interface StageTime {
  readonly stage: string;
  /** Duration in milliseconds. */
  readonly ms: number;
  /** Fraction of the total time, from 0 to 1. */
  readonly share: number;
  /** Sizes of the result by unit, such as { scratch_bytes: 64 }, including those of loop bodies. */
  readonly sizes: Readonly<Record<string, number>>;
  /** The stages that this row combines; empty if it is a single one. */
  readonly parts: readonly Omit<StageTime, "parts">[];
}

/** The stored arrays and fused groups of a graph or a loop body. */
export interface Fusion {
  readonly stored: ReadonlySet<Node>;
  readonly groups: readonly Fused[];
}

type Name = Stage[0];

/** Rows of the table, in order. Stages of one row are shown as its parts. */
const outline: readonly (readonly [stage: string, names: readonly Name[]])[] = [
  ["trace", ["function", "capture"]],
  ["simplify", ["arrange", "split", "algebra", "rewrite"]],
  ["store", ["store"]],
  ["fuse", ["fuse"]],
  ["lower", ["lower"]],
  ["schedule", ["schedule"]],
  ["place", ["place"]],
  ["assemble", ["write", "encode"]],
  ["WebAssembly.Module", ["module"]],
  ["instantiate", ["instantiate"]],
];

/** A listener for the stages of one compilation, which starts when it is constructed. */
export class StageRecord {
  /** The traced graph. */
  graph: Graph | undefined;
  /** Fusions of the graph, then of the bodies of its loops. */
  readonly fusions: Fusion[] = [];
  #stored: ReadonlySet<Node> = new Set();
  readonly #times = new Map<Name, number>();
  readonly #sizes: Partial<Record<Name, Record<string, number>>> = {};
  #last = performance.now();

  readonly listen: Stages = (...ended) => {
    const [stage] = ended;
    this.#times.set(stage, (this.#times.get(stage) ?? 0) + performance.now() - this.#last);
    this.#note(ended);
    // The time spent by the record itself belongs to no stage.
    this.#last = performance.now();
  };

  /** Returns true if no stage has ended: a known form of arguments compiles nothing. */
  get isEmpty(): boolean {
    return this.#times.size === 0;
  }

  /** Returns the rows of the table. */
  times(): StageTime[] {
    const total = [...this.#times.values()].reduce((sum, ms) => sum + ms, 0);
    const timed = (stage: string, names: readonly Name[]) => {
      const ms = names.reduce((sum, name) => sum + (this.#times.get(name) ?? 0), 0);
      const sizes = Object.assign({}, ...names.map((name) => this.#sizes[name])) as Record<string, number>;
      return { stage, ms, share: ms / total, sizes };
    };
    return outline.map(([stage, names]) => ({
      ...timed(stage, names),
      parts: names.length > 1 ? names.map((name) => timed(name, [name])) : [],
    }));
  }

  #note([stage, result]: Stage): void {
    const sizes = this.#sizes;
    if (stage === "capture") {
      this.graph = result;
      sizes.capture = { nodes: countNodes(result), inputs: result.inputs.length };
    } else if (stage === "rewrite") {
      sizes.rewrite = { nodes: countNodes(result) };
    } else if (stage === "store") {
      this.#stored = result;
    } else if (stage === "fuse") {
      this.fusions.push({ stored: this.#stored, groups: result });
      const arrays = this.fusions.flatMap(({ groups }) => groups.map(({ members }) => members.size));
      sizes.store = { arrays: arrays.reduce((sum, count) => sum + count, 0) };
      sizes.fuse = { groups: arrays.length };
    } else if (stage === "place") {
      sizes.schedule = { steps: countSteps(result) };
      sizes.place = { buffers: result.buffers.length, scratch_bytes: result.scratchBytes };
    } else if (stage === "write") {
      sizes.write = { functions: result };
    } else if (stage === "encode") {
      sizes.encode = { bytes: result.length };
    }
  }
}

function countNodes(graph: Graph): number {
  const nodes = new Set(nodesOf(graph));
  const bodies = new Set<Body>();
  // The sets grow while they are iterated: a loop may contain another loop.
  for (const { body } of nodes) {
    if (!body || bodies.has(body)) continue;
    bodies.add(body);
    for (const node of topological(body.results)) nodes.add(node);
  }
  return nodes.size;
}

function countSteps({ steps }: Program): number {
  return steps.reduce((sum, step) => sum + 1 + (isLoop(step) ? countSteps(step.body) : 0), 0);
}

/** Formats `times` as a table with one line for each stage, under a header row that starts with `heading`. */
export function formatStages(times: readonly StageTime[], heading = "stage"): string {
  const total = times.reduce((sum, { ms }) => sum + ms, 0);
  const row = ({ stage, ms, share, sizes }: Omit<StageTime, "parts">, part = false) => [
    `${part ? "  " : ""}${stage}`,
    ms.toFixed(2),
    `${(100 * share).toFixed(1)} %`,
    part ? "" : formatSizes(sizes),
  ];
  const rows = [
    [heading, "ms", "share", "result"],
    ...times.flatMap((time) => [row(time), ...time.parts.map((part) => row(part, true))]),
    ["total", total.toFixed(2), "", ""],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows
    .map(([stage, ms, share, result]) =>
      [stage!.padEnd(widths[0]!), ms!.padStart(widths[1]!), share!.padStart(widths[2]!), result].join("  ").trimEnd(),
    )
    .join("\n");
}

function formatSizes(sizes: Readonly<Record<string, number>>): string {
  return Object.entries(sizes)
    .map(([unit, count]) => {
      const words = unit.replaceAll("_", " ");
      return `${count.toLocaleString("en")} ${count === 1 ? words.replace(/s$/, "") : words}`;
    })
    .join(", ");
}

/** Facts of the experiments on a feed-forward network as a directed acyclic graph. */
import type { Graph } from "../figure.ts";
import type { Order, Summary } from "../verdicts.ts";

/** Data of `ways`: three tasks in the plane, and the wines. */
export type Task = "line" | "xor" | "board" | "wine";

/** Enabled paths from the input to the output. */
export type Way = "all" | "wide" | "deep" | "skip";

/** Points of a task in the plane. */
export interface Points {
  /** Coordinates x and y of each point, one point after another. */
  readonly places: Float32Array;
  readonly labels: Uint8Array;
}

export interface WaysFacts {
  /** Accuracy on test data of each way. */
  readonly tasks: readonly { readonly task: Task; readonly accuracies: Readonly<Record<Way, Summary>> }[];
  /** Some points of the tasks in the plane. */
  readonly points: readonly { readonly task: Task; readonly points: Points }[];
  /** XOR: the wide branch alone (a) against the skip connection alone (b). */
  readonly hidden: Order;
  /** Board: all ways (a) against the wide branch alone (b), and against the deep branch alone (b). */
  readonly overWide: Order;
  readonly overDeep: Order;
  /** Wines: all ways (a) against the skip connection alone (b). */
  readonly wine: Order;
}

export interface OrderFacts {
  /** Nodes of the graph, each after all that it reads. */
  readonly nodes: readonly {
    readonly name: string;
    /** Length of the longest path from an input. */
    readonly rank: number;
    readonly shape: readonly number[];
    readonly parameters: readonly string[];
  }[];
  readonly parameters: number;
  /** Number of weight matrices and bias vectors. */
  readonly arrays: number;
  /** Operations of the loss, and of the loss with its gradient. */
  readonly operations: number;
  readonly both: number;
  readonly graph: Graph;
}

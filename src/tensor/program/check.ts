/** The type of a check on the results of a compiled function. */
import type { TypedArray } from "../../base/dtype.ts";
import type { NumericError } from "../../base/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";

/**
 * A check on every run of a compiled function, passed to `compile` as `check`. Receives the graph, the values of its
 * inputs, the results (returned values, then assigned ones) and the value of training(). Returns null, or the error
 * that makes the run fail.
 */
export type Check = (
  graph: Graph,
  inputs: ReadonlyMap<Node, TypedArray>,
  results: readonly TypedArray[],
  training: boolean,
) => NumericError | null;

/** The form of a check on what a compiled function yields. */
import type { TypedArray } from "../../base/dtype.ts";
import type { NumericError } from "../../base/errors.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Node } from "../../graph/node.ts";

/**
 * Judges `results` (what a run returned and assigned): null, or why the run counts as failed. `inputs` are the values
 * that the graph was given.
 */
export type Check = (
  graph: Graph,
  inputs: ReadonlyMap<Node, TypedArray>,
  results: readonly TypedArray[],
  training: boolean,
) => NumericError | null;

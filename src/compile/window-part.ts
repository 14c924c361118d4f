/** The part of the compiler for convolution and pooling, which makes programs with windows fast; they run without it. */
import { nodesOf } from "../graph/graph.ts";
import { arrange } from "./arrange.ts";
import type { Part } from "./parts.ts";
import { simplify } from "./simplify.ts";

export const windowPart: Part = {
  prepare: (graph, options) => {
    const hasWindows = nodesOf(graph).some(({ op }) => op === "window" || op === "fold");
    return hasWindows ? arrange(simplify(graph, { ...options, keepsProducts: true }), options) : graph;
  },
};

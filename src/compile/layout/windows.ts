/** Compiler feature for windows: convolutions, pooling and their gradients. */
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { foldOf } from "../../ops/window.ts";
import { nodesOf } from "../../graph/graph.ts";
import { type CompilerFeature, featureOf } from "../addressing/feature.ts";
import { arrange } from "./channels-last.ts";
import { splitImages } from "./cut-images.ts";
import { windowLoops } from "../addressing/product-loops.ts";
import type { Rule } from "../ir/rule.ts";
import { sumOfTaps } from "./sum-of-taps.ts";

/** Rewrites a slice of a fold as a fold of fewer elements. */
const sliceOfFold: Rule = (node, [x]) => {
  const [starts, lengths, steps] = ["starts", "lengths", "steps"].map((name) => node.attributes[name]) as [
    readonly number[],
    readonly number[],
    readonly number[],
  ];
  if (x!.op !== "fold" || steps.some((step) => step !== 1)) return null;
  const fold = foldOf(x!.attributes);
  const [source] = x!.inputs as [Node];
  const others = source.shape.map((length, axis) => {
    return axis === fold.axis || axis === starts.length
      ? { start: 0, length }
      : { start: starts[axis]!, length: lengths[axis]! };
  });
  const cut = build.slice(
    source,
    others.map(({ start }) => start),
    others.map(({ length }) => length),
    others.map(() => 1),
  );
  return build.apply(x!.primitive, [cut], {
    ...fold,
    start: fold.start + starts[fold.axis]!,
    length: lengths[fold.axis]!,
  });
};

/** Compiler support for `window` and `fold`. */
export const windowFeature: CompilerFeature = {
  arrange: (graph, simplify, options) => {
    const hasWindows = nodesOf(graph).some((node) => featureOf(node) === windowFeature);
    return hasWindows ? arrange(simplify(graph), options) : graph;
  },
  rules: { fold: sumOfTaps, slice: sliceOfFold },
  splits: { dot: splitImages },
  productLoops: windowLoops,
};

/**
 * Records of the operations that few programs have, each with what compiling and running it takes. A node brings its
 * record along; bundlers leave out what no function makes nodes of.
 */
import { cumulativeFeature } from "../../compile/lower/cumulative-sum.ts";
import { loopFeature } from "../../compile/lower/scan.ts";
import { sortingFeature } from "../../compile/lower/argsort.ts";
import { windowFeature } from "../../compile/layout/windows.ts";
import { loopOps } from "../../ops/control.ts";
import { cumulativeOps } from "../../ops/cumulative.ts";
import { sortingOps } from "../../ops/sorting.ts";
import { windowOps } from "../../ops/window.ts";
import { emitNested } from "../../target/wasm/stages/nested-contraction.ts";
import { forEachTurn } from "../../target/wasm/run/frame.ts";
import { packNested } from "../../target/wasm/gemm/nested.ts";
import type { Generators } from "../../target/wasm/stages/generators.ts";
import { emitSort } from "../../target/wasm/stages/sort.ts";

/** Convolution and pooling. */
export const windows = /* @__PURE__ */ windowOps({
  name: "windows",
  compile: windowFeature,
  emit: { nested: emitNested, packNested } satisfies Partial<Generators>,
});

export const loops = /* @__PURE__ */ loopOps({
  name: "loops",
  compile: loopFeature,
  emit: { turns: forEachTurn } satisfies Partial<Generators>,
});

export const sorting = /* @__PURE__ */ sortingOps({
  name: "sorting",
  compile: sortingFeature,
  emit: { sort: emitSort } satisfies Partial<Generators>,
});

/** Running sums. */
export const cumulative = /* @__PURE__ */ cumulativeOps({ name: "cumulative", compile: cumulativeFeature });

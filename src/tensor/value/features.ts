/**
 * Records of the operations that only some programs use, each with its compiler passes and code generators. A node
 * carries its record, so bundlers drop the records of operations that a page does not use.
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

/** Sliding windows, for convolution and pooling. */
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

/** Cumulative sums. */
export const cumulative = /* @__PURE__ */ cumulativeOps({ name: "cumulative", compile: cumulativeFeature });

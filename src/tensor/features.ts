/**
 * Records of the operations that few programs have, each with what compiling and running it takes. A node brings its
 * record along; bundlers leave out what no function makes nodes of.
 */
import { cumulativeFeature } from "../compile/cumulative.ts";
import { loopFeature } from "../compile/loop.ts";
import { sortingFeature } from "../compile/sorting.ts";
import { windowFeature } from "../compile/windows.ts";
import { loopOps } from "../ops/control.ts";
import { cumulativeOps } from "../ops/cumulative.ts";
import { sortingOps } from "../ops/sorting.ts";
import { windowOps } from "../ops/window.ts";
import { emitNested } from "../target/wasm/contraction.ts";
import { forEachTurn } from "../target/wasm/frame.ts";
import { packNested } from "../target/wasm/gemm/nested.ts";
import type { Generators } from "../target/wasm/generators.ts";
import { emitSort } from "../target/wasm/sort.ts";

const forWebAssembly = (generators: Partial<Generators>): Partial<Generators> => generators;

/** Convolution and pooling. */
export const windows = /* @__PURE__ */ windowOps({
  ...windowFeature,
  emit: forWebAssembly({ nested: emitNested, packNested }),
});

export const loops = /* @__PURE__ */ loopOps({ ...loopFeature, emit: forWebAssembly({ turns: forEachTurn }) });

export const sorting = /* @__PURE__ */ sortingOps({ ...sortingFeature, emit: forWebAssembly({ sort: emitSort }) });

/** Running sums. */
export const cumulative = /* @__PURE__ */ cumulativeOps(cumulativeFeature);

/**
 * The parts of the compiler that only some programs need, each with what the target needs for it. Functions that make
 * nodes which need a part call the function that adds it; bundlers leave out the parts that no such function brings in.
 */
import { cumulativePart } from "../compile/cumulative.ts";
import { joinPart } from "../compile/join.ts";
import { loopPart } from "../compile/loop.ts";
import { addPart } from "../compile/parts.ts";
import { passPart } from "../compile/passes.ts";
import { sortingPart } from "../compile/sorting.ts";
import { sumPart } from "../compile/sums.ts";
import { tablePart } from "../compile/tables.ts";
import { trianglePart } from "../compile/triangles.ts";
import { windowPart } from "../compile/windows.ts";
import { emitNested } from "../target/wasm/contraction.ts";
import { forEachTurn, passThrough } from "../target/wasm/frame.ts";
import { packNested } from "../target/wasm/gemm/nested.ts";
import { withoutTriangles } from "../target/wasm/gemm/triangles.ts";
import { addGenerators } from "../target/wasm/generators.ts";
import { emitSort } from "../target/wasm/sort.ts";

export function addLoops(): void {
  addPart(loopPart);
  addJoins();
  addGenerators({ turns: forEachTurn });
}

/** Convolution and pooling. */
export function addWindows(): void {
  addPart(windowPart);
  addJoins();
  addPasses();
  addGenerators({ nested: emitNested, packNested });
}

export function addSorting(): void {
  addPart(sortingPart);
  addGenerators({ sort: emitSort });
}

/** For gradients of what is split. */
export function addJoins(): void {
  addPart(joinPart);
}

/** For gradients of what is centred and scaled. */
export function addSums(): void {
  addPart(sumPart);
}

/** Running sums. */
export function addCumulative(): void {
  addPart(cumulativePart);
}

/** For rows of a short table that are looked up many times and multiplied. */
export function addTables(): void {
  addPart(tablePart);
}

/** For large batches of products, and what is made of them block by block. */
export function addPasses(): void {
  addPart(passPart);
  addGenerators({ pass: passThrough });
}

/** For products of which a mask of positions hides a triangle. */
export function addTriangles(): void {
  addPart(trianglePart);
  addGenerators({ triangles: withoutTriangles });
}

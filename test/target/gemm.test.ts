/**
 * Compares matrix kernels with a plain loop. Operands are small integers, so every sum is exact in f32 in any order,
 * with and without FMA. All other memory contains NaN, so that invalid reads and writes are detected.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { packedBytes, panelBytes } from "../../src/compile/lower/gemm-blocking.ts";
import { rowsPerTile, tileHeights, webAssembly } from "../../src/target/wasm/base/target.ts";
import type { Contraction, Matrix } from "../../src/compile/ir/program.ts";
import { emitContraction } from "../../src/target/wasm/stages/contraction.ts";
import { detect } from "../../src/target/wasm/features.ts";
import { fmaPeak, microKernel } from "../../src/target/wasm/gemm/index.ts";
import { Arena, Run, type Case, expectedOf, newModule, pick, placeOperand, smallInteger, verify } from "./gemmRun.ts";

if (Number(process.versions.node.split(".")[0]) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
const fmaChoices = detect().relaxed ? [false, true] : [false];

test("every tile computes and stores only its own elements", () => {
  for (const fma of fmaChoices) {
    for (let rows = 1; rows <= rowsPerTile(fma); rows++) {
      for (let columns = 1; columns <= 8; columns++) {
        const k = pick([1, 2, 3, 5, 7, 17]);
        for (const a of [
          { row: 1, k: rows },
          { row: k + 2, k: 1 },
        ]) {
          const accumulate = pick([0, 1]);
          const arena = new Arena(1);
          const sizes = { batch: 1, m: rows, n: columns, k, rowStride: columns + 1 };
          const one = { ...sizes, a, b: { row: 1, k: columns + 3 } } as Case;
          const [left, right] = [placeOperand(arena, one, rows, one.a), placeOperand(arena, one, columns, one.b)];
          const c = arena.allocate(rows * one.rowStride);
          const expected = expectedOf(arena, one, left, right, c);
          if (accumulate) {
            for (const [at, sum] of expected) expected.set(at, sum + (arena.floats[at] = smallInteger()));
          }
          const module = newModule();
          module.export("tile", microKernel(module, { rows, columns, fma }));
          const { tile } = arena.instantiate(module);
          const pointers = [left.start, right.start, c].map((start) => 4 * start);
          const strides = [a.row, a.k, one.b.k, one.rowStride].map((stride) => 4 * stride);
          const run = () => tile!(k, ...pointers, ...strides, accumulate);
          verify(arena, arena.changes(run), expected, `${rows}x${columns}, k ${k}, fma ${fma}`);
        }
      }
    }
  }
});

const sizes = [1, 2, 3, 5, 7, 17, 31, 65, 129];

function randomCase(): Case {
  const [m, n, k] = [pick(sizes), pick(sizes), pick(sizes)];
  const batch = pick([1, 1, 3]);
  const pad = pick([0, 3]);
  const a = pick([
    { row: k + pad, k: 1 },
    { row: 1, k: m + pad },
    { row: 2 * k, k: 2 },
  ]);
  const b = pick([
    { row: 1, k: n + pad },
    { row: k + pad, k: 1 },
    { row: 3, k: 3 * n },
  ]);
  const parallel = pick(["batch", "m", "n"] as const);
  const grain = { batch: pick([1, 2]), m: pick([4, 6, 13, m]), n: pick([8, 24, Math.ceil(n / 8) * 8]) }[parallel];
  const right = pick(b.row === 1 ? (["direct", "copied", "panels"] as const) : (["copied", "panels"] as const));
  const layout = { left: pick(["strided", "panels"] as const), right, rowStride: n + pick([0, 1, 5]) };
  return { batch, m, n, k, a, b, ...layout, parallel, grain, fma: pick(fmaChoices) };
}

test("all layouts of the operands and all divisions into chunks, with odd sizes", () => {
  for (let round = 0; round < 300; round++) new Run(randomCase(), 24).check();
});

test("pieces of depth and blocks of rows, with all transpositions and layouts", () => {
  const shapes = [
    [7, 9, 1100],
    [230, 72, 513],
    [40, 130, 260],
    [3, 100, 40],
    [520, 20, 630],
  ] as const;
  for (const [m, n, k] of shapes) {
    for (const a of [
      { row: k, k: 1 },
      { row: 1, k: m },
    ]) {
      for (const b of [
        { row: 1, k: n },
        { row: k, k: 1 },
      ]) {
        const right = pick(b.row === 1 ? (["direct", "copied", "panels"] as const) : (["copied", "panels"] as const));
        const cut = pick([
          { parallel: "n", grain: 24 },
          { parallel: "m", grain: Math.ceil(m / 2) },
        ] as const);
        const left = pick(["strided", "panels"] as const);
        new Run({ batch: 1, m, n, k, a, b, rowStride: n, left, right, ...cut, fma: pick(fmaChoices) }, 80).check();
      }
    }
  }
});

test("panels and workspaces use the number of bytes that the compiler allocates", () => {
  for (const fma of fmaChoices) {
    for (const k of [1, 6, 511, 1025]) {
      const [m, n] = [32, 24];
      const strides = { a: { row: k, k: 1 }, b: { row: k, k: 1 } };
      const one = { m, n, k, ...strides, rowStride: n, fma, left: "panels" as const, grain: 16 };
      const { packed } = new Run({ ...one, batch: 2, parallel: "m", right: "panels" }, 24).check();
      assert.equal(4 * packed, 2 * packedBytes(webAssembly, "a", m, k) + 2 * packedBytes(webAssembly, "b", n, k));
      const { copied } = new Run({ ...one, batch: 1, parallel: "n", right: "copied" }, 24).check();
      assert.equal(4 * copied, 2 * panelBytes(webAssembly, k));
    }
  }
});

test("products with different strides share tiles; equal products share functions", () => {
  const module = newModule();
  const matrix = (buffer: number, rowStride: number): Matrix => {
    return { buffer, offset: 0, batchStrides: [0], layout: "strided", rowStrides: [rowStride], kStrides: [1] };
  };
  const stage = (k: number, first: number): Contraction => {
    const [a, b] = [matrix(first, k), { ...matrix(first + 1, 1), kStrides: [16] }];
    const out = { buffer: first + 2, offset: 0, batchStride: 0, rowStride: 16 };
    const loops = { rows: [12], steps: [k] };
    return {
      kind: "contraction",
      batches: [1],
      m: 12,
      n: 16,
      k,
      ...loops,
      a,
      b,
      triangles: [],
      workspace: null,
      out,
      parallel: "n",
    };
  };
  const emitted = (k: number, first: number) =>
    emitContraction(module, stage(k, first), 8, { fma: false, generators: {} });
  const one = emitted(32, 0);
  const count = module.functions.length;
  const same = emitted(32, 5);
  assert.equal(same.index, one.index);
  assert.deepEqual(same.buffers, [5, 6, 7]);
  assert.equal(module.functions.length, count);
  emitted(48, 0);
  assert.equal(module.functions.length, count + 1);
});

test("rows are split into tiles with at most two heights", () => {
  for (let rows = 1; rows <= 200; rows++) {
    for (const fma of [false, true]) {
      const heights = tileHeights(rows, fma);
      assert.equal(
        heights.reduce((sum, height) => sum + height, 0),
        rows,
      );
      assert.ok(heights[0]! <= (fma ? 6 : 5) && heights[0]! - heights.at(-1)! <= 1);
      assert.deepEqual(
        heights,
        heights.toSorted((x, y) => y - x),
      );
      if (fma && rows >= 8) assert.ok(heights.at(-1)! >= 4);
    }
  }
});

test("the peak benchmark computes the expected sum", () => {
  for (const fma of fmaChoices) {
    const module = newModule();
    module.export("peak", fmaPeak(module, fma));
    const peak = new Arena(1).instantiate(module)["peak"]!;
    assert.equal(peak(0, 0.5), 78);
    assert.equal(peak(2, 0.5), fma ? 78 + 12 * 2 * 0.25 : 78 / 4 + 12 * 0.75);
  }
});

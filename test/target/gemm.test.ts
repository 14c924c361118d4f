/**
 * Matrix kernels against a plain loop. Operands are small integers, so every sum is exact in f32 in any order, with and
 * without FMA; all other memory holds NaN, so reading a lane that does not exist into a result, or writing outside of
 * it, shows.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { ModuleBuilder } from "../../src/target/wasm/assembler/index.ts";
import { detect } from "../../src/target/wasm/features.ts";
import type { DriverOptions, LeftStrides, RightStrides } from "../../src/target/wasm/gemm/index.ts";
import {
  contraction,
  driver,
  fmaPeak,
  microKernel,
  packedLeftBytes,
  packedPanelBytes,
  packedRightBytes,
  packLeft,
  packRight,
  splitColumns,
  splitDepth,
  splitRows,
} from "../../src/target/wasm/gemm/index.ts";

if (Number(process.versions.node.split(".")[0]) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
const fmaChoices = detect().relaxed ? [false, true] : [false];

type Kernel = (...values: number[]) => number;

/** A memory full of NaN, an allocator in elements, and a check of which elements a run may have changed. */
class Arena {
  readonly memory: WebAssembly.Memory;
  readonly floats: Float32Array;
  #end = 16;

  constructor(pages: number) {
    this.memory = new WebAssembly.Memory({ initial: pages });
    this.floats = new Float32Array(this.memory.buffer).fill(NaN);
  }

  allocate(elements: number): number {
    const start = this.#end;
    this.#end += Math.ceil(elements / 4) * 4 + 16;
    assert.ok(this.#end < this.floats.length, "the test's memory is too small");
    return start;
  }

  instantiate(module: ModuleBuilder): Record<string, Kernel> {
    const compiled = new WebAssembly.Module(module.toBytes());
    return new WebAssembly.Instance(compiled, { env: { memory: this.memory } }).exports as Record<string, Kernel>;
  }

  /** Runs and returns the indices of all elements whose bits changed. */
  changes(run: () => void): Set<number> {
    const words = new Int32Array(this.memory.buffer);
    const before = words.slice();
    run();
    const changed = new Set<number>();
    for (let i = 0; i < words.length; i++) if (words[i] !== before[i]) changed.add(i);
    return changed;
  }
}

const newModule = () => new ModuleBuilder({ memory: { initial: 1 } });
let seed = 1;
function draw(below: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}
const pick = <T>(choices: readonly T[]): T => choices[draw(choices.length)]!;
const smallInteger = () => draw(9) - 4;

interface Case extends Pick<DriverOptions, "m" | "n" | "k" | "fma" | "rowStride"> {
  readonly left: LeftStrides;
  readonly right: RightStrides;
}

/** Operands and C of a case, in an arena; C starts as integers when `accumulate`. */
function place(arena: Arena, { m, n, k, left, right, rowStride }: Case, accumulate: boolean) {
  const a = arena.allocate((m - 1) * left.rowStride + (k - 1) * left.kStride + 1);
  const b = arena.allocate((k - 1) * right.kStride + (n - 1) * right.columnStride + 1);
  const c = arena.allocate(m * rowStride);
  const { floats } = arena;
  for (let p = 0; p < k; p++) {
    for (let i = 0; i < m; i++) floats[a + i * left.rowStride + p * left.kStride] = smallInteger();
    for (let j = 0; j < n; j++) floats[b + p * right.kStride + j * right.columnStride] = smallInteger();
  }
  const expected = new Map<number, number>();
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const at = c + i * rowStride + j;
      let sum = 0;
      if (accumulate) sum = floats[at] = smallInteger();
      for (let p = 0; p < k; p++) {
        const x = floats[a + i * left.rowStride + p * left.kStride]!;
        sum += x * floats[b + p * right.kStride + j * right.columnStride]!;
      }
      expected.set(at, sum);
    }
  }
  return { a, b, c, expected };
}

function verify(arena: Arena, changed: Set<number>, expected: Map<number, number>, label: string): void {
  for (const [at, value] of expected) {
    if (arena.floats[at] !== value) assert.fail(`${label}: ${arena.floats[at]} instead of ${value}`);
  }
  for (const at of changed) if (!expected.has(at)) assert.fail(`${label}: element ${at} outside of C was written`);
}

test("every tile computes and stores its own elements only", () => {
  for (const fma of fmaChoices) {
    for (let rows = 1; rows <= 6; rows++) {
      for (let columns = 1; columns <= 8; columns++) {
        const vectors = columns > 4 ? 2 : 1;
        const k = pick([1, 2, 3, 5, 7, 17]);
        const layouts: [LeftStrides, number][] = [
          [{ rowStride: 1, kStride: rows }, 4 * vectors],
          [{ rowStride: k + 2, kStride: 1 }, columns + 3],
        ];
        for (const [left, panelStride] of layouts) {
          const arena = new Arena(1);
          const strides = { left, right: { kStride: panelStride, columnStride: 1 }, rowStride: columns + 1 };
          const accumulate = pick([0, 1]);
          const { a, b, c, expected } = place(arena, { m: rows, n: columns, k, fma, ...strides }, accumulate === 1);
          const module = newModule();
          const offsets = Array.from({ length: rows }, (_, i) => 4 * i * left.rowStride);
          const options = {
            rows,
            vectors,
            lastLanes: columns - 4 * (vectors - 1),
            fma,
            panelStride: 4 * panelStride,
          } as const;
          const rowStride = pick([offsets, 4 * left.rowStride]);
          module.export("tile", microKernel(module, { ...options, rowStride, kStride: 4 * left.kStride }));
          const { tile } = arena.instantiate(module);
          const run = () => tile!(k, 4 * a, 4 * b, 4 * c, 4 * (columns + 1), accumulate);
          verify(arena, arena.changes(run), expected, `${rows}x${columns}, k ${k}, fma ${fma}`);
        }
      }
    }
  }
});

const sizes = [1, 2, 3, 5, 7, 17, 31, 65, 129];

function randomCase(): Case {
  const [m, n, k] = [pick(sizes), pick(sizes), pick(sizes)];
  const pad = pick([0, 3]);
  const left = pick([
    { rowStride: k + pad, kStride: 1 },
    { rowStride: 1, kStride: m + pad },
    { rowStride: 2 * k, kStride: 2 },
  ]);
  const right = pick([
    { kStride: n + pad, columnStride: 1 },
    { kStride: 1, columnStride: k + pad },
    { kStride: 3 * n, columnStride: 3 },
  ]);
  return { m, n, k, left, right, rowStride: n + pick([0, 1, 5]), fma: pick(fmaChoices) };
}

test("the driver with every layout of its operands, in chunks, over odd sizes", () => {
  for (let round = 0; round < 250; round++) {
    const one = randomCase();
    const { m, n, k, fma } = one;
    const accumulate = pick([0, 1]);
    const arena = new Arena(16);
    const { a, b, c, expected } = place(arena, one, accumulate === 1);
    const leftLayout = pick(["direct", "packed"] as const);
    const layout = pick(
      one.right.columnStride === 1 ? (["direct", "panel", "packed"] as const) : (["panel", "packed"] as const),
    );
    const [tiles, panels, pieces] = [splitRows(m, fma), splitColumns(n), splitDepth(k)];
    const module = newModule();
    module.export("packLeft", packLeft(module, tiles, pieces, one.left));
    module.export("packRight", packRight(module, panels, pieces, one.right));
    const left = leftLayout === "packed" ? leftLayout : one.left;
    const right = layout === "packed" ? layout : { layout, strides: one.right };
    module.export("multiply", driver(module, { ...one, left, right }));
    const kernels = arena.instantiate(module);
    const packedLeft = arena.allocate(packedLeftBytes(tiles, pieces) / 4);
    const packedRight = arena.allocate(packedRightBytes(panels, pieces) / 4);
    const scratch = arena.allocate(packedPanelBytes(pieces) / 4);
    const [middleTile, middlePanel] = [draw(tiles.tiles + 1), draw(panels.panels + 1)];
    const label = JSON.stringify({ ...one, leftLayout, layout, middleTile, middlePanel });

    const written = arena.changes(() => {
      for (const [from, to] of [
        [middleTile, tiles.tiles],
        [0, middleTile],
      ] as const) {
        kernels["packLeft"]!(4 * a, 4 * packedLeft, from, to);
      }
      for (const [from, to] of [
        [0, middlePanel],
        [middlePanel, panels.panels],
      ] as const) {
        kernels["packRight"]!(4 * b, 4 * packedRight, from, to);
      }
    });
    for (const at of written) {
      const inside = (start: number, bytes: number) => at >= start && at < start + bytes / 4;
      const packed =
        inside(packedLeft, packedLeftBytes(tiles, pieces)) || inside(packedRight, packedRightBytes(panels, pieces));
      if (!packed) assert.fail(`${label}: packing wrote element ${at}`);
    }
    const changed = arena.changes(() => {
      for (const [from, to] of [
        [middleTile, tiles.tiles],
        [0, middleTile],
      ] as const) {
        for (const [first, last] of [
          [0, middlePanel],
          [middlePanel, panels.panels],
        ] as const) {
          const [x, y] = [left === "packed" ? packedLeft : a, right === "packed" ? packedRight : b];
          kernels["multiply"]!(4 * x, 4 * y, 4 * c, 4 * scratch, from, to, first, last, accumulate);
        }
      }
    });
    for (let i = 0; i < packedPanelBytes(pieces) / 4; i++) changed.delete(scratch + i);
    verify(arena, changed, expected, label);
  }
});

test("the chosen plan of every transposition, with split depth and blocks of rows", () => {
  const shapes = [
    [7, 9, 1100],
    [230, 72, 513],
    [40, 130, 260],
    [3, 100, 40],
    [520, 70, 70],
  ] as const;
  for (const [m, n, k] of shapes) {
    for (const left of [
      { rowStride: k, kStride: 1 },
      { rowStride: 1, kStride: m },
    ]) {
      for (const right of [
        { kStride: n, columnStride: 1 },
        { kStride: 1, columnStride: k },
      ]) {
        const one = { m, n, k, left, right, rowStride: n, fma: pick(fmaChoices) };
        const arena = new Arena(64);
        const { a, b, c, expected } = place(arena, one, false);
        const module = newModule();
        const plan = contraction(module, one);
        module.export("multiply", plan.multiply);
        if (plan.packLeft) module.export("packLeft", plan.packLeft);
        if (plan.packRight) module.export("packRight", plan.packRight);
        const kernels = arena.instantiate(module);
        const x = plan.packLeft ? arena.allocate(plan.packedLeftBytes / 4) : a;
        const y = plan.packRight ? arena.allocate(plan.packedRightBytes / 4) : b;
        const scratch = arena.allocate(plan.scratchBytes / 4);
        const { tiles, panels } = plan;
        kernels["packLeft"]?.(4 * a, 4 * x, 0, tiles.tiles);
        kernels["packRight"]?.(4 * b, 4 * y, 0, panels.panels);
        const changed = arena.changes(() =>
          kernels["multiply"]!(4 * x, 4 * y, 4 * c, 4 * scratch, 0, tiles.tiles, 0, panels.panels, 0),
        );
        for (let i = 0; i < plan.scratchBytes / 4; i++) changed.delete(scratch + i);
        verify(arena, changed, expected, JSON.stringify(one));
      }
    }
  }
});

test("equal parameters share one function", () => {
  const module = newModule();
  const right = { layout: "panel", strides: { kStride: 64, columnStride: 1 } } as const;
  const options: DriverOptions = { m: 12, n: 64, k: 32, left: "packed", right, rowStride: 64, fma: false };
  const first = driver(module, options);
  const count = module.functions.length;
  assert.equal(driver(module, { ...options }), first);
  assert.equal(module.functions.length, count);
  driver(module, { ...options, rowStride: 128 });
  assert.equal(module.functions.length, count + 1);
});

test("rows are split into at most two heights", () => {
  for (let rows = 1; rows <= 200; rows++) {
    for (const fma of [false, true]) {
      const { tiles, height, tallTiles } = splitRows(rows, fma);
      assert.equal(tiles * height + tallTiles, rows);
      assert.ok(height + Math.sign(tallTiles) <= (fma ? 6 : 5));
      if (fma && rows >= 8) assert.ok(height >= 4);
    }
  }
});

test("empty sizes are rejected", () => {
  assert.throws(() => splitRows(0, true), /along 0 rows[^]*at least 1/);
  assert.throws(() => splitColumns(0), /along 0 columns/);
  assert.throws(() => splitDepth(0), /along 0 depth/);
});

test("the peak loop computes what it says", () => {
  for (const fma of fmaChoices) {
    const module = newModule();
    module.export("peak", fmaPeak(module, fma));
    const peak = new Arena(1).instantiate(module)["peak"]!;
    assert.equal(peak(0, 0.5), 78);
    assert.equal(peak(2, 0.5), fma ? 78 + 12 * 2 * 0.25 : 78 / 4 + 12 * 0.75);
  }
});

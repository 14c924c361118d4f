/**
 * Runs matrix products stage by stage, like the runtime, in memory filled with NaN: packing, and contractions in
 * chunks. Operands are small integers, so every sum is exact in f32.
 */
import assert from "node:assert/strict";
import { packedBytes, panelBytes } from "../../src/compile/lower/gemm-blocking.ts";
import { webAssembly } from "../../src/target/wasm/base/target.ts";
import type { Contraction, Matrix, Pack } from "../../src/compile/ir/program.ts";
import { ModuleBuilder } from "../../src/target/wasm/assembler/index.ts";
import { emitContraction } from "../../src/target/wasm/stages/contraction.ts";
import { emitPack } from "../../src/target/wasm/stages/pack.ts";
import type { StageFunction } from "../../src/target/wasm/base/stage-function.ts";

type Kernel = (...values: number[]) => number;

/** Memory filled with NaN, with an allocator in elements, which records the elements changed by a run. */
export class Arena {
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

  /** Calls a function and returns the indices of all elements whose bits changed. */
  changes(run: () => void): Set<number> {
    const words = new Int32Array(this.memory.buffer);
    const before = words.slice();
    run();
    const changed = new Set<number>();
    for (let i = 0; i < words.length; i++) if (words[i] !== before[i]) changed.add(i);
    return changed;
  }
}

export const newModule = () => new ModuleBuilder({ memory: { initial: 1 } });
let seed = 1;
function draw(below: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}
export const pick = <T>(choices: readonly T[]): T => choices[draw(choices.length)]!;
export const smallInteger = () => draw(9) - 4;

/** Strides of an operand along its rows (m for a, n for b) and along k. */
interface Strides {
  readonly row: number;
  readonly k: number;
}

export interface Case {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Strides;
  readonly b: Strides;
  /** Stride of the rows of the result. */
  readonly rowStride: number;
  readonly left: "strided" | "panels";
  readonly right: "direct" | "copied" | "panels";
  readonly parallel: Contraction["parallel"];
  readonly grain: number;
  readonly fma: boolean;
}

const lengthOf = (rows: number, k: number, strides: Strides) => (rows - 1) * strides.row + (k - 1) * strides.k + 1;

/** Fills an operand with integers. Returns the offset of its first element and the value of each element. */
export function placeOperand(arena: Arena, { batch, k }: Case, rows: number, strides: Strides) {
  const length = lengthOf(rows, k, strides);
  const start = arena.allocate(batch * length);
  const at = (entry: number, row: number, step: number) =>
    start + entry * length + row * strides.row + step * strides.k;
  for (let entry = 0; entry < batch; entry++) {
    for (let row = 0; row < rows; row++) {
      for (let step = 0; step < k; step++) arena.floats[at(entry, row, step)] = smallInteger();
    }
  }
  return { start, length, at };
}

/** Expected product, by index of each element of the result. */
export function expectedOf(arena: Arena, one: Case, a: Placed, b: Placed, c: number): Map<number, number> {
  const { batch, m, n, k, rowStride } = one;
  const expected = new Map<number, number>();
  for (let entry = 0; entry < batch; entry++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let p = 0; p < k; p++) sum += arena.floats[a.at(entry, i, p)]! * arena.floats[b.at(entry, j, p)]!;
        expected.set(c + (entry * m + i) * rowStride + j, sum);
      }
    }
  }
  return expected;
}

type Placed = ReturnType<typeof placeOperand>;

export function verify(arena: Arena, changed: Set<number>, expected: Map<number, number>, label: string): void {
  for (const [at, value] of expected) {
    if (arena.floats[at] !== value) assert.fail(`${label}: ${arena.floats[at]} instead of ${value}`);
  }
  for (const at of changed) if (!expected.has(at)) assert.fail(`${label}: element ${at} outside of C was written`);
}

/** The chunks of a kernel in reverse order, since the order must not matter. */
function* chunks(extent: number, grain: number): Iterable<[start: number, end: number]> {
  for (let i = Math.ceil(extent / grain) - 1; i >= 0; i--) yield [i * grain, Math.min(extent, (i + 1) * grain)];
}

const extentOf = ({ batch, m, n, parallel }: Case) => ({ batch, m, n })[parallel];

/** A test case: its memory, its buffers (0: a, 1: b, 2: the result) and the kernels of its stages. */
export class Run {
  /** Numbers of elements written by packing and written to the workspace. */
  packed = 0;
  copied = 0;
  readonly #case: Case;
  readonly #label: string;
  readonly #arena: Arena;
  readonly #module = newModule();
  /** Start of each buffer, in elements. */
  readonly #starts: number[];
  readonly #placed: { readonly a: Placed; readonly b: Placed };
  readonly #packs: { readonly name: string; readonly cut: number; readonly extent: number; readonly to: number }[] = [];
  readonly #functions = new Map<string, StageFunction>();
  #kernels: Record<string, Kernel> = {};

  constructor(one: Case, pages: number) {
    this.#case = one;
    this.#label = JSON.stringify(one);
    this.#arena = new Arena(pages);
    const [a, b] = [placeOperand(this.#arena, one, one.m, one.a), placeOperand(this.#arena, one, one.n, one.b)];
    this.#placed = { a, b };
    this.#starts = [a.start, b.start, this.#arena.allocate(one.batch * one.m * one.rowStride)];
  }

  /** Packs and multiplies, chunk by chunk, and checks the written elements. */
  check(): this {
    const { batch, m, n, k, parallel, grain, rowStride, fma } = this.#case;
    const [a, b] = [this.#operand("a", this.#case.left), this.#operand("b", this.#case.right)];
    const room = Math.ceil(extentOf(this.#case) / grain) * (panelBytes(webAssembly, k) / 4);
    const copies = this.#case.right === "copied";
    const workspace = copies ? { buffer: this.#buffer(room), bytes: panelBytes(webAssembly, k) } : null;
    const out = { buffer: 2, offset: 0, batchStride: m * rowStride, rowStride };
    const stage: Contraction = {
      kind: "contraction",
      batches: [batch],
      m,
      n,
      k,
      rows: [m],
      steps: [k],
      a,
      b,
      triangles: [],
      workspace,
      out,
      parallel,
    };
    this.#export("multiply", emitContraction(this.#module, stage, grain, { fma, generators: {} }));
    this.#kernels = this.#arena.instantiate(this.#module);
    for (const one of this.#packs) this.#pack(one);
    const expected = expectedOf(this.#arena, this.#case, this.#placed.a, this.#placed.b, this.#starts[2]!);
    const changed = this.#call("multiply", extentOf(this.#case), grain);
    for (let i = 0; workspace && i < room; i++) {
      if (changed.delete(this.#starts[workspace.buffer]! + i)) this.copied++;
    }
    verify(this.#arena, changed, expected, this.#label);
    return this;
  }

  #buffer(elements: number): number {
    return this.#starts.push(this.#arena.allocate(elements)) - 1;
  }

  #export(name: string, stage: StageFunction): void {
    this.#module.export(name, stage.index);
    this.#functions.set(name, stage);
  }

  /** The elements changed by all chunks of a stage. */
  #call(name: string, extent: number, grain: number): Set<number> {
    const pointers = this.#functions.get(name)!.buffers.map((i) => 4 * this.#starts[i]!);
    return this.#arena.changes(() => {
      for (const [start, end] of chunks(extent, grain)) this.#kernels[name]!(...pointers, 0, start, end);
    });
  }

  /** An operand in place, or the panels into which a stage packs it. */
  #operand(operand: "a" | "b", layout: Case["left"] | Case["right"]): Matrix {
    const { batch, m, n, k, parallel, grain, fma } = this.#case;
    const rows = operand === "a" ? m : n;
    const { row: rowStride, k: kStride } = this.#case[operand];
    const lying = { buffer: operand === "a" ? 0 : 1, offset: 0, batchStrides: [this.#placed[operand].length] };
    const source: Matrix = { ...lying, layout: "strided", rowStrides: [rowStride], kStrides: [kStride] };
    if (layout !== "panels") return source;
    const to = this.#buffer((batch * packedBytes(webAssembly, operand, rows, k)) / 4);
    const target = { buffer: to, offset: 0, batchStride: packedBytes(webAssembly, operand, rows, k) / 4 };
    const whole = operand === "a" && parallel === "n";
    const along = parallel === "batch" ? "batch" : whole ? "tiles" : "rows";
    const cut = { batch: 1, tiles: pick([4, 13, rows]), rows: operand === "b" ? 16 : grain }[along];
    const stage: Pack = {
      kind: "pack",
      operand,
      batches: [batch],
      rows,
      k,
      steps: null,
      source,
      target,
      parallel: along,
    };
    const name = `pack_${operand}`;
    this.#export(name, emitPack(this.#module, stage, cut, { fma, generators: {} }));
    this.#packs.push({ name, cut, extent: along === "batch" ? batch : rows, to });
    const batchStrides = [target.batchStride];
    return { buffer: to, offset: 0, batchStrides, layout: "panels", rowStrides: [], kStrides: [] };
  }

  #pack({ name, cut, extent, to }: { name: string; cut: number; extent: number; to: number }): void {
    const { batch, m, n, k } = this.#case;
    const [operand, rows] = name === "pack_a" ? (["a", m] as const) : (["b", n] as const);
    const elements = (batch * packedBytes(webAssembly, operand, rows, k)) / 4;
    for (const at of this.#call(name, extent, cut)) {
      const position = at - this.#starts[to]!;
      if (position < 0 || position >= elements) assert.fail(`${this.#label}: ${name} wrote element ${position}`);
      this.packed++;
    }
  }
}

/**
 * Interpreter for compiled programs. Runs a program on typed arrays, one element and one chunk at a time, independent
 * of any target. Scratch memory is a single region, so that an incorrect memory plan causes errors.
 */
import { combined } from "../../src/reference/values.ts";
import { bytesOf, type DType, type TypedArray } from "../../src/base/dtype.ts";
import { sizeOf } from "../../src/base/shape.ts";
import type {
  Access,
  Contraction,
  Loop,
  Nest,
  Pack,
  Phase,
  Program,
  Sort,
  Stage,
} from "../../src/compile/ir/program.ts";
import { chunksOf, isLoop } from "../../src/compile/ir/program.ts";
import type { Primitive } from "../../src/ops/primitive.ts";

/** Returns the order in which `count` chunks run. */
export type ChunkOrder = (count: number) => number[];

const inOrder: ChunkOrder = (count) => Array.from({ length: count }, (_, i) => i);

/** Runs a program and returns the numbers of the faults that it raised. */
export function interpret(program: Program, externals: readonly TypedArray[], order: ChunkOrder = inOrder): number[] {
  const scratch = new Uint8Array(program.scratchBytes).fill(0xa5);
  const buffers = program.buffers.map(({ dtype, bytes, place }) =>
    "external" in place ? externals[place.external]! : view(scratch, place.scratch, bytes, dtype),
  );
  const machine = new Machine(buffers);
  for (const [index, step] of program.steps.entries()) {
    if (index === program.commit && machine.faults.length > 0) return machine.faults;
    if (isLoop(step)) {
      machine.faults.push(...interpretLoop(step, buffers, order));
      continue;
    }
    for (const [buffer, size] of step.pass?.local ?? []) {
      buffers[buffer] = new Float32Array((step.extent * size) / bytesOf("f32"));
    }
    for (const chunk of order(chunksOf(step))) {
      const start = chunk * step.grain;
      const end = Math.min(step.extent, start + step.grain);
      if (step.pass) {
        const { scales } = step.pass;
        for (let unit = start; unit < end; unit++) {
          step.stages.forEach((stage, i) => machine.run(stage, unit * scales[i]!, (unit + 1) * scales[i]!));
        }
        continue;
      }
      for (const stage of step.stages) machine.run(stage, start, end);
    }
  }
  return machine.faults;
}

function interpretLoop(loop: Loop, buffers: readonly TypedArray[], order: ChunkOrder): number[] {
  const faults: number[] = [];
  const { body, length, reverse } = loop;
  for (let turn = 0; turn < length; turn++) {
    const index = reverse ? length - 1 - turn : turn;
    const externals = loop.arguments.map(({ buffer, offset, stride }, i) => {
      const { dtype, bytes } = body.buffers.find(({ place }) => "external" in place && place.external === i) ?? {
        dtype: "f32" as const,
        bytes: 0,
      };
      const outside = buffers[buffer]!;
      const all = new Uint8Array(outside.buffer, outside.byteOffset, outside.byteLength);
      return view(all, offset + index * stride, bytes, dtype);
    });
    faults.push(...interpret(body, externals, order));
  }
  return faults;
}

function view(all: Uint8Array, offset: number, bytes: number, dtype: DType): TypedArray {
  const [start, length] = [all.byteOffset + offset, bytes / bytesOf(dtype)];
  if (dtype === "f32") return new Float32Array(all.buffer, start, length);
  return dtype === "i32" ? new Int32Array(all.buffer, start, length) : new Uint8Array(all.buffer, start, length);
}

class Machine {
  readonly faults: number[] = [];
  private readonly buffers: readonly TypedArray[];

  constructor(buffers: readonly TypedArray[]) {
    this.buffers = buffers;
  }

  run(stage: Stage, start: number, end: number): void {
    if (stage.kind === "nest") this.nest(stage, start, end);
    else if (stage.kind === "pack") this.pack(stage, start, end);
    else if (stage.kind === "sort") this.sort(stage, start, end);
    else this.contract(stage, start, end);
  }

  private sort({ buffer, length }: Sort, start: number, end: number): void {
    const words = this.buffers[buffer]!;
    const pairs = new BigInt64Array(words.buffer, words.byteOffset, words.length / 2);
    for (let row = start; row < end; row++) pairs.subarray(row * length, (row + 1) * length).sort();
  }

  /** Panels are stored as plain rows here, because only the target knows their layout. */
  private pack({ batches, rows, k, steps, source, target, parallel }: Pack, start: number, end: number): void {
    for (let b = 0; b < sizeOf(batches); b++) {
      for (let row = 0; row < rows; row++) {
        const at = parallel === "batch" ? b : row;
        if (at < start || at >= end) continue;
        for (let i = 0; i < k; i++) {
          const from =
            source.offset +
            along(batches, source.batchStrides, b) +
            row * source.rowStrides[0]! +
            along(steps ?? [k], source.kStrides, i);
          this.buffers[target.buffer]![target.offset + b * target.batchStride + row * k + i] =
            this.buffers[source.buffer]![from]!;
        }
      }
    }
  }

  private contract(
    { batches, m, n, k, rows, steps, a, b, out, parallel }: Contraction,
    start: number,
    end: number,
  ): void {
    const read = (
      matrix: Contraction["a"],
      loops: readonly number[],
      entry: number,
      row: number,
      i: number,
    ): number => {
      const { rowStrides, kStrides } = matrix;
      const within =
        matrix.layout === "panels" ? row * k + i : along(loops, rowStrides, row) + along(steps, kStrides, i);
      return this.buffers[matrix.buffer]![matrix.offset + along(batches, matrix.batchStrides, entry) + within]!;
    };
    for (let entry = 0; entry < sizeOf(batches); entry++) {
      for (let row = 0; row < m; row++) {
        for (let column = 0; column < n; column++) {
          const at = parallel === "batch" ? entry : parallel === "m" ? row : column;
          if (at < start || at >= end) continue;
          let sum = 0;
          for (let i = 0; i < k; i++) sum += read(a, rows, entry, row, i) * read(b, [n], entry, column, i);
          this.buffers[out.buffer]![out.offset + entry * out.batchStride + row * out.rowStride + column] = sum;
        }
      }
    }
  }

  private nest({ outer, parallel, phases }: Nest, start: number, end: number): void {
    forEach(outer, (index) => {
      if (index[parallel]! < start || index[parallel]! >= end) return;
      const reduced: number[][] = [];
      for (const phase of phases) reduced.push(this.phase(phase, index, reduced));
    });
  }

  private phase(phase: Phase, outer: readonly number[], reduced: readonly number[][]): number[] {
    const results = phase.reductions.map(({ primitive, dtype }) => reductionOf(primitive).neutral(dtype));
    forEach(phase.inner, (inner) => {
      const index = [...outer, ...inner];
      const values = this.values(phase, index, reduced);
      phase.reductions.forEach(({ primitive, value, dtype }, i) => {
        results[i] = round(
          dtype,
          combined[primitive.name as keyof typeof combined](results[i]!, values[value]!, dtype),
        );
      });
      for (const { buffer, access, value, scatter } of phase.stores) {
        const array = this.buffers[buffer]!;
        if (!scatter) array[at(access, index)] = values[value]!;
        else if (this.inBounds(values[scatter.index]!, scatter)) {
          array[at(access, index) + values[scatter.index]! * scatter.stride]! += values[value]!;
        }
      }
    });
    return results;
  }

  private values(phase: Phase, index: readonly number[], reduced: readonly number[][]): number[] {
    const values: number[] = [];
    for (const e of phase.expressions) {
      switch (e.kind) {
        case "constant":
          values.push(e.value);
          break;
        case "index":
          values.push(at(e.access, index));
          break;
        case "load":
          values.push(this.buffers[e.buffer]![at(e.access, index)]!);
          break;
        case "gather": {
          const chosen = this.inBounds(values[e.index]!, e) ? values[e.index]! : 0;
          values.push(this.buffers[e.buffer]![at(e.access, index) + chosen * e.stride]!);
          break;
        }
        case "check":
          this.inBounds(values[e.index]!, e);
          values.push(values[e.index]!);
          break;
        case "reduced":
          values.push(reduced[e.phase]![e.reduction]!);
          break;
        case "apply": {
          const inputs = e.inputs.map((i) => values[i]!);
          values.push(round(e.dtype, e.primitive.value(inputs, e.attributes, e.dtype)));
        }
      }
    }
    return values;
  }

  private inBounds(index: number, { bound, fault }: { bound: number; fault: number }): boolean {
    const inside = index >= 0 && index < bound;
    if (!inside) this.faults.push(fault);
    return inside;
  }
}

function reductionOf(primitive: Primitive) {
  if (primitive.elementwise || !primitive.reduction) throw new Error(`${primitive.name} is not a reduction`);
  return primitive.reduction;
}

function round(dtype: string, x: number): number {
  if (dtype === "f32") return Math.fround(x);
  return dtype === "i32" ? x | 0 : dtype === "u8" ? x & 255 : x === 0 ? 0 : 1;
}

/** Returns the address of element `index` of loops with the given lengths. */
function along(lengths: readonly number[], strides: readonly number[], index: number): number {
  let rest = index;
  let address = 0;
  for (let loop = lengths.length - 1; loop >= 0; loop--) {
    address += (rest % lengths[loop]!) * strides[loop]!;
    rest = Math.floor(rest / lengths[loop]!);
  }
  return address;
}

function at({ offset, strides }: Access, index: readonly number[]): number {
  return strides.reduce((sum, stride, loop) => sum + stride * index[loop]!, offset);
}

function forEach(sizes: readonly number[], visit: (index: readonly number[]) => void): void {
  const index = sizes.map(() => 0);
  const walk = (loop: number): void => {
    if (loop === sizes.length) return visit(index);
    for (let i = 0; i < sizes[loop]!; i++) {
      index[loop] = i;
      walk(loop + 1);
    }
  };
  walk(0);
}

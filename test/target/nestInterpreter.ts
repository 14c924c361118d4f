/** Runs nests in an interpreter over typed arrays and compiled. Compares the results exactly or with a tolerance. */
import assert from "node:assert/strict";
import { combined } from "../../src/reference/values.ts";
import { type DType, roundTo, type TypedArray } from "../../src/base/dtype.ts";
import type { Access, Expression, Nest, Phase } from "../../src/compile/ir/program.ts";
import { ModuleBuilder } from "../../src/target/wasm/assembler/index.ts";
import { emitNest } from "../../src/target/wasm/nest/index.ts";
import { primitives } from "../nodes.ts";
import type { Elementwise, Primitive } from "../../src/ops/primitive.ts";

export interface Outcome {
  readonly buffers: readonly TypedArray[];
  /** Fault record: count, fault number, index. */
  readonly faults: readonly number[];
}

export function interpret(nest: Nest, inputs: readonly TypedArray[]): Outcome {
  const buffers = inputs.map((data) => data.slice());
  const faults = [0, 0, 0, 0];
  const raise = (fault: number, index: number, element = index) => {
    if (faults[0] === 0) faults.splice(0, 4, 1, fault, index, element);
  };
  for (const outer of indices(nest.outer)) {
    const reduced: number[][] = [];
    for (const phase of nest.phases) {
      const sums = phase.reductions.map(({ primitive, dtype }) => reductionOf(primitive).neutral(dtype));
      for (const inner of indices(phase.inner)) {
        const at = [...outer, ...inner];
        const values: number[] = [];
        for (const expression of phase.expressions) {
          const value = evaluate(expression, values, phase, { at, buffers, reduced, raise });
          values.push(roundTo(expression.dtype, value));
        }
        for (const { buffer, access, value, dtype, scatter } of phase.stores) {
          let place = address(access, at);
          let stored = values[value]!;
          if (scatter) {
            const index = values[scatter.index]!;
            const isInside = index >= 0 && index < scatter.bound;
            if (!isInside) raise(scatter.fault, index);
            if (scatter.bound === 0) continue;
            place += isInside ? index * scatter.stride : 0;
            stored += buffers[buffer]![place]!;
          }
          buffers[buffer]![place] = roundTo(dtype, stored);
        }
        phase.reductions.forEach(({ primitive, value, dtype }, r) => {
          sums[r] = combined[primitive.name as keyof typeof combined](sums[r]!, values[value]!, dtype);
        });
      }
      reduced.push(sums.map((sum, r) => roundTo(phase.reductions[r]!.dtype, sum)));
    }
  }
  return { buffers, faults };
}

interface State {
  readonly at: readonly number[];
  readonly buffers: readonly TypedArray[];
  readonly reduced: readonly (readonly number[])[];
  readonly raise: (fault: number, index: number, element?: number) => void;
}

function evaluate(expression: Expression, values: readonly number[], phase: Phase, state: State): number {
  const { at, buffers, reduced, raise } = state;
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "index":
      return address(expression.access, at);
    case "load":
      return buffers[expression.buffer]![address(expression.access, at)]!;
    case "gather": {
      let index = values[expression.index]!;
      if (index < 0 || index >= expression.bound) {
        raise(expression.fault, index);
        index = 0;
      }
      return buffers[expression.buffer]![address(expression.access, at) + index * expression.stride]!;
    }
    case "check": {
      const { access, bound, fault } = expression;
      const index = values[expression.index]!;
      if (index < 0 || index >= bound) raise(fault, index, address(access, at));
      return index;
    }
    case "apply": {
      const { primitive } = expression;
      const operand = phase.expressions[expression.inputs[0]!]!.dtype;
      const dtype = expression.dtype === "bool" ? operand : expression.dtype;
      return primitive.value(
        expression.inputs.map((i) => values[i]!),
        expression.attributes,
        dtype,
      );
    }
    case "reduced":
      return reduced[expression.phase]![expression.reduction]!;
  }
}

function reductionOf(primitive: Primitive) {
  assert.ok(!primitive.elementwise && primitive.reduction);
  return primitive.reduction;
}

function address({ offset, strides }: Access, at: readonly number[]): number {
  return strides.reduce((sum, stride, i) => sum + stride * at[i]!, offset);
}

function* indices(sizes: readonly number[]): Generator<number[]> {
  const [first, ...rest] = sizes;
  if (first === undefined) yield [];
  else for (let i = 0; i < first; i++) for (const inner of indices(rest)) yield [i, ...inner];
}

const guard = 0xa5;

export interface Execution {
  readonly fma?: boolean;
  /** Positions at which the parallel loop is divided into calls. */
  readonly cuts?: readonly number[];
  /** A number that divides the length of each call, or is at least the length of the loop. Default: 1. */
  readonly grain?: number;
  /** The end of the memory next to the buffers, beyond which a load traps. */
  readonly edge?: "start" | "end";
}

/** Runs compiled code. Also checks that only the buffers are written. */
export function execute(nest: Nest, inputs: readonly TypedArray[], options: Execution = {}): Outcome {
  const module = new ModuleBuilder({ memory: { initial: 1 } });
  const { index, buffers } = emitNest(module, nest, options.grain ?? 1, { fma: options.fma ?? false });
  const padded = inputs.map(({ byteLength }) => Math.ceil(byteLength / 16) * 16 + 16);
  const total = padded.reduce((sum, length) => sum + length, 0);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((total + 16) / 65536) });
  const bytes = new Uint8Array(memory.buffer).fill(guard);
  const atStart = options.edge === "start";
  const faultsAt = atStart ? bytes.length - 16 : 0;
  new Int32Array(memory.buffer, faultsAt, 4).fill(0);
  let next = atStart ? 0 : bytes.length - total;
  const places = inputs.map((data, i) => {
    const place = next;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    next += padded[i]!;
    return place;
  });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.export("f", index).toBytes()), {
    env: { memory },
  });
  const f = instance.exports["f"] as (...values: number[]) => void;
  const cuts = [0, ...(options.cuts ?? []), nest.outer[nest.parallel]!];
  const pointers = buffers.map((buffer) => places[buffer]!);
  for (let i = 1; i < cuts.length; i++) f(...pointers, faultsAt, cuts[i - 1]!, cuts[i]!);
  const results = inputs.map((data, i) => {
    const [start, end] = [places[i]!, places[i]! + data.byteLength];
    const view = bytes.slice(start, end);
    bytes.fill(guard, start, end);
    return new (data.constructor as new (buffer: ArrayBuffer) => TypedArray)(view.buffer);
  });
  const faults = [...new Int32Array(memory.buffer, faultsAt, 4)];
  new Uint8Array(memory.buffer, faultsAt, 16).fill(guard);
  assert.ok(
    bytes.every((byte) => byte === guard),
    "only the buffers are written",
  );
  return { buffers: results, faults };
}

/**
 * Checks that compiled code agrees with the interpreter: exactly, or up to a relative error if sums have another order.
 */
export function agree(nest: Nest, inputs: readonly TypedArray[], tolerance = 0, cuts: readonly number[] = []): void {
  const expected = interpret(nest, inputs);
  const actual = execute(nest, inputs, { cuts });
  assert.deepEqual(execute(nest, inputs, { cuts, edge: "start" }), actual);
  assert.deepEqual(actual.faults, expected.faults);
  for (const [i, buffer] of expected.buffers.entries()) {
    for (const [j, value] of buffer.entries()) {
      const found = actual.buffers[i]![j]!;
      const close = Object.is(found, value) || Math.abs(found - value) <= tolerance * Math.max(1, Math.abs(value));
      assert.ok(close || (value === 0 && found === 0), `buffer ${i} [${j}] is ${found}, not ${value}`);
    }
  }
}

/** Short constructors of the parts of a nest. */
export const load = (buffer: number, strides: readonly number[], dtype: DType = "f32", offset = 0): Expression => ({
  kind: "load",
  buffer,
  access: { offset, strides },
  dtype,
});
export const constant = (value: number, dtype: DType = "f32"): Expression => ({ kind: "constant", value, dtype });
export const apply = (
  op: keyof typeof primitives,
  inputs: readonly number[],
  dtype: DType = "f32",
  attributes = {},
): Expression => ({
  kind: "apply",
  primitive: primitives[op] as Elementwise,
  inputs,
  attributes,
  dtype,
});
export const reduced = (phase: number, dtype: DType = "f32", reduction = 0): Expression => ({
  kind: "reduced",
  phase,
  reduction,
  dtype,
});
export const store = (buffer: number, strides: readonly number[], value: number, dtype: DType = "f32", offset = 0) => ({
  buffer,
  access: { offset, strides },
  value,
  dtype,
});

export function phase(inner: readonly number[], expressions: readonly Expression[], rest: Partial<Phase>): Phase {
  return { inner, expressions, stores: [], reductions: [], ...rest };
}

export function nest(outer: readonly number[], lanes: Nest["lanes"], phases: readonly Phase[], parallel = 0): Nest {
  return { kind: "nest", outer, parallel, lanes, phases };
}

/** Distinct positive and negative values. */
export function floats(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898) * 4);
}

export function integers(length: number, bound = 100): Int32Array {
  return Int32Array.from({ length }, (_, i) => Math.round(Math.sin(i * 78.233) * bound));
}

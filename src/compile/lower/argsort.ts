/**
 * Lowers argsort: pairs of key and position are sorted as 64-bit integers, one row at a time, and the sorted positions
 * are the result.
 */
import { type Shape, sizeOf, stridesOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import { primitives } from "../../ops/index.ts";
import type { Node } from "../../graph/node.ts";
import type { CompilerFeature } from "../addressing/feature.ts";
import { toNest } from "./nest.ts";
import { grainFor, nestKernel } from "./chunks.ts";
import type { LoopPlan } from "../addressing/plan-types.ts";
import type { Access, Kernel, Sort, Store } from "../ir/program.ts";
import { Writer } from "../addressing/expression-writer.ts";

const bytesPerPair = 8;
/** Approximate time in nanoseconds to move one pair once. */
const nanosecondsPerMove = 2;

function lowerArgsort(plan: LoopPlan, node: Node): Kernel[] {
  const size = sizeOf(node.shape);
  if (size === 0) return [];
  const axis = node.attributes["axis"] as number;
  const order = [...node.shape.map((_, i) => i).filter((i) => i !== axis), axis];
  const shape = order.map((i) => node.shape[i]!);
  const length = node.shape[axis]!;
  const rows = size / length;
  const [pairs, workspace] = [0, 1].map(() => plan.temporary(bytesPerPair * size, "i32")) as [number, number];
  // A pair is an i64 with the key in its upper half.
  const word = (half: number): Access => ({ offset: half, strides: stridesOf(shape).map((stride) => 2 * stride) });

  const before = new Writer(plan);
  const chain = plan.chains.permute(order, plan.chains.domain(shape));
  const key = before.use(keyOf(node.inputs[0]!, node.attributes["descending"] as boolean), chain);
  const along = { offset: 0, strides: shape.map((_, i) => (i === shape.length - 1 ? 1 : 0)) };
  const position = before.add({ kind: "index", access: along, dtype: "i32" });
  const fill = [
    { buffer: pairs, access: word(0), value: position, dtype: "i32" as const },
    { buffer: pairs, access: word(1), value: key, dtype: "i32" as const },
  ];

  const after = new Writer(plan);
  const value = after.add({ kind: "load", buffer: pairs, access: word(0), dtype: "i32" });
  const access = { offset: 0, strides: order.map((i) => stridesOf(node.shape)[i]!) };
  const result = [{ buffer: plan.buffer(node), access, value, dtype: "i32" as const }];

  const moves = Math.ceil(Math.log2(length));
  const sort: Sort = { kind: "sort", buffer: pairs, workspace, rows, length };
  return [
    mapKernel("keys", shape, before, fill),
    {
      label: "sort",
      extent: rows,
      grain: grainFor(rows, nanosecondsPerMove * size * moves, 1),
      stages: [sort],
      flops: 0,
      bytes: 2 * bytesPerPair * size * moves,
    },
    mapKernel("argsort", shape, after, result),
  ];
}

function mapKernel(label: string, shape: Shape, { expressions }: Writer, stores: readonly Store[]): Kernel {
  const none = shape.map(() => false);
  return nestKernel(
    label,
    toNest(shape, none, [{ full: true, expressions, stores, reductions: [] }]),
    bytesPerPair * sizeOf(shape),
  );
}

/** Returns an i32 with the same order as `x`. NaN is the largest value, and zeros of both signs are equal. */
function keyOf(x: Node, descending: boolean): Node {
  const integer = (value: number) => build.constant(value, "i32");
  let key =
    x.dtype === "f32" ? build.apply(primitives.bitcast, [build.add(x, build.constant(0, "f32"))], { dtype: "i32" }) : x;
  if (x.dtype === "f32") {
    // The bits of negative floats have the reverse order.
    const sign = build.apply(primitives.shiftRightArithmetic, [key, integer(31)]);
    const flipped = build.apply(primitives.xor, [key, build.apply(primitives.shiftRightLogical, [sign, integer(1)])]);
    key = build.where(build.equal(x, x), flipped, integer(2 ** 31 - 1));
  }
  const whole = build.cast(key, "i32");
  return descending ? build.apply(primitives.xor, [whole, integer(-1)]) : whole;
}

/** Compiler support for `argsort`. */
export const sortingFeature: CompilerFeature = {
  lower: (plan, [node]) => lowerArgsort(plan, node!),
};

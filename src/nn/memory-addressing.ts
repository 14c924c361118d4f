/** Addressing of an external memory by content and by location, as in neural Turing machines (Graves et al., 2014). */
import { operandOf } from "../base/build.ts";
import { ArgumentError, DTypeError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Shape, formatShape } from "../base/shape.ts";
import { type Tensor, concat, where } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { onlySeen } from "./attention.ts";
import { given } from "./given.ts";

/** Parameters of the addressing of `memoryWeights`. A mechanism without its parameter is off. */
export interface MemoryAddressing {
  /** Weights of the last step, f32 [..., heads, n]. Required without `key`, and with `gate`. */
  readonly previous?: Tensor | undefined;
  /** Keys that are compared with the slots, f32 [..., heads, m]. Default: addressing by location only. */
  readonly key?: Tensor | undefined;
  /** Key strengths β, f32 [..., heads], at least 0. Default 1. */
  readonly strength?: Tensor | undefined;
  /** Interpolation gates g, f32 [..., heads], from 0 (last weights) to 1 (content). Default 1. */
  readonly gate?: Tensor | undefined;
  /**
   * Distributions over an odd number of shifts, f32 [..., heads, shifts], which sum to 1: the middle one does not move,
   * the last one moves farthest toward slot n - 1, which is followed by slot 0. Default: no shift.
   */
  readonly shift?: Tensor | undefined;
  /** Exponents γ, f32 [..., heads], at least 1. Default 1: no sharpening. */
  readonly sharpness?: Tensor | undefined;
  /** Bool mask that broadcasts to the slots [..., n]: true for slots in use. Default: all. */
  readonly mask?: Tensor | undefined;
}

const kinds = {
  previous: "tensor",
  key: "tensor",
  strength: "tensor",
  gate: "tensor",
  shift: "tensor",
  sharpness: "tensor",
  mask: "tensor",
} as const;

/** Lower bound of squared norms, whose reciprocal square would be infinite at 0. */
const leastSquare = 1e-16;
/** Lower bound of weights whose logarithm is taken. Its second derivative is still a finite f32. */
const leastWeight = 1e-16;
/** Smallest finite f32. A row of -Infinity would compute -Infinity - -Infinity, which is NaN. */
const lowest = -3.4028234663852886e38;

/**
 * Weights of the n slots of a memory, [..., n, m], for each head -> [..., heads, n] (Graves et al., 2014). Leading axes
 * broadcast. In this order:
 *
 * ```
 * content        w = softmax(β cos(key, slot))
 * interpolation  w = g w + (1 - g) previous
 * shift          w(i) = Σ_j s(j) w(i - j), circular
 * sharpening     w = w^γ / Σ w^γ
 * ```
 *
 * Cosines are safe for vectors of zeros: norms below 1e-8 count as 1e-8. Sharpening treats weights below 1e-16 as 1e-16,
 * so that its gradient is finite. Slots that the mask hides have the weight 0, may be NaN, and get no gradient; the
 * weights of the others sum to 1. They are 0 if all slots are hidden.
 *
 * Throws an ArgumentError for a parameter without the one that it needs, a ShapeError if shapes do not match, and a
 * DTypeError unless the mask is bool.
 */
export function memoryWeights(memory: Tensor, addressing: MemoryAddressing): Tensor {
  readOptions("memoryWeights", addressing, kinds);
  check(given(memory, "memoryWeights"), addressing);
  const { previous, key, gate, shift, sharpness, mask } = addressing;
  return inCall("memoryWeights", () => {
    let weights = key === undefined ? previous! : contentWeights(memory, key, addressing);
    if (gate !== undefined) weights = interpolated(weights, previous!, gate.unsqueeze(-1));
    if (shift !== undefined) weights = shifted(weights, shift);
    if (sharpness === undefined && mask === undefined) return weights;
    return sharpened(weights, sharpness, mask);
  });
}

function contentWeights(memory: Tensor, key: Tensor, { strength, mask }: MemoryAddressing): Tensor {
  const slots = onlySeen(memory, mask?.unsqueeze(-2));
  const cosines = key
    .matmul(slots.transpose())
    .mul(inverseNorm(key).unsqueeze(-1))
    .mul(inverseNorm(slots).unsqueeze(-2));
  return visible(strength === undefined ? cosines : cosines.mul(strength.unsqueeze(-1)), mask).softmax();
}

/** Reciprocal norms of the last axis. The sum of squares is bounded before the root, whose derivative at 0 is infinite. */
const inverseNorm = (x: Tensor): Tensor => x.square().sum(-1).maximum(leastSquare).rsqrt();

const interpolated = (content: Tensor, previous: Tensor, gate: Tensor): Tensor =>
  content.mul(gate).add(previous.mul(gate.rsub(1)));

/** Circular convolution of weights [..., n] with shifts [..., k]. */
function shifted(weights: Tensor, shifts: Tensor): Tensor {
  const [count, n] = [shifts.shape.at(-1)!, weights.shape.at(-1)!];
  const middle = (count - 1) / 2;
  const moved = shifts.chunk(count, -1).map((share, k) => rolled(weights, (((k - middle) % n) + n) % n).mul(share));
  return moved.reduce((sum, one) => sum.add(one));
}

/** Moves the last axis by `by` positions, from 0 to below its length. */
function rolled(x: Tensor, by: number): Tensor {
  if (by === 0) return x;
  const [before, after] = x.split([x.shape.at(-1)! - by, by], -1);
  return concat([after!, before!], -1);
}

/** A softmax of γ log w, because w^γ is 0 for all slots if γ is large and its derivative is NaN for w = 0. */
function sharpened(weights: Tensor, sharpness: Tensor | undefined, mask: Tensor | undefined): Tensor {
  const logs = weights.maximum(leastWeight).log();
  const shares = visible(sharpness === undefined ? logs : logs.mul(sharpness.unsqueeze(-1)), mask).softmax();
  return mask === undefined ? shares : where(mask.unsqueeze(-2), shares, 0);
}

const visible = (scores: Tensor, mask: Tensor | undefined): Tensor =>
  mask === undefined ? scores : where(mask.unsqueeze(-2), scores, lowest);

function check(memory: Tensor, addressing: MemoryAddressing): void {
  const { previous, key, strength, gate, mask } = addressing;
  const need = (name: keyof MemoryAddressing, by: string) => {
    throw new ArgumentError(`memoryWeights was given no ${name}`, { rule: `It is required ${by}.` });
  };
  if (key === undefined && previous === undefined) need("key", "without previous weights");
  if (gate !== undefined && key === undefined) need("key", "with a gate, which mixes content and previous weights");
  if (gate !== undefined && previous === undefined) need("previous", "with a gate");
  if (strength !== undefined && key === undefined) need("key", "with a strength");
  checkShapes(memory, addressing);
  if (mask === undefined || mask.dtype === "bool") return;
  throw new DTypeError(`memoryWeights was given a mask of ${mask.dtype}`, {
    operands: [operandOf(mask.node, "mask")],
    rule: "A mask is bool with the axes [..., n]; true means that the slot is in use.",
    fix: 'Convert it: mask.cast("bool").',
  });
}

function checkShapes(memory: Tensor, addressing: MemoryAddressing): void {
  const [n, m] = memory.shape.slice(-2) as [number, number];
  const one = addressing.key ?? addressing.previous!;
  const heads = one.shape.at(-2);
  const ends: { readonly [Name in keyof MemoryAddressing]-?: Shape } = {
    previous: [heads!, n],
    key: [heads!, m],
    strength: [heads!],
    gate: [heads!],
    shift: [heads!, addressing.shift?.shape.at(-1) ?? 1],
    sharpness: [heads!],
    mask: [n],
  };
  const wrong = (name: keyof MemoryAddressing, rule: string) => {
    throw new ShapeError("memoryWeights was given shapes that do not match", {
      operands: [operandOf(memory.node, "memory"), operandOf((addressing[name] ?? one).node, name)],
      rule,
    });
  };
  if (memory.shape.length < 2 || n === 0 || heads === undefined)
    wrong("key", "Required: memory [..., n, m] with at least one slot, and keys [..., heads, m].");
  for (const [name, end] of Object.entries(ends) as [keyof MemoryAddressing, Shape][]) {
    const shape = addressing[name]?.shape;
    if (shape === undefined || end.every((size, i) => shape.at(i - end.length) === size)) continue;
    wrong(name, `${name} must have the last axes ${formatShape(end)}.`);
  }
  if (addressing.shift !== undefined && addressing.shift.shape.at(-1)! % 2 === 0)
    wrong("shift", "The number of shifts must be odd, so that the middle one does not move.");
}

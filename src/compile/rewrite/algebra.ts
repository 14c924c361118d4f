/** Algebraic rewrite rules, one short rule per identity. They look at single nodes, not at whole graphs. */
import { isFloat } from "../../base/dtype.ts";
import { sameShape, type Shape, sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { primitives } from "../../ops/index.ts";
import { isNonPositive } from "./sign.ts";
import { filled, type Rule, type RuleTable, scalarOf } from "../ir/rule.ts";

const isScalar = (node: Node, value: number): boolean => scalarOf(node) === value;

/** Returns `x` expanded to the shape of `node`, which broadcasting may have enlarged. */
function broadcast(x: Node, node: Node): Node {
  if (sameShape(x.shape, node.shape)) return x;
  const missing = node.shape.length - x.shape.length;
  const aligned = missing === 0 ? x : build.reshape(x, [...node.shape.slice(0, missing).map(() => 1), ...x.shape]);
  return build.expand(aligned, node.shape);
}

const first: Rule = (_, [x]) => x!;
const identityWhen =
  (holds: (node: Node, x: Node) => boolean): Rule =>
  (node, [x]) =>
    holds(node, x!) ? x! : null;

/** Returns whether two constants may be folded into one. */
type Folding = (inner: number, outer: number, folded: number) => boolean;

/** Sums must be folded exactly: x - 1 + 1e-8 must not lose its last term, which may be all that remains. */
const isExactSum: Folding = (inner, outer, sum) => sum - inner === outer && sum - outer === inner;

/** Returns whether `x` is a normal f32, without overflow or loss of digits. */
const isNormal = (x: number): boolean => Math.abs(x) >= 2 ** -126 && Math.abs(x) < 2 ** 128;

const isNormalProduct: Folding = (_inner, _outer, product) => isNormal(product);

/** Rewrites (x ∘ c1) ∘ c2 as x ∘ (c1 ∘ c2) for constants c1 and c2. */
function reassociate(node: Node, x: Node, y: Node, allowed: Folding): Node | null {
  const outer = scalarOf(y);
  if (outer === null || x.op !== node.op || !isFloat(node.dtype)) return null;
  const inner = scalarOf(x.inputs[1]!);
  const primitive = node.primitive;
  if (inner === null || !primitive.elementwise) return null;
  const folded = Math.fround(primitive.value([inner, outer], {}, node.dtype));
  if (!allowed(Math.fround(inner), Math.fround(outer), folded)) return null;
  return broadcast(build.apply(primitive, [x.inputs[0]!, build.constant(folded, node.dtype)]), node);
}

/** Moves constants to the right, so that other rules need to check one side only. */
const commuted: Rule = (node, [x, y]) =>
  scalarOf(x!) !== null && scalarOf(y!) === null ? node.withInputs([y!, x!]) : null;

/** Returns a rule that applies the first matching rule of a list. */
const chain =
  (...list: readonly Rule[]): Rule =>
  (node, inputs) => {
    for (const rule of list) {
      const result = rule(node, inputs);
      if (result !== null) return result;
    }
    return null;
  };

const powers: Rule = (node, [x, y]) => {
  switch (scalarOf(y!)) {
    case 1:
      return broadcast(x!, node);
    case 2:
      return broadcast(build.mul(x!, x!), node);
    case 3:
      return broadcast(build.mul(build.mul(x!, x!), x!), node);
    case -1:
      return broadcast(build.div(build.constant(1, node.dtype), x!), node);
    default:
      return null;
  }
};

/** Rewrites division by a power of two as multiplication by its reciprocal, which is exact. */
const divideByPower: Rule = (node, [x, y]) => {
  const divisor = scalarOf(y!);
  if (divisor === null || !isFloat(node.dtype) || divisor === 0) return null;
  const exponent = Math.log2(Math.abs(divisor));
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 100) return null;
  return broadcast(build.mul(x!, build.constant(1 / divisor, node.dtype)), node);
};

/**
 * Multiplies by the reciprocal of a divisor shared by many elements. A division costs several multiplications, and the
 * error of the reciprocal is only half a unit in the last place. A constant divisor is kept if its reciprocal is not a
 * normal number. For any other divisor of this kind the quotient is lost.
 */
const divideOnce: Rule = (node, [x, y]) => {
  const isRepeated = sizeOf(y!.shape) * fewElements <= sizeOf(node.shape) && sizeOf(node.shape) > 0;
  if (!isFloat(node.dtype) || !isRepeated) return null;
  const divisor = scalarOf(y!);
  if (divisor !== null && !isNormal(1 / divisor)) return null;
  return build.mul(x!, build.div(build.constant(1, node.dtype), y!));
};

/** Minimum number of elements per divisor for which inverting it pays off. */
const fewElements = 8;

const composeReshape: Rule = (node, [x]) => {
  if (sameShape(x!.shape, node.shape)) return x!;
  return x!.op === "reshape" ? build.reshape(x!.inputs[0]!, node.shape) : null;
};

const composePermute: Rule = (node, [x]) => {
  const order = node.attributes["order"] as readonly number[];
  if (order.every((axis, i) => axis === i)) return x!;
  if (x!.op !== "permute") return null;
  const before = x!.attributes["order"] as readonly number[];
  return build.permute(
    x!.inputs[0]!,
    order.map((axis) => before[axis]!),
  );
};

const composePad: Rule = (node, [x]) => {
  if (x!.op !== "pad") return null;
  const sum = (name: string) => {
    const [inner, outer] = [x!, node].map(({ attributes }) => attributes[name] as readonly number[]);
    return inner!.map((width, axis) => width + outer![axis]!);
  };
  return build.pad(x!.inputs[0]!, sum("before"), sum("after"));
};

const wholeSlice: Rule = identityWhen(
  (node, x) =>
    sameShape(node.shape, x.shape) && (node.attributes["steps"] as readonly number[]).every((step) => step === 1),
);

/** Removes reductions over axes of length 1, and rewrites a sum of repeated elements as a multiplication. */
const reduceSum: Rule = (node, [x]) => {
  const axes = node.attributes["axes"] as readonly number[];
  if (axes.every((axis) => x!.shape[axis] === 1)) return build.cast(x!, node.dtype);
  if (x!.op !== "expand" || !isFloat(x!.dtype)) return null;
  const source = x!.inputs[0]!;
  const repeated = axes.filter((axis) => source.shape[axis] === 1 && x!.shape[axis] !== 1);
  if (repeated.length === 0) return null;
  const count = repeated.reduce((product, axis) => product * x!.shape[axis]!, 1);
  if (count === 0) return null;
  const kept = build.expand(
    source,
    x!.shape.map((length, axis) => (repeated.includes(axis) ? 1 : length)),
  );
  const rest = build.reduceSum(kept, axes);
  return build.mul(rest, build.constant(count, node.dtype));
};

const reduceLengthOne: Rule = (node, [x]) =>
  (node.attributes["axes"] as readonly number[]).every((axis) => x!.shape[axis] === 1) ? x! : null;

/** Rewrites argmax as the first index of the largest element. NaN counts as the largest. */
const argmaxByMaximum: Rule = (node, [x]) => {
  const axis = node.attributes["axis"] as number;
  const length = x!.shape[axis]!;
  const largest = build.reduceMax(x!, [axis]);
  const isNumber = build.equal(x!, x!);
  const hit = build.or(build.equal(x!, largest), build.not(isNumber));
  const index = build.reshape(
    build.iota(length),
    x!.shape.map((_, i) => (i === axis ? length : 1)),
  );
  const none = build.constant(length, "i32");
  return build.reduceMin(build.where(hit, index, none), [axis]);
};

/**
 * Rewrites narrow dots. A dot of depth 1 is a multiplication; a dot of depth 0 is zero. A dot with one row or one
 * column reads its matrix once, so a sum of products is as fast as panels and needs no packing.
 */
const narrowDot: Rule = (node, [x, y]) => {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  const parts = ({ shape }: Node): Shape[] => {
    const free = shape.length - contract;
    return [shape.slice(0, batch), shape.slice(batch, free), shape.slice(free)];
  };
  const [entries, m, depth] = parts(x!) as [Shape, Shape, Shape];
  const n = parts(y!)[1]!;
  if (sizeOf(node.shape) === 0) return null;
  if (sizeOf(depth) === 0) return filled(0, node.dtype, node);
  if ([depth, m, n].every((sizes) => sizeOf(sizes) > 1)) return null;
  const ones = (sizes: Shape) => sizes.map(() => 1);
  const left = build.reshape(x!, [...entries, ...m, ...ones(n), ...depth]);
  const right = build.reshape(y!, [...entries, ...ones(m), ...n, ...depth]);
  const products = build.mul(left, right);
  const axes = depth.map((_, i) => node.shape.length + i);
  return build.reshape(build.reduceSum(products, axes), node.shape);
};

/** Rewrites x < y or x = y as not (y < x). For integers only, which have no NaN. */
const lessOrEqual: Rule = (_, [less, equal]) => {
  if (less!.op !== "less" || equal!.op !== "equal" || isFloat(less!.inputs[0]!.dtype)) return null;
  const [x, y] = less!.inputs as [Node, Node];
  return equal!.inputs.includes(x) && equal!.inputs.includes(y) ? build.not(build.less(y, x)) : null;
};

/** Rules applied to every program. */
export const rules: RuleTable = {
  detach: first,
  customGrad: first,
  argmax: argmaxByMaximum,
  cast: identityWhen((node, x) => node.dtype === x.dtype),
  exp: (node, [x]) =>
    node.attributes["nonPositive"] || !isNonPositive(x!)
      ? null
      : build.apply(primitives.exp, [x!], { nonPositive: true }),
  neg: (_, [x]) => (x!.op === "neg" ? x!.inputs[0]! : null),
  not: (_, [x]) => (x!.op === "not" ? x!.inputs[0]! : null),
  add: chain(
    commuted,
    (node, [x, y]) => (x === y && isFloat(node.dtype) ? build.mul(x!, build.constant(2, node.dtype)) : null),
    (node, [x, y]) => (isScalar(y!, 0) ? broadcast(x!, node) : reassociate(node, x!, y!, isExactSum)),
  ),
  sub: (node, [x, y]) => (isScalar(y!, 0) ? broadcast(x!, node) : null),
  mul: chain(
    commuted,
    (node, [x, y]) => (isScalar(y!, 1) ? broadcast(x!, node) : null),
    (node, [x, y]) => (isScalar(y!, -1) ? broadcast(build.neg(x!), node) : null),
    (node, [x, y]) => reassociate(node, x!, y!, isNormalProduct),
  ),
  div: chain((node, [x, y]) => (isScalar(y!, 1) ? broadcast(x!, node) : null), divideByPower, divideOnce),
  pow: powers,
  dot: narrowDot,
  or: lessOrEqual,
  where: (node, [condition, x, y]) => {
    if (condition!.op === "not") return node.withInputs([condition!.inputs[0]!, y!, x!]);
    const value = scalarOf(condition!);
    return value === null ? null : broadcast(value === 0 ? y! : x!, node);
  },
  reshape: composeReshape,
  permute: composePermute,
  expand: identityWhen((node, x) => sameShape(node.shape, x.shape)),
  slice: wholeSlice,
  pad: chain(
    identityWhen((node, x) => sameShape(node.shape, x.shape)),
    composePad,
  ),
  concat: (_, inputs) => (inputs.length === 1 ? inputs[0]! : null),
  reduceSum,
  reduceMax: reduceLengthOne,
  reduceMin: reduceLengthOne,
  reduceProduct: reduceLengthOne,
};

/** Algebra: what nodes of each operation may be replaced by, one short rule a piece. Knows nothing of whole graphs. */
import { isFloat } from "../../base/dtype.ts";
import { sameShape, type Shape, sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { primitives } from "../../ops/index.ts";
import { isNonPositive } from "./sign.ts";
import { filled, type Rule, type RuleTable, scalarOf } from "../ir/rule.ts";

const isScalar = (node: Node, value: number): boolean => scalarOf(node) === value;

/** `x` in the shape of `node`, which broadcasting may have made larger. */
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

/** What two constants may be folded to. */
type Folding = (inner: number, outer: number, folded: number) => boolean;

/** x - 1 + 1e-8 must not lose its last term, which may be all that is left. */
const isExactSum: Folding = (inner, outer, sum) => sum - inner === outer && sum - outer === inner;

/** Neither overflown nor short of digits. */
const isNormal = (x: number): boolean => Math.abs(x) >= 2 ** -126 && Math.abs(x) < 2 ** 128;

const isNormalProduct: Folding = (_inner, _outer, product) => isNormal(product);

/** (x ∘ c1) ∘ c2 = x ∘ (c1 ∘ c2) for a constant on either side. */
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

/** Constants to the right, so that the rules need to look on one side only. */
const commuted: Rule = (node, [x, y]) =>
  scalarOf(x!) !== null && scalarOf(y!) === null ? node.withInputs([y!, x!]) : null;

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

/** Division by a power of two is multiplication by its reciprocal, to the bit. */
const divideByPower: Rule = (node, [x, y]) => {
  const divisor = scalarOf(y!);
  if (divisor === null || !isFloat(node.dtype) || divisor === 0) return null;
  const exponent = Math.log2(Math.abs(divisor));
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 100) return null;
  return broadcast(build.mul(x!, build.constant(1 / divisor, node.dtype)), node);
};

/**
 * One divisor for many elements: a division costs several products, and the reciprocal is off by half a unit only. Where
 * the divisor is so small or so large that its reciprocal is no normal number, the quotient is lost.
 */
const divideOnce: Rule = (node, [x, y]) => {
  const isRepeated = sizeOf(y!.shape) * fewElements <= sizeOf(node.shape) && sizeOf(node.shape) > 0;
  if (!isFloat(node.dtype) || !isRepeated) return null;
  const divisor = scalarOf(y!);
  if (divisor !== null && !isNormal(1 / divisor)) return null;
  return build.mul(x!, build.div(build.constant(1, node.dtype), y!));
};

/** A divisor that serves at least so many elements is worth inverting. */
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

/** A reduction over axes of length 1 does nothing; a sum of repeated elements is a product. */
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

/** The first index at which the largest element stands; a NaN counts as the largest. */
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
 * A dot over one product is a multiplication; one with a single row or column reads its matrix once, so that a sum of
 * products along it is as fast as panels are, without packing; over none it is zero.
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

/** x < y or x = y is not y < x, for integers: they have no NaN. */
const lessOrEqual: Rule = (_, [less, equal]) => {
  if (less!.op !== "less" || equal!.op !== "equal" || isFloat(less!.inputs[0]!.dtype)) return null;
  const [x, y] = less!.inputs as [Node, Node];
  return equal!.inputs.includes(x) && equal!.inputs.includes(y) ? build.not(build.less(y, x)) : null;
};

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

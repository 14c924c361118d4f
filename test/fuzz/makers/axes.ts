/** Makers of operations along axes: reductions of every kind, movement, indexing, sorting and running sums. */
import { sizeOf } from "../../../src/base/shape.ts";
import type { Builder, Maker, Value } from "../builder.ts";

/** Draws code for an axes argument: none, one axis or several. */
function someAxes(b: Builder, { tensor }: Value): string {
  const axes = tensor.shape.map((_, axis) => axis).filter(() => b.chance(0.5));
  if (axes.length === 0) return "undefined";
  if (axes.length === 1) return String(b.chance(0.3) ? axes[0]! - tensor.shape.length : axes[0]);
  return `[${axes.join(", ")}]`;
}

const floatReductions = ["sum", "sum", "mean", "max", "min", "variance", "std", "logSumExp", "norm"];

export const reduction: Maker = (b) => {
  const x = b.any(1);
  const axes = someAxes(b, x);
  const keep = b.chance(0.5) ? ", { keepDims: true }" : "";
  const count = x.tensor.shape.reduce((product, length) => product * length, 1);
  switch (x.tensor.dtype) {
    case "f32": {
      if (b.chance(0.1)) return { code: `$0.clamp(-1.5, 1.5).prod(${axes}${keep})`, args: [x], size: 1000 };
      const method = b.dice.pick(floatReductions);
      return {
        code: `$0.${method}(${axes}${keep})`,
        args: [x],
        size: method === "variance" ? x.size ** 2 : count * x.size,
      };
    }
    case "bool":
      return { code: `$0.${b.dice.pick(["sum", "max", "min", "mean"])}(${axes}${keep})`, args: [x], size: count };
    default:
      return { code: `$0.${b.dice.pick(["sum", "max", "min", "mean"])}(${axes}${keep})`, args: [x], size: 2 ** 31 };
  }
};

/** An expression that combines a tensor with a reduction of itself. */
export const readBack: Maker = (b) => {
  const x = b.float(1);
  const axes = someAxes(b, x);
  const reduced = (method: string) => `$0.${method}(${axes}, { keepDims: true })`;
  const [code, size] = b.dice.pick<readonly [string, number]>([
    [`$0.sub(${reduced("mean")})`, 2 * x.size],
    [`$0.sub(${reduced("max")}).exp()`, 1],
    [`$0.div(${reduced("norm")}.add(1))`, x.size],
    [`$0.sub(${reduced("mean")}).div(${reduced("variance")}.add(0.1).sqrt())`, 10],
    [`$0.equal(${reduced("max")})`, 1],
    [`$0.mul(${reduced("sum")})`, x.size ** 2 * 10],
    [`$0.softmax(${b.axis(x)})`, 1],
    [`$0.logSoftmax(${b.axis(x)})`, 2 * x.size + 5],
  ]);
  return { code, args: [x], size };
};

/** Reductions of integers used as divisors, shift counts and indices. */
export const reducedInteger: Maker = (b) => {
  const x = b.integer(1);
  const axes = someAxes(b, x);
  const made = `$0.${b.dice.pick(["sum", "max", "min"])}(${axes}, { keepDims: true })`;
  const code = b.dice.pick([
    `$0.div(${made})`,
    `${made}.div($0)`,
    `$0.mod(${made})`,
    `${made}.mod(5)`,
    `$0.shiftLeft(${made})`,
    `${made}.shiftRight($0)`,
    `arange(17).mul(3).take(${made}.mod(17).abs())`,
  ]);
  return { code, args: [x], size: 2 ** 31 };
};

export const argmax: Maker = (b) => {
  const x = b.pick(({ dtype, shape }) => dtype !== "bool" && shape.length > 0) ?? b.float(1);
  const at = b.chance(0.2) ? "undefined" : String(b.axis(x));
  const length = at === "undefined" ? 4000 : x.tensor.shape.at(Number(at))!;
  return { code: `$0.argmax(${at}${b.chance(0.3) ? ", { keepDims: true }" : ""})`, args: [x], size: length };
};

export const movement: Maker = (b) => {
  const x = b.any(1);
  const { shape } = x.tensor;
  const order = shape.map((_, axis) => axis).sort(() => b.dice.next() - 0.5);
  const rank = shape.length;
  const code = b.dice.pick([
    () => `$0.permute([${order.join(", ")}])`,
    () => "$0.flatten()",
    () => `$0.flatten(${b.axis(x)})`,
    () => `$0.reshape([${shape[0]}, -1])`,
    () => `$0.reshape([-1, ${shape.at(-1)}])`,
    () => `$0.unsqueeze(0).expand([${b.dice.pick([2, 3])}, ${shape.join(", ")}])`,
    () => `$0.unsqueeze(${b.dice.below(rank + 1)})`,
    () => "$0.squeeze()",
    () => `$0.slice(${shape.map((length) => range(b, length)).join(", ")})`,
    () => `$0.pad([${shape.map(() => `[${b.dice.below(3)}, ${b.dice.below(3)}]`).join(", ")}])`,
    () => `$0.flip(${b.chance(0.5) ? "" : b.axis(x)})`,
    () => "$0.transpose()",
    () => `$0.transpose(0, ${b.axis(x)})`,
  ])();
  return { code, args: [x] };
};

function range(b: Builder, length: number): string {
  const start = b.dice.below(Math.max(1, length >> 1));
  return b.dice.pick([
    "null",
    "null",
    `[${start}, null]`,
    "[null, null, -1]",
    "[null, null, 2]",
    `[${start}, ${length}, 3]`,
    "[-2, null]",
    "[null, null, -2]",
  ]);
}

export const joining: Maker = (b) => {
  const x = b.any(1);
  const axis = b.axis(x);
  const shape = x.tensor.shape.join();
  const y = b.pick((tensor) => tensor.dtype === x.tensor.dtype && tensor.shape.join() === shape) ?? x;
  const code = b.dice.pick([
    `concat([$0, $1], ${axis})`,
    `stack([$0, $1, $0], ${b.dice.below(x.tensor.shape.length + 1)})`,
    `concat([$0.slice([0, 1]), $1], 0)`,
  ]);
  return { code, args: [x, y] };
};

export const splitting: Maker = (b) => {
  const x = b.any(1);
  const axis = b.axis(x);
  const length = x.tensor.shape.at(axis)!;
  const parts = b.dice.pick([2, 3].filter((count) => length % count === 0).concat(1));
  const cut = b.dice.below(length + 1);
  if (b.chance(0.4)) return { code: `$0.split([${cut}, ${length - cut}], ${axis})`, args: [x], picks: ["[0]", "[1]"] };
  if (b.chance(0.4) && cut > 0) return { code: `$0.split(${cut}, ${axis})`, args: [x], picks: ["[0]", ".at(-1)"] };
  return { code: `$0.chunk(${parts}, ${axis})`, args: [x], picks: parts === 1 ? ["[0]"] : ["[0]", `[${parts - 1}]`] };
};

/** A take or scatterAdd at indices that are labels or computed integers. */
export const indexing: Maker = (b) => {
  const x = b.any(1);
  const axis = b.axis(x);
  const length = x.tensor.shape.at(axis)!;
  if (length === 0) return null;
  const given = b.chance(0.4) ? b.input(b.shape(1 + b.dice.below(2)), "i32", "labels", length) : b.integer();
  // Limits the rows looked up, which a scatter also holds as an intermediate value.
  if (sizeOf(given.tensor.shape) * (sizeOf(x.tensor.shape) / length) > b.largest) return null;
  const index = `$1.mod(${length}).abs()`;
  if (b.chance(0.6)) return { code: `$0.take(${index}, ${axis})`, args: [x, given] };
  if (x.tensor.dtype === "bool" || x.tensor.dtype === "u8") return null;
  const updates = b.chance(0.5) ? `$0.take(${index}, ${axis}).mul(2)` : `$0.take(${index}, ${axis}).neg()`;
  return { code: `$0.scatterAdd(${index}, ${updates}, ${axis})`, args: [x, given], size: 20 * x.size };
};

/** A gather, with one index per element. */
export const gathering: Maker = (b) => {
  const x = b.any(1);
  const { shape } = x.tensor;
  const axis = b.axis(x);
  const length = shape.at(axis)!;
  if (length === 0) return null;
  const lengths = shape.map((most, i) => (i === (axis + shape.length) % shape.length || b.chance(0.7) ? most : 1));
  const fitting = b.pick(
    (tensor) =>
      tensor.dtype === "i32" && tensor.shape.length === shape.length && tensor.shape.every((n, i) => n <= shape[i]!),
  );
  const given = b.chance(0.5) ? fitting : null;
  if (given !== null) return { code: `gather($0, ${axis}, $1.mod(${length}).abs())`, args: [x, given] };
  return { code: `gather($0, ${axis}, $1)`, args: [x, b.input(lengths, "i32", "labels", length)] };
};

export const oneHot: Maker = (b) => ({
  code: `$0.mod(5).oneHot(${b.dice.pick([1, 3, 5, 8])})`,
  args: [b.integer()],
  size: 1,
});

/** A lookup in a table at the argmax along an axis. */
export const lookup: Maker = (b) => {
  const x = b.float(1);
  const axis = b.axis(x);
  const length = x.tensor.shape.at(axis)!;
  if (length === 0) return null;
  const table = b.input([length, ...b.shape(b.dice.below(2))], b.dice.pick(["f32", "f32", "i32"] as const));
  return { code: `$1.take($0.argmax(${axis}))`, args: [x, table], size: table.size };
};

export const sorting: Maker = (b) => {
  const x = b.pick(({ dtype, shape }) => dtype !== "bool" && shape.length > 0) ?? b.float(1);
  const axis = b.axis(x);
  const length = x.tensor.shape.at(axis)!;
  const options = b.chance(0.5) ? ", { descending: true }" : "";
  switch (b.dice.below(3)) {
    case 0:
      return { code: `sort($0, ${axis}${options})`, args: [x], picks: [".values", ".indices"] };
    case 1:
      return { code: `topK($0, ${b.dice.below(length + 1)}, ${axis})`, args: [x], picks: [".values", ".indices"] };
    default:
      return { code: `argsort($0, ${axis}${options})`, args: [x], size: length };
  }
};

export const running: Maker = (b) => {
  const x = b.any(1);
  const axis = b.axis(x);
  const size = Math.max(1, x.tensor.shape.at(axis)!) * x.size;
  if (b.chance(0.7) || x.tensor.dtype !== "f32") {
    const options = b.dice.pick([
      "",
      ", { reverse: true }",
      ", { exclusive: true }",
      ", { reverse: true, exclusive: true }",
    ]);
    return { code: `cumulativeSum($0, ${axis}${options})`, args: [x], size };
  }
  const reverse = b.chance(0.4) ? ", reverse: true" : "";
  return b.dice.pick([
    { code: `associativeScan((x, y) => x.maximum(y), $0, { axis: ${axis}${reverse} })`, args: [x] },
    {
      code: `associativeScan((x, y) => ({ a: x.a.mul(y.a), b: y.a.mul(x.b).add(y.b) }), { a: $0.tanh(), b: $0 }, { axis: ${axis}${reverse} }).b`,
      args: [x],
      size,
    },
  ]);
};

/** Makers of elementwise operations on floats, integers and bools, with numbers and with operands that broadcast. */
import type { Builder, Made, Maker, Value } from "../builder.ts";

/** Operations on one float tensor: code, and bound of the result for a bound of the operand. */
const unaries: readonly (readonly [code: string, size: (x: number) => number])[] = [
  ["$0.neg()", (x) => x],
  ["$0.abs()", (x) => x],
  ["$0.square()", (x) => x * x],
  ["$0.minimum(3).exp()", () => 20],
  ["$0.abs().add(0.5).log()", (x) => Math.log(x + 1) + 1],
  ["$0.abs().sqrt()", (x) => Math.sqrt(x)],
  ["$0.square().add(1).sqrt()", (x) => x + 1],
  ["$0.abs().add(0.25).rsqrt()", () => 2],
  ["$0.abs().add(0.5).reciprocal()", () => 2],
  ["$0.sin()", () => 1],
  ["$0.cos()", () => 1],
  ["$0.tanh()", () => 1],
  ["$0.erf()", () => 1],
  ["$0.floor()", (x) => x + 1],
  ["$0.relu()", (x) => x],
  ["$0.leakyRelu(0.1)", (x) => x],
  ["$0.elu()", (x) => x],
  ["$0.sigmoid()", () => 1],
  ["$0.silu()", (x) => x],
  ["$0.gelu()", (x) => x],
  ["$0.softplus()", (x) => x + 1],
  ["$0.clamp(-1, 1)", () => 1],
  ["$0.clamp(undefined, 0.5)", (x) => x],
  ["$0.detach()", (x) => x],
  ["$0.mod(3)", () => 3],
  ["$0.abs().add(0.1).pow(1.5)", (x) => x ** 1.5 + 1],
  ["$0.pow(2)", (x) => x * x],
  ["$0.pow(3)", (x) => x ** 3],
];

export const unary: Maker = (b) => {
  const x = b.float();
  const [code, size] = b.dice.pick(unaries);
  return { code, args: [x], size: size(x.size) };
};

export const binary: Maker = (b) => {
  const x = b.float();
  const y = b.partner(x);
  const sum = x.size + y.size;
  const [code, size] = b.dice.pick<readonly [string, number]>([
    ["$0.add($1)", sum],
    ["$0.sub($1)", sum],
    ["$0.rsub($1)", sum],
    ["$0.mul($1)", x.size * y.size],
    ["$0.maximum($1)", sum],
    ["$0.minimum($1)", sum],
    ["$0.div($1.abs().add(0.5))", 2 * x.size],
    ["$0.rdiv($1.square().add(1))", sum],
    ["$0.abs().add(0.1).pow($1.tanh())", sum + 10],
    ["$0.mod($1.abs().add(1))", y.size + 1],
  ]);
  return { code: code.replace("$0.rdiv($1", "$1.rdiv($0"), args: [x, y], size };
};

export const withNumber: Maker = (b) => {
  const x = b.any();
  const { dtype } = x.tensor;
  if (dtype === "bool")
    return { code: b.dice.pick(["$0.not()", '$0.cast("f32").mul(3)', '$0.cast("i32")']), args: [x] };
  if (dtype === "u8")
    return { code: b.dice.pick(["$0.maximum(7)", "$0.and(12)", '$0.cast("i32").sub(3)', "$0.add(200)"]), args: [x] };
  const number = dtype === "i32" ? b.dice.pick([0, 1, -1, 2, 7, 1000]) : b.number();
  const method = b.dice.pick(["add", "sub", "mul", "maximum", "minimum", "rsub"]);
  return { code: `$0.${method}(${number})`, args: [x], size: 4 * x.size };
};

const comparisons = ["less", "lessEqual", "greater", "greaterEqual", "equal", "notEqual"];

export const comparison: Maker = (b) => {
  const x = b.any();
  if (x.tensor.dtype === "bool")
    return { code: `$0.${b.dice.pick(["and", "or", "xor"])}($1)`, args: [x, b.partner(x)] };
  if (b.chance(0.3)) return { code: `$0.${b.dice.pick(comparisons)}(${b.dice.pick([0, 1, 2])})`, args: [x], size: 1 };
  return { code: `$0.${b.dice.pick(comparisons)}($1)`, args: [x, b.partner(x)], size: 1 };
};

/** A `where` whose condition comes from the pool or is an input. */
export const choice: Maker = (b) => {
  const x = b.any();
  const condition = conditionFor(b, x);
  if (condition === null) return null;
  if (x.tensor.dtype === "bool") return { code: "where($0, $1, $1.not())", args: [condition, x] };
  const other = x.tensor.dtype === "i32" ? "$1.neg()" : b.dice.pick(["0", "$1.mul(2)", "1", "$1.neg()"]);
  const [yes, no] = b.chance(0.5) ? ["$1", other] : [other, "$1"];
  return {
    code: `where($0, ${x.tensor.dtype === "u8" ? "$1, 0" : `${yes}, ${no}`})`,
    args: [condition, x],
    size: 2 * x.size,
  };
};

function conditionFor(b: Builder, x: Value): Value | null {
  const shape = x.tensor.shape.join();
  const found = b.pick((tensor) => tensor.dtype === "bool" && tensor.shape.join() === shape);
  return found !== null && b.chance(0.7) ? found : b.partner(x, "bool");
}

/** A row operation on values masked with ±infinity. */
export const masked: Maker = (b) => {
  const x = b.float(1);
  const mask = b.partner(x, "bool");
  const rows = b.dice.pick([
    ["where($1, $0, -Infinity).softmax()", 1],
    ["where($1, $0, -Infinity).max(-1, { keepDims: true }).maximum(-10)", x.size],
    ["where($1, $0, -Infinity).logSumExp(-1).maximum(-10)", x.size + 10],
    ["where($1, $0, Infinity).min(0).minimum(10)", x.size + 10],
    ["where($1, $0, -Infinity).argmax(-1)", 1000],
    ["where($1, $0, -3.4028234663852886e38).softmax()", 1],
  ] as const);
  const [code, size] = rows;
  return { code: code.includes("softmax") ? showFirst(code) : code, args: [x, mask], size };
};

/** Keeps the first element of each row visible, because a softmax of a fully masked row is NaN. */
function showFirst(code: string): string {
  return code.replace("where($1", "where($1.or(arange($0.shape.at(-1)).equal(0))");
}

const integerBinaries = [
  "add",
  "sub",
  "mul",
  "div",
  "mod",
  "maximum",
  "minimum",
  "and",
  "or",
  "xor",
  "shiftLeft",
  "shiftRight",
  "shiftRightLogical",
];

export const integers: Maker = (b) => {
  const x = b.integer();
  if (b.chance(0.3)) {
    const code = b.dice.pick([
      "$0.neg()",
      "$0.abs()",
      "$0.not()",
      "$0.and(63)",
      "$0.mod(7)",
      "$0.div(3)",
      "$0.shiftRight(2)",
      "$0.mod(-5)",
    ]);
    return { code, args: [x] };
  }
  return { code: `$0.${b.dice.pick(integerBinaries)}($1)`, args: [x, b.partner(x)], size: 2 ** 31 };
};

/** A cast to another element type. */
export const casting: Maker = (b) => {
  const x = b.any();
  switch (x.tensor.dtype) {
    case "f32":
      return {
        code: b.dice.pick([
          '$0.cast("i32")',
          '$0.cast("bool")',
          '$0.abs().minimum(200).cast("u8")',
          '$0.floor().cast("i32")',
        ]),
        args: [x],
      };
    case "i32":
      return {
        code: b.dice.pick([
          '$0.and(255).cast("f32").mul(0.0625)',
          '$0.cast("f32")',
          '$0.cast("bool")',
          '$0.and(255).cast("u8")',
        ]),
        args: [x],
      };
    default:
      return { code: b.dice.pick(['$0.cast("i32")', '$0.cast("f32")', '$0.cast("bool")']), args: [x] };
  }
};

/** The bits of input floats, which are exact because nothing has rounded them. */
export const bits: Maker = (b): Made => {
  const x = b.input(b.shape());
  const code = b.dice.pick([
    '$0.bitcast("i32").shiftRight(23).and(255)',
    '$0.bitcast("i32").xor(1 << 31).bitcast("f32")',
  ]);
  return { code, args: [x], size: 255 };
};

/** A value that depends on no input. */
export const constant: Maker = (b) => {
  const length = b.length();
  const code = b.dice.pick([
    `arange(${length})`,
    `arange(${length}).mul(3).sub(4)`,
    `arange(${length}).cast("f32").mul(0.25)`,
    `arange(${length}).unsqueeze(1).lessEqual(arange(${b.length()}))`,
    `zeros([${b.shape().join(", ")}])`,
    `ones([${b.shape().join(", ")}], "i32")`,
    `full([${b.shape().join(", ")}], ${b.number()})`,
    `Tensor.from(${b.number()})`,
  ]);
  return { code, args: [], size: 3 * length };
};

/** Derivatives as values of the program, and custom gradients. */
export const derivative: Maker = (b) => {
  const x = b.float(1);
  const y = b.partner(x, "f32");
  const code = b.dice.pick([
    "jvp((x) => x.tanh().mul($1), [$0], [$0.cos()])[1]",
    "jvp((x) => x.softmax().mul(x), [$0], [$0.sin()])[1].add($1)",
    "grad($0.sin().mul($1).sum(), [$0])[0]",
    "grad($0.sub($0.max(-1, { keepDims: true })).exp().mul($1).sum(), [$0])[0]",
    "grad($0.mul($1).square().sum().sqrt(), [$0])[0]",
    "customGrad((x) => x.floor(), (dy) => [dy])($0).mul($1)",
  ]);
  return { code, args: [x, y], size: 4 * x.size * y.size };
};

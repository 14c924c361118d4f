/** Makers of products: matmul, einsum, convolutions with every option, and pooling. */
import type { Builder, Maker, Value } from "../builder.ts";

export const product: Maker = (b) => {
  const x = b.float(1);
  const { shape } = x.tensor;
  const [rows, k] = [shape.at(-2) ?? 1, shape.at(-1)!];
  const n = b.length();
  const size = x.size * 4 * Math.max(1, Math.sqrt(k));
  switch (b.dice.below(6)) {
    case 0:
      return { code: "$0.matmul($1)", args: [x, b.input([k, n])], size };
    case 1:
      return { code: "$0.matmul($1.transpose())", args: [x, b.input([n, k])], size };
    case 2:
      return { code: "$0.transpose().matmul($1)", args: [x, b.input([rows, n])], size };
    case 3:
      return { code: "$0.matmul($1)", args: [x, b.input([k])], size };
    case 4:
      return {
        code: "$0.matmul($1)",
        args: [x, b.input([...shape.slice(0, -2).map((l) => (b.chance(0.3) ? 1 : l)), k, n])],
        size,
      };
    default:
      return { code: "$0.matmul($0.transpose())", args: [x], size: x.size * size };
  }
};

const formulas = [
  { formula: "i j, j k -> i k", first: "ij", second: "jk" },
  { formula: "i j, k j -> k i", first: "ij", second: "kj" },
  { formula: "b i j, b j k -> b i k", first: "bij", second: "bjk" },
  { formula: "b i j, b k j -> i b k", first: "bij", second: "bkj" },
  { formula: "b h i d, b h j d -> b h i j", first: "bhid", second: "bhjd" },
  { formula: "i j, i j -> j", first: "ij", second: "ij" },
  { formula: "i, j -> i j", first: "i", second: "j" },
  { formula: "i j, j -> i", first: "ij", second: "j" },
  { formula: "b i j, i k -> b k", first: "bij", second: "ik" },
  { formula: "i j k, i k -> j", first: "ijk", second: "ik" },
];

export const einsum: Maker = (b) => {
  const { formula, first, second } = b.dice.pick(formulas);
  const x =
    b.pick(({ dtype, shape }) => dtype === "f32" && shape.length === first.length) ?? b.input(b.shape(first.length));
  const known = new Map(first.split("").map((name, i) => [name, x.tensor.shape[i]!]));
  const y = b.input(second.split("").map((name) => known.get(name) ?? b.length()));
  return { code: `einsum("${formula}", $0, $1)`, args: [x, y], size: x.size * 16 };
};

/** An einsum of three matrices. */
export const chain: Maker = (b) => {
  const x = b.pick(({ dtype, shape }) => dtype === "f32" && shape.length === 2) ?? b.input(b.shape(2));
  const [k, n] = [b.length(), b.length()];
  const args = [x, b.input([x.tensor.shape[1]!, k]), b.input([k, n])];
  return {
    code: `einsum("i j, j k, k l -> ${b.dice.pick(["i l", "l i", "i", "k"])}", $0, $1, $2)`,
    args,
    size: x.size * 64,
  };
};

/** A value [n, channels, ...axes] whose spatial axes have at least `least` elements, so that a window fits. */
function image(b: Builder, axes: number, channels: number, least: number): Value {
  const found = b.pick(({ dtype, shape }) => dtype === "f32" && shape.length === axes + 2 && shape[1] === channels);
  if (found !== null && found.tensor.shape.slice(2).every((length) => length >= least)) return found;
  const lengths = Array.from({ length: axes }, () => Math.max(least, b.dice.pick([3, 4, 5, 7, 8, 9, 12])));
  return b.input([b.dice.pick([1, 2, 3]), channels, ...lengths]);
}

function options(values: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? ""
    : `, { ${given.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")} }`;
}

export const convolution: Maker = (b) => {
  const axes = b.chance(0.7) ? 2 : 1;
  const groups = b.dice.pick([1, 1, 1, 2, 3]);
  const inputs = groups * b.dice.pick([1, 2, 3]);
  const outputs = groups * b.dice.pick([1, 2, 4]);
  const kernel = b.dice.pick([1, 2, 3, 3, 5]);
  const dilation = b.dice.pick([undefined, undefined, 2]);
  const same = b.chance(0.2);
  const stride = same ? undefined : b.dice.pick([undefined, undefined, 2, 3]);
  const padding = same ? "same" : b.dice.pick([undefined, 1, 2, axes === 2 ? [0, 1] : 1]);
  const shape = axes === 2 && b.chance(0.2) ? `[${kernel}, ${b.dice.pick([1, 2, 3])}]` : String(kernel);
  const bias = b.chance(0.3) ? false : undefined;
  const layer = b.module(
    `new Conv${axes}d(${inputs}, ${outputs}, ${shape}${options({ stride, padding, dilation, groups: groups === 1 ? undefined : groups, bias })})`,
  );
  const x = image(b, axes, inputs, (Math.max(kernel, 3) - 1) * (dilation ?? 1) + 1);
  return { code: "$0.forward($1)", args: [layer, x], size: 3 * x.size };
};

/** A 3x3 convolution with enough channels for Winograd's algorithm. */
export const wideConvolution: Maker = (b) => {
  const [inputs, outputs] = [b.dice.pick([16, 17, 24]), b.dice.pick([16, 20, 32])];
  const padding = b.dice.pick([0, 1, 2]);
  const layer = b.module(
    `new Conv2d(${inputs}, ${outputs}, 3${options({ padding, bias: b.chance(0.3) ? false : undefined })})`,
  );
  const x = b.input([b.dice.pick([1, 2, 5]), inputs, b.dice.pick([3, 4, 6, 7, 9]), b.dice.pick([4, 5, 8, 11])]);
  const tail = b.dice.pick(["", ".relu()", ".slice([0, 1], [0, 3])", ".permute([0, 2, 3, 1])", ".mean([2, 3])"]);
  return { code: `$0.forward($1)${tail}`, args: [layer, x], size: 4 * x.size };
};

export const transposedConvolution: Maker = (b) => {
  const groups = b.dice.pick([1, 1, 2]);
  const [inputs, outputs] = [groups * b.dice.pick([1, 2]), groups * b.dice.pick([1, 3])];
  const kernel = b.dice.pick([1, 2, 3]);
  const stride = b.dice.pick([undefined, 2, 3]);
  const dilation = b.dice.pick([undefined, undefined, 2]);
  const padding = b.dice.pick([undefined, undefined, 1]);
  const outputPadding = stride === undefined ? undefined : b.dice.pick([undefined, 1]);
  const layer = b.module(
    `new ConvTranspose2d(${inputs}, ${outputs}, ${kernel}${options({ stride, padding, dilation, outputPadding, groups: groups === 1 ? undefined : groups })})`,
  );
  return { code: "$0.forward($1)", args: [layer, image(b, 2, inputs, 2)], size: 20 };
};

export const pooling: Maker = (b) => {
  const axes = b.chance(0.6) ? 2 : 1;
  const size = b.dice.pick([1, 2, 3]);
  const kind = b.dice.pick(["Max", "Avg", "AdaptiveAvg", "AdaptiveMax", "globalAvgPool", "globalMaxPool"]);
  const x = image(b, axes, b.dice.pick([1, 2, 3]), 3);
  if (kind.startsWith("global")) return { code: `${kind}($0)`, args: [x] };
  if (kind.startsWith("Adaptive")) {
    return { code: "$0.forward($1)", args: [b.module(`new ${kind}Pool${axes}d(${b.dice.pick([1, 2, 3, 5])})`), x] };
  }
  const given = {
    stride: b.dice.pick([undefined, 1, 2]),
    padding: size >= 2 ? b.dice.pick([undefined, 1]) : undefined,
    ...(kind === "Max"
      ? { dilation: b.dice.pick([undefined, undefined, 2]) }
      : { countIncludePad: b.chance(0.3) ? false : undefined }),
  };
  return { code: "$0.forward($1)", args: [b.module(`new ${kind}Pool${axes}d(${size}${options(given)})`), x] };
};

export const windows: Maker = (b) => {
  const x = b.any(1);
  const axis = b.axis(x);
  const length = x.tensor.shape.at(axis)!;
  const size = b.dice.pick([1, 2, 3]);
  const given = { axis, stride: b.dice.pick([undefined, 2]), dilation: b.dice.pick([undefined, 2]) };
  if (length < (size - 1) * (given.dilation ?? 1) + 1) return null;
  const tail = x.tensor.dtype === "bool" ? "" : b.dice.pick(["", ".sum(-1)", ".max(-1)", ".flip(-1)", ".mul(2)"]);
  return { code: `window($0, ${size}${options(given)})${tail}`, args: [x], size: 3 * x.size };
};

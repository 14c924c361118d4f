/** Makers of layers, attention, losses, random draws and parameters. */
import type { Builder, Maker, Value } from "../builder.ts";

const activations = ["relu", "tanh", "gelu", "silu", "sigmoid", "elu", "softplus", "leakyRelu"];

export const linear: Maker = (b) => {
  const x = b.float(1);
  const features = x.tensor.shape.at(-1)!;
  if (features === 0) return null;
  const out = Math.max(1, b.length());
  if (b.chance(0.2)) {
    const layer = b.module(
      `new Sequential(new Linear(${features}, ${out}), ${b.dice.pick(activations)}, new Linear(${out}, ${features}))`,
    );
    return { code: b.chance(0.5) ? "$0.forward($1)" : "$1.add($0.forward($1))", args: [layer, x], size: 2 * x.size };
  }
  const layer = b.module(`new Linear(${features}, ${out}${b.chance(0.2) ? ", { bias: false }" : ""})`);
  return {
    code: `$0.forward($1)${b.chance(0.5) ? `.${b.dice.pick(activations)}()` : ""}`,
    args: [layer, x],
    size: 2 * x.size,
  };
};

export const embedding: Maker = (b) => {
  const [count, features] = [b.dice.pick([1, 3, 10, 17]), Math.max(1, b.length())];
  const ids = b.chance(0.7) ? b.input(b.shape(1 + b.dice.below(2)), "i32", "labels", count) : b.integer();
  return {
    code: `$0.forward($1.mod(${count}).abs())`,
    args: [b.module(`new Embedding(${count}, ${features})`), ids],
    size: 4,
  };
};

export const normalization: Maker = (b) => {
  const x = b.float(2);
  const { shape } = x.tensor;
  if (shape.slice(1).includes(0)) return null;
  const affine = b.chance(0.3) ? ", { affine: false }" : "";
  const last = shape.at(-1)!;
  const kinds = [
    `new LayerNorm(${last}${affine})`,
    `new LayerNorm([${shape.slice(-2).join(", ")}])`,
    `new RMSNorm(${last})`,
  ];
  // BatchNorm assigns its statistics, which is not possible inside a loop.
  if (b.depth === 0) kinds.push(`new BatchNorm(${shape[1]}${affine})`);
  return { code: "$0.forward($1)", args: [b.module(b.dice.pick(kinds)), x], size: 8 };
};

/** A value [batch, time, features]. */
function sequence(b: Builder): Value {
  const found = b.pick(({ dtype, shape }) => dtype === "f32" && shape.length === 3 && shape[1]! <= 17 && shape[2]! > 0);
  return found ?? b.input([b.dice.pick([1, 2, 3, 5]), b.dice.pick([1, 2, 3, 5, 8]), b.dice.pick([1, 2, 3, 5])]);
}

export const recurrent: Maker = (b) => {
  const x = sequence(b);
  const [batch, time, features] = x.tensor.shape as [number, number, number];
  const hidden = b.dice.pick([1, 2, 3, 5, 8]);
  const kind = b.dice.pick(["RNN", "LSTM", "GRU"]);
  const options = [
    ...(b.chance(0.2) ? ["layers: 2"] : []),
    ...(b.chance(0.3) ? ["bidirectional: true"] : []),
    ...(b.chance(0.15) ? ["dropout: 0.3"] : []),
    ...(b.chance(0.15) ? ["recurrentDropout: 0.3"] : []),
    ...(b.chance(0.15) ? ["bias: false"] : []),
  ];
  const layer = b.module(
    `new ${kind}(${features}, ${hidden}${options.length > 0 ? `, { ${options.join(", ")} }` : ""})`,
  );
  const state = kind === "LSTM" ? ".state[0].cell" : ".state[0]";
  if (b.chance(0.5)) return { code: "$0.forward($1)", args: [layer, x], size: 2, picks: [".outputs", state] };
  const lengths = b.input([batch], "i32", "labels", time + 1);
  return { code: "$0.forward($1, { lengths: $2 })", args: [layer, x, lengths], size: 2, picks: [".outputs", state] };
};

export const cell: Maker = (b) => {
  const x = b.pick(({ dtype, shape }) => dtype === "f32" && shape.length === 2 && shape[1]! > 0) ?? b.input([2, 3]);
  const kind = b.dice.pick(["RNNCell", "LSTMCell", "GRUCell"]);
  const layer = b.module(`new ${kind}(${x.tensor.shape[1]}, ${b.dice.pick([1, 2, 5])})`);
  return { code: `$0.forward($1)${kind === "LSTMCell" ? ".cell" : ""}`, args: [layer, x], size: 2 };
};

export const attending: Maker = (b) => {
  const [n, m, d, v] = [b.length(), b.length(), Math.max(1, b.length()), Math.max(1, b.length())];
  const batch = b.dice.pick([[], [2], [1, 3]]);
  const query =
    b.pick(({ dtype, shape }) => dtype === "f32" && shape.length >= 2 && shape.at(-1)! > 0) ??
    b.input([...batch, n, d]);
  const shared = query.tensor.shape.slice(0, -2);
  const features = query.tensor.shape.at(-1)!;
  const key = b.input([...shared, m, features]);
  const value = b.input([...shared, m, v]);
  const mask = maskFor(b, [...shared, query.tensor.shape.at(-2)!, m]);
  const options = [
    ...(mask === null ? [] : ["mask: $3"]),
    ...(b.chance(0.4) ? ["causal: true"] : []),
    ...(b.chance(0.2) ? ["score: dotScore"] : []),
  ].join(", ");
  const args = [query, key, value, ...(mask === null ? [] : [mask])];
  if (b.chance(0.2))
    return {
      code: `attentionWeights($0, $1, { ${options.replace("$3", "$2")} })`,
      args: args.toSpliced(2, 1),
      size: 1,
    };
  return { code: `attention($0, $1, $2, { ${options} })`, args, size: 4 };
};

/** A mask of bools, an additive mask with -infinity, or null. */
function maskFor(b: Builder, shape: readonly number[]): Value | null {
  if (b.chance(0.4)) return null;
  const visible = b.input(
    shape.map((length, i) => (i < shape.length - 1 && b.chance(0.3) ? 1 : length)),
    "bool",
  );
  if (b.chance(0.5)) return visible;
  b.attempt(() => ({ code: "where($0, 0.5, -Infinity)", args: [visible], size: 1 }));
  return b.pool.at(-1)!;
}

export const multiHead: Maker = (b) => {
  const x =
    b.pick(({ dtype, shape }) => dtype === "f32" && shape.length === 3 && shape[2]! % 2 === 0 && shape[2]! > 0) ??
    b.input([2, b.dice.pick([1, 3, 5, 8]), b.dice.pick([2, 4, 8])]);
  const features = x.tensor.shape[2]!;
  const masks = b.dice.pick(["", ", { causal: true }"]);
  const small = `{ feedForward: ${b.dice.pick([3, 8])}, dropout: ${b.dice.pick([0, 0, 0.2])}, preNorm: ${b.chance(0.5)} }`;
  const rotary = features % 4 === 0 && b.chance(0.3);
  switch (b.dice.below(4)) {
    case 0: {
      const [batch, length] = x.tensor.shape as [number, number];
      if (batch === 0) return null;
      return {
        code: `$0.decode($1, $0.emptyCache(${batch}, ${length + 1})).outputs`,
        args: [b.module(`new MultiHeadAttention(${features}, 2, { rotary: ${rotary} })`), x],
        size: x.size,
      };
    }
    case 1:
      return {
        code: `$0.forward($1, $1, $1${masks})`,
        args: [b.module(`new MultiHeadAttention(${features}, 2, { rotary: ${rotary} })`), x],
        size: x.size,
      };
    case 2:
      return {
        code: `$0.forward($1${masks})`,
        args: [b.module(`new TransformerEncoderLayer(${features}, 2, ${small})`), x],
        size: 8,
      };
    default: {
      const memory = b.input([x.tensor.shape[0]!, b.length(), features]);
      return {
        code: "$0.forward($1, $2)",
        args: [b.module(`new TransformerDecoderLayer(${features}, 1, ${small})`), x, memory],
        size: 8,
      };
    }
  }
};

export const encoding: Maker = (b) => {
  const x = b.float(2);
  const [length, features] = x.tensor.shape.slice(-2) as [number, number];
  if (features === 0 || length === 0) return null;
  const layers = ["new SinusoidalEncoding()", `new LearnedEncoding(${length + 2}, ${features})`];
  if (features % 2 === 0) layers.push("new RotaryEncoding()");
  const layer = b.module(b.dice.pick(layers));
  return { code: "$0.forward($1)", args: [layer, x], size: x.size + 3 };
};

const reductions = ["mean", "sum", "none"];

export const loss: Maker = (b) => {
  const x = b.float(1);
  const { shape } = x.tensor;
  const [classes, rows] = [shape.at(-1)!, shape.slice(0, -1)];
  const reduction = `reduction: "${b.dice.pick(reductions)}"`;
  const size = 100;
  const like = () => b.input(shape);
  switch (b.dice.below(11)) {
    case 0: {
      if (classes === 0) return null;
      const labels = b.input(rows, "i32", "labels", classes);
      const extra = b.dice.pick(["", ", labelSmoothing: 0.1", ", ignoreIndex: 0"]);
      return { code: `crossEntropy($0, $1, { ${reduction}${extra} })`, args: [x, labels], size };
    }
    case 1:
      return { code: `crossEntropy($0, $1.softmax(), { ${reduction} })`, args: [x, like()], size };
    case 2:
      return {
        code: `binaryCrossEntropyWithLogits($0, $1.sigmoid(), { ${reduction}${b.chance(0.3) ? ", positiveWeight: 2.5" : ""} })`,
        args: [x, like()],
        size,
      };
    case 3:
      return { code: `meanSquaredError($0, $1, { ${reduction} })`, args: [x, like()], size };
    case 4:
      return { code: `huber($0, $1, { ${reduction}, delta: ${b.dice.pick([1, 0.5])} })`, args: [x, like()], size };
    case 5:
      return { code: `klDivergence($0.logSoftmax(), $1.softmax(), { ${reduction} })`, args: [x, like()], size };
    case 6:
      return { code: "cosineSimilarity($0, $1)", args: [x, like()], size: 1 };
    case 7:
      return {
        code: `cosineEmbedding($0, $1, $2.mul(2).sub(1), { ${reduction} })`,
        args: [x, like(), b.input(rows, "i32", "labels", 2)],
        size,
      };
    case 8:
      return { code: "normalLogProbability($0, $1, 0.5)", args: [x, like()], size: 6 * x.size };
    case 9: {
      if (classes === 0) return null;
      const labels = b.input(rows, "i32", "labels", classes);
      return { code: "categoricalLogProbability($0, $1)", args: [x, labels], size };
    }
    default:
      return { code: `regularizers.${b.dice.pick(["l1", "l2"])}([$0, $1])`, args: [x, like()], size };
  }
};

export const uniform: Maker = (b) => {
  const shape = b.shape().join(", ");
  const code = b.dice.pick([
    `random.uniform([${shape}], { low: -1, high: 2 })`,
    `random.normal([${shape}])`,
    `random.bernoulli(0.3, [${shape}])`,
  ]);
  return { code, args: [], size: 6 };
};

export const dropout: Maker = (b) => {
  const x = b.float(1);
  const shared = b.chance(0.3) ? `, { shared: ${b.axis(x)} }` : "";
  return {
    code: "$0.forward($1)",
    args: [b.module(`new Dropout(${b.dice.pick([0.1, 0.5])}${shared})`), x],
    size: 2 * x.size,
  };
};

export const noise: Maker = (b) => {
  const x = b.float(0);
  const shape = x.tensor.shape.join(", ");
  const code = b.dice.pick([
    `$0.add(random.normal([${shape}]).mul(0.1))`,
    `$0.mul(random.uniform([${shape}]))`,
    `where(random.bernoulli($0.sigmoid()), $0, 0)`,
  ]);
  return { code, args: [x], size: 2 * x.size };
};

/** A parameter combined with a value of the same shape, or alone. */
export const parameter: Maker = (b) => {
  const dtype = b.chance(0.8) ? "f32" : "i32";
  const found = b.pick((tensor) => tensor.dtype === dtype);
  const param = b.param(found?.tensor.shape ?? b.shape(), dtype);
  b.pool.push(param);
  if (found === null) return { code: "$0.add(1)", args: [param] };
  return { code: b.dice.pick(["$0.add($1)", "$0.mul($1)", "$1.sub($0)"]), args: [param, found], size: 9 * found.size };
};

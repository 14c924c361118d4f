/** Table for tests of derivatives: every layer, loss and activation, with inputs at which it is smooth. */
import * as nn from "../../src/nn/index.ts";
import { type Module, Tensor, concat, ones } from "../../src/tensor/index.ts";

export interface Row {
  /** Module whose parameters are varied in addition to the inputs. */
  readonly module?: Module;
  /** Shapes of inputs, drawn within ± 1, or tensors. Integer tensors are not varied. */
  readonly inputs: readonly (readonly number[] | Tensor)[];
  readonly run: (...inputs: Tensor[]) => Tensor;
  /** Default false. */
  readonly training?: boolean;
  /** Draws random numbers, different ones in every program. */
  readonly random?: boolean;
}

/** Creates a row of a module with one input. */
const layer = (
  module: Module & { forward(x: Tensor): Tensor },
  shape: readonly number[],
  options: Pick<Row, "training" | "random"> = {},
): Row => ({ module, inputs: [shape], run: (x) => module.forward(x), ...options });

/** Creates a row of a function of tensors. */
const loss = (run: (...inputs: Tensor[]) => Tensor, ...inputs: Row["inputs"]): Row => ({ inputs, run });

const ints = (...numbers: number[]) => Tensor.from(Int32Array.from(numbers));
const mask = (...rows: number[][]) => Tensor.from(rows).cast("bool");

/** Concatenates all results of a recurrent layer, one row per sequence. */
const joined = ({ outputs, state }: nn.SequenceResult<Tensor | nn.LSTMState>): Tensor =>
  concat([outputs.flatten(1), ...state.flatMap((one) => (one instanceof Tensor ? [one] : [one.hidden, one.cell]))], 1);

const evaluated = new nn.BatchNorm(2);
await evaluated.runningMean.set([0.25, -0.5]);
await evaluated.runningVar.set([0.5, 2]);
const wide = { layers: 2, bidirectional: true };
const small = { feedForward: 3, dropout: 0, activation: nn.gelu };
const rnn = new nn.RNN(2, 2, wide);
const gru = new nn.GRU(2, 2, wide);
const lstm = new nn.LSTM(1, 2, wide);
const padded = new nn.LSTM(2, 2);
const lstmCell = new nn.LSTMCell(2, 2);
const gruCell = new nn.GRUCell(2, 2);
const rnnCell = new nn.RNNCell(2, 2, { activation: nn.sigmoid });
const embedding = new nn.Embedding(4, 2);
const additive = new nn.AdditiveScore(2, 3, 2);
const bilinear = new nn.BilinearScore(2, 3);
const selfAttention = new nn.MultiHeadAttention(4, 2);
const crossAttention = new nn.MultiHeadAttention(2, 1, { keyFeatures: 1, valueFeatures: 3 });
const rotaryAttention = new nn.MultiHeadAttention(4, 2, { rotary: true });
const decoder = new nn.TransformerDecoderLayer(2, 1, small);
const hopfield = new nn.HopfieldNetwork(3);
const pairs = new nn.BidirectionalAssociativeMemory(2, 3);
const modern = new nn.ModernHopfieldNetwork(3, 2, { beta: 1.5 });
const readHeads = new nn.ReadHeads(3, 2, { heads: 2 });
const writeHeads = new nn.WriteHeads(3, 2, { heads: 2, interpolation: false });
const preNormDecoder = new nn.TransformerDecoderLayer(2, 1, { ...small, preNorm: true });

export const rows: Readonly<Record<string, Row>> = {
  Linear: layer(new nn.Linear(3, 2), [2, 3]),
  Sequential: layer(new nn.Sequential(new nn.Linear(2, 3), nn.tanh, new nn.Linear(3, 1)), [2, 2]),
  Residual: layer(new nn.Residual(nn.silu, { shortcut: new nn.Linear(2, 2) }), [3, 2]),
  Embedding: { module: embedding, inputs: [ints(1, 3, 1)], run: (ids) => embedding.forward(ids) },
  Conv1d: layer(new nn.Conv1d(2, 2, 3, { stride: 2, padding: 1 }), [2, 2, 5]),
  Conv2d: layer(new nn.Conv2d(2, 2, [2, 3], { padding: 1, dilation: [2, 1] }), [1, 2, 3, 4]),
  "Conv2d in groups": layer(new nn.Conv2d(4, 2, 2, { groups: 2, stride: 2 }), [1, 4, 4, 4]),
  ConvTranspose2d: layer(new nn.ConvTranspose2d(2, 1, 2, { stride: 2, padding: 1 }), [1, 2, 3, 2]),
  MaxPool1d: layer(new nn.MaxPool1d(2, { padding: 1 }), [2, 2, 5]),
  MaxPool2d: layer(new nn.MaxPool2d(3, { stride: 1, padding: 1 }), [1, 2, 3, 4]),
  AvgPool1d: layer(new nn.AvgPool1d(3, { stride: 2, padding: 1 }), [1, 2, 5]),
  AvgPool2d: layer(new nn.AvgPool2d(2, { stride: 1, padding: 1, countIncludePad: false }), [1, 2, 3, 3]),
  AdaptiveAvgPool1d: layer(new nn.AdaptiveAvgPool1d(2), [1, 2, 3]),
  AdaptiveAvgPool2d: layer(new nn.AdaptiveAvgPool2d([2, 3]), [1, 2, 3, 4]),
  AdaptiveMaxPool1d: layer(new nn.AdaptiveMaxPool1d(2), [1, 2, 3]),
  AdaptiveMaxPool2d: layer(new nn.AdaptiveMaxPool2d([2, 3]), [1, 2, 3, 4]),
  globalMaxPool: loss(nn.globalMaxPool, [2, 2, 2, 3]),
  globalAvgPool: loss(nn.globalAvgPool, [2, 2, 2, 3]),
  "BatchNorm in training": layer(new nn.BatchNorm(2), [3, 2, 2], { training: true }),
  "BatchNorm in evaluation": layer(evaluated, [3, 2, 2]),
  LayerNorm: layer(new nn.LayerNorm([2, 3]), [2, 2, 3]),
  RMSNorm: layer(new nn.RMSNorm(4), [2, 4]),
  Dropout: layer(new nn.Dropout(0.5), [3, 4], { training: true, random: true }),
  RNNCell: {
    module: rnnCell,
    inputs: [
      [2, 2],
      [2, 2],
    ],
    run: (x, h) => rnnCell.forward(x, h),
  },
  GRUCell: {
    module: gruCell,
    inputs: [
      [2, 2],
      [2, 2],
    ],
    run: (x, h) => gruCell.forward(x, h),
  },
  LSTMCell: {
    module: lstmCell,
    inputs: [
      [2, 2],
      [2, 2],
      [2, 2],
    ],
    run: (x, hidden, cell) => concat(Object.values(lstmCell.forward(x, { hidden, cell }))),
  },
  RNN: { module: rnn, inputs: [[2, 3, 2]], run: (x) => joined(rnn.forward(x)) },
  GRU: { module: gru, inputs: [[1, 3, 2], ints(2)], run: (x, lengths) => joined(gru.forward(x, { lengths })) },
  LSTM: { module: lstm, inputs: [[1, 2, 1]], run: (x) => joined(lstm.forward(x)) },
  "LSTM with lengths and states": {
    module: padded,
    inputs: [[3, 2, 2], ints(1, 0, 2), [3, 2], [3, 2]],
    run: (x, lengths, hidden, cell) => joined(padded.forward(x, { lengths, state: [{ hidden, cell }] })),
  },
  dotScore: loss((q, k, v) => nn.attention(q, k, v, { score: nn.dotScore }), [2, 2], [3, 2], [3, 2]),
  scaledDotScore: loss((q, k, v) => nn.attention(q, k, v), [1, 2, 2], [1, 3, 2], [1, 3, 2]),
  AdditiveScore: {
    module: additive,
    inputs: [
      [2, 2],
      [3, 3],
      [3, 1],
    ],
    run: (q, k, v) => nn.attention(q, k, v, { score: additive }),
  },
  BilinearScore: {
    module: bilinear,
    inputs: [
      [2, 2],
      [3, 3],
      [3, 1],
    ],
    run: (q, k, v) => nn.attention(q, k, v, { score: bilinear, causal: true }),
  },
  "attention, masks and a row that sees nothing": loss(
    (q, k, v) => nn.attention(q, k, v, { mask: mask([1, 0, 1], [0, 0, 0], [1, 1, 1]), causal: true }),
    [3, 2],
    [3, 2],
    [3, 2],
  ),
  "attention, a learned bias": loss(
    (q, k, v, bias) => nn.attention(q, k, v, { mask: bias }),
    [2, 2],
    [3, 2],
    [3, 1],
    [2, 3],
  ),
  attentionWeights: loss((q, k) => nn.attentionWeights(q, k, { mask: mask([1, 1, 0], [0, 0, 0]) }), [2, 2], [3, 2]),
  pointerLogits: {
    module: additive,
    inputs: [
      [2, 2],
      [3, 3],
    ],
    run: (q, k) =>
      nn
        .pointerLogits(q, k, { mask: mask([1, 1, 0], [0, 1, 0]), score: additive })
        .logSoftmax()
        .exp(),
  },
  "pointerLogits, one input": loss((q, k) => nn.pointerLogits(q, k), [2, 2], [1, 2]),
  // With an equal value and gradient, both modes and finite differences agree.
  straightThrough: loss((x) => nn.straightThrough(x.tanh(), x.tanh()), [5]),
  categoricalLogProbability: loss((logits) => nn.categoricalLogProbability(logits, ints(2, 0, 1)), [3, 4]),
  // Rewards are constants, so that finite differences by them would differ.
  reinforce: loss(
    (logits) =>
      nn.reinforce(nn.categoricalLogProbability(logits, ints(2, 0, 1)), ones([3]).mul(2), { baseline: ones([3]) }),
    [3, 4],
  ),
  "reinforce, one category": loss(
    (logits) => nn.reinforce(nn.categoricalLogProbability(logits, ints(0)), ones([1])),
    [1, 1],
  ),
  "reinforce, a normal place": loss(
    (mean) => nn.reinforce(nn.normalLogProbability(ones([3, 2]), mean, 0.5).sum(-1), ones([3]), { reduction: "sum" }),
    [3, 2],
  ),
  normalLogProbability: loss((x, mean, std) => nn.normalLogProbability(x, mean, std.exp()), [3, 2], [3, 2], [2]),
  "memoryHops, two hops": loss(
    (u, a, c) =>
      nn.memoryHops(
        u,
        [
          { addresses: a, contents: c },
          { addresses: c, contents: a },
        ],
        { mask: mask([1, 1, 0], [0, 0, 0]) },
      ).output,
    [2, 2],
    [2, 3, 2],
    [2, 3, 2],
  ),
  "memoryHops, linear": loss(
    (u, a, c) => nn.memoryHops(u, [{ addresses: a, contents: c }], { linear: true, mask: mask([1, 0, 1]) }).output,
    [2, 2],
    [2, 3, 2],
    [2, 3, 2],
  ),
  "memoryHops, one slot": loss(
    (u, a, c) => nn.memoryHops(u, [{ addresses: a, contents: c }]).output,
    [3],
    [1, 3],
    [1, 3],
  ),
  "memoryWeights, all mechanisms, one slot hidden": loss(
    (memory, key, previous, strength, gate, shift, sharpness) =>
      nn.memoryWeights(memory, {
        key,
        previous: previous.softmax(),
        strength: strength.softplus(),
        gate: gate.sigmoid(),
        shift: shift.softmax(),
        sharpness: sharpness.softplus().add(1),
        mask: mask([1, 1, 0, 1]),
      }),
    [4, 3],
    [2, 3],
    [2, 4],
    [2],
    [2],
    [2, 3],
    [2],
  ),
  "memoryWeights, by location": loss(
    (memory, previous, shift) => nn.memoryWeights(memory, { previous: previous.softmax(), shift: shift.softmax() }),
    [3, 1],
    [2, 1, 3],
    [2, 1, 5],
  ),
  "memoryWeights, one slot": loss(
    (memory, key, sharpness) => nn.memoryWeights(memory, { key, sharpness: sharpness.softplus() }),
    [1, 2],
    [1, 2],
    [1],
  ),
  readMemory: loss((memory, weights) => nn.readMemory(memory, weights), [2, 3, 2], [2, 2, 3]),
  writeMemory: loss((memory, w, erase, add) => nn.writeMemory(memory, w, erase, add), [3, 2], [2, 3], [2, 2], [2, 2]),
  "writeMemory, one head": loss(
    (memory, w, erase, add) => nn.writeMemory(memory, w, erase, add),
    [2, 3, 2],
    [2, 1, 3],
    [1, 2],
    [2, 1, 2],
  ),
  ReadHeads: {
    module: readHeads,
    inputs: [
      [2, 3],
      [2, 3, 2],
      [2, 2, 3],
    ],
    run: (x, memory, previous) => {
      const { read, weights } = readHeads.forward(x, memory, previous.softmax());
      return concat([read, weights], -1);
    },
  },
  WriteHeads: {
    module: writeHeads,
    inputs: [
      [2, 3],
      [2, 3, 2],
      [2, 2, 3],
    ],
    run: (x, memory, previous) => {
      const { memory: after, weights } = writeHeads.forward(x, memory, previous.softmax());
      return concat([after, weights.transpose()], -1);
    },
  },
  MultiHeadAttention: {
    module: selfAttention,
    inputs: [[1, 2, 4]],
    run: (x) => concat([selfAttention.forward(x), selfAttention.weights(x).reshape([1, 2, 4])], -1),
  },
  "MultiHeadAttention of other sizes": {
    module: crossAttention,
    inputs: [
      [1, 2, 2],
      [1, 3, 1],
      [1, 3, 3],
    ],
    run: (q, k, v) => crossAttention.forward(q, k, v, { mask: mask([1, 0, 1], [0, 0, 0]) }),
  },
  TransformerEncoderLayer: layer(new nn.TransformerEncoderLayer(2, 2, small), [1, 3, 2]),
  "TransformerEncoderLayer, preNorm": layer(
    new nn.TransformerEncoderLayer(2, 1, { ...small, preNorm: true }),
    [1, 3, 2],
  ),
  TransformerDecoderLayer: {
    module: decoder,
    inputs: [
      [1, 2, 2],
      [1, 3, 2],
    ],
    run: (x, m) => decoder.forward(x, m),
  },
  "TransformerDecoderLayer, preNorm": {
    module: preNormDecoder,
    inputs: [
      [1, 2, 2],
      [1, 3, 2],
    ],
    run: (x, m) => preNormDecoder.forward(x, m),
  },
  RotaryEncoding: layer(new nn.RotaryEncoding(), [1, 3, 4]),
  "MultiHeadAttention, rotary": layer(rotaryAttention, [1, 3, 4]),
  "MultiHeadAttention.decode": {
    module: rotaryAttention,
    inputs: [
      [1, 2, 4],
      [1, 1, 4],
    ],
    run: (first, second) => {
      const { outputs, cache } = rotaryAttention.decode(first, rotaryAttention.emptyCache(1, 4));
      return concat([outputs, rotaryAttention.decode(second, cache).outputs], 1);
    },
  },
  "TransformerDecoderLayer.decode": {
    module: decoder,
    inputs: [
      [1, 1, 2],
      [1, 3, 2],
    ],
    run: (x, m) => decoder.decode(x, decoder.emptyCache(m, 2)).outputs,
  },
  LearnedEncoding: layer(new nn.LearnedEncoding(4, 2), [2, 3, 2]),
  SinusoidalEncoding: layer(new nn.SinusoidalEncoding(), [2, 3, 2]),
  HopfieldNetwork: {
    module: hopfield,
    inputs: [[2, 3]],
    run: (s) => concat([hopfield.energy(s), hopfield.netInput(s).flatten()]),
  },
  BidirectionalAssociativeMemory: {
    module: pairs,
    inputs: [
      [2, 2],
      [2, 3],
    ],
    run: (first, second) => pairs.energy({ first, second }),
  },
  ModernHopfieldNetwork: {
    module: modern,
    inputs: [[2, 2]],
    run: (s) => concat([modern.forward(s).flatten(), modern.energy(s)]),
  },
  hebbianWeights: loss((x, y) => nn.hebbianWeights(x, y), [2, 3], [2, 1]),
  projectionWeights: loss((x) => nn.projectionWeights(x), [2, 4]),
  "crossEntropy of labels": loss((x, labels) => nn.crossEntropy(x, labels), [3, 4], ints(1, 3, 0)),
  "crossEntropy, weighted, smoothed, one ignored": loss(
    (x, labels, weight) => nn.crossEntropy(x, labels, { weight, labelSmoothing: 0.2, ignoreIndex: 3 }),
    [3, 4],
    ints(1, 3, 0),
    [4],
  ),
  "crossEntropy of probabilities": loss(
    (x, target) => nn.crossEntropy(x, target, { labelSmoothing: 0.1 }),
    [2, 3],
    [2, 3],
  ),
  binaryCrossEntropyWithLogits: loss(
    (x, y, weight) => nn.binaryCrossEntropyWithLogits(x, y, { positiveWeight: weight }),
    [2, 3],
    [2, 3],
    [3],
  ),
  meanSquaredError: loss((x, y) => nn.meanSquaredError(x, y), [2, 3], [2, 3]),
  klDivergence: loss((x, y) => nn.klDivergence(x.logSoftmax(), y.softmax()), [2, 3], [2, 3]),
  "klDivergence of logarithms": loss((x, y) => nn.klDivergence(x, y, { logTarget: true }), [2, 3], [2, 3]),
  huber: loss((x, y) => nn.huber(x, y, { delta: 0.4, reduction: "sum" }), [3, 3], [3, 3]),
  cosineSimilarity: loss((x, y) => nn.cosineSimilarity(x, y), [2, 3], [2, 3]),
  cosineEmbedding: loss((x, y, t) => nn.cosineEmbedding(x, y, t, { margin: -0.9 }), [2, 3], [2, 3], ints(1, -1)),
  "regularizers.l1": loss((x) => nn.regularizers.l1(x), [2, 3]),
  "regularizers.l2": loss((x) => nn.regularizers.l2(x), [2, 3]),
  elu: loss((x) => nn.elu(x), [3, 3]),
  gelu: loss((x) => nn.gelu(x), [3, 3]),
  leakyRelu: loss((x) => nn.leakyRelu(x, 0.1), [3, 3]),
  relu: loss((x) => nn.relu(x), [3, 3]),
  sigmoid: loss((x) => nn.sigmoid(x), [3, 3]),
  silu: loss((x) => nn.silu(x), [3, 3]),
  softplus: loss((x) => nn.softplus(x), [3, 3]),
  tanh: loss((x) => nn.tanh(x), [3, 3]),
};

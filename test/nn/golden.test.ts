/** Comparison of losses and layers with PyTorch: values and gradients, with the reference in f64 and compiled. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  Embedding,
  LearnedEncoding,
  Linear,
  Residual,
  Sequential,
  binaryCrossEntropyWithLogits,
  cosineEmbedding,
  cosineSimilarity,
  crossEntropy,
  huber,
  klDivergence,
  meanSquaredError,
  regularizers,
  tanh,
} from "../../src/nn/index.ts";
import { Param, type Tensor, einsum, grad } from "../../src/tensor/index.ts";
import { type Feeds, type GoldenCase, assertClose, readGolden, numbersOf, reference, tensorOf } from "./golden.ts";

type Leaves = Readonly<Record<string, Tensor>>;

interface Built {
  readonly leaves: Leaves;
  readonly y: () => Tensor;
}

type Builder = (golden: GoldenCase) => Built;

const tensorsOf = (encoded: GoldenCase["inputs"]): Leaves =>
  Object.fromEntries(Object.entries(encoded).map(([name, value]) => [name, tensorOf(value)]));

/** Creates a builder from a function of the tensors of a case. */
const of =
  (compute: (leaves: Leaves, attributes: Record<string, unknown>) => Tensor): Builder =>
  ({ inputs, attributes }) => {
    const leaves = tensorsOf(inputs);
    return { leaves, y: () => compute(leaves, attributes) };
  };

type Options<F> = F extends (x: Tensor, y: Tensor, options?: infer O) => Tensor ? O : never;

const builders: Record<string, Builder> = {
  crossEntropy: of(({ logits, target, weights }, { reduction, ignoreIndex, labelSmoothing }) => {
    const options = { reduction, ignoreIndex, labelSmoothing, weight: weights };
    return crossEntropy(logits!, target!, defined(options));
  }),
  binaryCrossEntropyWithLogits: of(({ logits, target, positiveWeight }, { reduction }) =>
    binaryCrossEntropyWithLogits(logits!, target!, defined({ reduction, positiveWeight })),
  ),
  meanSquaredError: of(({ prediction, target }, { reduction }) =>
    meanSquaredError(prediction!, target!, { reduction } as Options<typeof meanSquaredError>),
  ),
  klDivergence: of(({ logPrediction, target }, { reduction, logTarget }) => {
    const options = { logTarget, reduction: reduction === "batchmean" ? "batchMean" : reduction };
    return klDivergence(logPrediction!, target!, options as Options<typeof klDivergence>);
  }),
  huber: of(({ prediction, target }, options) => huber(prediction!, target!, options)),
  cosineSimilarity: of(({ first, second }, options) => cosineSimilarity(first!, second!, options)),
  cosineEmbedding: of(({ first, second, target }, options) => cosineEmbedding(first!, second!, target!, options)),
  linear: ({ inputs }) => {
    const [outputs, size] = inputs["weight"]!.shape as [number, number];
    const layer = new Linear(size, outputs, { bias: inputs["bias"] !== undefined });
    const x = tensorOf(inputs["x"]!);
    const { weight, bias } = layer;
    return { leaves: { x, weight, ...(bias !== null && { bias }) }, y: () => layer.forward(x) };
  },
  embedding: ({ inputs }) => {
    const layer = new Embedding(...(inputs["weight"]!.shape as [number, number]));
    const ids = tensorOf(inputs["ids"]!);
    return { leaves: { ids, weight: layer.weight }, y: () => layer.forward(ids) };
  },
  matmul: of(({ a, b }, { transposeFirst, transposeSecond }) =>
    (transposeFirst ? a!.transpose() : a!).matmul(transposeSecond ? b!.transpose() : b!),
  ),
  einsum: of((leaves, { equation }) => einsum(equation as string, ...Object.values(leaves))),
  l1: of(({ first, second }) => regularizers.l1([first!, second!])),
  l2: of(({ first, second }) => regularizers.l2([first!, second!])),
  residual: ({ inputs }) => {
    const [outputs, size] = inputs["weight"]!.shape as [number, number];
    const layer = new Linear(size, outputs);
    const straight = inputs["shortcut"] && new Linear(size, outputs, { bias: false });
    const model = new Residual(new Sequential(layer, tanh), straight ? { shortcut: straight } : {});
    const x = tensorOf(inputs["x"]!);
    const { weight, bias } = layer;
    const leaves = { x, weight, bias: bias!, ...(straight && { shortcut: straight.weight }) };
    return { leaves, y: () => model.forward(x) };
  },
  learnedEncoding: ({ inputs }) => {
    const layer = new LearnedEncoding(...(inputs["weight"]!.shape as [number, number]));
    const x = tensorOf(inputs["x"]!);
    return { leaves: { x, weight: layer.weight }, y: () => layer.forward(x) };
  },
  layerNorm: of(({ x, gain, bias }, { epsilon }) => {
    const centered = x!.sub(x!.mean(-1, { keepDims: true }));
    const variance = x!.variance(-1, { keepDims: true });
    return centered
      .div(variance.add(Number(epsilon)).sqrt())
      .mul(gain!)
      .add(bias!);
  }),
};

function defined(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

interface Subject {
  readonly inputs: readonly { readonly tensor: Tensor; readonly data: readonly number[] }[];
  /** Value, then the gradients. */
  readonly outputs: () => readonly { readonly name: string; readonly tensor: Tensor }[];
}

function subjectOf(golden: GoldenCase): Subject {
  const { leaves, y } = builders[golden.operation]!(golden);
  const inputs = Object.entries(leaves).map(([name, tensor]) => ({ tensor, data: numbersOf(golden.inputs[name]!) }));
  const names = Object.keys(golden.gradients);
  const cotangent = golden.cotangents?.["y"];
  const factor = cotangent && tensorOf(cotangent);
  if (factor) inputs.push({ tensor: factor, data: numbersOf(cotangent) });
  const outputs = () => {
    const value = y();
    const scalar = factor ? value.mul(factor).sum() : value;
    const targets = names.map((name) => leaves[name]!);
    const gradients = names.length === 0 ? [] : grad(scalar, targets);
    return [{ name: "y", tensor: value }, ...gradients.map((tensor, i) => ({ name: names[i]!, tensor }))];
  };
  return { inputs, outputs };
}

function checkReference(golden: GoldenCase): void {
  const { inputs, outputs } = subjectOf(golden);
  const results = outputs();
  const feeds: Feeds = new Map(inputs.map(({ tensor, data }) => [tensor.node, data]));
  const found = reference(
    results.map(({ tensor }) => tensor),
    feeds,
  );
  results.forEach((output, i) => check(golden, output, found.outputs[i]!, 1e-12));
}

async function checkCompiled(golden: GoldenCase): Promise<void> {
  const { inputs, outputs } = subjectOf(golden);
  for (const { tensor, data } of inputs) if (tensor instanceof Param) await tensor.set(Float32Array.from(data));
  const results = outputs();
  const found = await Promise.all(results.map(({ tensor }) => tensor.array()));
  results.forEach((output, i) => check(golden, output, found[i]!, 1e-6));
}

function check(
  golden: GoldenCase,
  { name, tensor }: ReturnType<Subject["outputs"]>[number],
  found: ArrayLike<number>,
  tolerance: number,
): void {
  const expected = { ...golden.outputs, ...golden.gradients }[name]!;
  assert.deepEqual(tensor.shape, expected.shape, `${name} of ${golden.name}`);
  assertClose(found, expected, tolerance, `${name} of ${golden.name}`);
}

for (const file of ["losses", "layers"]) {
  const cases = readGolden(`${file}.json`);
  for (const operation of new Set(cases.map(({ operation }) => operation))) {
    const chosen = cases.filter((golden) => golden.operation === operation);
    describe(`${operation} agrees with PyTorch`, () => {
      test(`${chosen.length} cases with the reference`, () => chosen.forEach(checkReference));
      test(`${chosen.length} cases compiled`, async () => {
        for (const golden of chosen) await checkCompiled(golden);
      });
    });
  }
}

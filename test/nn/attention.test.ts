/** Attention beyond the cases of PyTorch: masks, rows without visible keys, positions, dropout and error messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DTypeError, ShapeError } from "../../src/base/errors.ts";
import {
  AdditiveScore,
  BilinearScore,
  Dropout,
  LearnedEncoding,
  MultiHeadAttention,
  SinusoidalEncoding,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  attention,
  attentionWeights,
  causalMask,
  paddingMask,
  sinusoidalPositions,
} from "../../src/nn/index.ts";
import {
  type Module,
  Tensor,
  arange,
  compile,
  grad,
  initialize,
  ones,
  parameters,
  random,
  zeros,
} from "../../src/tensor/index.ts";

const values = async (tensor: Tensor) => [...(await tensor.array())];
const paths = (model: Module) => parameters(model).map(([path, { shape }]) => `${path} [${shape.join(", ")}]`);
const maskOf = (rows: number[][]) => Tensor.from(rows).cast("bool");

test("causal masks show the own and earlier positions; extra keys are earlier positions", async () => {
  assert.deepEqual(await values(causalMask(3)), [1, 0, 0, 1, 1, 0, 1, 1, 1]);
  assert.deepEqual(await values(causalMask(1, 3)), [1, 1, 1]);
  assert.deepEqual(await values(causalMask(2, 3)), [1, 1, 0, 1, 1, 1]);
  assert.deepEqual(await values(causalMask(3, 2)), [0, 0, 1, 0, 1, 1]);
});

test("padding masks show the first keys, for lengths with any leading axes", async () => {
  const mask = paddingMask(Tensor.from(Int32Array.of(2, 0, 3)), 3);
  assert.deepEqual(mask.shape, [3, 1, 3]);
  assert.deepEqual(await values(mask), [1, 1, 0, 0, 0, 0, 1, 1, 1]);
  assert.throws(() => paddingMask(Tensor.from([2]), 3), DTypeError);
});

test("masked keys have the same effect as missing keys, however large they are", async () => {
  random.seed(1);
  const [query, key, value] = [random.normal([2, 4]), random.normal([3, 4]), random.normal([3, 2])];
  const spoiled = (x: Tensor) => x.add(Tensor.from([[0], [0], [1e18]]));
  const mask = Tensor.from([[1, 1, 0]]).cast("bool");
  const masked = await values(attention(query, spoiled(key), spoiled(value), { mask }));
  const short = await values(attention(query, key.slice([0, 2]), value.slice([0, 2])));
  masked.forEach((x, i) => assert.ok(Math.abs(x - short[i]!) < 1e-6, `${x} instead of ${short[i]}`));
});

test("a query without visible keys has the result 0 and no gradient, with a bool mask or -Infinity", async () => {
  const additive = Tensor.from([
    [-Infinity, -Infinity],
    [0, 0],
  ]);
  const bools = maskOf([
    [0, 0],
    [1, 1],
  ]);
  for (const mask of [additive, bools]) {
    const [query, key, value] = [ones([2, 3]).mul(0.5), arange(6).reshape([2, 3]).cast("f32"), ones([2, 2])];
    const y = attention(query, key, value, { mask });
    const [first, second, ...seen] = await values(attention(query, key, value, { mask }));
    assert.deepEqual([first, second], [0, 0]);
    assert.ok(seen.every((x) => Math.abs(x - 1) < 1e-6));
    const gradients = await Promise.all(grad(y.slice([0, 1]).sum(), [query, key, value]).map(values));
    assert.deepEqual(gradients, [zero(6), zero(6), zero(4)]);
  }
});

const zero = (count: number) => new Array<number>(count).fill(0);

test("attention works without keys and without queries", async () => {
  assert.deepEqual(await values(attention(ones([2, 3]), zeros([0, 3]), zeros([0, 4]))), zero(8));
  assert.deepEqual(attention(ones([0, 3]), ones([2, 3]), ones([2, 4])).shape, [0, 4]);
});

test("dropout is applied to the weights", async () => {
  random.seed(2);
  const step = compile(
    (value: Tensor) => attention(zeros([50, 1]), zeros([40, 1]), value, { dropout: new Dropout(0.5) }),
    { training: true },
  );
  const rows = await values(step(ones([40, 1])));
  const mean = rows.reduce((sum, x) => sum + x, 0) / rows.length;
  assert.ok(new Set(rows).size > 3 && Math.abs(mean - 1) < 0.1, `mean ${mean}`);
});

test("attention rejects operands that do not match", () => {
  assert.throws(() => attention(ones([2, 3]), ones([2, 3]), ones([3, 3])), ShapeError);
  assert.throws(() => attention(ones([3]), ones([2, 3]), ones([2, 3])), ShapeError);
  const mask = Tensor.from(Int32Array.of(1, 0), [1, 2]);
  assert.throws(() => attention(ones([2, 3]), ones([2, 3]), ones([2, 3]), { mask }), DTypeError);
  assert.throws(() => new AdditiveScore(2, 0, 3), ArgumentError);
  assert.throws(() => new BilinearScore(1.5, 3), ArgumentError);
});

test("multi-head attention has the parameters and initial values of PyTorch", async () => {
  const layer = new MultiHeadAttention(6, 2);
  assert.deepEqual(paths(layer), [
    "inProjWeight [18, 6]",
    "inProjBias [18]",
    "outProj.weight [6, 6]",
    "outProj.bias [6]",
  ]);
  assert.equal(String(layer), "MultiHeadAttention(6, 2)");
  assert.deepEqual(await values(layer.inProjBias!), zero(18));
  assert.deepEqual(await values(layer.outProj.bias!), zero(6));
  const drawn = await values(layer.inProjWeight!);
  assert.ok(drawn.every((x) => Math.abs(x) <= Math.sqrt(6 / 24)) && drawn.some((x) => Math.abs(x) > 0.4));
  assert.deepEqual(paths(new MultiHeadAttention(4, 2, { bias: false })), [
    "inProjWeight [12, 4]",
    "outProj.weight [4, 4]",
  ]);
});

test("masks per batch and masks per head are equivalent", async () => {
  const layer = new MultiHeadAttention(4, 2);
  initialize(layer, { seed: 4 });
  const x = arange(24).reshape([2, 3, 4]).cast("f32").mul(0.1).sin();
  const mask = paddingMask(Tensor.from(Int32Array.of(1, 3)), 3);
  const shared = await values(layer.forward(x, x, x, { mask }));
  assert.deepEqual(await values(layer.forward(x, x, x, { mask: mask.unsqueeze(1).expand([2, 2, 3, 3]) })), shared);
  const single = await values(layer.forward(x.slice([0, 1], [0, 1])));
  single.forEach((y, i) => assert.ok(Math.abs(y - shared[i]!) < 1e-6));
  assert.notDeepEqual(await values(layer.forward(x)), shared);
});

test("multi-head attention rejects heads and inputs that do not match", () => {
  assert.throws(() => new MultiHeadAttention(6, 4), ArgumentError);
  assert.throws(() => new MultiHeadAttention(6, 0), ArgumentError);
  assert.throws(() => new MultiHeadAttention(6, 2).forward(ones([2, 3, 5])), ShapeError);
  assert.throws(() => new MultiHeadAttention(6, 2).forward(ones([6])), ShapeError);
});

test("sinusoidal positions, including odd numbers of features", async () => {
  const expected = [0, 1, 0, Math.sin(1), Math.cos(1), Math.sin(10000 ** (-2 / 3))].map(Math.fround);
  assert.deepEqual(await values(sinusoidalPositions(2, 3)), expected);
  const late = await values(sinusoidalPositions(5001, 2).slice([5000, 5001]));
  assert.deepEqual(late, [Math.sin(5000), Math.cos(5000)].map(Math.fround));
  const encode = compile((x: Tensor) => new SinusoidalEncoding().forward(x));
  assert.deepEqual(await values(encode(zeros([2, 2, 3]))), [...expected, ...expected]);
  assert.throws(() => new SinusoidalEncoding().forward(ones([3])), ShapeError);
});

test("learned positions have gradients only for positions of the input", async () => {
  const layer = new LearnedEncoding(4, 2);
  await layer.weight.set(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  const encode = () => layer.forward(zeros([2, 3, 2]));
  assert.deepEqual(await values(encode()), [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(await values(grad(encode().sum(), [layer.weight])[0]), [2, 2, 2, 2, 2, 2, 0, 0]);
  assert.throws(() => layer.forward(zeros([5, 2])), /at most 4 positions/);
  assert.throws(() => layer.forward(zeros([3, 1])), ShapeError);
});

test("Transformer layers have the parameter names of PyTorch", () => {
  const block = (name: string) => [
    `${name}.inProjWeight [12, 4]`,
    `${name}.inProjBias [12]`,
    `${name}.outProj.weight [4, 4]`,
    `${name}.outProj.bias [4]`,
  ];
  const norm = (name: string) => [`${name}.weight [4]`, `${name}.bias [4]`];
  const linears = ["linear1.weight [8, 4]", "linear1.bias [8]", "linear2.weight [4, 8]", "linear2.bias [4]"];
  const encoder = new TransformerEncoderLayer(4, 2, { feedForward: 8 });
  assert.deepEqual(paths(encoder), [...linears, ...block("selfAttn"), ...norm("norm1"), ...norm("norm2")]);
  const decoder = new TransformerDecoderLayer(4, 2, { feedForward: 8 });
  assert.deepEqual(paths(decoder), [
    ...linears,
    ...block("selfAttn"),
    ...block("multiheadAttn"),
    ...["norm1", "norm2", "norm3"].flatMap(norm),
  ]);
});

test("a decoder layer hides later positions by default, and masked memory", async () => {
  const layer = new TransformerDecoderLayer(4, 2, { feedForward: 8 });
  initialize(layer, { seed: 5 });
  const x = arange(12).reshape([1, 3, 4]).cast("f32").sin();
  const memory = arange(8).reshape([1, 2, 4]).cast("f32").cos();
  const later = Tensor.from([[[0], [0], [1]]]);
  const first = async (options: object) => {
    const rows = [x, x.add(later.mul(arange(4)))].map((x) => layer.forward(x, memory, options).slice(null, [0, 2]));
    return Promise.all(rows.map(values));
  };
  const [plain, changed] = await first({});
  assert.deepEqual(changed, plain);
  const [open, openChanged] = await first({ causal: false });
  assert.notDeepEqual(openChanged, open);
  const memoryMask = paddingMask(Tensor.from(Int32Array.of(1)), 2);
  const masked = await values(layer.forward(x, memory, { memoryMask }));
  const short = await values(layer.forward(x, memory.slice(null, [0, 1])));
  masked.forEach((y, i) => assert.ok(Math.abs(y - short[i]!) < 1e-5));
});

test("dropout in Transformer layers is active in training only", async () => {
  random.seed(6);
  const layer = new TransformerEncoderLayer(4, 2, { feedForward: 8, dropout: 0.5 });
  const x = arange(12).reshape([1, 3, 4]).cast("f32").sin();
  const train = compile((x: Tensor) => layer.forward(x), { training: true });
  const run = compile((x: Tensor) => layer.forward(x));
  assert.notDeepEqual(await values(train(x)), await values(train(x)));
  assert.deepEqual(await values(run(x)), await values(run(x)));
});

test("weights: rows sum to 1, or to 0 without visible keys, and average the values as attention does", async () => {
  random.seed(4);
  const [query, key, value] = [random.normal([2, 3, 4]), random.normal([2, 5, 4]), random.normal([2, 5, 2])];
  const mask = paddingMask(Tensor.from(Int32Array.of(3, 0)), 5);
  const weights = attentionWeights(query, key, { mask });
  assert.deepEqual(weights.shape, [2, 3, 5]);
  const sums = await values(weights.sum(-1));
  sums.forEach((sum, i) => assert.ok(Math.abs(sum - (i < 3 ? 1 : 0)) < 1e-6));
  assert.ok((await values(weights.slice(null, null, [3, null]))).every((x) => x === 0));
  const difference = weights.matmul(value).sub(attention(query, key, value, { mask }));
  assert.ok((await difference.abs().max().item()) < 1e-6);
  const [slope] = grad(attentionWeights(query, key, { mask }).square().sum(), [query]);
  assert.deepEqual((await values(slope)).slice(12), zero(12));
  assert.deepEqual(attentionWeights(query, zeros([2, 0, 4])).shape, [2, 3, 0]);
});

test("MultiHeadAttention with other key and value sizes has three weights, and errors name the shapes", async () => {
  const layer = new MultiHeadAttention(4, 2, { keyFeatures: 3, valueFeatures: 5, dropout: 0.5 });
  assert.deepEqual(paths(layer).slice(0, 3), ["qProjWeight [4, 4]", "kProjWeight [4, 3]", "vProjWeight [4, 5]"]);
  const [query, key] = [ones([1, 2, 4]), random.normal([1, 6, 3])];
  assert.deepEqual(layer.forward(query, key, ones([1, 6, 5])).shape, [1, 2, 4]);
  assert.throws(() => layer.forward(query, key), /query \[\.\.\., length, 4\], key .*3\], value .*5\]/);
  assert.throws(() => layer.weights(query), ShapeError);
  // Weights of all heads, without dropout.
  const step = compile(() => layer.weights(query, key), { training: true })();
  assert.deepEqual(step.shape, [1, 2, 2, 6]);
  (await values(step.sum(-1))).forEach((sum) => assert.ok(Math.abs(sum - 1) < 1e-6));
  await layer.outProj.bias!.set([1, 2, 3, 4]);
  const hidden = layer.forward(query, key, ones([1, 6, 5]), { mask: zeros([2, 6]).cast("bool") });
  assert.deepEqual(await values(hidden), [1, 2, 3, 4, 1, 2, 3, 4]);
});

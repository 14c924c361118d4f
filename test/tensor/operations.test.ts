import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Tensor,
  arange,
  compile,
  concat,
  einsum,
  full,
  ones,
  reference,
  stack,
  where,
  zeros,
} from "../../src/tensor/index.ts";
import { assertTensor } from "./helpers.ts";

const x = Tensor.from([
  [1, -2, 3],
  [4, 5, -6],
]);
const indices = (values: number[]) => Tensor.from(values, undefined, "i32");

test("Tensor.from takes numbers, booleans, nested and typed arrays", async () => {
  assert.equal(String(Tensor.from(new Uint8Array(4), [2, 2])), "Tensor u8 [2, 2]");
  assert.equal(String(Tensor.from([true, false])), "Tensor bool [2]");
  assert.equal(String(Tensor.from([])), "Tensor f32 [0]");
  assert.equal(await Tensor.from(2.5).item(), 2.5);
  assert.equal(await Tensor.from(-3, [], "i32").item(), -3);
  assert.deepEqual(await Tensor.from([[1], [2]], [2]).array(), Float32Array.of(1, 2));
});

test("a cast to u8 saturates for floats and integers: eager, compiled and constant", async () => {
  const floats = [-Infinity, -1, -0.5, 0.9, 254.9, 255.5, 256, 300, 3e9, Infinity, NaN];
  const integers = [-(2 ** 31), -1, 0, 255, 256, 2 ** 31 - 1];
  const bytes = (x: Tensor) => x.cast("u8");
  for (const form of [bytes, compile(bytes)]) {
    await assertTensor(form(Tensor.from(floats)), [11], [0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 0]);
    await assertTensor(form(indices(integers)), [6], [0, 0, 0, 255, 255, 255]);
  }
  const [judged] = await reference(bytes(Tensor.from(floats)));
  assert.deepEqual([...judged!], [0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 0]);
  const folded = compile(() => full([2], 300).cast("u8"));
  await assertTensor(folded(), [2], [255, 255]);
  const foldedIntegers = compile(() =>
    full([2], -7, "i32")
      .cast("u8")
      .maximum(Tensor.from([3, 0], [2], "u8")),
  );
  await assertTensor(foldedIntegers(), [2], [3, 0]);
});

test("Tensor.from copies its data, and array() returns a copy", async () => {
  const data = Float32Array.of(1, 2);
  const tensor = Tensor.from(data);
  data[0] = 9;
  (await tensor.array())[1] = 9;
  assert.deepEqual(await tensor.array(), Float32Array.of(1, 2));
});

test("element types are promoted, numbers take the tensor's type, and comparisons are bool", async () => {
  const i = indices([1, 2]);
  assert.equal(i.add(1).dtype, "i32");
  assert.equal(i.add(Tensor.from([0.5, 0.5])).dtype, "f32");
  assert.equal(i.less(2).dtype, "bool");
  assert.equal(Tensor.from([true, true]).sum().dtype, "i32");
  assert.equal(Tensor.from(new Uint8Array([200, 100])).sum().dtype, "i32");
  assert.equal(i.mean().dtype, "f32");
  assert.equal(i.argmax().dtype, "i32");
  assert.equal(i.exp().dtype, "f32");
  await assertTensor(Tensor.from(new Uint8Array([200, 100])).sum(), [], [300]);
  await assertTensor(i.mul(2 ** 30).mul(2), [2], [-(2 ** 31), 0]);
});

test("arithmetic and comparisons", async () => {
  await assertTensor(x.rsub(1), [2, 3], [0, 3, -2, -3, -4, 7]);
  await assertTensor(x.rdiv(12), [2, 3], [12, -6, 4, 3, 2.4, -2]);
  await assertTensor(x.maximum(1).minimum(4), [2, 3], [1, 1, 3, 4, 4, 1]);
  await assertTensor(x.pow(2).sub(x.square()), [2, 3], [0, 0, 0, 0, 0, 0]);
  await assertTensor(x.clamp(-1, 2), [2, 3], [1, -1, 2, 2, 2, -1]);
  await assertTensor(x.clamp(undefined, 2), [2, 3], [1, -2, 2, 2, 2, -6]);
  await assertTensor(x.lessEqual(3), [2, 3], [1, 1, 1, 0, 0, 1]);
  await assertTensor(x.greater(3).or(x.equal(-2)).not(), [2, 3], [1, 0, 1, 0, 0, 1]);
  await assertTensor(x.notEqual(3).and(x.greaterEqual(3)), [2, 3], [0, 0, 0, 1, 1, 0]);
  await assertTensor(Tensor.from([NaN]).lessEqual(NaN), [1], [0]);
  await assertTensor(indices([-8, 7]).shiftRight(1).xor(1).shiftLeft(2), [2], [-12 + 8 - 4 - 4, 8]);
  await assertTensor(indices([-1]).shiftRightLogical(28), [1], [15]);
  await assertTensor(Tensor.from([1]).bitcast("i32"), [1], [0x3f800000]);
});

test("activations", async () => {
  const v = Tensor.from([-2, 0, 3]);
  await assertTensor(v.relu(), [3], [0, 0, 3]);
  await assertTensor(v.leakyRelu(0.1), [3], [-0.2, 0, 3]);
  await assertTensor(v.elu(), [3], [Math.expm1(-2), 0, 3]);
  await assertTensor(v.sigmoid(), [3], [0.1192029, 0.5, 0.9525741]);
  await assertTensor(v.silu(), [3], [-0.2384058, 0, 2.8577224]);
  await assertTensor(v.gelu(), [3], [-0.0455003, 0, 2.9959502]);
  await assertTensor(v.softplus(), [3], [0.126928, Math.LN2, 3.0485873]);
  await assertTensor(v.rsqrt(), [3], [NaN, Infinity, 1 / Math.sqrt(3)]);
  await assertTensor(Tensor.from([NaN]).relu(), [1], [NaN]);
  await assertTensor(Tensor.from([-1000, 1000]).sigmoid(), [2], [0, 1]);
});

test("reductions", async () => {
  await assertTensor(x.sum(), [], [5]);
  await assertTensor(x.sum(-1, { keepDims: true }), [2, 1], [2, 3]);
  await assertTensor(x.mean([0]), [3], [2.5, 1.5, -1.5]);
  await assertTensor(x.max([0, 1]), [], [5]);
  await assertTensor(x.min(1), [2], [-2, -6]);
  await assertTensor(x.prod(0), [3], [4, -10, -18]);
  await assertTensor(x.variance(1), [2], [38 / 9, 74 / 3]);
  await assertTensor(x.variance(1, { correction: 1 }), [2], [19 / 3, 37]);
  await assertTensor(x.std(1), [2], [Math.sqrt(38) / 3, Math.sqrt(74 / 3)]);
  await assertTensor(x.std([0, 1], { correction: 1, keepDims: true }), [1, 1], [Math.sqrt((91 - 25 / 6) / 5)]);
  await assertTensor(x.variance(1, { correction: 0 }), [2], [...(await x.variance(1).array())]);
  await assertTensor(Tensor.from([7]).std(0, { correction: 1 }), [], [NaN]);
  await assertTensor(x.norm(), [], [Math.sqrt(91)]);
  await assertTensor(x.argmax(1), [2], [2, 1]);
  await assertTensor(x.argmax(), [], [4]);
  await assertTensor(x.argmax(0, { keepDims: true }), [1, 3], [1, 1, 0]);
  await assertTensor(Tensor.from([3, 3]).argmax(), [], [0]);
  await assertTensor(zeros([0, 2]).sum(0), [2], [0, 0]);
  assert.throws(() => zeros([0]).max(), /cannot reduce zero elements/);
  await assertTensor(Tensor.from(2).sum(), [], [2]);
});

test("softmax, logSoftmax and logSumExp do not overflow", async () => {
  const large = Tensor.from([1000, 1001]);
  await assertTensor(large.softmax(), [2], [0.26894142, 0.73105858]);
  await assertTensor(large.logSoftmax(), [2], [-1.31326169, -0.31326169]);
  await assertTensor(large.logSumExp(), [], [1001.31326]);
  await assertTensor(Tensor.from([-Infinity, -Infinity]).logSumExp(), [], [-Infinity]);
  await assertTensor(Tensor.from([Infinity, 0]).logSumExp(), [], [Infinity]);
  await assertTensor(x.softmax(0).sum(0), [3], [1, 1, 1]);
});

test("movement", async () => {
  await assertTensor(x.reshape([3, -1]), [3, 2], [1, -2, 3, 4, 5, -6]);
  await assertTensor(x.flatten(), [6], [1, -2, 3, 4, 5, -6]);
  assert.deepEqual(zeros([2, 3, 4]).flatten(1).shape, [2, 12]);
  await assertTensor(x.transpose(), [3, 2], [1, 4, -2, 5, 3, -6]);
  await assertTensor(x.permute([-1, 0]), [3, 2], [1, 4, -2, 5, 3, -6]);
  await assertTensor(Tensor.from([1, 2]).expand([2, 2]), [2, 2], [1, 2, 1, 2]);
  await assertTensor(
    x.pad([
      [1, 0],
      [0, 1],
    ]),
    [3, 4],
    [0, 0, 0, 0, 1, -2, 3, 0, 4, 5, -6, 0],
  );
  await assertTensor(x.slice([1, null], [-2, null]), [1, 2], [5, -6]);
  await assertTensor(x.slice(null, [null, null, -2]), [2, 2], [3, 1, -6, 4]);
  await assertTensor(x.slice([5, 9]), [0, 3], []);
  await assertTensor(x.flip(0), [2, 3], [4, 5, -6, 1, -2, 3]);
  await assertTensor(x.flip(), [2, 3], [-6, 5, 4, 3, -2, 1]);
  await assertTensor(x.split([1, 2], 1)[1]!, [2, 2], [-2, 3, 5, -6]);
  await assertTensor(x.split(2, 1)[1]!, [2, 1], [3, -6]);
  assert.deepEqual(
    zeros([5, 2])
      .split(2)
      .map(({ shape }) => shape[0]),
    [2, 2, 1],
  );
  assert.deepEqual(
    zeros([0])
      .split(4)
      .map(({ shape }) => shape),
    [[0]],
  );
  assert.equal(x.chunk(3, -1).length, 3);
  await assertTensor(x.chunk(2)[1]!, [1, 3], [4, 5, -6]);
  assert.deepEqual(x.unsqueeze(-1).shape, [2, 3, 1]);
  assert.deepEqual(zeros([1, 2, 1]).squeeze().shape, [2]);
  assert.deepEqual(zeros([1, 2, 1]).squeeze(-1).shape, [1, 2]);
});

test("take, scatterAdd and oneHot", async () => {
  await assertTensor(x.take(indices([1, 0, 1])), [3, 3], [4, 5, -6, 1, -2, 3, 4, 5, -6]);
  await assertTensor(x.take(Tensor.from([[2, 0]], undefined, "i32"), 1), [2, 1, 2], [3, 1, -6, 4]);
  await assertTensor(x.scatterAdd(indices([1, 1]), ones([2, 3])), [2, 3], [1, -2, 3, 6, 7, -4]);
  await assertTensor(indices([2, 0, 5]).oneHot(3), [3, 3], [0, 0, 1, 1, 0, 0, 0, 0, 0]);
  await assertTensor(indices([2, 0, 5]).cast("u8").oneHot(3), [3, 3], [0, 0, 1, 1, 0, 0, 0, 0, 0]);
});

test("functions of several tensors", async () => {
  await assertTensor(where(x.greater(0), x, 0), [2, 3], [1, 0, 3, 4, 5, 0]);
  await assertTensor(where(x.greater(0), 1, -1).sum(), [], [2]);
  await assertTensor(concat([x, indices([7, 8, 9]).reshape([1, 3])]), [3, 3], [1, -2, 3, 4, 5, -6, 7, 8, 9]);
  await assertTensor(stack([arange(2), arange(2)], -1), [2, 2], [0, 0, 1, 1]);
  await assertTensor(full([2], 7, "i32"), [2], [7, 7]);
});

test("ranges of numbers", async () => {
  await assertTensor(arange(4), [4], [0, 1, 2, 3]);
  await assertTensor(arange(2, 5), [3], [2, 3, 4]);
  await assertTensor(arange(5, -1, -2), [3], [5, 3, 1]);
  await assertTensor(arange(-(2 ** 31), 2 ** 31 - 1, 2 ** 31), [2], [-(2 ** 31), 0]);
  assert.deepEqual([arange(3).dtype, arange(0, 3, 0.5).dtype, arange(2.5).dtype], ["i32", "f32", "f32"]);
  await assertTensor(arange(0, 1, 0.25), [4], [0, 0.25, 0.5, 0.75]);
  await assertTensor(arange(0.1, 0.35, 0.1), [3], [0.1, 0.2, 0.30000000000000004].map(Math.fround));
  assert.deepEqual([arange(0).shape, arange(3, 3).shape], [[0], [0]]);
});

test("matmul follows NumPy in every combination of ranks", async () => {
  const v = Tensor.from([1, 2, 3]);
  await assertTensor(x.matmul(v), [2], [6, -4]);
  await assertTensor(Tensor.from([1, 1]).matmul(x), [3], [5, 3, -3]);
  await assertTensor(v.matmul(v), [], [14]);
  await assertTensor(x.matmul(x.transpose()), [2, 2], [14, -24, -24, 77]);
  await assertTensor(
    ones([2, 1, 2, 3])
      .matmul(ones([4, 3, 5]))
      .sum(),
    [],
    [240],
  );
  assert.deepEqual(ones([2, 1, 2, 3]).matmul(ones([4, 3, 5])).shape, [2, 4, 2, 5]);
  assert.deepEqual(v.matmul(ones([4, 3, 5])).shape, [4, 5]);
  assert.throws(() => indices([1, 2]).matmul(indices([3, 4])), /dot does not support i32/);
});

test("einsum", async () => {
  await assertTensor(einsum("i j, j -> i", x, Tensor.from([1, 2, 3])), [2], [6, -4]);
  await assertTensor(einsum("i, j -> j i", Tensor.from([1, 2]), Tensor.from([3, 4])), [2, 2], [3, 6, 4, 8]);
  await assertTensor(einsum("row column -> column row", x), [3, 2], [1, 4, -2, 5, 3, -6]);
  await assertTensor(einsum("i j ->", x), [], [5]);
  await assertTensor(einsum("b i, b j, b k -> i k", x, x, x), [3, 3], [50, 56, -66, 56, 83, -102, -66, -102, 126]);
  const q = arange(12).cast("f32").reshape([2, 3, 2]);
  const scores = einsum("b i d, b j d -> b i j", q, q);
  await assertTensor(scores, [2, 3, 3], [...(await q.matmul(q.transpose()).array())]);
});

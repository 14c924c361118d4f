import assert from "node:assert/strict";
import { test } from "node:test";
import { threefry2x32 } from "../../src/base/threefry.ts";
import { keyOfPath, randomFrom } from "../../src/tensor/module/random.ts";
import { Tensor, random } from "../../src/tensor/index.ts";

test("uniform numbers are the top 24 bits of threefry of (key, step, element)", async () => {
  const key = keyOfPath("some/path", 7);
  const stream = randomFrom(key);
  for (const step of [0, 1]) {
    const expected = Float32Array.from({ length: 37 }, (_, i) => (threefry2x32(key, [step, i])[0] >>> 8) * 2 ** -24);
    assert.deepEqual(await stream.uniform([37]).array(), expected);
  }
});

test("recorded values are reproduced", async () => {
  assert.deepEqual(keyOfPath("hidden.weight", 0), [4067350315, 2195207085]);
  const stream = randomFrom([0x13198a2e, 0x03707344]);
  assert.deepEqual(
    [...(await stream.uniform([3]).array())],
    [0.25500988960266113, 0.8196975588798523, 0.986972451210022],
  );
  assert.deepEqual([...(await stream.permutation(8).array())], [5, 6, 7, 0, 2, 1, 3, 4]);
});

test("keys differ for paths that differ in characters or length", () => {
  const paths = ["", "a", "b", "ab", "a\0", "abcd", "abcde", "hidden.weight", "hidden.bias", "#2/hidden.bias"];
  assert.equal(new Set(paths.map((path) => String(keyOfPath(path, 0)))).size, paths.length);
  assert.notDeepEqual(keyOfPath("a", 0), keyOfPath("a", 1));
});

test("draws have the expected moments", async () => {
  const count = 40_000;
  const stream = randomFrom(keyOfPath("moments", 1));
  const moments = async (tensor: Tensor) => [await tensor.mean().item(), Math.sqrt(await tensor.variance().item())];
  const near = (actual: number[], expected: number[]) =>
    actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 0.02, `${actual} is not near ${expected}`));
  near(await moments(stream.uniform([count], { low: -1, high: 2 })), [0.5, Math.sqrt(9 / 12)]);
  near(await moments(stream.normal([count / 2, 2], { mean: 3, std: 0.5 })), [3, 0.5]);
  near(await moments(stream.bernoulli(0.3, [count]).cast("f32")), [0.3, Math.sqrt(0.21)]);
  near(await moments(stream.bernoulli(Tensor.from([0, 1]).expand([100, 2])).cast("f32")), [0.5, 0.5]);
  const normal = await stream.normal([count]).array();
  assert.ok(Math.abs(normal.filter((x) => x > 1.96).length / count - 0.025) < 0.005);
  assert.ok(normal.every(Number.isFinite));
});

test("a permutation holds every index once", async () => {
  const order = await random.permutation(1000).array();
  assert.deepEqual(
    order.toSorted(),
    Int32Array.from({ length: 1000 }, (_, i) => i),
  );
  assert.notDeepEqual(order, await random.permutation(1000).array());
});

test("tensors drawn outside compile keep their values", async () => {
  const noise = random.normal([4]);
  const sum = noise.add(1);
  const values = await noise.array();
  assert.deepEqual(
    await sum.array(),
    values.map((value) => Math.fround(value + 1)),
  );
});

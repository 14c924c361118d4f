/** Decoding with a cache gives the outputs of a forward pass, and rotary scores depend on distances only. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, FaultError, ShapeError } from "../../src/base/errors.ts";
import {
  LearnedEncoding,
  MultiHeadAttention,
  RotaryEncoding,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  attention,
} from "../../src/nn/index.ts";
import { Tensor, compile, concat, ones, random, scan, zeros } from "../../src/tensor/index.ts";

const values = async (tensor: Tensor) => [...(await tensor.array())];

async function assertClose(found: Tensor, expected: Tensor, message = ""): Promise<void> {
  assert.deepEqual(found.shape, expected.shape, message);
  const [a, b] = await Promise.all([values(found), values(expected)]);
  a.forEach((x, i) => assert.ok(Math.abs(x - b[i]!) < 1e-5, `${message} ${i}: ${x} instead of ${b[i]}`));
}

/** Decodes `x` [batch, n, features] in parts of these lengths. */
function inParts<C>(
  x: Tensor,
  lengths: readonly number[],
  cache: C,
  decode: (x: Tensor, cache: C) => { outputs: Tensor; cache: C },
): Tensor {
  const parts = x.split(lengths, 1).map((part) => {
    const decoded = decode(part, cache);
    cache = decoded.cache;
    return decoded.outputs;
  });
  return concat(parts, 1);
}

const splits = [[1], [5], [1, 1, 1, 1, 1], [3, 1, 1], [2, 3], [1, 4]];

test("MultiHeadAttention.decode equals forward with a causal mask, for parts of any lengths", async () => {
  for (const rotary of [false, true]) {
    for (const [features, heads] of [
      [6, 3],
      [10, 1],
    ] as const) {
      const layer = new MultiHeadAttention(features, heads, { rotary });
      for (const lengths of splits) {
        const count = lengths.reduce((sum, length) => sum + length, 0);
        const x = random.normal([3, count, features]);
        // A capacity that is full at the end, and a larger one.
        for (const capacity of [count, count + 3]) {
          const decoded = inParts(x, lengths, layer.emptyCache(3, capacity), (part, cache) =>
            layer.decode(part, cache),
          );
          await assertClose(decoded, layer.forward(x, x, x, { causal: true }), `${rotary} ${features} ${lengths}`);
        }
      }
    }
  }
});

test("Transformer layers decode the outputs of forward, before and after normalization", async () => {
  for (const preNorm of [false, true]) {
    const options = { feedForward: 7, dropout: 0.5, preNorm, rotary: preNorm };
    const encoder = new TransformerEncoderLayer(6, 3, options);
    const decoder = new TransformerDecoderLayer(6, 1, options);
    const [x, memory] = [random.normal([2, 5, 6]), random.normal([2, 4, 6])];
    const memoryMask = Tensor.from([[1, 0, 1, 1]]).cast("bool");
    for (const lengths of splits.slice(1)) {
      const own = inParts(x, lengths, encoder.emptyCache(2, 6), (part, cache) => encoder.decode(part, cache));
      await assertClose(own, encoder.forward(x, { causal: true }), `encoder ${lengths}`);
      const crossed = inParts(x, lengths, decoder.emptyCache(memory, 6), (part, cache) =>
        decoder.decode(part, cache, { memoryMask }),
      );
      await assertClose(crossed, decoder.forward(x, memory, { memoryMask }), `decoder ${lengths}`);
    }
  }
});

test("no new positions leave the cache as it is", async () => {
  const layer = new MultiHeadAttention(4, 2);
  const first = layer.decode(ones([1, 2, 4]), layer.emptyCache(1, 3));
  const { outputs, cache } = layer.decode(zeros([1, 0, 4]), first.cache);
  assert.deepEqual(outputs.shape, [1, 0, 4]);
  await assertClose(cache.keys, first.cache.keys);
  assert.equal(await cache.length.item(), 2);
});

test("one program decodes all positions, also as a loop", async () => {
  const layer = new TransformerEncoderLayer(8, 2, { feedForward: 16, rotary: true });
  const x = random.normal([1, 9, 8]);
  const expected = layer.forward(x, { causal: true });
  const step = compile((part: Tensor, cache: ReturnType<typeof layer.emptyCache>) => layer.decode(part, cache));
  const lengths = Array.from({ length: 9 }, () => 1);
  await assertClose(inParts(x, lengths, layer.emptyCache(1, 9), step), expected, "step by step");
  const loop = compile((all: Tensor) => {
    const [, outputs] = scan(
      (cache, part: Tensor) => {
        const decoded = layer.decode(part.unsqueeze(1), cache);
        return [decoded.cache, decoded.outputs.squeeze(1)] as const;
      },
      layer.emptyCache(1, 9),
      all.transpose(0, 1),
    );
    return outputs.transpose(0, 1);
  });
  await assertClose(loop(x), expected, "loop");
});

test("a full cache, and caches of other shapes, are errors", async () => {
  const layer = new MultiHeadAttention(4, 2);
  const { cache } = layer.decode(ones([1, 2, 4]), layer.emptyCache(1, 2));
  await assert.rejects(values(layer.decode(ones([1, 1, 4]), cache).outputs), (error: Error) => {
    assert.ok(error instanceof FaultError);
    assert.match(error.message, /MultiHeadAttention\(4, 2\)\.decode: position 2/);
    return true;
  });
  assert.throws(() => layer.decode(ones([2, 1, 4]), cache), ShapeError);
  assert.throws(() => layer.decode(ones([1, 1, 4]), new MultiHeadAttention(8, 2).emptyCache(1, 2)), ShapeError);
  assert.throws(() => layer.attend(ones([2, 1, 4]), layer.project(ones([1, 3, 4]))), ShapeError);
  assert.throws(() => layer.emptyCache(1, 0), ArgumentError);
});

test("attend equals forward, with keys and values of other sizes and a mask", async () => {
  const layer = new MultiHeadAttention(6, 2, { keyFeatures: 5, valueFeatures: 3 });
  const [query, key, value] = [random.normal([2, 1, 6]), random.normal([2, 4, 5]), random.normal([2, 4, 3])];
  const mask = Tensor.from([[[1, 0, 1, 1]], [[0, 1, 0, 0]]]).cast("bool");
  const expected = layer.forward(query, key, value, { mask });
  await assertClose(layer.attend(query, layer.project(key, value), { mask }), expected);
});

test("rotary encoding multiplies pairs of features by a complex phase", async () => {
  const x = random.normal([2, 3, 6]);
  const rotated = await values(new RotaryEncoding({ base: 100 }).forward(x));
  const given = await values(x);
  given.forEach((_, i) => {
    const [feature, position] = [i % 6, Math.floor(i / 6) % 3];
    const pair = Math.floor(feature / 2);
    const angle = position * 100 ** (-pair / 3);
    const [a, b] = [given[i - (feature % 2)]!, given[i - (feature % 2) + 1]!];
    const expected =
      feature % 2 === 0 ? a * Math.cos(angle) - b * Math.sin(angle) : b * Math.cos(angle) + a * Math.sin(angle);
    assert.ok(Math.abs(rotated[i]! - expected) < 1e-6, `${i}`);
  });
});

test("rotary scores depend on distances only, and positions far away are exact", async () => {
  const encoding = new RotaryEncoding();
  const [query, key] = [random.normal([1, 8]), random.normal([1, 8])];
  const score = async (m: number, n: number) => {
    const at = (x: Tensor, position: number) => encoding.at(x, Tensor.from([position], [1], "i32"), 5001);
    return (await values(at(query, m).matmul(at(key, n).transpose())))[0]!;
  };
  const near = await score(3, 1);
  assert.ok(Math.abs((await score(5000, 4998)) - near) < 1e-5);
  assert.ok(Math.abs((await score(3, 2)) - near) > 1e-3);
  await assertClose(encoding.at(key, Tensor.from([0], [1], "i32"), 1), key);
});

test("rotary attention equals attention of encoded queries and keys", async () => {
  const layer = new MultiHeadAttention(4, 1, { rotary: true, bias: false });
  const x = random.normal([2, 5, 4]);
  const [q, k, v] = x.matmul(layer.inProjWeight!.transpose()).chunk(3, -1) as [Tensor, Tensor, Tensor];
  const encoding = new RotaryEncoding();
  const expected = layer.outProj.forward(attention(encoding.forward(q), encoding.forward(k), v));
  await assertClose(layer.forward(x), expected);
});

test("rotary encodings reject odd features, other lengths of keys, and invalid bases", () => {
  assert.throws(() => new RotaryEncoding().forward(ones([2, 3])), ShapeError);
  assert.throws(() => new RotaryEncoding().forward(ones([4])), ShapeError);
  assert.throws(() => new RotaryEncoding({ base: 0 }), ArgumentError);
  const layer = new MultiHeadAttention(4, 2, { rotary: true });
  assert.throws(() => layer.forward(ones([1, 4]), ones([3, 4])), ShapeError);
  assert.throws(() => new MultiHeadAttention(6, 2, { rotary: true }), ArgumentError);
});

test("learned positions begin at a given position, and reject positions beyond their number", async () => {
  const layer = new LearnedEncoding(4, 2);
  const start = (position: number) => Tensor.from(position, [], "i32");
  const rows = layer.weight.slice([1, 3]);
  await assertClose(layer.forward(zeros([1, 2, 2]), start(1)), rows.unsqueeze(0));
  await assert.rejects(values(layer.forward(zeros([1, 2, 2]), start(3))), FaultError);
  assert.deepEqual(await values(layer.forward(zeros([2, 2]), start(0))), await values(layer.forward(zeros([2, 2]))));
});

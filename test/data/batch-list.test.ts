/** Batches by number are those of the iteration, whatever was asked for before. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../src/base/errors.ts";
import type { BatchList } from "../../src/data/batch-list.ts";
import { Dataset, Sequences, textStreams } from "../../src/data/node.ts";
import { Tensor } from "../../src/tensor/index.ts";

const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => i);
const data = new Dataset<[Tensor]>([{ data: numbers(10), shape: [10] }], (data, shape) => Tensor.from(data, shape));
const sequences = new Sequences<[unknown]>([Array.from({ length: 23 }, (_, i) => numbers((i * 7) % 20))]);
const text = Int32Array.from({ length: 100 }, (_, i) => i);

const lists: Record<string, () => BatchList<unknown>> = {
  "a data set": () => data.batches(4, { epochs: 3, seed: 2 }),
  "a data set, padded": () => data.batches(4, { epochs: 2, seed: 2, last: "pad" }),
  "a data set without the rest": () => data.batches(4, { epochs: 2, shuffle: false, last: "drop" }),
  sequences: () => sequences.batches(3, { epochs: 3, seed: 1 }),
  "sequences without the rest": () => sequences.batches(3, { epochs: 3, seed: 1, last: "drop" }),
  "streams of text": () => textStreams(text, { batchSize: 3, length: 5, epochs: 2 }),
};

async function valuesOf(batch: unknown): Promise<unknown> {
  const tensors = (batch as readonly (Tensor | { readonly tokens: Tensor })[]).map((field) =>
    field instanceof Tensor ? field : field.tokens,
  );
  return Promise.all(tensors.map(async (tensor) => [...(await tensor.array())]));
}

for (const [name, list] of Object.entries(lists)) {
  test(`${name}: at(i) is batch i of the iteration, in any order`, async () => {
    const iterated = await Promise.all([...list()].map(valuesOf));
    assert.equal(list().length, iterated.length);
    assert.ok(iterated.length > 3);
    const indexed = list();
    for (const i of [iterated.length - 1, 0, 2, 1, iterated.length - 2]) {
      assert.deepEqual(await valuesOf(indexed.at(i)), iterated[i]);
    }
    for (const wrong of [-1, iterated.length, 0.5, NaN]) assert.throws(() => indexed.at(wrong), ArgumentError);
  });
}

test("endless epochs have a batch of any number, and no examples have none", async () => {
  const endless = data.batches(4, { epochs: Infinity, seed: 2 });
  assert.equal(endless.length, Infinity);
  assert.deepEqual(await valuesOf(endless.at(4)), await valuesOf(data.batches(4, { epochs: 2, seed: 2 }).at(4)));
  assert.deepEqual([...data.take(0).batches(4, { epochs: Infinity })], []);
});

/** The workloads of the benchmarks are what bench/README.md says: parameters counted by hand, and the loss of guessing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../../src/cli/bench/workload.ts";
import { workloads } from "../../src/cli/bench/workloads.ts";
import { setThreads, startThreads } from "../../src/runtime/index.ts";
import { parameters } from "../../src/tensor/index.ts";

/** Trained numbers, and classes. */
const expected: Record<string, { readonly count: number; readonly classes: number }> = {
  // Convolutions 156 and 2,416; linear 48,120, 10,164 and 850.
  lenet: { count: 61_706, classes: 10 },
  // Convolutions 864 and 6 · 9,216; 7 normalisations of 64; linear 330.
  resnet: { count: 56_938, classes: 10 },
  // Embedding 4,160; 4 gates of 192 inputs and two biases for each of 128; head 8,385. A GRU has 3 gates, Elman's net 1.
  lstm: { count: 111_873, classes: 65 },
  gru: { count: 87_041, classes: 65 },
  elman: { count: 37_377, classes: 65 },
  // Embeddings 12,800; encoder 74,496; attention 33,024; decoder 123,648; head 25,700.
  seq2seq: { count: 269_668, classes: 100 },
  // Embeddings 8,320 and 8,192; 4 layers of 198,272; normalisation 256; head 8,385.
  transformer: { count: 818_241, classes: 65 },
};

async function firstCase(name: string, length?: number): Promise<Case> {
  for await (const one of workloads[name]!.cases(length)) return one;
  return assert.fail(`${name} has no case`);
}

const shortLength = 3;

for (const [name, { count, classes }] of Object.entries(expected)) {
  test(`${name} trains ${count} numbers and begins with a loss of about log(${classes})`, async () => {
    const { model, step, batches } = await firstCase(name, workloads[name]!.length && shortLength);
    const trained = parameters(model!).filter(([, { trainable }]) => trainable);
    const sizes = trained.map(([, { shape }]) => shape.reduce((product, size) => product * size, 1));
    assert.equal(
      sizes.reduce((sum, size) => sum + size),
      count,
    );
    const lengths = batches[0]!.map(({ shape }) => shape[1]);
    if (workloads[name]!.length !== undefined) assert.ok(lengths.every((length) => length === shortLength));
    const loss = await step(...batches[0]!).number();
    assert.ok(Math.abs(loss - Math.log(classes)) < 0.4, `${loss}`);
  });
}

/** The losses of a few steps on `batches` from the first values of `from`. */
async function losses(name: string, from: Case): Promise<number[]> {
  const { model, step } = await firstCase(name, workloads[name]!.length && shortLength);
  const first = parameters(from.model!);
  for (const [i, [, param]] of parameters(model!).entries()) await param.set(await first[i]![1].array());
  const found: number[] = [];
  for (const batch of from.batches.slice(0, 3)) found.push(await step(...batch).number());
  return found;
}

test("all workloads train to the same bits on one thread and on two", async () => {
  for (const name of Object.keys(expected)) {
    const from = await firstCase(name, workloads[name]!.length && shortLength);
    setThreads(1);
    const alone = await losses(name, from);
    setThreads(2);
    assert.equal(await startThreads(), 2);
    assert.deepEqual(await losses(name, from), alone, name);
    assert.notEqual(alone[0], alone[2]);
  }
  setThreads(1);
});

test("the length of sequences is the definition's unless it is chosen", async () => {
  const { batches } = await firstCase("seq2seq");
  assert.deepEqual(
    batches[0]!.map(({ shape }) => shape),
    [
      [32, 16],
      [32, 16],
      [32, 16],
    ],
  );
});

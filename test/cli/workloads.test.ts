/** Compares the workloads with bench/README.md: numbers of parameters, and initial losses near chance. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../../src/cli/bench/workload.ts";
import { workloads } from "../../src/cli/bench/workloads.ts";
import { setThreads, startThreads } from "../../src/runtime/index.ts";
import { parameters } from "../../src/tensor/index.ts";

/** Number of trainable parameters, and number of classes. */
const expected: Record<string, { readonly count: number; readonly classes: number }> = {
  // Convolutions 156 and 2,416; linear 48,120, 10,164 and 850.
  lenet: { count: 61_706, classes: 10 },
  // Convolutions 864 and 6 · 9,216; 7 normalizations of 64; linear 330.
  resnet: { count: 56_938, classes: 10 },
  // Embedding 4,160; 4 gates of 192 inputs and two biases for each of 128; head 8,385. A GRU has 3 gates, Elman's net
  // 1.
  lstm: { count: 111_873, classes: 65 },
  gru: { count: 87_041, classes: 65 },
  elman: { count: 37_377, classes: 65 },
  // Embeddings 12,800; encoder 74,496; attention 33,024; decoder 123,648; head 25,700.
  seq2seq: { count: 269_668, classes: 100 },
  // Embeddings 8,320 and 8,192; 4 layers of 198,272; normalization 256; head 8,385.
  transformer: { count: 818_241, classes: 65 },
};

async function firstCase(name: string, length?: number): Promise<Case> {
  for await (const one of workloads[name]!.cases(length)) return one;
  return assert.fail(`${name} has no case`);
}

const shortLength = 3;

for (const [name, { count, classes }] of Object.entries(expected)) {
  const length = workloads[name]!.length && shortLength;

  test(`${name}: ${count} parameters, initial loss near log(${classes}), equal bits on two threads`, async () => {
    const [alone, together] = [await firstCase(name, length), await firstCase(name, length)];
    const trained = parameters(alone.model!).filter(([, { trainable }]) => trainable);
    const sizes = trained.map(([, { shape }]) => shape.reduce((product, size) => product * size, 1));
    assert.equal(
      sizes.reduce((sum, size) => sum + size),
      count,
    );
    const lengths = alone.batches[0]!.map(({ shape }) => shape[1]);
    if (length !== undefined) assert.ok(lengths.every((own) => own === length));
    const first = parameters(alone.model!);
    for (const [i, [, param]] of parameters(together.model!).entries()) await param.set(await first[i]![1].array());
    setThreads(1);
    const losses = await lossesOf(alone, alone.batches);
    assert.ok(Math.abs(losses[0]! - Math.log(classes)) < 0.4, `${losses[0]}`);
    assert.notEqual(losses[0], losses[2]);
    setThreads(2);
    assert.equal(await startThreads(), 2);
    assert.deepEqual(await lossesOf(together, alone.batches), losses);
    setThreads(1);
  });
}

/** The losses of a few steps. */
async function lossesOf({ step }: Case, batches: Case["batches"]): Promise<number[]> {
  const found: number[] = [];
  for (const batch of batches.slice(0, 3)) found.push(await step(...batch).item());
  return found;
}

test("the default sequence length is that of the definition", async () => {
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

/** The workloads of the benchmarks are what bench/README.md says: parameters counted by hand, and the loss of guessing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Case } from "../../src/cli/bench/workload.ts";
import { workloads } from "../../src/cli/bench/workloads.ts";
import { parameters } from "../../src/tensor/index.ts";

/** Trained numbers, and classes. */
const expected: Record<string, { readonly count: number; readonly classes: number }> = {
  // Convolutions 156 and 2,416; linear 48,120, 10,164 and 850.
  lenet: { count: 61_706, classes: 10 },
  // Convolutions 864 and 6 · 9,216; 7 normalisations of 64; linear 330.
  resnet: { count: 56_938, classes: 10 },
  // Embeddings 8,320 and 8,192; 4 layers of 198,272; normalisation 256; head 8,385.
  transformer: { count: 818_241, classes: 65 },
};

async function firstCase(name: string, length?: number): Promise<Case> {
  for await (const one of workloads[name]!.cases(length)) return one;
  return assert.fail(`${name} has no case`);
}

for (const [name, { count, classes }] of Object.entries(expected)) {
  test(`${name} trains ${count} numbers and begins with a loss of about log(${classes})`, async () => {
    const { model, step, batches } = await firstCase(name, workloads[name]!.length && 3);
    const trained = parameters(model!).filter(([, { trainable }]) => trainable);
    const sizes = trained.map(([, { shape }]) => shape.reduce((product, size) => product * size, 1));
    assert.equal(
      sizes.reduce((sum, size) => sum + size),
      count,
    );
    const loss = await step(...batches[0]!).number();
    assert.ok(Math.abs(loss - Math.log(classes)) < 0.4, `${loss}`);
  });
}

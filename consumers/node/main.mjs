// Trains a network to classify three species of iris, saves the model and loads it. Runs in Node, Deno and Bun.
import { rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import {
  Linear,
  Sequential,
  accuracy,
  adam,
  correct,
  crossEntropy,
  fit,
  loadModel,
  relu,
  saveModel,
  threads,
} from "hebb";
import { iris, standardize } from "hebb/data";

const { all, classes } = await iris();
const [train, test] = standardize(...all.split(0.8, { seed: 1 }));

const network = () => new Sequential(new Linear(4, 32), relu, new Linear(32, classes.length));
const model = network();
const { epochs } = await fit(model, train, {
  loss: crossEntropy,
  optimizer: adam(model, { learningRate: 1e-2 }),
  epochs: 30,
  batchSize: 16,
  validation: test,
  metrics: { accuracy: correct },
});

const path = join(tmpdir(), `hebb-iris-${process.pid}.safetensors`);
await saveModel(model, path);
const loaded = network();
await loadModel(loaded, path);
await rm(path);

console.log(
  JSON.stringify({
    cores: availableParallelism(),
    threads: threads(),
    losses: epochs.map(({ training }) => training.loss),
    accuracy: epochs.at(-1).validation.accuracy,
    loaded: await accuracy(loaded, test),
  }),
);

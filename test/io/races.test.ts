/** Concurrent use of files and models: every reader sees one consistent state. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Linear, Module, type Tensor } from "hebb";
import { encodeModel, loadModel, saveModel } from "../../src/io/checkpoint.ts";
import { replaceFile } from "../../src/io/replace-file.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-races-"));
});
after(() => rm(folder, { recursive: true }));

class Stack extends Module {
  readonly layers = Array.from({ length: 4 }, () => new Linear(8, 8));

  forward(x: Tensor): Tensor {
    return this.layers.reduce((y, layer) => layer.forward(y), x);
  }
}

/** Creates a model in which all parameters are `value`. */
async function filled(value: number): Promise<Stack> {
  const model = new Stack();
  for (const { weight, bias } of model.layers) {
    await weight.set(new Float32Array(64).fill(value));
    await bias!.set(new Float32Array(8).fill(value));
  }
  return model;
}

/** Returns the common value of all parameters. */
async function valueOf(model: Stack): Promise<number> {
  const arrays = await Promise.all(model.layers.flatMap(({ weight, bias }) => [weight.array(), bias!.array()]));
  const values = new Set(arrays.flatMap((array) => [...array]));
  assert.equal(values.size, 1, `parameters of several models: ${[...values].join()}`);
  return [...values][0]!;
}

test("during 200 saves to one path, every load reads one complete model", async () => {
  const path = join(folder, "model.safetensors");
  const models = await Promise.all(Array.from({ length: 8 }, (_, i) => filled(i)));
  await saveModel(models[0]!, path);
  let saving = true;
  const readers = Array.from({ length: 4 }, async () => {
    const model = new Stack();
    let reads = 0;
    for (; saving; reads++) {
      await loadModel(model, path);
      await valueOf(model);
    }
    return reads;
  });
  // Different amounts of metadata, so that the files differ in length.
  const saves = Array.from({ length: 200 }, (_, i) =>
    saveModel(models[i % 8]!, path, { metadata: { note: "x".repeat(37 * (i % 11)) } }),
  );
  await Promise.all(saves).finally(() => (saving = false));
  const reads = await Promise.all(readers);
  assert.ok(reads.every((count) => count > 0));
  assert.deepEqual(await readdir(folder), ["model.safetensors"], "no other file remains");
});

test("while a model is loaded, readers see either the old or the new parameters", async () => {
  const paths = await Promise.all(
    [0, 1].map(async (value) => {
      const path = join(folder, `${value}.safetensors`);
      await saveModel(await filled(value), path);
      return path;
    }),
  );
  const model = await filled(0);
  let loading = true;
  const seen = new Set<number>();
  const reader = (async () => {
    while (loading) seen.add(await valueOf(model));
  })();
  for (let i = 0; i < 100; i++) await loadModel(model, paths[i % 2]!);
  loading = false;
  await reader;
  assert.deepEqual(
    [...seen].sort((x, y) => x - y),
    [0, 1],
  );
});

test("a checkpoint contains the parameters of one moment", async () => {
  const [model, other] = [await filled(0), new Stack()];
  const bytes = encodeModel(model);
  for (const { weight } of model.layers) await weight.set(new Float32Array(64).fill(1));
  const path = join(folder, "moment.safetensors");
  await replaceFile(path, await bytes, "The model");
  await loadModel(other, path);
  assert.equal(await valueOf(other), 0);
});

/** Checkpoints: saved parameters and metadata, exact resumption of training, and files that do not match the model. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { DataError } from "../../src/base/errors.ts";
import { decodeModel, encodeModel, loadModel, saveModel } from "../../src/io/checkpoint.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/io/safetensors.ts";
import { Linear, Sequential, relu } from "../../src/nn/index.ts";
import { type Optimizer, adam } from "../../src/optim/index.ts";
import { type Module, type Tensor, compile, ones, parameters, random } from "../../src/tensor/index.ts";

const makeModel = () => new Sequential(new Linear(3, 4), relu, new Linear(4, 2));

const valuesOf = async (model: Module) =>
  Promise.all(parameters(model).map(async ([path, param]) => [path, [...(await param.array())]] as const));

function stepOf(model: Sequential, optimizer: Optimizer): () => Promise<number> {
  const step = compile((x: Tensor) => optimizer.minimize(model.forward(x).square().mean()));
  return () => step(ones([5, 3])).item();
}

async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hebb-"));
  context.after(() => rm(folder, { recursive: true }));
  return folder;
}

test("a file contains every parameter by its path, and the metadata", async (context) => {
  const folder = await temporaryFolder(context);
  const path = join(folder, "model.safetensors");
  const model = makeModel();
  await saveModel(model, path, { metadata: { accuracy: "0.98" } });
  assert.deepEqual(await readdir(folder), ["model.safetensors"]);
  const other = makeModel();
  assert.notDeepEqual(await valuesOf(other), await valuesOf(model));
  assert.deepEqual(await loadModel(other, path), { accuracy: "0.98" });
  assert.deepEqual(await valuesOf(other), await valuesOf(model));
});

test("with the state of the optimizer, training resumes bit for bit", async () => {
  const model = makeModel();
  const optimizer = adam(model, { learningRate: 0.1 });
  const step = stepOf(model, optimizer);
  for (let i = 0; i < 3; i++) await step();
  const bytes = await encodeModel(model, { optimizer });

  const other = makeModel();
  const otherOptimizer = adam(other, { learningRate: 0.1 });
  await decodeModel(other, bytes, { optimizer: otherOptimizer });
  assert.equal(await otherOptimizer.steps.item(), 3);
  assert.equal(await stepOf(other, otherOptimizer)(), await step());
  assert.deepEqual(await valuesOf(other), await valuesOf(model));
});

test("the learning rate is restored with the optimizer, and the state of random numbers on request", async () => {
  const model = makeModel();
  const optimizer = adam(model, { learningRate: 0.1 });
  await optimizer.setLearningRate(0.025);
  random.seed(6);
  const draw = async () => [...(await random.uniform([3]).array())];
  await draw();
  const bytes = await encodeModel(model, { optimizer, random, metadata: { note: "x" } });
  const expected = await draw();
  random.seed(1);
  const other = adam(model, { learningRate: 0.1 });
  assert.deepEqual(await decodeModel(model, bytes, { optimizer: other, random }), { note: "x" });
  assert.equal(await other.learningRates[0]!.item(), Math.fround(0.025));
  assert.deepEqual(await draw(), expected);
  await decodeModel(model, bytes);
  assert.notDeepEqual(await draw(), expected);
  await assert.rejects(decodeModel(model, await encodeModel(model), { random }), /contains no state of random numbers/);
  await assert.rejects(encodeModel(model, { metadata: { random: "" } }), /metadata.random/);
});

test("without the option optimizer, its state is neither saved nor loaded", async () => {
  const model = makeModel();
  const optimizer = adam(model);
  const names = [...decodeSafetensors(await encodeModel(model), "test").tensors.keys()];
  assert.deepEqual(
    names,
    parameters(model).map(([path]) => path),
  );
  const other = makeModel();
  await decodeModel(other, await encodeModel(model, { optimizer }));
  assert.deepEqual(await valuesOf(other), await valuesOf(model));
});

test("a checkpoint that does not match the model changes nothing, and the error lists all differences", async () => {
  const { tensors } = decodeSafetensors(await encodeModel(makeModel()), "test");
  const bias = tensors.get("layers.0.bias")!;
  tensors.delete("layers.0.bias");
  tensors.set("layers.0.gain", bias);
  tensors.set("layers.2.bias", { ...bias, data: bias.data.slice(0, 3), shape: [3] });
  tensors.set("layers.2.weight", { dtype: "i32", shape: [2, 4], data: new Int32Array(8) });
  const model = makeModel();
  const before = await valuesOf(model);
  await assert.rejects(
    decodeModel(model, encodeSafetensors(tensors), { source: "model.safetensors" }),
    (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.deepEqual(error.message.split("\n"), [
        "model.safetensors does not match the model",
        "  missing: layers.0.bias; unexpected: layers.0.gain; different shape or type: " +
          "layers.2.weight (i32 [2, 4] instead of f32 [2, 4]), layers.2.bias (f32 [3] instead of f32 [2]).",
        "  Load it into a model of the same structure. Nothing was changed.",
      ]);
      return true;
    },
  );
  assert.deepEqual(await valuesOf(model), before);
});

test("optimizer state that is missing in the file is an error if an optimizer is passed", async () => {
  const model = makeModel();
  const bytes = await encodeModel(model);
  await assert.rejects(
    decodeModel(model, bytes, { optimizer: adam(model) }),
    /missing: optimizer\/adam\/step, .*, and 2 more\./,
  );
});

test("errors name files that cannot be read or written, and no partial file remains", async (context) => {
  const folder = await temporaryFolder(context);
  const nowhere = join(folder, "nowhere", "model.safetensors");
  await assert.rejects(loadModel(makeModel(), nowhere), (error: unknown) => {
    return error instanceof DataError && error.message.includes(nowhere) && error.message.includes("ENOENT");
  });
  await assert.rejects(saveModel(makeModel(), nowhere), DataError);
  await assert.rejects(saveModel(makeModel(), folder), DataError);
  assert.deepEqual(await readdir(folder), []);
  const short = join(folder, "short.safetensors");
  await writeFile(short, "12");
  await assert.rejects(loadModel(makeModel(), short), DataError);
});

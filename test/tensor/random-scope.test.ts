/** Draws of scopes depend on nothing drawn before; the state of random numbers continues where it was taken. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { StateError } from "../../src/base/errors.ts";
import { Dropout, Linear } from "../../src/nn/index.ts";
import { type RandomState, compile, ones, parameters, random } from "../../src/tensor/index.ts";

const draw = async () => [...(await random.uniform([3]).array())];
const noisy = () => compile(() => random.normal([2]).add(random.uniform([2])));

test("draws of a scope depend on its name and their order, not on what was drawn before", async () => {
  random.seed(3);
  const first = await random.scope("training 7", async () => [await draw(), await draw()]);
  assert.notDeepEqual(first[0], first[1]);
  await draw();
  const again = await random.scope("training 7", async () => [await draw(), await draw()]);
  assert.deepEqual(again, first);
  assert.notDeepEqual(await random.scope("training 8", draw), first[0]);
  random.seed(4);
  assert.notDeepEqual(await random.scope("training 7", draw), first[0]);
});

test("compiled functions draw by the scope too, and their calls within it differ", async () => {
  random.seed(3);
  const step = noisy();
  const twice = async () => [[...(await step().array())], [...(await step().array())]];
  const outside = await twice();
  const first = await random.scope("step 1", twice);
  assert.notDeepEqual(first[0], first[1]);
  assert.notDeepEqual(first[0], outside[0]);
  assert.deepEqual(await random.scope("step 1", twice), first);
  const fresh = noisy();
  assert.deepEqual(await random.scope("step 1", async () => [...(await fresh().array())]), first[0]);
});

test("a scope counts for nothing outside of it", async () => {
  const sequence = async (within: boolean) => {
    random.seed(5);
    const step = noisy();
    const values = [await draw(), [...(await step().array())]];
    if (within) {
      const other = noisy();
      await random.scope("look", async () => [await draw(), await step().array(), await other().array()]);
    }
    return [...values, await draw(), [...(await step().array())], [...(await noisy()().array())]];
  };
  assert.deepEqual(await sequence(true), await sequence(false));
});

test("scopes do not overlap, end after an error, and name no parameters", async () => {
  await assert.rejects(
    random.scope("a", () => random.scope("b", draw)),
    (error: Error) =>
      error instanceof StateError && /scope\("b"\) was called during random.scope\("a"\)/.test(error.message),
  );
  await assert.rejects(
    random.scope("a", () => {
      throw new Error("mine");
    }),
    /mine/,
  );
  const layer = new Linear(2, 2);
  await assert.rejects(
    random.scope("a", () => parameters(layer)),
    (error: Error) =>
      error instanceof StateError && /weight gets its name during random.scope\("a"\)/.test(error.message),
  );
  parameters(layer);
  random.seed(0);
  const value = await random.scope("a", () => layer.weight.array());
  assert.deepEqual(value, await layer.weight.array());
});

test("a restored state continues with the draws that followed it", async () => {
  random.seed(8);
  const step = noisy();
  const follow = async () => [await draw(), [...(await step().array())], [...(await random.permutation(9).array())]];
  await follow();
  const state = JSON.parse(JSON.stringify(random.state())) as RandomState;
  const expected = await follow();
  await follow();
  random.restore(state);
  assert.deepEqual(await follow(), expected);
  random.seed(1);
  random.restore(state);
  assert.deepEqual((await follow())[0], expected[0]);
  for (const wrong of [null, 3, {}, { ...state, paths: undefined }]) {
    assert.throws(() => random.restore(wrong as RandomState), /random.restore requires a state/);
  }
});

test("a fresh program that restores the state draws as the old one would have", async () => {
  const program = () => {
    random.seed(2);
    const dropout = new Dropout(0.5);
    const step = compile(() => dropout.forward(ones([64])), { training: true });
    return async () => [...(await step().array())];
  };
  const old = program();
  for (let i = 0; i < 3; i++) await old();
  const state = random.state();
  const expected = [await old(), await old()];
  const fresh = program();
  random.restore(state);
  assert.deepEqual([await fresh(), await fresh()], expected);
});

/** States of computations: what is saved comes back in place, and nothing changes where something does not match. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DataError } from "../../src/base/errors.ts";
import { type State, decodeState, encodeState } from "../../src/io/state.ts";
import { Linear, meanSquaredError } from "../../src/nn/index.ts";
import { adam } from "../../src/optim/index.ts";
import { Param, Tensor, compile, zeros } from "../../src/tensor/index.ts";

function training(): State & { losses: number[]; best: { epoch: number; values: Float64Array } } {
  const model = new Linear(3, 2);
  return {
    model,
    optimizer: adam(model, { learningRate: 0.1 }),
    chains: [new Param([2], (shape) => zeros(shape)), new Param([1], (shape) => zeros(shape))],
    last: Tensor.from([[true, false]]),
    counts: Int32Array.of(1, -2),
    losses: [],
    best: { epoch: 0, values: Float64Array.of() },
    note: null,
  };
}

test("every kind of value comes back, in place", async () => {
  const saved = training();
  const model = saved["model"] as Linear;
  const optimizer = saved["optimizer"] as ReturnType<typeof adam>;
  const step = compile((x: Tensor, y: Tensor) => optimizer.minimize(meanSquaredError(model.forward(x), y)));
  for (let i = 0; i < 3; i++) step(Tensor.from([[1, 2, 3]]), Tensor.from([[0, 1]]));
  await (saved["chains"] as Param[])[0]!.set([5, 6]);
  saved.losses.push(0.1, NaN, -0, Infinity);
  Object.assign(saved.best, { epoch: 3, values: Float64Array.of(Math.PI) });
  saved["note"] = "ä";
  const bytes = await encodeState(saved, { step: "3" });

  const restored = training();
  const { losses, best } = restored;
  const own = { model: restored["model"], chains: restored["chains"] };
  assert.deepEqual(await decodeState(restored, bytes), { step: "3" });
  assert.equal(restored["model"], own.model);
  assert.equal(restored["chains"], own.chains);
  assert.deepEqual(losses, [0.1, NaN, -0, Infinity]);
  assert.ok(Object.is(losses[2], -0));
  assert.deepEqual(best, { epoch: 3, values: Float64Array.of(Math.PI) });
  assert.deepEqual(restored["counts"], Int32Array.of(1, -2));
  assert.equal(restored["note"], "ä");
  const last = restored["last"] as Tensor;
  assert.deepEqual([last.dtype, last.shape, [...(await last.array())]], ["bool", [1, 2], [1, 0]]);
  assert.deepEqual(await encodeState(restored, { step: "3" }), bytes);
});

test("plain values may differ in shape from those that stand there", async () => {
  const state: State = { list: [1, 2, 3], gone: 1, box: { a: [] } };
  const bytes = await encodeState({ list: [4], box: { b: { c: [{ d: 1 }] } }, fresh: "x" });
  await decodeState(state, bytes);
  assert.deepEqual(state, { list: [4], box: { b: { c: [{ d: 1 }] } }, fresh: "x" });
});

test("long lists come back", async () => {
  const state: State = { losses: Array.from({ length: 200_000 }, (_, i) => i / 7) };
  const restored: State = { losses: [] };
  await decodeState(restored, await encodeState(state));
  assert.deepEqual(restored, state);
});

test("a state that does not match changes nothing", async () => {
  const bytes = await encodeState({ model: new Linear(3, 2), count: 5 });
  const state = { model: new Linear(3, 4), count: 1 };
  const before = await state.model.weight.array();
  await assert.rejects(
    decodeState(state, bytes, { source: "snapshot 3" }),
    (error: Error) => error instanceof DataError && /snapshot 3 does not match/.test(error.message),
  );
  assert.deepEqual([state.count, await state.model.weight.array()], [1, before]);
  await assert.rejects(decodeState({ count: 1 }, bytes), DataError);
  await assert.rejects(decodeState({ model: 3, count: 1 }, bytes), DataError);
  await assert.rejects(decodeState({ model: new Linear(3, 2) }, await encodeState({ model: 3 })), DataError);
  await assert.rejects(decodeState({}, new Uint8Array(3)), DataError);
});

test("what cannot be saved is named", async () => {
  const refused: [State, RegExp][] = [
    [{ a: { b: [() => 1] } }, /state\.a\.b\.0 is a function/],
    [{ when: new Date() }, /state\.when is a value of class Date/],
    [{ map: new Map() }, /state\.map is a value of class Map/],
    [{ odd: { $: 1 } }, /state\.odd is/],
  ];
  for (const [state, message] of refused) {
    await assert.rejects(
      encodeState(state),
      (error: Error) => error instanceof ArgumentError && message.test(error.message),
    );
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { GRU, LSTM, LSTMCell, RNN } from "../../src/nn/index.ts";
import {
  Module,
  Tensor,
  compile,
  grad,
  observe,
  parameters,
  random,
  reference,
  zeros,
} from "../../src/tensor/index.ts";
import { assertTensor } from "../tensor/helpers.ts";

class Reader<Layer extends LSTM | GRU | RNN> extends Module {
  recurrent: Layer;
  constructor(recurrent: Layer) {
    super();
    this.recurrent = recurrent;
  }
  forward(x: Tensor, lengths?: Tensor): Tensor {
    return this.recurrent.forward(x, { lengths }).outputs;
  }
}

const x = random.normal([2, 5, 3]);
const shifted = (states: Tensor) =>
  states.slice([0, 4]).pad([
    [1, 0],
    [0, 0],
    [0, 0],
  ]);

test("the observed gates of an LSTM reproduce its states", async () => {
  const model = new Reader(new LSTM(3, 4));
  const step = compile(() => observe(() => model.forward(x))[1]);
  const seen = step();
  assert.deepEqual(
    Object.entries(seen).map(([name, { shape }]) => [name, ...shape]),
    [
      ...["inputGate", "forgetGate", "candidate", "outputGate", "states.hidden", "states.cell"].map((name) => [
        `recurrent.${name}`,
        5,
        2,
        4,
      ]),
      ["recurrent.outputs", 2, 5, 4],
      ["recurrent.state.0.hidden", 2, 4],
      ["recurrent.state.0.cell", 2, 4],
    ],
  );
  const of = (name: string) => seen[`recurrent.${name}`]!;
  const cell = of("forgetGate")
    .mul(shifted(of("states.cell")))
    .add(of("inputGate").mul(of("candidate")));
  await assertTensor(cell, [5, 2, 4], [...(await of("states.cell").array())]);
  const hidden = of("outputGate").mul(of("states.cell").tanh());
  await assertTensor(hidden, [5, 2, 4], [...(await of("states.hidden").array())]);
  await assertTensor(of("outputs").transpose(0, 1), [5, 2, 4], [...(await of("states.hidden").array())]);
});

test("the observed gates of a GRU reproduce its states, in both directions", async () => {
  const model = new Reader(new GRU(3, 4, { bidirectional: true }));
  const [, seen] = observe(() => model.forward(x));
  const of = (name: string) => seen[`recurrent.${name}`]!;
  const next = (turn: string, before: Tensor) => {
    const [candidate, update] = [of(`candidate${turn}`), of(`updateGate${turn}`)];
    return candidate.add(update.mul(before.sub(candidate)));
  };
  await assertTensor(next("", shifted(of("states"))), [5, 2, 4], [...(await of("states").array())]);
  const later = of("states#2")
    .slice([1, 5])
    .pad([
      [0, 1],
      [0, 0],
      [0, 0],
    ]);
  await assertTensor(next("#2", later), [5, 2, 4], [...(await of("states#2").array())]);
});

test("gradients by the states of a layer are those by the states of its cell, step by step", async () => {
  const model = new Reader(new RNN(3, 4));
  const [outputs, seen] = observe(() => model.forward(x));
  const [slopes] = grad(outputs.slice(null, [4, 5]).square().sum(), [seen["recurrent.states"]!]);
  const [cell] = model.recurrent.cells[0]!;
  const states: Tensor[] = [];
  for (let t = 0; t < 5; t++)
    states.push(cell!.forward(x.slice(null, [t, t + 1]).squeeze(1), states[t - 1]).named(`h${t}`));
  const byHand = grad(states[4]!.square().sum(), states);
  const [found, ...expected] = await reference(slopes, ...byHand);
  assert.deepEqual(slopes.shape, [5, 2, 4]);
  const flat = expected.flatMap((values) => [...values]);
  found!.forEach((value, i) => assert.ok(Math.abs(value - flat[i]!) < 1e-10, `${value}, not ${flat[i]}`));
  assert.ok(found!.every((value) => value !== 0));
});

test("steps after the end of a sequence keep the state and have no gradient", async () => {
  const model = new Reader(new LSTM(3, 4));
  const lengths = Tensor.from([2, 5], [2], "i32");
  const [outputs, seen] = observe(() => model.forward(x, lengths));
  const [slopes] = grad(outputs.sum(), [seen["recurrent.states.hidden"]!]);
  const hidden = seen["recurrent.states.hidden"]!.slice(null, [0, 1]).squeeze(1);
  const last = [...(await hidden.slice([1, 2]).array())];
  await assertTensor(hidden.slice([4, 5]), [1, 4], last);
  const behind = await slopes.slice([2, null], [0, 1]).array();
  assert.ok(behind.every((value) => value === 0));
});

test("observing does not change the gradients of recurrent training", async () => {
  const model = new Reader(new LSTM(3, 4, { layers: 2 }));
  const params = parameters(model).map(([, param]) => param);
  const slopes = (watched: boolean) =>
    compile(() => {
      const outputs = watched ? observe(() => model.forward(x))[0] : model.forward(x);
      return grad(outputs.square().mean(), params);
    })();
  const [plain, observed] = [slopes(false), slopes(true)];
  for (const [i, slope] of observed.entries()) {
    await assertTensor(slope, params[i]!.shape, [...(await plain[i]!.array())]);
  }
});

test("observing a single cell", () => {
  class Step extends Module {
    cell = new LSTMCell(3, 4);
    forward(now: Tensor): Tensor {
      return this.cell.forward(now).hidden;
    }
  }
  const [, seen] = observe(() => new Step().forward(zeros([2, 3])));
  assert.deepEqual(Object.keys(seen), [
    "cell.inputGate",
    "cell.forgetGate",
    "cell.candidate",
    "cell.outputGate",
    "cell.hidden",
    "cell.cell",
  ]);
});

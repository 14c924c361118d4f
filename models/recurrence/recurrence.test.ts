/** Recurrences compared with their formulas, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { chosenInputs } from "../look.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { statesExperiment } from "./experiments/states.ts";
import { bits } from "./looks/bits.ts";
import { Reader } from "./model.ts";
import { system } from "./system.ts";
import { tasks } from "./tasks.ts";
import { trainReader } from "./training.ts";

const x = [0.3, -1, 0.5, 2];

/** Computes the states of one unit by the formula h + g, in plain numbers. */
function byHand(g: (x: number, h: number) => number): number[] {
  let h = 0;
  return x.map((now) => (h += g(now, h)));
}

const formulas = {
  linear: (w: number, b: number) => (x: number) => w * x + b,
  additive: (w: number, b: number, u: number) => (x: number, h: number) => Math.tanh(u * h + w * x + b),
  positive: (w: number, b: number, u: number) => (x: number, h: number) => 1 / (1 + Math.exp(-(u * h + w * x + b))),
};

test("linear and additive states equal their formulas", async () => {
  for (const kind of ["linear", "additive", "positive"] as const) {
    const model = new Reader(kind, { inputs: 1, hidden: 1, outputs: 1 });
    const values = new Map<string, number>();
    for (const [path, param] of parameters(model)) values.set(path, await param.item());
    const [w, b, u] = ["input.weight", "input.bias", "recurrent.weight"].map((name) =>
      values.get(`recurrence.${name}`),
    );
    const expected = byHand(formulas[kind](w!, b!, u!));
    const states = await model.states(Tensor.from(x, [1, 4, 1])).array();
    states.forEach((state, t) => assert.ok(Math.abs(state - expected[t]!) < 1e-5, `${kind} ${t}`));
  }
});

test("the quick recipe reaches its bars, and the look reads a reader's bits with its networks", async () => {
  const run = new Run({ quick: true, seed: 1 });
  const { bars } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  const saved: SavedRun = {
    load: async (name, model) => {
      const from = new Map(parameters(run.models.get(name)!));
      for (const [path, param] of parameters(model)) await param.set(from.get(path)!);
      return model;
    },
    text: async (name) => run.texts.get(name)!,
  };
  const look = (given: Record<string, string>) => bits.view(chosenInputs(bits.inputs, given), async () => saved);
  const facts = await look({ bits: "1011 0010" });
  assert.deepEqual(facts.parities, [1, 1, 0, 1, 1, 1, 0, 0]);
  assert.deepEqual(facts.readers.find(({ kind }) => kind === "GRU")!.answers, facts.parities);
  assert.match(bits.words(facts).en, /after each of 8 bits: .*GRU 8/);
  await assert.rejects(look({ bits: "102" }), /zeros and ones/);
});

test("the same seed trains the same network", async () => {
  const settings = { hidden: 8, examples: 200, epochs: 2, learningRate: 1e-2 };
  const once = async () => {
    random.seed(4);
    const model = await trainReader(new Run({ seed: 4 }), "GRU", tasks.parity, settings);
    return [...(await model.output.weight.array())];
  };
  assert.deepEqual(await once(), await once());
});

test("the state after the same inputs in another order is the same for a sum only", async () => {
  for (const kind of ["linear", "linear, hidden layer", "additive", "GRU", "LSTM"] as const) {
    random.seed(5);
    const model = new Reader(kind, { inputs: 1, hidden: 6, outputs: 2 });
    const ends = await Promise.all(
      [x, x.toReversed()].map(async (inputs) =>
        model
          .forward(Tensor.from(inputs, [1, 4, 1]))
          .slice(null, [3, 4])
          .array(),
      ),
    );
    const difference = Math.max(...Array.from(ends[0]!, (value, i) => Math.abs(value - ends[1]![i]!)));
    assert.ok(kind.startsWith("linear") ? difference < 1e-5 : difference > 1e-4, `${kind}: ${difference}`);
  }
});

test("states are measured with the slope of their activation function", async () => {
  const { courses, length } = await measure(statesExperiment, new Run({ quick: true, seed: 1 }));
  assert.equal(length, 16);
  for (const { kind, norms, slopes, growth } of courses) {
    assert.ok(norms.length === 64 && norms.every((norm) => norm > 0), kind);
    assert.ok(Math.abs(growth.mean - norms[63]! / norms[15]!) < 1e-9, kind);
    assert.equal(slopes === null, kind === "linear");
    assert.ok(slopes?.every((slope) => slope >= 0 && slope <= 1) ?? true, kind);
  }
  const growthOf = (kind: string) => courses.find((one) => one.kind === kind)!.growth.mean;
  // A sum of positive terms grows; a mixture of old and new does not.
  assert.ok(growthOf("positive") > 1 && growthOf("GRU") < 1.5, `${growthOf("positive")}, ${growthOf("GRU")}`);
});

slow("a linear recurrence sums at any length, and does not copy", async () => {
  const { tasks: found } = await measure(lengthsExperiment, new Run({ quick: true }));
  const accuracy = (task: string, network: string) =>
    found
      .find((one) => one.task === task)!
      .networks.find((one) => one.network === network)!
      .accuracy.map(({ mean }) => mean);
  assert.ok(accuracy("sum", "linear").every((share) => share > 0.95));
  assert.ok(accuracy("copy", "linear").every((share) => share < 0.6));
  assert.equal(found[1]!.networks.length, 5);
});

/** Recurrences compared with their formulas, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import { Run } from "../run.ts";
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

test("linear and additive states equal their formulas", async () => {
  for (const kind of ["linear", "additive"] as const) {
    const model = new Reader(kind, { inputs: 1, hidden: 1, outputs: 1 });
    const values = new Map<string, number>();
    for (const [path, param] of parameters(model)) values.set(path, await param.item());
    const [w, b, u] = ["input.weight", "input.bias", "recurrent.weight"].map((name) =>
      values.get(`recurrence.${name}`),
    );
    const expected = kind === "linear" ? byHand((x) => w! * x + b!) : byHand((x, h) => Math.tanh(u! * h + w! * x + b!));
    const states = await model.states(Tensor.from(x, [1, 4, 1])).array();
    states.forEach((state, t) => assert.ok(Math.abs(state - expected[t]!) < 1e-5, `${kind} ${t}`));
  }
});

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
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

slow("a linear recurrence sums at any length, and the state of an additive one grows", async () => {
  const { table } = await findingOf(system.experiments["lengths"]!, new Run({ quick: true }));
  const [, , ...sums] = table.rows.find(([task, kind]) => task === "running sum" && kind === "h + g(x)")!;
  assert.ok(
    sums.every((share) => Number(share) > 0.95),
    sums.join(),
  );
  const states = await findingOf(system.experiments["states"]!, new Run({ quick: true }));
  const last = states.table.rows.at(-1)!.map(Number);
  assert.equal(states.table.rows.length, 64);
  // One line for each kind; the state of h + g(x) grows in any case.
  assert.ok(last[1]! > last[3]!, last.join());
});

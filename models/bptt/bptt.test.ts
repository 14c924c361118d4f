/**
 * Hand-written gradients compared with autodiff, also truncated, and the claims about influence, Jacobians and
 * clipping.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, crossEntropy, grad, observe, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import { type Cell, LanguageModel } from "../shared/language.ts";
import { Run } from "../run.ts";
import { influence } from "./influence.ts";
import { jacobians, singularValues } from "./jacobian.ts";
import { deviation, system } from "./system.ts";

test("hand-written gradients equal those of autodiff at odd sizes, with and without truncation", async () => {
  random.seed(3);
  for (const [time, batch, truncate] of [
    [1, 1],
    [2, 3],
    [17, 2],
    [9, 1, 4],
    [8, 2, 1],
    [6, 2, 100],
  ] as const) {
    const found = await deviation(time, batch, truncate);
    assert.ok(found <= 1e-10, `${time}, ${batch}, ${truncate}: ${found}`);
  }
});

test("the influence of a state is the gradient of one loss by it, for every kind of cell", async () => {
  const [time, at] = [7, 4];
  const tokens = Tensor.from([0, 3, 1, 2, 4, 1, 0], [1, time], "i32");
  const targets = Tensor.from([3, 1, 2, 4, 1, 0, 2], [1, time], "i32");
  for (const cell of ["SRN", "GRU", "LSTM"] satisfies Cell[]) {
    const model = new LanguageModel({ cell, tokens: 5, embedding: 3, hidden: 6 });
    const values = await influence(model, tokens, targets);
    const [{ logits }, seen] = observe(() => model.forward(tokens));
    const alone = crossEntropy(logits, targets, { reduction: "none" })
      .slice([0, 1], [at, at + 1])
      .sum();
    const states = Object.keys(seen).filter((name) => name.startsWith("recurrent.states"));
    const slopes = await Promise.all(
      grad(
        alone,
        states.map((name) => seen[name]!),
      ).map((slope) => slope.array()),
    );
    for (let k = 0; k < time; k++) {
      const squares = slopes.flatMap((slope) => [...slope.subarray(6 * k, 6 * (k + 1))]).map((value) => value * value);
      const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
      if (k > at) assert.ok(norm === 0 && Number.isNaN(values[k]![at]));
      else assert.ok(Math.abs(norm - values[k]![at]!) <= 1e-5 * norm, `${cell} at ${k}`);
    }
  }
});

test("a Jacobian follows from the cell's equation, and over several steps it is the product", async () => {
  const text = Int32Array.of(0, 3, 1, 2, 4, 1);
  for (const cell of ["SRN", "GRU", "LSTM"] satisfies Cell[]) {
    const model = new LanguageModel({ cell, tokens: 5, embedding: 3, hidden: 6 });
    const [single, triple] = [await jacobians(model, text, 1), await jacobians(model, text, 3)];
    assert.deepEqual([single.length, triple.length], [6, 4]);
    const product = times(single[3]!, times(single[2]!, single[1]!));
    near(triple[1]!, product, `${cell}: three steps`);
    if (cell !== "SRN") continue;
    // The Jacobian of h' = tanh(U h + …) is diag(1 - h'²) U.
    const [, U] = parameters(model).find(([name]) => name.endsWith("weightHh"))!;
    const weights = await U.array();
    const [state] = model.forward(Tensor.from(text.slice(0, 5), [1, 5], "i32")).state as [Tensor];
    const h = await state.array();
    const expected = Array.from(h, (value, i) =>
      Array.from(weights.subarray(6 * i, 6 * (i + 1)), (weight) => weight * (1 - value * value)),
    );
    near(single[4]!, expected, cell);
  }
});

test("singular values are the semi-axes of an ellipse", () => {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const values = singularValues([Float32Array.of(3 * c, -3 * s), Float32Array.of(0.25 * s, 0.25 * c)]);
  assert.ok(Math.abs(values[0]! - 3) < 1e-6 && Math.abs(values[1]! - 0.25) < 1e-6, values.join());
});

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("a step back multiplies the gradient by the singular values of U and by the slope of tanh", async () => {
  const { table } = await findingOf(system.experiments["radius"]!, new Run({ quick: true }));
  for (const [radius, linear, small, large] of table.rows as number[][]) {
    assert.ok(Math.abs(linear! / radius! - 1) < 1e-3, `${radius}: ${linear}`);
    assert.ok(small! <= linear! && large! < small!, `${radius}: ${small}, ${large}`);
  }
});

slow("the answers on truncation, clipping and gates agree with their tables", async () => {
  const finding = (name: string) => findingOf(system.experiments[name]!, new Run({ quick: true, seed: 1 }));
  const cosines = (await finding("truncation")).table.rows.map(([, cosine]) => Number(cosine));
  assert.ok(Math.abs(cosines.at(-1)! - 1) < 1e-4 && cosines[0]! < 0.95, cosines.join());
  const [free, clipped] = (await finding("explosion")).table.rows;
  assert.ok(Number(free![1]) > 1 && Number(clipped![3]) <= 0.25 * (1 + 1e-6));
  const { rows } = (await finding("gradients")).table;
  assert.deepEqual(
    rows.map(([cell]) => cell),
    ["SRN", "GRU", "LSTM"],
  );
  assert.ok(rows.every(([, before, after]) => Number(before) < 1 && Number(after) < 1));
  const [srn, ...gated] = rows.map(([, , after]) => Number(after));
  assert.ok(
    gated.every((share) => share > 100 * srn!),
    `${srn}: ${gated.join()}`,
  );
});

slow("singular values of Jacobians are measured before and after training", async () => {
  const { table } = await findingOf(system.experiments["jacobian"]!, new Run({ quick: true, seed: 1 }));
  assert.equal(table.rows.length, 6);
  for (const [cell, steps, largest, middle, largestOfMany, middleOfMany, kept] of table.rows as (string | number)[][]) {
    assert.ok(Number(largest) > Number(middle) && Number(largestOfMany) > Number(middleOfMany), `${cell}, ${steps}`);
    // The norm of a product is at most the product of the norms; the factor 2 allows for the means over texts.
    assert.ok(Number(largestOfMany) < 2 * Number(largest) ** 20 && Number(kept) >= 0, `${cell}, ${steps}`);
  }
});

type Rows = readonly ArrayLike<number>[];

function times(a: Rows, b: Rows): number[][] {
  return Array.from(a, (row) =>
    Array.from(b[0]!, (_, j) => Array.from(row).reduce((sum, value, k) => sum + value * b[k]![j]!, 0)),
  );
}

function near(found: Rows, expected: Rows, what: string): void {
  const values = Array.from(expected, (row) => Array.from(row)).flat();
  const largest = Math.max(...values.map(Math.abs));
  Array.from(found, (row) => Array.from(row))
    .flat()
    .forEach((value, i) => assert.ok(Math.abs(value - values[i]!) < 1e-5 * largest, `${what}: ${value}, ${values[i]}`));
}

/** Theory compared with closed forms and measurements, and zero initialization. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { name } from "../text.ts";
import { variance } from "./experiments/variance.ts";
import { zero } from "./experiments/zero.ts";
import type { ZeroFacts } from "./facts.ts";
import { scale } from "./looks/scale.ts";
import { profilePanels } from "./pictures.ts";
import { system } from "./system.ts";
import { type LayerLaw, gradientSquares, valueSquares } from "./theory.ts";

const quick = () => new Run({ quick: true, seed: 1 });
const equal = (n: number, variance: number) =>
  Array.from({ length: 20 }, (): LayerLaw => ({ inputs: n, outputs: n, variance }));

function assertClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!) / expected[i]!;
    assert.ok(error <= tolerance, `layer ${i}: ${value}, not ${expected[i]}`);
  });
}

test("chains with the same theory are one series with both names", () => {
  const profile = (factor: number) => {
    const squares = [1, factor, factor ** 2];
    return { values: squares, gradients: squares, theory: { values: squares, gradients: squares } };
  };
  const [values] = profilePanels("relu", [
    { name: name("a"), profile: profile(1) },
    { name: name("b"), profile: profile(2) },
    { name: name("c"), profile: profile(1.1) },
  ]);
  const names = values.layers.flatMap((layer) => ("name" in layer ? [layer.name] : []));
  assert.deepEqual(
    names.map((name) => (name as { readonly en: string }).en),
    ["a and c", "a and c", "a and c", "a and c", "b", "b"],
  );
});

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, quick());
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("with ReLU, the theory is (n Var(w) / 2)^l for values and for gradients", () => {
  for (const variance of [1 / 100, 2 / 100, 5 / 100]) {
    const layers = equal(100, variance);
    const powers = Array.from({ length: 21 }, (_, l) => ((100 * variance) / 2) ** l);
    const values = valueSquares("relu", layers, 1);
    assertClose(values, powers, 1e-9);
    assertClose(gradientSquares("relu", layers, values, 1), [...powers].reverse(), 1e-9);
  }
});

test("with tanh, the theory is linear for small values and saturates for large weights", () => {
  const small = valueSquares("tanh", equal(100, 1 / 100), 1e-8);
  assertClose(
    small,
    small.map(() => 1e-8),
    1e-6,
  );
  assertClose(
    gradientSquares("tanh", equal(100, 1 / 100), small, 1),
    small.map(() => 1),
    1e-6,
  );
  // Almost all values are near ±1, where the slope is near 0; only values that happen to be near 0 have a slope.
  const large = valueSquares("tanh", equal(100, 100), 1).at(-1)!;
  assert.ok(large > 0.98 && large < 1, `${large}`);
  // E[tanh²(z)] of a standard normal z, computed by a finer sum.
  assertClose(valueSquares("tanh", [{ inputs: 1, outputs: 1, variance: 1 }], 1), [1, 0.394294490398], 1e-9);
});

slow("variance: measured mean squares follow theory over many orders of magnitude", async () => {
  const { schemes, theory } = await measure(variance, quick());
  assert.equal(schemes.length, 9);
  let [lowest, highest] = [Infinity, 0];
  for (const { scheme, profile } of schemes) {
    for (const what of ["values", "gradients"] as const) {
      profile[what].forEach((measured, l) => {
        const ratio = measured / profile.theory[what][l]!;
        assert.ok(ratio > 0.2 && ratio < 5, `${scheme}, ${what} of layer ${l}: ${ratio}`);
        [lowest, highest] = [Math.min(lowest, measured), Math.max(highest, measured)];
      });
    }
  }
  assert.ok(highest / lowest > 1e20, `${lowest} to ${highest}`);
  assert.ok(theory === "right" || theory === "wrong");
});

test("equal units stay equal to the last bit, and noise breaks the symmetry", async () => {
  const { starts, dead, symmetry, units, pictures } = await measure(zero, quick());
  const [still, sigmoid, same, gaussian] = starts as [Start, Start, Start, Start];
  assert.deepEqual([dead, still.rank.mean, symmetry], ["no gradient", 0, "kept"]);
  for (const { output, rank, accuracy } of [sigmoid, same]) {
    assert.ok(output.mean > 0.01, "the output weights have a gradient");
    assert.equal(rank.mean, 1);
    assert.ok(accuracy.mean < 0.5);
  }
  const [first, second] = pictures.find(({ start }) => start === "constant")!.weights;
  assert.deepEqual(second, first);
  assert.equal(gaussian.rank.mean, units);
  assert.ok(gaussian.accuracy.mean > 0.7);
});

test("a look measures a scale of the reader's choice, and rejects other activations", async () => {
  const look = (gain: number, activation: string) =>
    scale.view({ gain, activation, seed: 0 }, () => Promise.reject(new Error()));
  assert.deepEqual([(await look(2, "relu")).verdict, (await look(0.5, "relu")).verdict], ["stay", "vanish"]);
  assert.equal((await look(6, "relu")).verdict, "explode");
  await assert.rejects(() => look(1, "gelu"), { name: "ArgumentError", message: /relu or tanh/ });
});

type Start = ZeroFacts["starts"][number];

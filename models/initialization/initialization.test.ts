/** Theory compared with closed forms and measurements, and zero initialization. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import type { Chart, Figure } from "../figure.ts";
import { Run } from "../run.ts";
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
  const { figure, answer, table } = await findingOf(system.experiments["variance"]!, quick());
  assert.equal(table.rows.length, 9);
  let [lowest, highest] = [Infinity, 0];
  for (const chart of chartsOf(figure)) {
    for (const { mark, name, points } of marksOf(chart)) {
      if (mark !== "points") continue;
      const theory = marksOf(chart).find((other) => other.mark === "line" && other.name === name)!;
      points.forEach(([layer, measured], i) => {
        const ratio = measured / theory.points[i]![1];
        assert.ok(ratio > 0.2 && ratio < 5, `${JSON.stringify([chart.title, name])}, layer ${layer}: ${ratio}`);
        [lowest, highest] = [Math.min(lowest, measured), Math.max(highest, measured)];
      });
    }
  }
  assert.ok(highest / lowest > 1e20, `${lowest} to ${highest}`);
  assert.match(answer, /He's (keeps it|does not quite keep it)/);
});

test("equal units stay equal to the last bit, and noise breaks the symmetry", async () => {
  const { table, answer, figure } = await findingOf(system.experiments["zero"]!, quick());
  const [dead, sigmoid, same, gaussian] = table.rows as number[][];
  assert.deepEqual(dead!.slice(1, 5), [0, 0, 0, 0]);
  for (const row of [sigmoid!, same!]) {
    assert.ok(row[2]! > 0.01, "the output weights have a gradient");
    assert.deepEqual(row.slice(3, 5), [1, 0]);
    assert.ok(row[5]! < 0.5);
  }
  assert.equal(gaussian![3], 32);
  assert.ok(gaussian![5]! > 0.7);
  assert.match(answer, /never moves/);
  assert.match(answer, /stay one unit/);
  assert.equal(chartsOf(figure).length, 1);
});

function chartsOf(figure: Figure): Chart[] {
  assert.ok(figure.kind === "panels");
  return figure.panels.filter((panel) => panel.kind === "chart");
}

function marksOf({ layers }: Chart) {
  return layers.flatMap((layer) => {
    if (layer.mark !== "line" && layer.mark !== "points") return [];
    return [{ mark: layer.mark, name: layer.name, points: layer.points }];
  });
}

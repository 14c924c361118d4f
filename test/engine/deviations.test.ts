/** Sums of deviations from a mean. The compiler replaces them by 0, but must keep NaN if a number is not finite. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, compile } from "hebb";

const rows = Tensor.from([
  [0.5, 1.25, -2, 8],
  [0.5, Infinity, -2, 8],
  [0.5, 1.25, -Infinity, 8],
  [0.5, 1.25, -2, Number.NaN],
]);
const factors = Tensor.from([[2], [2], [-1], [3]]);

const deviations = (x: Tensor) => x.sub(x.mean(1, { keepDims: true }));
const sums = {
  "of deviations": (x: Tensor) => deviations(x).sum(1),
  "of deviations, negated": (x: Tensor) => deviations(x).neg().sum(1),
  "of deviations times a factor of the row": (x: Tensor) => deviations(x).mul(factors).sum(1),
  "of deviations of deviations": (x: Tensor) => deviations(deviations(x)).sum(1),
};

for (const [name, sum] of Object.entries(sums)) {
  test(`sums ${name} are NaN in rows with a number that is not finite, and 0 in others`, async () => {
    const [first, ...others] = await compile(sum)(rows).array();
    assert.ok(Math.abs(first!) < 1e-6, String(first));
    assert.ok(others.every(Number.isNaN), String(others));
  });
}

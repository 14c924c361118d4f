/**
 * Spectra compared with closed forms and full matrices, descents near saddles with theory, and the claims of the
 * experiments.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { crossEntropy, eigenSymmetric, hessianOperator } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import type { Chart, Figure } from "../figure.ts";
import { Run } from "../run.ts";
import { checkAgainstMatrix, surveyor } from "./curvature.ts";
import { descend, networkOf, smallDigits } from "./digits.ts";
import { escape, growth, startBeside, updatesPerDecade } from "./escape.ts";
import { hessianAt, hessianByHand, moveToSaddle, saddleSpectrum } from "./saddle.ts";
import { system } from "./system.ts";

const quick = () => new Run({ quick: true, seed: 1 });

test("the quick recipe reaches its bars", async () => {
  const run = quick();
  const { bars, metrics } = await train(system, run);
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
  assert.ok(metrics["lowest_start"]! < 0 && metrics["highest_start"]! > 0);
  assert.deepEqual([...run.figures.keys()], ["curvature", "planes"]);
});

test("downscaled digits are means of squares of pixels", async () => {
  const [whole, small] = [await smallDigits(3, { side: 28, tests: 1 }), await smallDigits(3, { side: 4, tests: 1 })];
  const [pixels, means] = [whole.train.fields[0]!.data, small.train.fields[0]!.data];
  assert.equal(means.length, 3 * 16);
  // The third image, third row and second column of 7 x 7 squares.
  let sum = 0;
  for (let row = 14; row < 21; row++)
    for (let column = 7; column < 14; column++) sum += pixels[2 * 784 + row * 28 + column]!;
  assert.ok(sum > 0 && Math.abs(means[2 * 16 + 2 * 4 + 1]! - sum / 49) < 1e-6);
});

test("the linear network's Hessian equals the closed form, and its saddle at 0 is strict", async () => {
  const pairs = { x: [1, -2, 0.5, 3], y: [2, -3, 0, 1] };
  for (const point of [
    [0, 0],
    [1, 1],
    [3, 1 / 3],
    [-0.5, 2],
  ] as const) {
    const found = await hessianAt(point, pairs);
    hessianByHand(point, pairs).forEach((row, i) =>
      row.forEach((value, j) =>
        assert.ok(Math.abs(found[i]![j]! - value) < 1e-6 * Math.max(1, Math.abs(value)), `${point}`),
      ),
    );
  }
  const xy = (1 * 2 + 2 * 3 + 0 + 3 * 1) / 4;
  const { values } = eigenSymmetric(await hessianAt([0, 0], pairs));
  assert.ok(Math.abs(values[0]! + xy) < 1e-12 && Math.abs(values[1]! - xy) < 1e-12, values.join(", "));
});

test("at the saddle the gradient is 0, and the full spectrum equals the closed form", async () => {
  const { train } = await smallDigits(100, { side: 4 });
  const model = networkOf(train, 6, 1);
  await moveToSaddle(model, train);
  const matrix = await hessianOperator(
    () => crossEntropy(model.forward(train.field(0)), train.field(1)),
    model,
  ).matrix();
  const { values } = eigenSymmetric(matrix);
  const expected = saddleSpectrum(train, 6);
  assert.equal(values.length, expected.length);
  // Singular values of 0 come out as square roots of rounding errors.
  values.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${i}: ${value}, ${expected[i]}`));
  assert.equal(values.filter((value) => value < -1e-6).length, 9 * 6);
  const { gradient } = await surveyor(model, train, 10)();
  assert.ok(gradient < 1e-6, `${gradient}`);
});

test("Lanczos agrees with the matrix before and after training, and both spectra differ", async () => {
  const { deviation, spectra } = await checkAgainstMatrix(quick());
  assert.ok(deviation < 1e-5, `${deviation}`);
  assert.ok(Math.abs(spectra[0]!.at(-1)! / spectra[1]!.at(-1)! - 1) > 0.1);
});

test("at the saddle, second differences along the extreme eigenvectors equal the extreme eigenvalues", async () => {
  const { train } = await smallDigits(100, { side: 4 });
  const model = networkOf(train, 6, 1);
  await moveToSaddle(model, train);
  const survey = surveyor(model, train, 30);
  const { loss, lowest, highest } = await survey();
  const params = [model.hidden.weight, model.hidden.bias!, model.output.weight, model.output.bias!];
  const at = async (direction: typeof lowest.direction, distance: number) => {
    const before = await Promise.all(params.map((param) => param.array()));
    for (const [i, param] of params.entries()) await param.set(param.add(direction[i]!.mul(distance)));
    const moved = (await survey()).loss;
    for (const [i, param] of params.entries()) await param.set(before[i]!);
    return moved;
  };
  for (const { value, direction } of [lowest, highest]) {
    const second = ((await at(direction, 0.1)) - 2 * loss + (await at(direction, -0.1))) / 0.01;
    assert.ok(Math.abs(second / value - 1) < 0.05, `${second}, ${value}`);
  }
});

test("a descent leaves a saddle at the rate predicted by theory", async () => {
  assert.equal(growth({ learningRate: 0.1, momentum: 0 }, 2), 1.2);
  const way = { name: "descent", learningRate: 0.05, noise: 0 };
  for (const momentum of [0, 0.9]) {
    const starts = [1e-3, 1e-5].map(startBeside);
    const { updates } = await escape(quick(), { ...way, momentum }, starts, { limit: 1000 });
    const theory = 2 * updatesPerDecade({ learningRate: 0.05, momentum }, 1);
    assert.ok(Math.abs(updates[1]! - updates[0]! - theory) < 3, `${updates}, ${theory}`);
  }
});

test("saddle: momentum and noise help, and the eigenvalue predicts the length of the plateau", async () => {
  const { table, answer } = await findingOf(system.experiments["saddle"]!, quick());
  const [plain, momentum, noise, digits] = table.rows.map((row) => row.slice(2));
  const slope = (row: typeof plain) => Number(row![2]);
  for (const row of [plain, momentum, digits]) assert.ok(Math.abs(slope(row) / Number(row![1]) - 1) < 0.1, `${row}`);
  assert.ok(slope(momentum) < 0.5 * slope(plain) && slope(noise) < 0.2 * slope(plain));
  assert.deepEqual([plain![3], momentum![3]], ["never", "never"]);
  assert.ok(Number(noise![3]) < 300);
  assert.match(answer, /288 negative eigenvalues of 6634/);
});

slow("spectrum: negative curvature at the start decreases during training", async () => {
  const { table, figure } = await findingOf(system.experiments["spectrum"]!, quick());
  for (const name of ["usual weights", "near the saddle"]) {
    const rows = table.rows.filter((row) => row[0] === name);
    assert.ok(rows.every((row) => Number(row[4]) < Number(row[6])));
    assert.ok(Number(rows[0]![4]) < -0.1, `${rows[0]}`);
  }
  const usual = table.rows.filter((row) => row[0] === "usual weights");
  assert.ok(Number(usual.at(-1)![4]) > 0.5 * Number(usual[0]![4]));
  assert.equal(chartsOf(figure).length, 5);
});

test("surface: second differences equal the eigenvalues and are far smaller along random directions", async () => {
  const { table } = await findingOf(system.experiments["surface"]!, quick());
  const [most, least, random] = table.rows.map((row) => row.slice(1).map(Number));
  assert.ok(Math.abs(most![1]! / most![0]! - 1) < 0.1, `${most}`);
  assert.ok(Math.abs(least![1]! - least![0]!) < 0.02, `${least}`);
  assert.ok(random![1]! < 0.2 * most![0]!, `${random}`);
});

slow("flat: small batches end at smaller largest eigenvalues for the same training loss", async () => {
  const { table, answer } = await findingOf(system.experiments["flat"]!, quick());
  const [small, large] = table.rows.map((row) => row.map(Number));
  assert.ok(small![2]! <= 0.05 && large![2]! <= 0.05);
  assert.ok(small![3]! < large![3]!, `${small}, ${large}`);
  assert.match(answer, /2\.0 and 9\.1/);
});

test("a descent calls look before its first update and ends if look returns true", async () => {
  const { train } = await smallDigits(100, { side: 4 });
  const looks: number[] = [];
  const look = async (update: number) => looks.push(update) === 4;
  const done = await descend(quick(), networkOf(train, 6, 1), train, {
    learningRate: 0.1,
    batchSize: 32,
    updates: 10,
    label: "",
    look,
  });
  assert.deepEqual([done, looks], [3, [0, 1, 2, 3]]);
});

function chartsOf(figure: Figure): Chart[] {
  assert.ok(figure.kind === "panels");
  return figure.panels.filter((panel) => panel.kind === "chart");
}

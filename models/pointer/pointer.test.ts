/** The pointer network: geometry, tasks, decoding, gradients, the quick recipe and the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, compile, crossEntropy, grad, parameters, random } from "hebb";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { beams, probabilitiesOf } from "./decoding.ts";
import { answerOf, coverage, isRight, pointing, testProblems } from "./evaluation.ts";
import { beamExperiment } from "./experiments/beam.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { sumExperiment } from "./experiments/sum.ts";
import { type Point, areaOf, hullOf, isSimple } from "./geometry.ts";
import { PointerNetwork } from "./model.ts";
import { SummingNetwork } from "./summing.ts";
import { system } from "./system.ts";
import { batchOf, tasks } from "./tasks.ts";

const run = () => new Run({ quick: true, seed: 1 });
const square: readonly Point[] = [
  [1, 1],
  [0, 0],
  [0.5, 0.4],
  [0, 1],
  [1, 0],
];

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, run());
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

test("hulls of known points, their areas, and polygons whose edges cross", () => {
  assert.deepEqual(hullOf(square), [1, 4, 0, 3]);
  const polygon = [1, 4, 0, 3].map((i) => square[i]!);
  assert.equal(areaOf(polygon), 1);
  assert.equal(areaOf([]), 0);
  assert.ok(isSimple(polygon));
  assert.ok(!isSimple([1, 0, 4, 3].map((i) => square[i]!)));
  assert.ok(!isSimple([1, 4, 0, 1].map((i) => square[i]!)));
  assert.ok(!isSimple(polygon.slice(0, 2)));
  // Points on an edge are no corners.
  assert.deepEqual(hullOf([...square, [0.5, 0]]), [1, 4, 0, 3]);
});

test("every point is inside of the hull, which turns left at every corner", async () => {
  random.seed(1);
  for (const { inputs, answer } of await testProblems("hull", 12, 50)) {
    const corners = answer.map((i) => inputs[i]!);
    corners.forEach(([x, y], i) => {
      const [u, v] = corners[(i + 1) % corners.length]!;
      for (const [px, py] of inputs) assert.ok((u! - x!) * (py! - y!) - (v! - y!) * (px! - x!) >= -1e-12);
    });
  }
});

test("sorting draws different integers, and the answer is their order", async () => {
  random.seed(2);
  for (const { inputs, answer } of await testProblems("sort", 10, 50)) {
    const sorted = answer.map((i) => inputs[i]![0]!);
    sorted.slice(1).forEach((value, i) => assert.ok(value >= sorted[i]! + 0.009));
    assert.equal(new Set(answer).size, 10);
  }
  assert.deepEqual(tasks.sort.problem([[0.5], [0.5], [0.999], [0.999]]).inputs, [[0.5], [0.51], [0.99], [0]]);
});

test("rotations of a hull are right, reflections and parts are not; an order must be exact", () => {
  const problem = { inputs: square, answer: hullOf(square) };
  assert.ok(isRight("hull", problem, [0, 3, 1, 4]));
  assert.ok(!isRight("hull", problem, [4, 1, 3, 0]));
  assert.ok(!isRight("hull", problem, [1, 4, 0]));
  assert.ok(!isRight("hull", problem, []));
  assert.ok(!isRight("sort", problem, [4, 0, 3, 1]));
  assert.equal(
    coverage(
      [problem, problem],
      [
        [0, 3, 1],
        [1, 0, 4, 3],
      ],
    ),
    0.25,
  );
  assert.deepEqual(answerOf([3, 1, 0, 2]), [2, 0]);
  assert.deepEqual(answerOf([3, 1]), [2, 0]);
});

/** A network with random parameters, large enough to have distinct predictions. */
async function lively(features: number): Promise<PointerNetwork> {
  random.seed(3);
  const model = new PointerNetwork({ features, hidden: 5 });
  for (const [, param] of parameters(model))
    await param.set(Tensor.from(await random.normal(param.shape).array(), param.shape));
  return model;
}

test("padding does not change the logits, and single steps give those of a forward pass", async () => {
  const model = await lively(2);
  const [problem] = await testProblems("hull", 4, 1);
  const [exact, padded] = [batchOf([problem!], 4), batchOf([problem!], 7)];
  const steps = problem!.answer.length + 1;
  const logits = async (batch: typeof exact) => [
    ...(await model
      .forward(batch.inputs, batch.lengths, batch.chosen.slice(null, [0, steps]))
      .softmax()
      .array()),
  ];
  const [short, long] = [await logits(exact), await logits(padded)];
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i <= 7; i++) {
      assert.ok(Math.abs(long[8 * step + i]! - (i <= 4 ? short[5 * step + i]! : 0)) < 1e-5, `${step} ${i}`);
    }
  }
  const { encoded, start } = model.encode(exact.inputs, exact.lengths);
  let [state, before] = [start, -1];
  for (let step = 0; step < steps; step++) {
    const { logits: one, next } = model.step(Tensor.from([before], [1], "i32"), state, encoded);
    const shares = await one.softmax().array();
    shares.forEach((share, i) => assert.ok(Math.abs(share - short[5 * step + i]!) < 1e-5, `${step} ${i}`));
    [state, before] = [next, (problem!.answer[step] ?? -1) + 1];
  }
});

test("greedy pointing in a loop equals decoding on the host, and a wide beam is at least as probable", async () => {
  const model = await lively(1);
  const problems = await testProblems("sort", 5, 20);
  const answers = await pointing(model, 5, true)(problems);
  const search = beams(model, 5);
  for (const [i, problem] of problems.entries()) {
    const greedy = await search(problem, 1);
    assert.deepEqual(answers[i], greedy.answer);
    assert.equal(new Set(greedy.answer).size, greedy.answer.length);
    const { score } = await search(problem, 400);
    assert.ok(score >= greedy.score - 1e-6, `${score}, ${greedy.score}`);
  }
});

test("the loss has a gradient for every parameter, which agrees with finite differences", async () => {
  const model = await lively(2);
  const problems = await testProblems("hull", 4, 3);
  const { inputs, lengths, chosen } = batchOf(problems, 5);
  const params = parameters(model).map(([, param]) => param);
  const lossOf = () => crossEntropy(model.forward(inputs, lengths, chosen), chosen, { ignoreIndex: -1 });
  const slopes = compile(() => grad(lossOf(), params))();
  for (const [i, param] of params.entries()) {
    const values = Float32Array.from(await param.array());
    const slope = await slopes[i]!.array();
    const at = Array.from(slope, Math.abs).reduce((best, size, j, all) => (size > all[best]! ? j : best), 0);
    assert.ok(slope[at] !== 0, `parameter ${i} has no gradient`);
    const moved = async (by: number) => {
      const copy = values.slice();
      copy[at]! += by;
      await param.set(Tensor.from(copy, param.shape));
      return lossOf().item();
    };
    const difference = ((await moved(1e-2)) - (await moved(-1e-2))) / 2e-2;
    await param.set(Tensor.from(values, param.shape));
    assert.ok(
      Math.abs(difference - slope[at]!) < 0.02 * Math.abs(slope[at]!) + 1e-3,
      `${i}: ${difference}, ${slope[at]}`,
    );
  }
});

test("probabilities of an answer are distributions, and their product is its score", async () => {
  const model = await lively(1);
  const [problem] = await testProblems("sort", 4, 1);
  const rows = await probabilitiesOf(model, problem!, problem!.answer);
  assert.equal(rows.length, 5);
  for (const row of rows) assert.ok(Math.abs(row.reduce((sum, share) => sum + share) - 1) < 1e-5);
});

test("a network that sums has no outputs for more inputs than it was made for", async () => {
  const model = new SummingNetwork({ features: 1, hidden: 4, longest: 5 });
  const { inputs, lengths, chosen } = batchOf(await testProblems("sort", 6, 2), 6);
  assert.throws(() => model.forward(inputs, lengths, chosen), /a classifier of 5 positions was given 6 inputs/);
  const short = batchOf(await testProblems("sort", 3, 2), 3);
  assert.deepEqual(model.forward(short.inputs, short.lengths, short.chosen).shape, [2, 4, 4]);
});

slow("the quick forms of the experiments run", async () => {
  const { pointer, summing } = await measure(sumExperiment, run());
  assert.deepEqual([pointer.length, summing.length], [3, 2]);
  const { masked, repeated } = await measure(lengthsExperiment, run());
  assert.ok(masked.length === 3 && repeated.every(({ mean }) => mean >= 0 && mean <= 1));
  const { scores } = await measure(beamExperiment, run());
  assert.ok(scores[1]!.mean >= scores[0]!.mean - 1e-6);
});

/** Conditionals, exact sums, gradients and annealing of machines, and the claims of the experiments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, compile, grad, random, reference } from "hebb";
import { Dataset } from "hebb/data";
import { slow } from "../../test/full.ts";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import type { SavedRun } from "../saved-run.ts";
import { anneal } from "./anneal.ts";
import { logOdds } from "./digits.ts";
import { logLikelihood, logPartition, logSumExp } from "./exact.ts";
import { ais } from "./experiments/ais.ts";
import { dependence, jointProbabilities } from "./experiments/dependence.ts";
import { gradient } from "./experiments/gradient.ts";
import { samples } from "./experiments/samples.ts";
import { compareSlopes, undirected } from "./experiments/undirected.ts";
import { dream } from "./looks/dream.ts";
import { BoltzmannMachine, allStates, likelihoodGradient, statistics } from "./model.ts";
import { system } from "./system.ts";
import {
  barsAndStripes,
  climb,
  divergence,
  expectedContrast,
  exactGradient,
  meanLogLikelihood,
  modelProbabilities,
  sampledContrast,
  tinyMachine,
  transition,
} from "./tiny.ts";

const quick = () => new Run({ quick: true, seed: 1 });

/** Returns a machine whose weights and biases have the standard deviation 1. */
async function wild(visible: number, hidden: number): Promise<BoltzmannMachine> {
  random.seed(3);
  const machine = new BoltzmannMachine(visible, hidden, { std: 1 });
  await machine.visibleBias.set(random.normal([visible]));
  await machine.hiddenBias.set(random.normal([hidden]));
  return machine;
}

function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what = "") {
  assert.equal(found.length, expected.length, what);
  Array.from(expected).forEach((value, i) =>
    assert.ok(Math.abs(found[i]! - value) <= tolerance, `${what} ${i}: ${found[i]}, not ${value}`),
  );
}

test("free energies and conditionals are sums of exp(-E) over the other layer", async () => {
  const machine = await wild(5, 3);
  const joint = await jointProbabilities(machine);
  const [v, h] = [allStates(5), allStates(3)];
  const results = [
    machine.freeEnergy(v),
    machine.freeEnergyOfHidden(h),
    machine.hiddenGiven(v),
    machine.visibleGiven(h),
  ];
  const [ofVisible, ofHidden, hidden, visible] = (await reference(...results)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const total = (row: readonly number[]) => row.reduce((sum, p) => sum + p, 0);
  const turned = joint[0]!.map((_, state) => joint.map((row) => row[state]!));
  const ratios = (energies: Float64Array) => energies.map((energy) => Math.exp(energies[0]! - energy));
  assertClose(
    ratios(ofVisible),
    joint.map((row) => total(row) / total(joint[0]!)),
    1e-9,
    "F(v)",
  );
  assertClose(
    ratios(ofHidden),
    turned.map((row) => total(row) / total(turned[0]!)),
    1e-9,
    "F(h)",
  );
  const on = (rows: readonly number[][], units: number) =>
    rows.flatMap((row) =>
      Array.from({ length: units }, (_, unit) => total(row.filter((_p, state) => (state >> unit) & 1)) / total(row)),
    );
  assertClose(hidden, on(joint, 3), 1e-12, "p(h | v)");
  assertClose(visible, on(turned, 5), 1e-12, "p(v | h)");
});

test("log Z over hidden states equals log Z over visible states, also for unequal halves", async () => {
  for (const hidden of [2, 5, 8]) {
    const machine = await wild(9, hidden);
    const [energies] = await reference(machine.freeEnergy(allStates(9)));
    const expected = logSumExp(Array.from(energies!, (energy) => -energy));
    assertClose([await logPartition(machine, quick())], [expected], 1e-4, `${hidden} hidden units`);
  }
  await assert.rejects(logPartition(new BoltzmannMachine(4, 40), quick()), /too large to sum/);
});

test("log-likelihoods of all pictures are logarithms of probabilities that sum to 1", async () => {
  const machine = await wild(6, 4);
  const logZ = await logPartition(machine, quick());
  const states = Uint8Array.from(await allStates(6).array());
  let sum = 0;
  for (let state = 0; state < 64; state++) {
    const data = states.slice(6 * state, 6 * state + 6);
    const one = new Dataset<readonly [Tensor]>([{ data, shape: [1, 6] }], (own, shape) => Tensor.from(own, shape));
    sum += Math.exp(await logLikelihood(machine, one, logZ));
  }
  assertClose([sum], [1], 1e-4);
});

test("the two phases are the gradient of F(v model) - F(v data) and of the exact likelihood", async () => {
  const machine = await wild(6, 4);
  const params = [machine.weight, machine.visibleBias, machine.hiddenBias];
  const [data, model] = [allStates(6).slice([0, 20]), allStates(6).slice([20, 60])];
  const surrogate = machine.freeEnergy(model).mean().sub(machine.freeEnergy(data).mean());
  const phases = likelihoodGradient(statistics(machine, data), statistics(machine, model));
  const p = barsAndStripes();
  const found = await reference(...phases, ...exactGradient(machine, p));
  const expected = await reference(...grad(surrogate, params), ...grad(meanLogLikelihood(machine, p), params));
  expected.forEach((gradient, i) => assertClose(found[i]!, gradient, 1e-7, `gradient ${i}`));
  for (const { twoPhases, differences } of await compareSlopes(machine, p)) {
    assertClose([twoPhases], [differences], 1e-6, "finite differences");
  }
});

test("a sweep preserves the model's distribution and samples from the exact transition matrix", async () => {
  const machine = await wild(6, 4);
  const p = modelProbabilities(machine);
  assertClose(await p.matmul(transition(machine)).array(), await p.array(), 1e-6);
  const data = barsAndStripes();
  const drawn = await sampledContrast(machine, data, 3, 2000)[0]!.array();
  assertClose(drawn, await expectedContrast(machine, data, 3)[0]!.array(), 0.02);
});

test("annealing finds Z of machines without and with weights", async () => {
  random.seed(7);
  const run = quick();
  const states = new Dataset<readonly [Tensor]>(
    [{ data: Uint8Array.from(await random.bernoulli(0.3, [500, 9]).array()), shape: [500, 9] }],
    (own, shape) => Tensor.from(own, shape),
  );
  const odds = await logOdds(states);
  const flat = new BoltzmannMachine(9, 5, { std: 0 });
  await flat.visibleBias.set(odds);
  const options = { temperatures: 1, chains: 10 };
  const easy = await anneal(flat, odds, options, run);
  assertClose([easy.logZ, easy.effective], [await logPartition(flat, run), 10], 1e-4);
  const machine = await wild(9, 5);
  const { logZ, low, high, effective } = await anneal(machine, odds, { temperatures: 300, chains: 200 }, run);
  const exact = await logPartition(machine, run);
  assert.ok(Math.abs(logZ - exact) < 0.1, `${logZ}, not ${exact}`);
  assert.ok(low < exact && exact < high && effective > 50 && effective <= 200, `${low} ${high} ${effective}`);
});

test("the tiny machine learns bars and stripes, and CD-k deviates from the exact gradient", async () => {
  random.seed(1);
  const p = barsAndStripes();
  assert.equal((await p.array()).filter((share) => share > 0).length, 10);
  const machine = tinyMachine(0.1);
  const before = await divergence(machine, p).item();
  await climb(quick(), machine, p, { sweeps: "exact", updates: 2000 });
  const after = await divergence(machine, p).item();
  assert.ok(after > 0 && after < 0.5 * before, `${before} -> ${after}`);
  const far = await compile(() => expectedContrast(machine, p, 2000))()[0]!.array();
  assertClose(far, await exactGradient(machine, p)[0]!.array(), 1e-4);
});

test("the quick recipe reaches its bars", async () => {
  const { passed, bars } = await train(system, quick());
  assert.ok(passed, JSON.stringify(bars));
});

slow("the result of the quick recipe depends on the seed", async () => {
  const [first, second] = [await train(system, quick()), await train(system, quick())];
  assert.deepEqual(second.metrics, first.metrics);
});

test("undirected: layers are conditionally independent, two phases are the gradient, chains converge", async () => {
  const { dependence, errors, independence, phases, sampling } = await measure(undirected, quick());
  assert.ok(Math.abs(dependence.hiddenGivenVisible) < 1e-12 && Math.abs(dependence.visibleGivenHidden) < 1e-12);
  assert.ok(dependence.hidden > 0.01);
  assert.ok(errors.at(-1)!.error < 0.2 * errors[0]!.error);
  assert.deepEqual([independence, phases, sampling], ["holds", "agree", "converges"]);
});

test("dependence is 0 for independent units, and log 2 for a bit and its copy", () => {
  const shape = new BoltzmannMachine(1, 2);
  const copied = [
    [0.25, 0, 0, 0.25],
    [0.25, 0, 0, 0.25],
  ];
  assertClose([dependence(copied, shape).hidden], [Math.log(2)], 1e-12);
  const free = [new Array<number>(4).fill(1 / 8), new Array<number>(4).fill(1 / 8)];
  assertClose([dependence(free, shape).hidden, dependence(free, shape).hiddenGivenVisible], [0, 0], 1e-12);
});

slow("gradient: more sweeps have less bias, larger weights more, and CD-1 ends farther from the data", async () => {
  const { stages, ends, direction } = await measure(gradient, quick());
  const bias = (stage: number, k: number) => stages[stage]!.contrasts.find((one) => one.k === k)!.bias.mean;
  for (const stage of stages.keys()) assert.ok(bias(stage, 25) < bias(stage, 1), `${stage}`);
  assert.ok(bias(2, 1) > bias(0, 1));
  assert.ok(stages.every(({ contrasts }) => contrasts.every(({ sampled }) => sampled.mean > 0.7)));
  assert.equal(direction, "uphill");
  assert.ok(ends[0]!.divergence.mean > ends.at(-1)!.divergence.mean);
});

test("ais: more temperatures come closer to log Z, with a larger effective sample size", async () => {
  const { trials } = await measure(ais, quick());
  const [first, last] = [trials[0]!, trials.at(-1)!];
  assert.ok(Math.abs(last.error.mean) < Math.min(1, Math.abs(first.error.mean)));
  assert.ok(last.effective.mean > 3 * first.effective.mean);
});

test("samples: chains from noise reach the energies of digits", async () => {
  const { ways } = await measure(samples, quick());
  assert.deepEqual(
    ways.map(({ training }) => training),
    ["CD-1", "persistent CD"],
  );
  for (const { fromNoise, training, strip } of ways) {
    const excess = fromNoise.excess.map(({ nats }) => nats);
    assert.ok(excess[0]! > 100 && Math.abs(excess.at(-1)!) < 0.3 * excess[0]!, `${training}: ${excess}`);
    assert.equal(strip.pixels.length, strip.chains * strip.sweeps.length * 784);
  }
});

test("a look completes a test digit or the drawn upper half of one", async () => {
  const saved: SavedRun = { load: async (_, model) => model, text: async () => '{"visible":784,"hidden":4}' };
  const view = (digit: string) => dream.view({ digit, rows: 14, seed: 0 }, async () => saved);
  const half = [".####.", "#....#", "#....#", "......", "......", "......"];
  for (const [digit, isDrawn, words] of [
    ["3", false, /of the picture, and Gibbs/],
    [half.join("/"), true, /^Your drawing is in the middle/],
  ] as const) {
    const facts = await view(digit);
    assert.equal(facts.isDrawn, isDrawn);
    assert.match(dream.words(facts).en, words);
    const seen = (pixels: Uint8Array) => pixels.slice(0, 14 * 28);
    assert.ok(seen(facts.original).some((ink) => ink > 0));
    for (const pixels of [facts.start, ...facts.completed]) assert.deepEqual(seen(pixels), seen(facts.original));
    assert.equal(
      facts.original.slice(14 * 28).some((ink) => ink > 0),
      !isDrawn,
    );
  }
  await assert.rejects(view("#"), /the drawing has 1 row/);
});

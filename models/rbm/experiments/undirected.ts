/** Training of an undirected graph: three checks on a machine small enough to enumerate. */
import { type Param, type Tensor, compile, random, reference, scan } from "hebb";
import type { Chart, Heatmap, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { Experiment } from "../../system.ts";
import { type BoltzmannMachine, allStates, statistics } from "../model.ts";
import { barsAndStripes, exactGradient, meanLogLikelihood, modelProbabilities, tinyMachine } from "../tiny.ts";
import { correlations, dependence, jointProbabilities } from "./dependence.ts";

const chains = 100;

export const undirected: Experiment = {
  question: {
    en: "An undirected graph has no forward pass, so how can it be trained?",
    zh: "无向图没有前向计算，为什么也能训练？",
  },

  async measure(run) {
    const machine = tinyMachine(1.5);
    // With these biases, no unit prefers a state by itself, so that all correlations come from the weights.
    await machine.visibleBias.set(machine.weight.sum(1).mul(-0.5));
    await machine.hiddenBias.set(machine.weight.sum(0).mul(-0.5));
    const joint = await jointProbabilities(machine);
    const tied = dependence(joint, machine);
    const given = Math.max(Math.abs(tied.hiddenGivenVisible), Math.abs(tied.visibleGivenHidden));
    const slopes = await compareSlopes(machine, barsAndStripes());
    const errors = await gibbsErrors(run, machine, run.quick ? 1000 : 10_000);
    const slopeError = Math.max(...slopes.map(({ twoPhases, differences }) => Math.abs(twoPhases - differences)));
    const [first, last] = [errors[0]!, errors.at(-1)!];
    return {
      answer: [
        given < 1e-10
          ? `Given one layer, the units of the other have nothing to do with each other (at most ${size(given)} nats of dependence; ` +
            `${tied.hidden.toFixed(3)} between hidden units where nothing is given), so that a layer is drawn in one go.`
          : `Given one layer, the units of the other still depend on each other (by up to ${size(given)} nats).`,
        slopeError < 1e-6
          ? `The slope of the log-likelihood is what v and h do together in the data less what they do in the model (off by at ` +
            `most ${size(slopeError)} from differences of the summed-up likelihood),`
          : `The expectations of data and model differ from the slope of the log-likelihood by ${size(slopeError)},`,
        last[1] < first[1]
          ? `and Gibbs chains give the model's part without Z: after ${count(last[0])} draws it is off by ${size(last[1])}, after ` +
            `${count(first[0])} by ${size(first[1])}.`
          : `but Gibbs chains do not find the model's part: it is off by ${size(last[1])} after ${count(last[0])} draws.`,
      ].join(" "),
      table: {
        columns: ["checked by counting all states", "found", "unit"],
        rows: [
          ["dependence of hidden units given v", tied.hiddenGivenVisible, "nats"],
          ["dependence of visible units given h", tied.visibleGivenHidden, "nats"],
          ["dependence of hidden units", tied.hidden, "nats"],
          ["dependence of visible units", tied.visible, "nats"],
          ["largest |two phases - finite differences|", slopeError, "nats"],
          ["largest slope", Math.max(...slopes.map(({ differences }) => Math.abs(differences))), "nats"],
          ...errors.map(([draws, error]) => [`error of ⟨vhᵀ⟩ after ${count(draws)} draws`, error, "per weight"]),
        ],
      },
      figure: figureOf(correlations(joint, machine), slopes, errors),
    };
  },
};

interface Slope {
  /** Gradient from both phases: data minus model. */
  readonly twoPhases: number;
  readonly differences: number;
  readonly dataAlone: number;
}

/**
 * Returns ∂ log-likelihood by each parameter, from the two phases and from central differences of the likelihood, in
 * f64.
 */
export async function compareSlopes(machine: BoltzmannMachine, p: Tensor): Promise<Slope[]> {
  const found = await reference(...exactGradient(machine, p));
  const data = await reference(...statistics(machine, allStates(machine.visible), p));
  const params = [machine.weight, machine.visibleBias, machine.hiddenBias];
  const slopes: Slope[] = [];
  for (const [i, param] of params.entries()) {
    const differences = await centralDifferences(param, () => meanLogLikelihood(machine, p));
    differences.forEach((difference, j) =>
      slopes.push({ twoPhases: found[i]![j]!, differences: difference, dataAlone: data[i]![j]! }),
    );
  }
  return slopes;
}

/**
 * Returns (f(x + δ) - f(x - δ)) / 2δ by each element of a parameter, with f in f64. The actual δ is 2^-10 as rounded in
 * f32.
 */
async function centralDifferences(param: Param, f: () => Tensor): Promise<number[]> {
  const values = Float32Array.from(await param.array());
  const differences: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const sides: { at: number; value: number }[] = [];
    for (const sign of [1, -1]) {
      const moved = values.slice();
      moved[i] = values[i]! + sign * 2 ** -10;
      await param.set(moved);
      const [value] = await reference(f());
      sides.push({ at: moved[i]!, value: value![0]! });
    }
    differences.push((sides[0]!.value - sides[1]!.value) / (sides[0]!.at - sides[1]!.at));
  }
  await param.set(values);
  return differences;
}

/**
 * Returns the root mean square error of ⟨vhᵀ⟩ estimated from Gibbs chains that start at random bits, by number of
 * samples.
 */
async function gibbsErrors(run: Run, machine: BoltzmannMachine, sweeps: number): Promise<Point[]> {
  const [expected] = statistics(machine, allStates(machine.visible), modelProbabilities(machine));
  const walk = compile((start: Tensor) => {
    const [, means] = scan(
      (v: Tensor) => {
        const next = machine.sweep(v);
        return [next, statistics(machine, next)[0].flatten()];
      },
      start,
      null,
      { length: sweeps },
    );
    return means;
  });
  const exact = await expected.flatten().array();
  const means = await walk(random.bernoulli(0.5, [chains, machine.visible]).cast("f32")).array();
  run.progress("Gibbs sampling", sweeps, sweeps);
  const sums = new Float64Array(exact.length);
  const errors: Point[] = [];
  for (let t = 1; t <= sweeps; t++) {
    for (let i = 0; i < sums.length; i++) sums[i]! += means[(t - 1) * sums.length + i]!;
    if (!Number.isInteger(Math.log10(t)) && !Number.isInteger(Math.log10(t / 3))) continue;
    const squares = Array.from(sums, (sum, i) => (sum / t - exact[i]!) ** 2);
    errors.push([t * chains, Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)]);
  }
  return errors;
}

function figureOf(
  { hidden, hiddenGivenVisible }: { hidden: number[][]; hiddenGivenVisible: number[][] },
  slopes: readonly Slope[],
  errors: readonly Point[],
): Panels {
  const correlation = (title: string, values: number[][]): Heatmap => ({
    kind: "heatmap",
    title,
    rows: { label: "hidden unit" },
    columns: { label: "hidden unit" },
    // Rounds small values to 0.
    values: values.map((row) => row.map((value) => Math.round(1000 * value) / 1000 + 0)),
    scale: "diverging",
    label: "correlation",
    numbers: true,
  });
  const ends = Math.max(
    ...slopes.flatMap(({ dataAlone, differences }) => [Math.abs(dataAlone), Math.abs(differences)]),
  );
  const against = (pick: (slope: Slope) => number) => slopes.map((slope): Point => [slope.differences, pick(slope)]);
  const gradients: Chart = {
    kind: "chart",
    title: "Slopes of the log-likelihood",
    x: { label: "by finite differences" },
    y: { label: "by expectations" },
    layers: [
      {
        mark: "line",
        dashed: true,
        points: [
          [-ends, -ends],
          [ends, ends],
        ],
      },
      { mark: "points", name: "data - model", points: against(({ twoPhases }) => twoPhases) },
      { mark: "points", name: "data alone", points: against(({ dataAlone }) => dataAlone) },
    ],
  };
  const [start, error] = errors[Math.floor(errors.length / 2)]!;
  const gibbs: Chart = {
    kind: "chart",
    title: "⟨vhᵀ⟩ of the model by Gibbs chains",
    x: { label: "draws", scale: "log" },
    y: { label: "error (root mean square)", scale: "log" },
    layers: [
      { mark: "line", name: "measured", points: errors },
      { mark: "line", name: "1/√n", dashed: true, points: errors.map(([n]) => [n, error * Math.sqrt(start / n)]) },
    ],
  };
  const panels = [
    correlation("Hidden units, nothing given", hidden),
    correlation("Hidden units, v given", hiddenGivenVisible),
    gradients,
    gibbs,
  ];
  return { kind: "panels", title: "What makes a machine without directions trainable", columns: 2, panels };
}

const size = (value: number) => value.toExponential(1);
const count = (value: number) => value.toLocaleString("en-GB");

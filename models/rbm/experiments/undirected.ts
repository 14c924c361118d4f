/** Training of an undirected graph: three checks on a machine small enough to enumerate. */
import { type Param, type Tensor, compile, random, reference, scan } from "hebb";
import type { Chart, Heatmap, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { rbm } from "../../shared/structures/rbm.ts";
import { defineExperiment } from "../../system.ts";
import { count } from "../../quantity.ts";
import { type Text, say, text } from "../../text.ts";
import { type BoltzmannMachine, allStates, statistics } from "../model.ts";
import { barsAndStripes, exactGradient, meanLogLikelihood, modelProbabilities, tinyMachine } from "../tiny.ts";
import type { Slope, UndirectedFacts } from "../facts.ts";
import { undirectedWords } from "../words.ts";
import { correlations, dependence, jointProbabilities } from "./dependence.ts";

const chains = 100;

export const undirected = defineExperiment<UndirectedFacts>({
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
    const slopeError = Math.max(...slopes.map(({ twoPhases, differences }) => Math.abs(twoPhases - differences)));
    const errors = (await gibbsErrors(run, machine, run.quick ? 1000 : 10_000)).map(([draws, error]) => ({
      draws,
      error,
    }));
    const values = await machine.weight.array();
    const { hidden, visible } = machine;
    return {
      weights: Array.from({ length: visible }, (_, i) => Array.from(values.subarray(i * hidden, (i + 1) * hidden))),
      dependence: tied,
      correlations: correlations(joint, machine),
      slopes,
      errors,
      independence: given < 1e-10 ? "holds" : "fails",
      phases: slopeError < 1e-6 ? "agree" : "differ",
      sampling: errors.at(-1)!.error < 0.2 * errors[0]!.error ? "converges" : "stays off",
    };
  },

  words: undirectedWords,

  table: ({ dependence: tied, slopes, errors }) => ({
    columns: [text("checked by enumeration", "枚举所有状态来核对"), text("found", "结果"), text("unit", "单位")],
    rows: [
      [
        text("KL divergence of the hidden variables from independent ones", "隐变量的分布与各自独立时的 KL 散度"),
        tied.hidden,
        text("nats", "奈特"),
      ],
      [text("the same, given v", "给定 v 之后"), tied.hiddenGivenVisible, text("nats", "奈特")],
      [
        text("KL divergence of the visible variables from independent ones", "可观测变量的分布与各自独立时的 KL 散度"),
        tied.visible,
        text("nats", "奈特"),
      ],
      [text("the same, given h", "给定 h 之后"), tied.visibleGivenHidden, text("nats", "奈特")],
      [
        text("largest difference of two phases and finite differences", "两项之差与有限差分的最大偏差"),
        Math.max(...slopes.map(({ twoPhases, differences }) => Math.abs(twoPhases - differences))),
        text("per parameter", "每个参数"),
      ],
      [
        text("largest derivative of the log-likelihood", "对数似然的最大偏导数"),
        Math.max(...slopes.map(({ differences }) => Math.abs(differences))),
        text("per parameter", "每个参数"),
      ],
      ...errors.map(({ draws, error }) => [
        say(
          { draws: count(draws, "sample", "samples", "个样本") },
          "error of ⟨vhᵀ⟩ from {draws}",
          "用 {draws}估计 ⟨vhᵀ⟩ 的误差",
        ),
        error,
        text("per weight", "每个权重"),
      ]),
    ],
  }),

  figure: figureOf,
});

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

function figureOf({ weights, correlations: { hidden, hiddenGivenVisible }, slopes, errors }: UndirectedFacts): Panels {
  return {
    kind: "panels",
    title: text("Training an undirected graph: what is needed, checked one by one", "训练无向图需要什么：逐项核对"),
    columns: 2,
    panels: [
      rbm({ visible: weights.length, hidden: weights[0]!.length, weights }),
      sampled(errors),
      correlation(text("Correlation of hidden variables", "隐变量之间的相关系数"), hidden),
      correlation(text("The same, given v: independent", "给定 v 之后：互相独立"), hiddenGivenVisible),
      slopesChart(text("Data − model: the gradient", "数据项减模型项：正是梯度"), slopes, ({ twoPhases }) => twoPhases),
      slopesChart(text("Data alone: not the gradient", "只有数据项：不是梯度"), slopes, ({ dataAlone }) => dataAlone),
    ],
  };
}

function correlation(title: Text, values: readonly (readonly number[])[]): Heatmap {
  const names = values.map((_, j) => `h${"₁₂₃₄₅₆₇₈₉"[j]}`);
  return {
    kind: "heatmap",
    title,
    rows: { label: text("hidden variable", "隐变量"), names },
    columns: { label: text("hidden variable", "隐变量"), names },
    // Rounds small values to 0.
    values: values.map((row) => row.map((value) => Math.round(1000 * value) / 1000 + 0)),
    scale: "diverging",
    label: text("correlation", "相关系数"),
    numbers: true,
  };
}

function slopesChart(title: Text, slopes: readonly Slope[], pick: (slope: Slope) => number): Chart {
  const ends = Math.max(...slopes.map(({ differences }) => Math.abs(differences)));
  return {
    kind: "chart",
    title,
    x: { label: text("derivative by finite differences", "有限差分算出的偏导数") },
    y: { label: title },
    layers: [
      {
        mark: "line",
        name: text("equal", "相等"),
        dashed: true,
        points: [
          [-ends, -ends],
          [ends, ends],
        ],
      },
      {
        mark: "points",
        name: text("a parameter", "一个参数"),
        points: slopes.map((slope): Point => [slope.differences, pick(slope)]),
      },
    ],
  };
}

function sampled(errors: UndirectedFacts["errors"]): Chart {
  const { draws, error } = errors[Math.floor(errors.length / 2)]!;
  return {
    kind: "chart",
    title: text("Model term ⟨vhᵀ⟩ by Gibbs sampling", "用吉布斯采样估计模型项 ⟨vhᵀ⟩"),
    x: { label: text("samples", "样本数"), scale: "log" },
    y: { label: text("error (root mean square)", "均方根误差"), scale: "log" },
    layers: [
      { mark: "line", name: text("measured", "实测"), points: errors.map(({ draws, error }): Point => [draws, error]) },
      {
        mark: "line",
        name: "1/√n",
        dashed: true,
        points: errors.map(({ draws: n }): Point => [n, error * Math.sqrt(draws / n)]),
      },
    ],
  };
}

/** The reset gate fixed at 0, with the update gate learned and fixed at 0: on what does the state still depend? */
import { compile, grad, random } from "hebb";
import type { Panels } from "../../figure.ts";
import { bars } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type Reset, type ResetFacts, resets } from "../facts.ts";
import { type FixedGates, GatedRecurrentUnit } from "../model.ts";
import { resetNames } from "../names.ts";
import { trainSums } from "../sums.ts";
import { resetWords } from "../words.ts";

const fixedGates: Readonly<Record<Reset, FixedGates>> = {
  "both learned": {},
  "r = 0": { r: 0 },
  "z = 0": { z: 0 },
  "both 0": { z: 0, r: 0 },
};

/** Number of steps over which influences are measured. */
const steps = 8;

export const resetExperiment = defineExperiment<ResetFacts>({
  question: {
    en: "Does a reset gate of zero make the state depend on the current input alone?",
    zh: "重置门为零，hₜ 就只和当前输入 xₜ 有关了吗？",
  },
  seeds: 3,

  async measure(run) {
    const [digits, epochs] = run.quick ? [5, 5] : [10, 20];
    const measured = await run.overSeeds(async (one) => {
      const accuracies: number[] = [];
      for (const network of resets) {
        const fixed = fixedGates[network];
        accuracies.push((await trainSums(one, { label: network, length: digits, epochs, fixed })).accuracy);
      }
      return accuracies;
    });
    // After the trainings, whose random numbers it restarts.
    const influences: number[][] = [];
    for (const network of resets) influences.push(await influenceOf(fixedGates[network], run.seed));
    const networks = resets.map((network, i) => ({
      network,
      accuracy: summarize(
        measured.map((accuracies) => accuracies[i]!),
        run.seeds,
      ),
      influence: influences[i]!,
    }));
    const [both, r, , none] = networks.map(({ accuracy }) => accuracy);
    const alone = networks.filter(({ influence }) => influence.slice(1).every((value) => value === 0));
    const only = alone.length === 1 && alone[0]!.network === "both 0";
    return {
      digits,
      networks,
      alone: alone.length === 0 ? "none" : only ? "only both 0" : "others too",
      reset: distinguishable(both!, r!),
      remembers: distinguishable(r!, none!),
    };
  },

  words: resetWords,

  table: ({ networks }) => ({
    columns: [
      text("gates", "门"),
      { name: text("sums classified correctly", "求和的准确率"), unit: "fraction" },
      text("influence of the previous input", "前一个输入的影响"),
    ],
    rows: networks.map(({ network, accuracy, influence }) => [resetNames(network), accuracy, influence[1]!]),
  }),

  figure: figureOf,
});

/** Returns the norms of ∂h_T/∂x_{T-k} of untrained units over random inputs, relative to that of k = 0. */
async function influenceOf(fixed: FixedGates, seed: number): Promise<number[]> {
  random.seed(seed);
  const unit = new GatedRecurrentUnit(8, 16, fixed);
  const [x, direction] = [random.normal([64, steps, 8]), random.normal([64, 16])];
  const norms = compile(() => {
    const state = unit
      .forward(x)
      .slice(null, [steps - 1, steps])
      .squeeze(1);
    const [slope] = grad(state.mul(direction).sum(), [x]);
    return slope.square().sum([0, 2]).sqrt();
  })();
  const values = [...(await norms.array())].reverse();
  return values.map((value) => value / values[0]!);
}

function figureOf({ networks }: ResetFacts): Panels {
  return {
    kind: "panels",
    title: text("Reset gate and update gate fixed at zero", "把重置门和更新门固定为零"),
    columns: 1,
    panels: [
      {
        kind: "chart",
        title: text("Influence of an earlier input on the state, before training", "较早的输入对状态的影响（训练前）"),
        x: { label: text("steps back", "往回的步数") },
        y: { label: text("relative to the current input", "与当前输入的影响之比") },
        layers: networks.flatMap(({ network, influence }) => {
          const name = resetNames(network);
          const points = influence.map((value, k) => [k, value] as const);
          return [{ mark: "line", name, points } as const, { mark: "points", name, points } as const];
        }),
      },
      {
        kind: "chart",
        title: text("Sums classified correctly after training", "训练后求和的准确率"),
        x: { label: text("gates", "门") },
        y: { label: text("accuracy", "准确率"), domain: [0, 1] },
        layers: bars(
          networks.map(({ network, accuracy }) => [resetNames(network), accuracy] as const),
          { range: [0, 1] },
        ),
      },
    ],
  };
}

/** Random search and grid search over five hyperparameters, and the share of each of them in the outcome. */
import { random } from "hebb";
import type { Chart, Figure } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { courseDigits } from "../../shared/course-digits.ts";
import { correlation, std } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { SearchFacts } from "../facts.ts";
import {
  type HyperparameterName,
  type Parts,
  type Trial,
  type Tried,
  attempt,
  hyperparameterNames,
  listedNames,
  positionOf,
  ranges,
  valuesAt,
} from "../hyperparameters.ts";
import { hyperparameterName } from "../names.ts";
import { searchWords } from "../words-of-training.ts";

/** Both searches with one seed. */
interface Searched {
  readonly drawn: readonly Tried[];
  readonly shares: readonly number[];
  readonly random: number;
  readonly grid: number;
}

export const search = defineExperiment<SearchFacts>({
  question: {
    en: "Which of the many hyperparameters matter, and does random search find better ones than a grid?",
    zh: "超参数那么多，哪些真正要紧，随机搜索会比网格搜索找得更好吗？",
  },
  seeds: 3,

  async measure(run) {
    const { fitting, validation, test } = await courseDigits(run.quick ? 500 : 2000);
    const parts: Parts = { train: fitting, validation, test, epochs: run.quick ? 1 : 4 };
    const budget = run.quick ? 4 : 32;
    const searched = await run.overSeeds((one) => one.once("searches", () => searches(one, parts, budget)));
    const over = (value: (one: Searched) => number) => summarize(searched.map(value), run.seeds);
    const importance = hyperparameterNames.map((name, i) => ({ name, share: over(({ shares }) => shares[i]!) }));
    const [first, second] = importance.toSorted((a, b) => b.share.mean - a.share.mean) as [Importance, Importance];
    const [byChance, byGrid] = [over((one) => one.random), over((one) => one.grid)];
    return {
      trials: searched[0]!.drawn.map(({ values, loss }): Trial => ({ values, loss })),
      importance,
      budget,
      random: byChance,
      grid: byGrid,
      first: first.name,
      lead: distinguishable(first.share, second.share),
      order: distinguishable(byGrid, byChance),
    };
  },

  words: searchWords,

  table: ({ importance }) => ({
    columns: [
      text("hyperparameter", "超参数"),
      text("from", "从"),
      text("to", "到"),
      { name: text("explained fraction of the variance", "能解释的方差比例"), unit: "fraction" },
    ],
    rows: importance.map(({ name, share }) => [hyperparameterName(name), ranges[name].low, ranges[name].high, share]),
  }),

  figure: ({ trials }): Figure => ({
    kind: "panels",
    title: text("One random search: each point is a network", "一次随机搜索：每个点是一个网络"),
    columns: 3,
    panels: hyperparameterNames.map((name) => scatter(name, trials)),
  }),
});

type Importance = SearchFacts["importance"][number];

async function searches(run: Run, parts: Parts, budget: number): Promise<Searched> {
  const places = await random.uniform([budget, hyperparameterNames.length]).array();
  const width = hyperparameterNames.length;
  const drawnAt = Array.from({ length: budget }, (_, i) => [...places.subarray(i * width, (i + 1) * width)]);
  const tried = async (positions: readonly (readonly number[])[], label: string) => {
    const trials: Tried[] = [];
    for (const position of positions) {
      trials.push(await attempt(run, valuesAt(position), parts));
      run.progress(label, trials.length, budget);
    }
    return trials;
  };
  const drawn = await tried(drawnAt, "random search");
  const listed = await tried(gridOf(budget), "grid search");
  return {
    drawn,
    shares: hyperparameterNames.map((name) => shareOf(name, drawn)),
    random: best(drawn),
    grid: best(listed),
  };
}

/** Two values for as many hyperparameters as the budget allows, and the middle of the range for the others. */
function gridOf(budget: number): number[][] {
  const listed = listedNames(budget).length;
  return Array.from({ length: budget }, (_, i) =>
    hyperparameterNames.map((_, k) => (k >= listed ? 0.5 : (i >> k) & 1 ? 0.75 : 0.25)),
  );
}

/** Test error of the network with the lowest validation loss. */
const best = (trials: readonly Tried[]): number =>
  trials.reduce((best, one) => (one.loss < best.loss ? one : best)).testError;

/** Fraction of the variance of the logarithmic loss that a parabola of the hyperparameter explains. */
function shareOf(name: HyperparameterName, trials: readonly Tried[]): number {
  const x = trials.map(({ values }) => positionOf(name, values[name]) - 0.5);
  const y = trials.map(({ loss }) => Math.log(loss));
  // The part of x² that is not linear in x, so that the two shares add up.
  const squares = x.map((value) => value ** 2);
  const slope = (correlation(x, squares) * std(squares)) / std(x);
  const bend = squares.map((square, i) => square - slope * x[i]!);
  return correlation(x, y) ** 2 + correlation(bend, y) ** 2;
}

function scatter(name: HyperparameterName, trials: readonly Trial[]): Chart {
  return {
    kind: "chart",
    title: hyperparameterName(name),
    x: { label: hyperparameterName(name), ...(ranges[name].log && { scale: "log" }) },
    y: { label: text("validation loss (nats)", "验证集损失（奈特）"), scale: "log" },
    layers: [{ mark: "points", points: trials.map(({ values, loss }) => [values[name], loss]) }],
  };
}

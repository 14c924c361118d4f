/** Exploding gradients: a cliff in the loss of one unit, and clipping on DigitSum with tuned learning rates. */
import { random } from "hebb";
import type { Chart, Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { curve } from "../../shared/curves.ts";
import { median } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { cliff } from "../cliff.ts";
import { type Course, descend, lastLoss } from "../explosion.ts";
import type { Clipping, Cliff, ExplosionFacts, TunedTraining } from "../facts.ts";
import { explosionWords } from "../words-of-explosion.ts";

const clippings: readonly Clipping[] = ["free", "percentile", "every"];
const [digits, hidden, gain] = [10, 32, 1];
/** Maximum norm with which almost every step is clipped. */
const low = 1;
/** Percentile of the norms at which "percentile" clips. */
const rank = 0.95;

/** Trainings with one seed: `courses[clipping][rate]`. */
interface Trainings {
  readonly courses: readonly (readonly Course[])[];
  readonly bounds: readonly number[];
  /** Norms of the unclipped training at its best rate. */
  readonly norms: readonly number[];
}

export const explosionExperiment = defineExperiment<ExplosionFacts>({
  question: {
    en: "Why do the gradients of a recurrent network explode, and does clipping help?",
    zh: "循环神经网络的梯度为什么会爆炸，梯度截断管用吗？",
  },
  seeds: 5,

  async measure(run) {
    const rates = run.quick ? [0.1, 0.3] : [0.03, 0.1, 0.3, 1];
    const steps = run.quick ? 300 : 1500;
    const found = await run.once("cliff", () => cliff(run.quick ? 31 : 61).then(plain));
    const measured = await run.overSeeds((one) => trainAll(one, rates, steps));
    const trainings = clippings.map((clipping, k): TunedTraining => {
      const losses = rates.map((_, i) =>
        summarize(
          measured.map(({ courses }) => lastLoss(courses[k]![i]!)),
          run.seeds,
        ),
      );
      const best = indexOfLeast(losses.map((one) => one.mean));
      const clipped = measured.map(
        ({ courses, bounds }) => courses[k]![best]!.norms.filter((norm) => norm > bounds[k]!).length / steps,
      );
      return { clipping, losses, best, clipped: summarize(clipped, run.seeds) };
    });
    const [free, rare, every] = trainings.map(({ losses, best }) => losses[best]!);
    const { free: thrown, clipped } = found;
    return {
      cliff: { ...found, loss: Float32Array.from(found.loss) },
      fall: thrown.loss > 10 * clipped.loss ? "thrown" : "not thrown",
      digits,
      steps,
      rates,
      trainings,
      guess: guessing(),
      norms: Float32Array.from(measured[0]!.norms),
      percentile: measured[0]!.bounds[1]!,
      peak: summarize(
        measured.map(({ norms }) => Math.max(...norms) / median(norms)),
        run.seeds,
      ),
      rare: distinguishable(free!, rare!),
      every: distinguishable(rare!, every!),
    };
  },

  words: explosionWords,

  table: ({ rates, trainings }) => ({
    columns: [
      text("clipping", "梯度截断"),
      ...rates.map((rate) => ({ name: { en: `loss, rate ${rate}`, zh: `学习率 ${rate} 的损失` }, digits: 2 })),
      { name: text("steps clipped at the best rate", "最佳学习率下截断的步数占比"), unit: "fraction" },
    ],
    rows: trainings.map(({ clipping, losses, clipped }) => [nameOf(clipping), ...losses, clipped]),
  }),

  figure: figureOf,
});

/** Trains with every clipping and rate, always from the same initialization. */
async function trainAll(run: Run, rates: readonly number[], steps: number): Promise<Trainings> {
  const train = async (clipping: Clipping, bound: number): Promise<Course[]> => {
    const found: Course[] = [];
    for (const learningRate of rates) {
      random.seed(run.seed);
      const settings = { length: digits, hidden, gain, learningRate, steps };
      const label = `${clipping}, learning rate ${learningRate}`;
      found.push(await descend(run, label, bound === Infinity ? settings : { ...settings, bound }));
    }
    return found;
  };
  const free = await train("free", Infinity);
  const { norms } = free[indexOfLeast(free.map(lastLoss))]!;
  const percentile = norms.toSorted((a, b) => a - b)[Math.floor(rank * (norms.length - 1))]!;
  const courses = [free, await train("percentile", percentile), await train("every", low)];
  return { courses, bounds: [Infinity, percentile, low], norms };
}

/** `run.once` keeps JSON, without typed arrays. */
const plain = ({ loss, ...rest }: Cliff) => ({ ...rest, loss: [...loss] });

const indexOfLeast = (values: readonly number[]): number => values.indexOf(Math.min(...values));

/** Returns the entropy of the sum of two random digits. */
function guessing(): number {
  const shares = Array.from({ length: 19 }, (_, sum) => (10 - Math.abs(9 - sum)) / 100);
  return -shares.reduce((total, share) => total + share * Math.log(share), 0);
}

function figureOf({ cliff: found, norms, percentile, rates, trainings, guess }: ExplosionFacts): Panels {
  return {
    kind: "panels",
    title: text("Exploding gradients and clipping", "梯度爆炸与梯度截断"),
    columns: 2,
    panels: [surface(found), section(found), normsChart(norms, percentile), tuned(rates, trainings, guess)],
  };
}

function surface({ loss, size, w, b, free, clipped }: Cliff): Chart {
  const rows = Array.from({ length: size }, (_, i) => Array.from(loss.subarray(i * size, (i + 1) * size)));
  const values = rows.map((row) => row.map((value) => Math.max(value, 1e-4)));
  return {
    kind: "chart",
    title: text("Loss of one unit, and two descents", "一个神经元的损失，两条下降路径"),
    x: { label: "w", domain: w },
    y: { label: "b", domain: b },
    layers: [
      { mark: "field", scale: "log", values, x: w, y: b, label: text("loss", "损失") },
      { mark: "line", name: text("not clipped", "不截断"), points: free.path },
      { mark: "line", name: text("clipped", "截断"), points: clipped.path },
      { mark: "points", name: text("start", "起点"), points: [free.path[0]!] },
    ],
  };
}

function section({ section: { w, loss, norms } }: Cliff): Chart {
  return {
    kind: "chart",
    title: { en: `Across the cliff, at w = ${w}`, zh: `横穿悬崖的截面，w = ${w}` },
    x: { label: "b" },
    y: { label: text("loss, or norm of its gradient", "损失，或梯度的范数"), scale: "log", domain: [1e-5, 1e4] },
    layers: [
      { mark: "line", name: text("norm of the gradient", "梯度的范数"), points: norms },
      { mark: "line", name: text("loss", "损失"), points: loss },
    ],
  };
}

function normsChart(norms: Float32Array, percentile: number): Chart {
  return {
    kind: "chart",
    title: text("DigitSum, not clipped: norm of the gradient", "DigitSum，不截断：梯度的范数"),
    x: { label: text("training step", "训练步数") },
    y: { label: text("norm of the gradient", "梯度的范数"), scale: "log" },
    layers: [
      { mark: "line", points: Array.from(norms, (norm, i) => [i + 1, norm] as const) },
      { mark: "rule", axis: "y", value: percentile, name: text("bound for clipping", "截断的界限") },
    ],
  };
}

function tuned(rates: readonly number[], trainings: readonly TunedTraining[], guess: number): Chart {
  return {
    kind: "chart",
    title: text("DigitSum: loss at the end, by learning rate", "DigitSum：训练结束时的损失"),
    x: { label: text("learning rate", "学习率"), scale: "log" },
    y: { label: text("cross entropy in nats", "交叉熵（奈特）") },
    layers: [
      { mark: "rule", axis: "y", value: guess, name: text("guessing by frequency", "按频率猜") },
      ...trainings.flatMap(({ clipping, losses }) => curve(nameOf(clipping), rates, losses)),
    ],
  };
}

const nameOf = (clipping: Clipping): Text =>
  cases(clipping, {
    free: text("not clipped", "不截断"),
    percentile: text("largest norms clipped", "只截断最大的一小部分"),
    every: text("almost every step clipped", "几乎每步都截断"),
  });

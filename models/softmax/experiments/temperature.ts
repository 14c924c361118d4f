/** Distributions from ten logits at different temperatures. */
import { type Tensor, compile, crossEntropy } from "hebb";
import { type Pictures, mnist } from "hebb/data";
import type { Axis, Chart, Panels, Point } from "../../figure.ts";
import type { Experiment } from "../../system.ts";
import { entropy } from "../information.ts";
import { type SoftmaxClassifier, classes, softmax } from "../model.ts";
import { trainClassifier } from "../training.ts";

// Powers of two, which divide without rounding.
const temperatures = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((power) => 2 ** power);

/** Means over pictures for q = softmax(s / T). */
export interface Warmth {
  readonly temperature: number;
  readonly accuracy: number;
  /** Cross entropy of q with the labels, in nats. */
  readonly crossEntropy: number;
  /** Entropy of q, in nats. */
  readonly entropy: number;
  /** Confidence: the mean of the largest probability. */
  readonly confidence: number;
  /**
   * Expected calibration error: the mean difference between confidence and accuracy in bins of equal width (Guo et al.,
   * 2017).
   */
  readonly calibration: number;
}

export const temperature: Experiment = {
  question: {
    en: "How does softmax turn a list of scores into a probability distribution, and what does the temperature change?",
    zh: "Softmax 怎样把几个得分变成概率分布，温度又改变了什么？",
  },

  async measure(run) {
    const digits = await mnist();
    const [train, held] = digits.train.take(run.quick ? 6000 : 60_000).split(5 / 6, { seed: run.seed });
    const model = await trainClassifier(run, train, { epochs: 10, quiet: true });
    const measure = warmthOf(model);
    const found: Warmth[] = [];
    for (const value of temperatures) found.push(await measure(digits.test, value));
    const best = await bestTemperature(measure, held);
    const fitted = await measure(digits.test, best);
    return {
      answer: answerOf(found, fitted),
      table: {
        columns: ["T", "accuracy", "cross entropy", "entropy of q", "confidence", "calibration error"],
        rows: [...found, fitted].map((row) => [
          row === fitted ? `${best.toFixed(2)} (chosen)` : row.temperature,
          row.accuracy,
          row.crossEntropy,
          row.entropy,
          row.confidence,
          row.calibration,
        ]),
      },
      figure: await figureOf(model, digits.test, found),
    };
  },
};

type MeasureWarmth = (examples: Pictures, temperature: number) => Promise<Warmth>;

function warmthOf(model: SoftmaxClassifier): MeasureWarmth {
  const measure = compile((images: Tensor, labels: Tensor, temperature: Tensor) => {
    const scores = model.forward(images).div(temperature);
    const q = softmax(scores);
    return {
      crossEntropy: crossEntropy(scores, labels),
      entropy: entropy(q).mean(),
      confidence: q.max(-1),
      right: q.argmax(-1).equal(labels),
    };
  });
  return async (examples, temperature) => {
    const result = measure(examples.field(0), examples.field(1), temperature);
    const [confidence, right] = [await result.confidence.array(), await result.right.array()];
    return {
      temperature,
      accuracy: mean(right),
      crossEntropy: await result.crossEntropy.item(),
      entropy: await result.entropy.item(),
      confidence: mean(confidence),
      calibration: calibrationError(confidence, right),
    };
  };
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Returns Σ over bins of |accuracy - confidence|, each weighted by its fraction of the pictures. */
export function calibrationError(confidence: ArrayLike<number>, right: ArrayLike<number>, bins = 15): number {
  const excess = new Float64Array(bins);
  for (let i = 0; i < confidence.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(confidence[i]! * bins));
    excess[bin]! += confidence[i]! - right[i]!;
  }
  return excess.reduce((sum, value) => sum + Math.abs(value), 0) / confidence.length;
}

/** Returns the temperature with the lowest cross entropy on held-out digits, to within 2%. */
async function bestTemperature(measure: MeasureWarmth, held: Pictures): Promise<number> {
  const values = Array.from({ length: 81 }, (_, i) => 1.02 ** (i - 40));
  const found: Warmth[] = [];
  for (const value of values) found.push(await measure(held, value));
  return found.reduce((best, next) => (next.crossEntropy < best.crossEntropy ? next : best)).temperature;
}

function answerOf(found: readonly Warmth[], fitted: Warmth): string {
  const [coldest, hottest] = [found[0]!, found.at(-1)!];
  const plain = found.find(({ temperature }) => temperature === 1)!;
  const accuracies = new Set(found.map(({ accuracy }) => accuracy));
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const order =
    accuracies.size === 1
      ? `The order of the scores stays, and with it the accuracy: ${percent(plain.accuracy)} at every T.`
      : `The accuracy lies from ${percent(Math.min(...accuracies))} to ${percent(Math.max(...accuracies))}.`;
  const character =
    fitted.temperature > 1.05 ? "too sure" : fitted.temperature < 0.95 ? "not sure enough" : "as sure as it should be";
  return (
    "exp makes scores positive and their sum makes them 1; only differences of scores count, in units of T. " +
    `From T = ${coldest.temperature} to ${hottest.temperature} the mean entropy of q goes from ${coldest.entropy.toFixed(3)} to ` +
    `${hottest.entropy.toFixed(3)} nats (one-hot: 0, even: ${Math.log(classes).toFixed(3)}). ${order} ` +
    `The cross entropy is ${coldest.crossEntropy.toFixed(2)}, ${plain.crossEntropy.toFixed(3)} and ${hottest.crossEntropy.toFixed(2)} nats at T = ` +
    `${coldest.temperature}, 1 and ${hottest.temperature}, and least at T = ${fitted.temperature.toFixed(2)} on held-out digits: ` +
    `as it was trained, the classifier is ${character}.`
  );
}

async function figureOf(model: SoftmaxClassifier, digits: Pictures, found: readonly Warmth[]): Promise<Panels> {
  const scores = model.forward(digits.take(400).field(0));
  const row = mostDoubtful(await entropy(softmax(scores)).array());
  const panels: Chart[] = [];
  const one = scores.slice([row, row + 1]).reshape([classes]);
  const bars = async (title: string, y: Axis, values: Tensor) => {
    const pairs = [...(await values.array())].map((value, c) => [String(c), value] as const);
    panels.push({
      kind: "chart",
      title,
      x: { label: "class" },
      y,
      layers: [{ mark: "bars", values: pairs }],
    });
  };
  await bars("Scores of one digit", { label: "s" }, one);
  for (const T of [0.25, 1, 4]) await bars(`softmax(s / ${T})`, { label: "q", domain: [0, 1] }, softmax(one, T));
  const along = (key: "entropy" | "crossEntropy") => found.map((warmth): Point => [warmth.temperature, warmth[key]]);
  panels.push({
    kind: "chart",
    title: "All test digits",
    x: { label: "temperature T", scale: "log" },
    y: { label: "nats" },
    layers: [
      { mark: "line", name: "entropy of q", points: along("entropy") },
      { mark: "line", name: "cross entropy H(p,q)", points: along("crossEntropy") },
    ],
  });
  panels.push({
    kind: "chart",
    title: "Sure and right",
    x: { label: "temperature T", scale: "log" },
    y: { label: "share", domain: [0, 1] },
    layers: [
      {
        mark: "line",
        name: "mean confidence",
        points: found.map((warmth): Point => [warmth.temperature, warmth.confidence]),
      },
      { mark: "line", name: "accuracy", points: found.map((warmth): Point => [warmth.temperature, warmth.accuracy]) },
    ],
  });
  return { kind: "panels", title: "Scores become a distribution", columns: 2, panels };
}

/** Returns the index of the distribution with the largest entropy. */
function mostDoubtful(entropies: ArrayLike<number>): number {
  return Array.from(entropies).reduce((best, value, i, all) => (value > all[best]! ? i : best), 0);
}

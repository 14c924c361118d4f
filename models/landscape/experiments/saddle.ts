/** Time near a saddle and the escape from it, for the two-layer linear network and for the digit classifier. */
import type { Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { median } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { type Digits, smallDigits } from "../digits.ts";
import { type Plateau, type Way, escape, escapeOfDigits, growth, startBeside, updatesPerDecade } from "../escape.ts";
import type { SaddleFacts, WayName } from "../facts.ts";
import { saddleSpectrum } from "../saddle.ts";
import { saddleWords } from "../words.ts";
import { saddleFigure, wayText } from "./saddle-figure.ts";

/** Distances from the line that leads into the saddle. */
const distances = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
const factors = [0.1, 0.01, 1e-3, 1e-4];
const limit = 1000;

const plain: Way = { name: "plain descent", learningRate: 0.05, momentum: 0, noise: 0 };
const ways: Readonly<Record<WayName, Way>> = {
  plain,
  momentum: { ...plain, name: "with momentum 0.9", momentum: 0.9 },
  noise: { ...plain, name: "with noise", noise: 0.01 },
};
const wayNames = Object.keys(ways) as WayName[];
/** Settings of the digit classifier. */
const rates = { learningRate: 0.5, momentum: 0 };

/** Descents of one kind with one seed. */
interface Trial {
  /** Median updates over the starts at each distance, and from the line itself. */
  readonly updates: readonly number[];
  readonly onLine: number;
  readonly path: readonly Point[];
}

/** Measurement with one seed. */
interface Measured {
  readonly trials: readonly Trial[];
  readonly plateaus: readonly Plateau[];
}

export const saddle = defineExperiment<SaddleFacts>({
  question: {
    en: "How long does gradient descent stay near a saddle point, and what helps it escape?",
    zh: "梯度下降会在鞍点附近停多久，怎样才能更快离开？",
  },
  seeds: 3,

  async measure(run) {
    const { train } = await smallDigits(run.quick ? 300 : 1000);
    const measured = await run.overSeeds(async (one): Promise<Measured> => {
      const trials: Trial[] = [];
      for (const name of wayNames) trials.push(await trial(one, ways[name]));
      const plateaus: Plateau[] = [];
      for (const factor of factors) plateaus.push(await escapeOfDigits(one, train, { ...rates, factor, limit: 150 }));
      return { trials, plateaus };
    });
    const found = wayNames.map((name, i) =>
      wayFacts(
        run,
        name,
        measured.map(({ trials }) => trials[i]!),
      ),
    );
    const digits = digitsFacts(
      run,
      train,
      measured.map(({ plateaus }) => plateaus),
    );
    const [slow, fast, noisy] = found as [WayFacts, WayFacts, WayFacts];
    return {
      ways: found,
      distances,
      digits,
      momentum: distinguishable(slow.slope, fast.slope),
      noise: slow.onLine !== null ? "not needed" : noisy.onLine !== null ? "helps" : "does not help",
      eigenvalue: Math.abs(digits.slope.mean / digits.theory - 1) <= 0.2 ? "right" : "wrong",
    };
  },

  words: saddleWords,

  table: ({ ways: found, digits }) => ({
    columns: [
      text("network", "网络"),
      text("descent", "下降方式"),
      { name: text("updates for a start ten times as close: theory", "起点近十倍多走的步数：理论"), digits: 1 },
      { name: text("measured", "实测"), digits: 1 },
      { name: text("updates from the line into the saddle", "从通往鞍点的直线上出发的步数"), digits: 0 },
    ],
    rows: [
      ...found.map(({ way, theory, slope, onLine }) => [
        "y = w₂ w₁ x",
        wayText(way),
        theory,
        slope,
        onLine ?? text("never", "一直不离开"),
      ]),
      [text("digits", "手写数字"), wayText("plain"), digits.theory, digits.slope, ""],
    ],
  }),

  figure: saddleFigure,
});

type WayFacts = SaddleFacts["ways"][number];

/**
 * Records the path from the farthest start; with noise, that from the line itself. Starts are repeated only with noise;
 * without it, all starts at one distance are equal.
 */
async function trial(run: Run, way: Way): Promise<Trial> {
  const repeats = way.noise > 0 ? 25 : 1;
  const starts = [...distances, 0].flatMap((distance) => Array<Point>(repeats).fill(startBeside(distance)));
  const { updates, path } = await escape(run, way, starts, { limit, shown: repeats === 1 ? 0 : starts.length - 1 });
  const medians = [...distances, 0].map((_, i) => median(updates.slice(i * repeats, (i + 1) * repeats)));
  return { updates: medians.slice(0, -1), onLine: medians.at(-1)!, path };
}

function wayFacts(run: Run, name: WayName, trials: readonly Trial[]): WayFacts {
  const over = (values: readonly number[]): Summary => summarize(values, run.seeds);
  const onLine = trials.map((trial) => trial.onLine);
  return {
    way: name,
    growth: growth(ways[name], 1),
    theory: updatesPerDecade(ways[name], 1),
    slope: over(trials.map(({ updates }) => slope(updates))),
    updates: distances.map((_, i) => over(trials.map(({ updates }) => updates[i]!))),
    onLine: onLine.every(Number.isFinite) ? over(onLine) : null,
    path: Float32Array.from(trials[0]!.path.flat()),
  };
}

function digitsFacts(run: Run, digits: Digits, plateaus: readonly (readonly Plateau[])[]): SaddleFacts["digits"] {
  const spectrum = saddleSpectrum(digits, 32);
  const slopes = plateaus.map((one) => slope(one.map(({ updates }) => updates)));
  return {
    curvature: -spectrum[0]!,
    // Singular values of 0 come out as large as 1e-9 because of rounding.
    negative: spectrum.filter((value) => value < -1e-6).length,
    size: spectrum.length,
    theory: updatesPerDecade(rates, -spectrum[0]!),
    slope: summarize(slopes, run.seeds),
    plateaus: plateaus[0]!.map(({ factor, losses }) => ({ factor, losses })),
  };
}

/**
 * Returns the additional updates per factor of ten in distance, from the second distance on average; at the first, part
 * of the path still leads toward the saddle.
 */
function slope(updates: readonly number[]): number {
  return (updates.at(-1)! - updates[1]!) / (updates.length - 2);
}

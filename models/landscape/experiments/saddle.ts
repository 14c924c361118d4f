/** Time near a saddle and the escape from it, for the two-layer linear network and for the digit classifier. */
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { smallDigits } from "../digits.ts";
import {
  type Escape,
  type Plateau,
  type Way,
  escape,
  escapeOfDigits,
  growth,
  startBeside,
  updatesPerDecade,
} from "../escape.ts";
import { pairs, saddleSpectrum } from "../saddle.ts";
import { median } from "../../shared/statistics.ts";

/** Distances from the line that leads into the saddle. */
const distances = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
const factors = [0.1, 0.01, 1e-3, 1e-4];
const limit = 1000;

const plain: Way = { name: "plain descent", learningRate: 0.05, momentum: 0, noise: 0 };
const rolling: Way = { ...plain, name: "with momentum 0.9", momentum: 0.9 };
const noisy: Way = { ...plain, name: "with noise", noise: 0.01 };
/** Settings of the digit classifier. */
const rates = { learningRate: 0.5, momentum: 0 };

interface Trial {
  readonly way: Way;
  /** Median updates over the starts at each distance, and from the line itself. */
  readonly updates: readonly number[];
  readonly onLine: number;
  readonly path: readonly Point[];
}

interface Digits {
  readonly curvature: number;
  /** Number of negative eigenvalues at the saddle, and of all eigenvalues. */
  readonly negative: number;
  readonly size: number;
  readonly plateaus: readonly Plateau[];
}

export const saddle: EnglishExperiment = {
  question: {
    en: "How long does gradient descent stay near a saddle point, and what helps it escape?",
    zh: "梯度下降会在鞍点附近停多久，怎样才能更快离开？",
  },

  async measure(run): Promise<Finding> {
    const trials: Trial[] = [];
    for (const way of [plain, rolling, noisy]) trials.push(await trial(run, way));
    const digits = await digitsOf(run);
    return {
      answer: answerOf(trials, digits),
      table: {
        columns: [
          "network",
          "descent",
          "growth per update",
          "updates for a tenth: theory",
          "measured",
          "from the line",
        ],
        rows: [
          ...trials.map(({ way, updates, onLine }) => [
            "y = w₂ w₁ x",
            way.name,
            rounded(growth(way, 1)),
            rounded(updatesPerDecade(way, 1)),
            rounded(slope(updates)),
            onLine === Infinity ? "never" : onLine,
          ]),
          [
            "digits",
            plain.name,
            rounded(growth(rates, digits.curvature)),
            rounded(updatesPerDecade(rates, digits.curvature)),
            rounded(slope(digits.plateaus.map(({ updates }) => updates))),
            "",
          ],
        ],
      },
      figure: figureOf(trials, digits),
    };
  },
};

/**
 * Records the path from the farthest start; with noise, that from the line itself. Starts are repeated only with noise;
 * without it, all starts at one distance are equal.
 */
async function trial(run: Run, way: Way): Promise<Trial> {
  const repeats = way.noise > 0 ? 25 : 1;
  const starts = [...distances, 0].flatMap((distance) => Array<Point>(repeats).fill(startBeside(distance)));
  const { updates, path }: Escape = await escape(run, way, starts, {
    limit,
    shown: repeats === 1 ? 0 : starts.length - 1,
  });
  const medians = [...distances, 0].map((_, i) => median(updates.slice(i * repeats, (i + 1) * repeats)));
  return { way, updates: medians.slice(0, -1), onLine: medians.at(-1)!, path };
}

async function digitsOf(run: Run): Promise<Digits> {
  const { train } = await smallDigits(run.quick ? 300 : 1000);
  const spectrum = saddleSpectrum(train, 32);
  const plateaus: Plateau[] = [];
  for (const factor of factors) plateaus.push(await escapeOfDigits(run, train, { ...rates, factor, limit: 150 }));
  // Singular values of 0 come out as large as 1e-9 because of rounding.
  const negative = spectrum.filter((value) => value < -1e-6).length;
  return { curvature: -spectrum[0]!, negative, size: spectrum.length, plateaus };
}

/**
 * Returns the additional updates per factor of ten in distance, from the second distance on average; at the first, part
 * of the path still leads toward the saddle.
 */
function slope(updates: readonly number[]): number {
  return (updates.at(-1)! - updates[1]!) / (updates.length - 2);
}

function answerOf([first, second, third]: readonly Trial[], digits: Digits): string {
  const [slow, fast] = [slope(first!.updates), slope(second!.updates)];
  const theory = updatesPerDecade(rates, digits.curvature);
  const measured = slope(digits.plateaus.map(({ updates }) => updates));
  const momentum = fast < slow ? "momentum shortens that to" : "momentum does not shorten that:";
  const noise =
    first!.onLine === Infinity && third!.onLine < Infinity
      ? `on the line that leads into the saddle plain descent never leaves, with noise after ${third!.onLine} updates`
      : `on the line that leads into the saddle plain descent takes ${first!.onLine} updates, with noise ${third!.onLine}`;
  return (
    `A start ten times nearer costs plain descent ${slow.toFixed(1)} updates more, and ${momentum} ${fast.toFixed(1)}; ${noise}. ` +
    `The network that reads digits has the same saddle at 0, with ${digits.negative} negative eigenvalues of ${digits.size}, down to -${digits.curvature.toFixed(3)}: ` +
    `weights ten times smaller cost it ${measured.toFixed(1)} updates more, where that eigenvalue says ${theory.toFixed(1)}.`
  );
}

function figureOf(trials: readonly Trial[], digits: Digits): Panels {
  return {
    kind: "panels",
    title: "Near a saddle",
    columns: 3,
    panels: [paths(trials), times(trials), plateaus(digits)],
  };
}

function paths(trials: readonly Trial[]): Chart {
  const [span, places] = [1.6, 65];
  const at = (i: number) => span * ((2 * i) / (places - 1) - 1);
  const loss = (w1: number, w2: number) =>
    pairs.x.reduce((sum, x, i) => sum + (pairs.y[i]! - w2 * w1 * x) ** 2 / (2 * pairs.x.length), 0);
  const values = Array.from({ length: places }, (_, row) =>
    Array.from({ length: places }, (_, column) => loss(at(column), at(row))),
  );
  return {
    kind: "chart",
    title: "y = w₂ w₁ x: ways past the saddle",
    x: { label: "w₁", domain: [-span, span] },
    y: { label: "w₂", domain: [-span, span] },
    equal: true,
    layers: [
      { mark: "field", values, x: [-span, span], y: [-span, span], as: "both", label: "loss" },
      ...trials.map(({ way, path }): Layer => {
        const name = way.noise > 0 ? `${way.name}, from the line` : way.name;
        return { mark: "line", name, points: path.filter((place) => Math.hypot(...place) < 1.5 * span) };
      }),
      { mark: "points", name: "saddle", points: [[0, 0]] },
    ],
  };
}

function times(trials: readonly Trial[]): Chart {
  const theory = trials
    .filter(({ way }) => way.noise === 0)
    .map(({ way, updates }): Layer => {
      const from = (i: number): Point => [distances[i]!, updates[1]! + (i - 1) * updatesPerDecade(way, 1)];
      return { mark: "line", dashed: true, points: distances.map((_, i) => from(i)) };
    });
  return {
    kind: "chart",
    title: "time to leave (dashed: slopes by theory)",
    x: { label: "distance from the line into the saddle", scale: "log" },
    y: { label: "updates" },
    layers: [
      ...theory,
      ...trials.map(({ way, updates }): Layer => {
        return { mark: "points", name: way.name, points: distances.map((distance, i) => [distance, updates[i]!]) };
      }),
    ],
  };
}

function plateaus(digits: Digits): Chart {
  return {
    kind: "chart",
    title: "digits: the plateau beside the saddle",
    x: { label: "updates" },
    y: { label: "training loss (nats)" },
    layers: digits.plateaus.map(({ factor, losses }) => ({
      mark: "line",
      name: `weights × ${factor}`,
      points: losses,
    })),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

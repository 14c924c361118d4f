/** One Gaussian fitted to a density with two modes by either divergence: it covers both modes, or selects one. */
import { Module, Param, Tensor, arange, compile, initializers, schedules, sgd } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { number } from "../../quantity.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, enumeration, say, text, name as named } from "../../text.ts";
import type { Coverage, Direction, DirectionsFacts, Fit, Plane, Side } from "../facts.ts";
import { directionsWords } from "../words.ts";

const modes = [
  { share: 0.65, mean: -2, std: 0.6 },
  { share: 0.35, mean: 2, std: 0.6 },
] as const;
const steps = 1000;
const starts = [-4, -1.5, 0.5, 1.5, 4];

// Integrals are sums over a grid that covers the support of p.
const points = 801;
const [low, high] = [-10, 10];
const spacing = (high - low) / (points - 1);
const grid = () => arange(points).cast("f32").mul(spacing).add(low);

/** Returns the log of the normal density; `mean` and `logStd` [k, 1] with x [points] give [k, points]. */
function logNormal(x: Tensor, mean: Tensor | number, logStd: Tensor | number): Tensor {
  const scale = typeof logStd === "number" ? Math.exp(-logStd) : logStd.neg().exp();
  return x
    .sub(mean)
    .mul(scale)
    .square()
    .mul(-0.5)
    .sub(logStd)
    .sub(Math.log(2 * Math.PI) / 2);
}

/** Returns log p(x) = log Σ_h share_h N(x; mean_h, std_h²), [points]. */
function logTarget(x: Tensor): Tensor {
  const [first, second] = modes.map(({ share, mean, std }) => {
    return logNormal(x, mean, Math.log(std)).add(Math.log(share));
  }) as [Tensor, Tensor];
  const larger = first.maximum(second);
  return larger.add(first.sub(larger).exp().add(second.sub(larger).exp()).log());
}

export const divergences = {
  /** Σ p log (p / q): large if q is small where p is large, so q covers all of p. */
  "KL(p‖q)": (logP: Tensor, logQ: Tensor) => logP.exp().mul(logP.sub(logQ)).sum(-1).mul(spacing),
  /** Σ q log (q / p): large if q is large where p is small, so q concentrates on one mode of p. */
  "KL(q‖p)": (logP: Tensor, logQ: Tensor) => logQ.exp().mul(logQ.sub(logP)).sum(-1).mul(spacing),
} satisfies Readonly<Record<Direction, (logP: Tensor, logQ: Tensor) => Tensor>>;

/** Gaussians q(x) = N(x; mean, std²), one for each start. */
class Gaussians extends Module {
  readonly mean = new Param([starts.length], () => Tensor.from(starts));
  readonly logStd = new Param([starts.length], initializers.zeros());

  /** Returns the divergence of each Gaussian, [starts]. */
  forward(direction: Direction): Tensor {
    return divergenceAt(direction, this.mean, this.logStd);
  }
}

function divergenceAt(direction: Direction, mean: Tensor, logStd: Tensor): Tensor {
  const x = grid();
  return divergences[direction](logTarget(x), logNormal(x, mean.unsqueeze(1), logStd.unsqueeze(1)));
}

/** Runs gradient descent from every start, and records the paths in the plane of mean and standard deviation. */
export async function fitGaussians(run: Run, direction: Direction): Promise<Fit[]> {
  const model = new Gaussians();
  // Far from p the gradient is so large that steps would overshoot; clipping keeps their signs.
  const optimizer = sgd(model, { learningRate: schedules.cosine(0.2, { steps }) });
  const step = compile(() => optimizer.minimize(model.forward(direction).sum(), { clipValue: 1 }));
  const paths: Point[][] = starts.map((start) => [[start, 1]]);
  await run.loop(direction, {
    total: steps,
    state: { model, optimizer, paths },
    async step(i) {
      const loss = await step().item();
      if (i + 1 <= 20 || (i + 1) % (i + 1 <= 200 ? 10 : 100) === 0) {
        const [means, logs] = [await model.mean.array(), await model.logStd.array()];
        paths.forEach((path, k) => path.push([means[k]!, Math.exp(logs[k]!)]));
      }
      return { values: { loss } };
    },
  });
  const values = await model.forward(direction).array();
  return starts.map((start, k) => {
    const [mean, std] = paths[k]!.at(-1)!;
    return { start, mean, std, divergence: values[k]!, path: paths[k]! };
  });
}

export const directions = defineExperiment<DirectionsFacts>({
  question: {
    en: "Does a Gaussian q fitted to a density p with two peaks depend on whether KL(p‖q) or KL(q‖p) is minimized?",
    zh: "用一个高斯分布 q 去拟合双峰分布 p，最小化 KL(p‖q) 和 KL(q‖p) 的结果一样吗？",
  },

  async measure(run) {
    return { forward: await sideOf(run, "KL(p‖q)"), backward: await sideOf(run, "KL(q‖p)") };
  },

  words: directionsWords,

  table: ({ forward, backward }) => ({
    columns: [
      text("minimized", "最小化"),
      { name: text("initial mean", "初始均值"), digits: 1 },
      { name: text("mean", "均值"), digits: 3 },
      { name: text("standard deviation", "标准差"), digits: 3 },
      { name: text("divergence (nats)", "散度（奈特）"), digits: 4 },
    ],
    rows: [forward, backward].flatMap(({ direction, fits }) =>
      fits.map(({ start, mean, std, divergence }) => [direction, start, mean, std, divergence]),
    ),
  }),

  figure: ({ forward, backward }): Panels => ({
    kind: "panels",
    title: text("One Gaussian q for a density p with two peaks", "用一个高斯分布 q 拟合双峰分布 p"),
    columns: 2,
    panels: [densities(forward), densities(backward), descent(forward), descent(backward)],
  }),
});

async function sideOf(run: Run, direction: Direction): Promise<Side> {
  const fits = await fitGaussians(run, direction);
  return { direction, fits, coverage: coverageOf(fits), ends: distinct(fits).length, plane: await planeOf(direction) };
}

/** Returns fits that differ by more than rounding, the best first. */
export function distinct(fits: readonly Fit[]): Fit[] {
  const found: Fit[] = [];
  for (const fit of [...fits].sort((a, b) => a.divergence - b.divergence)) {
    if (found.every(({ mean, std }) => Math.hypot(mean - fit.mean, std - fit.std) > 0.05)) found.push(fit);
  }
  return found;
}

function coverageOf(fits: readonly Fit[]): Coverage {
  const onOne = fits.filter((fit) =>
    modes.some(({ mean, std }) => Math.abs(fit.mean - mean) < std && fit.std < 2 * std),
  );
  return onOne.length === 0 ? "both modes" : onOne.length === fits.length ? "one mode" : "mixed";
}

const widest = 5;
const [narrow, wide] = [0.3, 4];

/** Measures the divergence on a grid of means and standard deviations. */
async function planeOf(direction: Direction): Promise<Plane> {
  const [columns, rows] = [60, 36];
  const means = Array.from({ length: columns }, (_, i) => -widest + (2 * widest * i) / (columns - 1));
  const stds = Array.from({ length: rows }, (_, i) => narrow + ((wide - narrow) * i) / (rows - 1));
  const at = compile((means: Tensor, logs: Tensor) => divergenceAt(direction, means, logs));
  const values = new Float32Array(rows * columns);
  for (const [row, std] of stds.entries()) {
    const logs = new Float32Array(columns).fill(Math.log(std));
    values.set(await at(Float32Array.from(means), logs).array(), row * columns);
  }
  return { columns, rows, values };
}

const minimized = (direction: Direction) =>
  say({ direction: named(direction) }, "Minimized: {direction}", "最小化 {direction}");

function densities({ direction, fits }: Side): Chart {
  const xs = Array.from({ length: 241 }, (_, i) => -6 + i / 20);
  const normal = (x: number, mean: number, std: number) =>
    Math.exp(-(((x - mean) / std) ** 2) / 2) / (std * Math.sqrt(2 * Math.PI));
  const p = (x: number) => modes.reduce((sum, { share, mean, std }) => sum + share * normal(x, mean, std), 0);
  const q = ({ mean, std }: Fit) => xs.map((x): Point => [x, normal(x, mean, std)]);
  return {
    kind: "chart",
    title: minimized(direction),
    x: { label: "x" },
    y: { label: text("density", "概率密度"), domain: [0, 0.7] },
    layers: [
      { mark: "band", name: "p", points: xs.map((x) => [x, 0, p(x)] as const) },
      ...distinct(fits).map((fit) => ({ mark: "line", name: nameOf(fit, fits), points: q(fit) }) as const),
    ],
  };
}

/** Names a fit by the starts that reach it, unless all do. */
function nameOf(fit: Fit, fits: readonly Fit[]): Text {
  const same = fits.filter(({ mean, std }) => Math.hypot(mean - fit.mean, std - fit.std) <= 0.05);
  if (same.length === fits.length) return named("q");
  const starts = enumeration(same.map(({ start }) => number(start)));
  return say({ starts }, "q from means of {starts}", "q（初始均值为 {starts}）");
}

/** Draws the divergence as a function of mean and standard deviation, with the path from each start. */
function descent({ direction, fits, plane: { columns, rows, values } }: Side): Chart {
  const grid = Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
  return {
    kind: "chart",
    title: say({ direction: named(direction) }, "Gradient descent on {direction}", "在 {direction} 上做梯度下降"),
    x: { label: text("mean of q", "q 的均值"), domain: [-widest, widest] },
    y: { label: text("standard deviation of q", "q 的标准差"), domain: [narrow, wide] },
    layers: [
      {
        mark: "field",
        values: grid,
        x: [-widest, widest],
        y: [narrow, wide],
        as: "both",
        scale: "log",
        label: text("nats", "奈特"),
      },
      ...fits.map(({ path }) => ({ mark: "line", name: text("path", "下降路径"), points: path }) as const),
      { mark: "points", name: text("end", "终点"), points: fits.map(({ path }) => path.at(-1)!) },
    ],
  };
}

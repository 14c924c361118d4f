/** One Gaussian fitted to a density with two modes by either divergence: it covers both modes, or selects one. */
import { Module, Param, Tensor, arange, compile, initializers, schedules, sgd } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { Experiment } from "../../system.ts";

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
} as const;

export type Direction = keyof typeof divergences;

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

export interface Fit {
  readonly start: number;
  readonly mean: number;
  readonly std: number;
  readonly divergence: number;
  readonly path: readonly Point[];
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
      if (i + 1 < 100 || (i + 1) % 10 === 0) {
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

export const directions: Experiment = {
  question: {
    en: "Does a Gaussian q fitted to a density p with two peaks depend on whether KL(p‖q) or KL(q‖p) is minimized?",
    zh: "用一个高斯分布 q 去拟合双峰分布 p，最小化 KL(p‖q) 和 KL(q‖p) 的结果一样吗？",
  },

  async measure(run) {
    const forward = await fitGaussians(run, "KL(p‖q)");
    const backward = await fitGaussians(run, "KL(q‖p)");
    const row = (direction: Direction) => (fit: Fit) => [direction, fit.start, fit.mean, fit.std, fit.divergence];
    return {
      answer: `${describe("KL(p‖q)", forward)} ${describe("KL(q‖p)", backward)}`,
      table: {
        columns: ["minimized", "start", "mean", "deviation", "nats"],
        rows: [...forward.map(row("KL(p‖q)")), ...backward.map(row("KL(q‖p)"))],
      },
      figure: await figureOf({ "KL(p‖q)": forward, "KL(q‖p)": backward }),
    };
  },
};

/** Returns fits that differ by more than rounding, the best first. */
export function distinct(fits: readonly Fit[]): Fit[] {
  const found: Fit[] = [];
  for (const fit of [...fits].sort((a, b) => a.divergence - b.divergence)) {
    if (found.every(({ mean, std }) => Math.hypot(mean - fit.mean, std - fit.std) > 0.05)) found.push(fit);
  }
  return found;
}

/** Describes the fits: their number, and the modes that each covers. */
function describe(direction: Direction, fits: readonly Fit[]): string {
  const kinds = distinct(fits).map((fit) => {
    const mode = modes.find(({ mean, std }) => Math.abs(fit.mean - mean) < std && fit.std < 2 * std);
    const place = mode ? `the hump at ${mode.mean} alone` : "both humps";
    return `N(${fit.mean.toFixed(2)}, ${fit.std.toFixed(2)}²) over ${place} at ${fit.divergence.toFixed(3)} nats`;
  });
  const many = kinds.length === 1 ? "every start ends in" : `the start decides between`;
  return `By ${direction} ${many} ${kinds.join(" and ")}.`;
}

const [widest, tallest] = [5, 4];

async function figureOf(fits: Record<Direction, readonly Fit[]>): Promise<Panels> {
  const panels = (Object.keys(fits) as Direction[]).map((direction) => densities(direction, fits[direction]));
  const planes = (Object.keys(fits) as Direction[]).map((direction) => plane(direction, fits[direction]));
  const title = "One Gaussian q for two humps p: covering and seeking";
  return { kind: "panels", title, columns: 2, panels: [...panels, ...(await Promise.all(planes))] };
}

function densities(direction: Direction, fits: readonly Fit[]): Chart {
  const xs = Array.from({ length: 241 }, (_, i) => -6 + i / 20);
  const normal = (x: number, mean: number, std: number) =>
    Math.exp(-(((x - mean) / std) ** 2) / 2) / (std * Math.sqrt(2 * Math.PI));
  const p = (x: number) => modes.reduce((sum, { share, mean, std }) => sum + share * normal(x, mean, std), 0);
  const q = ({ mean, std }: Fit) => xs.map((x): Point => [x, normal(x, mean, std)]);
  return {
    kind: "chart",
    title: `Minimized: ${direction}`,
    x: { label: "x" },
    y: { label: "density" },
    layers: [
      { mark: "band", name: "p", points: xs.map((x) => [x, 0, p(x)] as const) },
      ...distinct(fits).map((fit) => ({ mark: "line", name: "q", points: q(fit) }) as const),
    ],
  };
}

/** Draws the divergence as a function of mean and standard deviation, with the path from each start. */
async function plane(direction: Direction, fits: readonly Fit[]): Promise<Chart> {
  const [columns, rows] = [80, 50];
  const means = Array.from({ length: columns }, (_, i) => -widest + (2 * widest * (i + 0.5)) / columns);
  const stds = Array.from({ length: rows }, (_, i) => 0.3 + ((tallest - 0.3) * (i + 0.5)) / rows);
  const at = compile((means: Tensor, logs: Tensor) => divergenceAt(direction, means, logs));
  const values: number[][] = [];
  for (const std of stds) {
    const logs = Float32Array.from(means, () => Math.log(std));
    values.push([...(await at(Float32Array.from(means), logs).array())]);
  }
  return {
    kind: "chart",
    title: `Descent on ${direction}`,
    x: { label: "mean of q", domain: [-widest, widest] },
    y: { label: "deviation of q", domain: [0.3, tallest] },
    layers: [
      { mark: "field", values, x: [-widest, widest], y: [0.3, tallest], as: "both", scale: "log", label: "nats" },
      ...fits.map(({ path }) => ({ mark: "line", name: "descent", points: path }) as const),
      { mark: "points", name: "end", points: fits.map(({ path }) => path.at(-1)!) },
    ],
  };
}

/**
 * Deviation of contrastive divergence from the gradient of the log-likelihood, on a machine small enough for the exact
 * gradient.
 */
import { compile, type Tensor } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { Experiment } from "../../system.ts";
import type { BoltzmannMachine } from "../model.ts";
import {
  barsAndStripes,
  climb,
  divergence,
  exactGradient,
  expectedContrast,
  sampledContrast,
  tinyMachine,
} from "../tiny.ts";

const sweeps = [1, 2, 3, 5, 10, 25, 50, 100] as const;

/** Number of sampled chains from each picture. */
const chains = 2000;

export const gradient: Experiment = {
  question: {
    en: "Contrastive divergence only approximates the gradient: how far off is it, and does training still work?",
    zh: "对比散度只给出近似的梯度，误差有多大，用它训练还行吗？",
  },

  async measure(run) {
    const updates = run.quick ? 2000 : 20_000;
    const stages = await measureStages(run, [0, updates / 10, updates]);
    const ends = await measureEnds(run, updates);
    return {
      answer: `${aboutBias(stages)} ${aboutEnds(ends, updates)}`,
      table: {
        columns: ["updates before", "k", "bias / gradient", "cosine", "|gradient|", "sampled: cosine with CD-k's mean"],
        rows: stages.flatMap(({ updates, gradient, contrasts }) =>
          contrasts.map(({ k, bias, cosine, sampled }) => [updates, k, bias, cosine, gradient, sampled]),
        ),
      },
      figure: figureOf(stages, ends),
    };
  },
};

interface Contrast {
  readonly k: number;
  /** |⟨CD-k⟩ - gradient| / |gradient|. */
  readonly bias: number;
  /** Cosine between ⟨CD-k⟩ and the gradient. */
  readonly cosine: number;
  /** Cosine between one sample of CD-k and ⟨CD-k⟩. */
  readonly sampled: number;
}

interface Stage {
  /** Number of previous updates with the exact gradient. */
  readonly updates: number;
  readonly gradient: number;
  readonly contrasts: readonly Contrast[];
}

async function measureStages(run: Run, updates: readonly number[]): Promise<Stage[]> {
  const p = barsAndStripes();
  const machine = tinyMachine(0.1);
  const stages: Stage[] = [];
  for (const [i, now] of updates.entries()) {
    await climb(run, machine, p, { sweeps: "exact", updates: now - (updates[i - 1] ?? 0) });
    stages.push(await measureStage(machine, p, now));
  }
  return stages;
}

async function measureStage(machine: BoltzmannMachine, p: Tensor, updates: number): Promise<Stage> {
  const exact = await joined(compile(() => exactGradient(machine, p))());
  const contrasts: Contrast[] = [];
  for (const k of sweeps) {
    const mean = await joined(compile(() => expectedContrast(machine, p, k))());
    const once = await joined(compile(() => sampledContrast(machine, p, k, chains))());
    const bias = norm(mean.map((value, i) => value - exact[i]!)) / norm(exact);
    contrasts.push({ k, bias, cosine: cosine(mean, exact), sampled: cosine(once, mean) });
  }
  return { updates, gradient: norm(exact), contrasts };
}

/** KL(data‖model) after training the same machine, by the gradient used. */
type Ends = ReadonlyMap<string, number>;

async function measureEnds(run: Run, updates: number): Promise<Ends> {
  const p = barsAndStripes();
  const first = tinyMachine(0.1);
  const ends = new Map<string, number>();
  for (const k of [1, 3, 10, "exact"] as const) {
    const machine = tinyMachine(0.1);
    await machine.weight.set(first.weight);
    await climb(run, machine, p, { sweeps: k, updates });
    ends.set(k === "exact" ? "exact" : `CD-${k}`, await divergence(machine, p).item());
  }
  return ends;
}

function aboutBias(stages: readonly Stage[]): string {
  const [first, last] = [stages[0]!, stages.at(-1)!];
  const least = Math.min(...stages.flatMap(({ contrasts }) => contrasts.map(({ cosine }) => cosine)));
  const at = ({ contrasts }: Stage, k: number) => contrasts.find((contrast) => contrast.k === k)!.bias;
  const percent = (bias: number) => `${bias < 0.1 ? (100 * bias).toPrecision(2) : Math.round(100 * bias)} %`;
  return (
    `CD-1 misses ${percent(at(first, 1))} of the gradient before training and ${percent(at(last, 1))} after ${last.updates} ` +
    `updates, CD-25 ${percent(at(first, 25))} and ${percent(at(last, 25))}, as chains mix the slower the larger the weights are; ` +
    (least > 0
      ? `it points uphill all the same (cosines from ${least.toFixed(2)} on).`
      : `it even points downhill (a cosine of ${least.toFixed(2)}).`)
  );
}

function aboutEnds(ends: Ends, updates: number): string {
  const list = [...ends].map(([name, nats]) => `${nats.toFixed(4)} by ${name === "exact" ? "the exact one" : name}`);
  const [cd1, exact] = [ends.get("CD-1")!, ends.get("exact")!];
  const verdict = cd1 > exact ? `its bias costs ${(cd1 - exact).toFixed(4)} nats in the end` : "its bias costs nothing";
  return `After ${updates} updates KL(data‖model) is ${list.join(", ")}: ${verdict}.`;
}

function figureOf(stages: readonly Stage[], ends: Ends): Panels {
  const over = (pick: (contrast: Contrast) => number) =>
    stages.map(({ updates, contrasts }) => ({
      mark: "line" as const,
      name: updates === 0 ? "before training" : `after ${updates} updates`,
      points: contrasts.map((contrast): Point => [contrast.k, pick(contrast)]),
    }));
  const x = { label: "Gibbs sweeps k", scale: "log" } as const;
  const bias: Chart = {
    kind: "chart",
    title: "Bias of CD-k",
    x,
    y: { label: "|⟨CD-k⟩ - gradient| / |gradient|", scale: "log" },
    layers: over(({ bias }) => bias),
  };
  const direction: Chart = {
    kind: "chart",
    title: "Direction of CD-k",
    x,
    y: { label: "cosine with the gradient" },
    layers: over(({ cosine }) => cosine),
  };
  const reached: Chart = {
    kind: "chart",
    title: "Where training ends",
    x: { label: "gradient" },
    y: { label: "KL(data‖model) (nats)" },
    layers: [{ mark: "bars", values: [...ends] }],
  };
  const panels = [bias, direction, reached];
  return { kind: "panels", title: "CD-k against the exact gradient", columns: 3, panels };
}

async function joined(tensors: readonly Tensor[]): Promise<number[]> {
  const parts = await Promise.all(tensors.map((tensor) => tensor.array()));
  return parts.flatMap((part) => [...part]);
}

function norm(values: readonly number[]): number {
  return Math.hypot(...values);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (norm(a) * norm(b));
}

/**
 * Deviation of contrastive divergence from the gradient of the log-likelihood, on a machine small enough for the exact
 * gradient.
 */
import { compile, type Tensor } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { count, number } from "../../quantity.ts";
import { bars } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { distinguishable, summarize, trend } from "../../verdicts.ts";
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
import type { GradientFacts, Stage } from "../facts.ts";
import { gradientWords } from "../words.ts";

const sweeps = [1, 2, 3, 5, 10, 25, 50, 100] as const;

/** Number of sampled chains from each picture. */
const chains = 2000;

export const gradient = defineExperiment<GradientFacts>({
  question: {
    en: "Contrastive divergence only approximates the gradient: how far off is it, and does training still work?",
    zh: "对比散度只给出近似的梯度，误差有多大，用它训练还行吗？",
  },
  seeds: 5,

  async measure(run) {
    const updates = run.quick ? 2000 : 20_000;
    const measured = await run.overSeeds(async (one) => ({
      stages: await measureStages(one, [0, updates / 10, updates]),
      ends: await measureEnds(one, updates),
    }));
    const over = (pick: (found: (typeof measured)[number]) => number) => summarize(measured.map(pick), run.seeds);
    const stages = measured[0]!.stages.map(({ updates, contrasts }, s): Stage => {
      const summary = (c: number, key: "bias" | "cosine" | "sampled") =>
        over(({ stages }) => stages[s]!.contrasts[c]![key]);
      return {
        updates,
        contrasts: contrasts.map(({ k }, c) => {
          return { k, bias: summary(c, "bias"), cosine: summary(c, "cosine"), sampled: summary(c, "sampled") };
        }),
      };
    });
    const ends = measured[0]!.ends.map(({ k }, e) => ({ k, divergence: over(({ ends }) => ends[e]!.divergence) }));
    const last = (k: number) => stages.at(-1)!.contrasts.find((contrast) => contrast.k === k)!;
    const cosines = stages.flatMap(({ contrasts }) => contrasts.flatMap(({ cosine }) => cosine.values));
    return {
      updates,
      stages,
      ends,
      more: distinguishable(last(1).bias, last(10).bias),
      growth: trend(stages.map(({ contrasts }) => contrasts[0]!.bias)),
      direction: Math.min(...cosines) > 0 ? "uphill" : "partly downhill",
      cost: distinguishable(ends[0]!.divergence, ends.at(-1)!.divergence),
    };
  },

  words: gradientWords,

  table: ({ stages }) => ({
    columns: [
      text("updates before", "已更新次数"),
      "k",
      { name: text("deviation / gradient", "偏差与梯度之比"), digits: 4 },
      { name: text("cosine with the gradient", "与梯度的余弦"), digits: 3 },
      {
        name: text("estimate from many chains: cosine with the mean of CD-k", "多条链的估计与 CD-k 均值的余弦"),
        digits: 3,
      },
    ],
    rows: stages.flatMap(({ updates, contrasts }) =>
      contrasts.map(({ k, bias, cosine, sampled }) => [updates, k, bias, cosine, sampled]),
    ),
  }),

  figure: figureOf,
});

interface OneContrast {
  readonly k: number;
  readonly bias: number;
  readonly cosine: number;
  readonly sampled: number;
}

interface OneStage {
  readonly updates: number;
  readonly contrasts: readonly OneContrast[];
}

async function measureStages(run: Run, updates: readonly number[]): Promise<OneStage[]> {
  const p = barsAndStripes();
  const machine = tinyMachine(0.1);
  const stages: OneStage[] = [];
  for (const [i, now] of updates.entries()) {
    await climb(run, machine, p, { sweeps: "exact", updates: now - (updates[i - 1] ?? 0) });
    stages.push(await measureStage(machine, p, now));
  }
  return stages;
}

async function measureStage(machine: BoltzmannMachine, p: Tensor, updates: number): Promise<OneStage> {
  const exact = await joined(compile(() => exactGradient(machine, p))());
  const contrasts: OneContrast[] = [];
  for (const k of sweeps) {
    const mean = await joined(compile(() => expectedContrast(machine, p, k))());
    const once = await joined(compile(() => sampledContrast(machine, p, k, chains))());
    const bias = norm(mean.map((value, i) => value - exact[i]!)) / norm(exact);
    contrasts.push({ k, bias, cosine: cosine(mean, exact), sampled: cosine(once, mean) });
  }
  return { updates, contrasts };
}

async function measureEnds(run: Run, updates: number) {
  const p = barsAndStripes();
  const first = tinyMachine(0.1);
  const ends: { readonly k: number | "exact"; readonly divergence: number }[] = [];
  for (const k of [1, 3, 10, "exact"] as const) {
    const machine = tinyMachine(0.1);
    await machine.weight.set(first.weight);
    await climb(run, machine, p, { sweeps: k, updates });
    ends.push({ k, divergence: await divergence(machine, p).item() });
  }
  return ends;
}

function figureOf({ stages, ends }: GradientFacts): Panels {
  const over = (key: "bias" | "cosine") =>
    stages.map(({ updates, contrasts }) => ({
      mark: "line" as const,
      name:
        updates === 0
          ? text("before training", "训练前")
          : say({ updates: count(updates, "update", "updates", "次更新") }, "after {updates}", "{updates}后"),
      points: contrasts.map((contrast): Point => [contrast.k, contrast[key].mean]),
    }));
  const x = { label: text("Gibbs sweeps k", "吉布斯采样的轮数 k"), scale: "log" } as const;
  const bias: Chart = {
    kind: "chart",
    title: text("Deviation of CD-k from the gradient", "CD-k 与梯度的偏差"),
    x,
    y: { label: text("|⟨CD-k⟩ − gradient| / |gradient|", "|⟨CD-k⟩ − 梯度| / |梯度|"), scale: "log" },
    layers: over("bias"),
  };
  const direction: Chart = {
    kind: "chart",
    title: text("Direction of CD-k", "CD-k 的方向"),
    x,
    y: { label: text("cosine with the gradient", "与梯度的余弦") },
    layers: over("cosine"),
  };
  const nameOf = (k: number | "exact") =>
    k === "exact" ? text("exact", "精确梯度") : say({ k: number(k) }, "CD-{k}", "CD-{k}");
  const reached: Chart = {
    kind: "chart",
    title: text("KL divergence after training", "训练结束时的 KL 散度"),
    x: { label: text("gradient used", "所用的梯度") },
    y: { label: text("KL(data‖model) (nats)", "KL(数据‖模型)（奈特）") },
    layers: bars(
      ends.map(({ k, divergence }) => [nameOf(k), divergence] as const),
      { range: [0, Infinity] },
    ),
  };
  const title = text("CD-k against the exact gradient", "CD-k 与精确梯度对比");
  return { kind: "panels", title, columns: 3, panels: [bias, direction, reached] };
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

/** Singular values of recurrent Jacobians, of one step and of many, for four networks. */
import type { Chart, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { median } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { Chain, JacobianFacts, NetworkJacobians, NetworkKind, Spectrum } from "../facts.ts";
import { type Matrix, jacobians, singularValues } from "../jacobian.ts";
import { type Growth, growthOver } from "../products.ts";
import { nameOfNetwork, networkKinds, reading } from "../reading.ts";
import { jacobianWords } from "../words-of-networks.ts";

const spans = [1, 2, 4, 8, 12, 16, 20];
/** Number of steps that a gradient flows back. */
const span = spans.at(-1)!;
/** Minimum singular value over `span` steps of a direction that counts as kept. */
const remembered = 0.01;

/** Measurements of a network with one seed. */
interface Measured {
  readonly before: Spectrum;
  readonly after: Spectrum;
  readonly growth: Growth;
}

export const jacobianExperiment = defineExperiment<JacobianFacts>({
  question: {
    en: "Going back one time step, does the gradient shrink equally in all directions?",
    zh: "往回传一个时间步，梯度在各个方向上缩小得一样多吗？",
  },
  seeds: 3,

  async measure(run) {
    const [steps, starts] = run.quick ? [60, 2] : [1000, 8];
    const measured = await run.overSeeds((one) => measureAll(one, steps, starts));
    const networks = networkKinds.map((kind, k): NetworkJacobians => {
      const over = (value: (found: Measured) => number) =>
        summarize(
          measured.map((found) => value(found[k]!)),
          run.seeds,
        );
      const chainOf = (key: keyof Chain) => spans.map((_, i) => over(({ growth }) => growth[key][i]!));
      return {
        kind,
        before: measured[0]![k]!.before,
        after: measured[0]![k]!.after,
        largest: over(({ after }) => after.one[0]!),
        median: over(({ after }) => median(after.one)),
        chain: { different: chainOf("different"), repeated: chainOf("repeated"), bound: chainOf("bound") },
        kept: over(({ after: { many } }) => many.filter((value) => value >= remembered).length / many.length),
      };
    });
    const of = (kind: NetworkKind) => networks.find((one) => one.kind === kind)!;
    const simple = of("SRN");
    return {
      span,
      spans,
      steps,
      networks,
      stretching: reaches(simple.largest, { op: ">", value: 1 }),
      shrinking: reaches(simple.median, { op: "<", value: 1 }),
      repeating: distinguishable(simple.chain.repeated.at(-1)!, simple.chain.different.at(-1)!),
      keeping: distinguishable(of("open LSTM").kept, simple.kept),
    };
  },

  words: jacobianWords,

  table: ({ networks }) => ({
    columns: [
      text("network", "网络"),
      { name: text("largest, one step", "一步，最大"), digits: 2 },
      { name: text("median, one step", "一步，中位数"), digits: 2 },
      text("largest, all steps", "全程，最大"),
      text("one Jacobian repeated", "同一个雅可比矩阵反复乘"),
      text("product of the largest", "逐步最大值之积"),
      { name: text("directions kept", "保留下来的方向"), unit: "fraction" },
    ],
    rows: networks.map(({ kind, largest, median: middle, chain, kept }) => [
      nameOfNetwork(kind),
      largest,
      middle,
      ...[chain.different, chain.repeated, chain.bound].map((logs) => 10 ** logs.at(-1)!.mean),
      kept,
    ]),
  }),

  figure: ({ networks, spans: lengths }) => ({
    kind: "panels",
    title: text("Recurrent Jacobians of networks that read a text", "网络读文本时的循环雅可比矩阵"),
    columns: 2,
    panels: [
      spectra(text("Singular values of one step", "一步的奇异值"), networks, "one", [1e-4, 10]),
      spectra(text("Singular values of all steps", "全程的奇异值"), networks, "many", [1e-8, 10]),
      ...networks.map((network) => chainChart(network, lengths)),
    ],
  }),
});

async function measureAll(run: Run, steps: number, starts: number): Promise<Measured[]> {
  const { passages, reader, teach } = await reading(run, { time: span + starts, passages: 1 });
  const text = passages[0]!.subarray(0, span + starts - 1);
  const found: Measured[] = [];
  for (const kind of networkKinds) {
    const model = await reader(kind);
    const spectrum = async (single: readonly Matrix[]): Promise<Spectrum> => ({
      one: means(single.map(singularValues)),
      many: means((await jacobians(model, text, span)).map(singularValues)),
    });
    const before = await spectrum(await jacobians(model, text, 1));
    await teach(model, kind, steps);
    const single = await jacobians(model, text, 1);
    found.push({ before, after: await spectrum(single), growth: growthOver(single, spans, starts) });
  }
  return found;
}

/** Returns the geometric means of the singular values of equal rank. */
function means(found: readonly (readonly number[])[]): number[] {
  return found[0]!.map((_, i) =>
    Math.exp(found.reduce((sum, values) => sum + Math.log(Math.max(values[i]!, 1e-12)), 0) / found.length),
  );
}

function spectra(
  title: Text,
  networks: readonly NetworkJacobians[],
  which: keyof Spectrum,
  domain: readonly [number, number],
): Chart {
  return {
    kind: "chart",
    title,
    x: { label: text("share of the directions", "方向（占全部的比例）"), domain: [0, 1] },
    y: { label: text("singular value", "奇异值"), scale: "log", domain },
    layers: [
      { mark: "rule", axis: "y", value: 1, name: text("keeps the length", "长度不变") },
      ...networks.map(({ kind, after }) => ({
        mark: "line" as const,
        name: nameOfNetwork(kind),
        points: after[which].map((value, i): Point => [(i + 0.5) / after[which].length, value]),
      })),
    ],
  };
}

function chainChart({ kind, chain }: NetworkJacobians, lengths: readonly number[]): Chart {
  const names: Readonly<Record<keyof Chain, Text>> = {
    bound: text("largest values multiplied", "逐步最大值相乘"),
    repeated: text("one Jacobian repeated", "同一个矩阵反复乘"),
    different: text("different Jacobians", "各步不同的矩阵相乘"),
  };
  return {
    kind: "chart",
    title: nameOfNetwork(kind),
    x: { label: text("steps back", "往回的步数") },
    y: { label: text("largest singular value", "最大奇异值"), scale: "log", domain: [1e-6, 1e12] },
    layers: (Object.keys(names) as (keyof Chain)[]).map((key) => ({
      mark: "line",
      name: names[key],
      points: chain[key].map(({ mean }, i): Point => [lengths[i]!, 10 ** mean]),
    })),
  };
}

/** Overlap of recalled and stored patterns by the number of patterns, for two storage rules. */
import { HopfieldNetwork } from "hebb";
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import { number } from "../../quantity.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, say, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { at } from "../curves.ts";
import type { CapacityFacts, Curve } from "../facts.ts";
import { ruleWords } from "../names.ts";
import { overlapAt, settler } from "../settling.ts";
import { capacityWords } from "../words.ts";

/** Patterns per unit beyond which Hebbian memories are lost (Amit, Gutfreund and Sompolinsky, 1985). */
export const theory = 0.138;

const [below, above] = [0.12, 0.17];
const compared = 0.3;
const fine = [0.05, 0.08, 0.1, 0.12, 0.13, 0.14, 0.15, 0.17, 0.2, 0.25];
const wide = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

type Plan = Omit<Curve, "overlap">;

function plansOf(quick: boolean): Plan[] {
  const loads = quick ? [0.05, below, above, 0.25] : fine;
  const wider = quick ? [0.1, compared, 0.8] : wide;
  const units = quick ? [60, 200] : [250, 500, 1000];
  return [
    ...units.map((size): Plan => ({ units: size, rule: "Hebb", noise: 0, loads })),
    ...(["Hebb", "projection"] as const).map((rule): Plan => ({
      units: quick ? 60 : 250,
      rule,
      noise: 0.1,
      loads: wider,
    })),
  ];
}

export const capacity = defineExperiment<CapacityFacts>({
  question: {
    en: "How many patterns can a Hopfield network store?",
    zh: "一个 Hopfield 网络能存多少个模式？",
  },
  seeds: 5,

  async measure(run) {
    const plans = plansOf(run.quick);
    const recalls = run.quick ? 16 : 48;
    const measured = await run.overSeeds((one) => overlapsOf(one, plans, recalls));
    const curves = plans.map((plan, p): Curve => ({
      ...plan,
      overlap: plan.loads.map((_, i) =>
        summarize(
          measured.map((found) => found[p]![i]!),
          run.seeds,
        ),
      ),
    }));
    const pure = curves.filter(({ noise }) => noise === 0);
    const [smallest, largest] = [pure[0]!, pure.at(-1)!];
    const [hebb, projection] = curves.slice(-2);
    return {
      recalls,
      curves,
      loads: { below, above },
      collapse: distinguishable(at(largest, below), at(largest, above)),
      sharper: distinguishable(drop(largest), drop(smallest)),
      compared,
      rules: distinguishable(at(projection!, compared), at(hebb!, compared)),
    };
  },

  words: capacityWords,

  table: ({ curves }) => ({
    columns: [
      text("units N", "神经元数 N"),
      text("rule", "存储规则"),
      { name: text("flipped before recall", "回忆前翻转的比例"), unit: "fraction", digits: 0 },
      text("patterns per unit", "模式数与神经元数之比"),
      { name: text("mean overlap", "平均重叠"), digits: 3 },
    ],
    rows: curves.flatMap(({ units, rule, noise, loads, overlap }) =>
      loads.map((load, i) => [units, ruleWords(rule), noise, load, overlap[i]!]),
    ),
  }),

  figure: figureOf,
});

function drop(curve: Curve): Summary {
  const [before, after] = [at(curve, below), at(curve, above)];
  return summarize(
    before.values.map((value, i) => value - after.values[i]!),
    before.seeds,
  );
}

/** Measures all loads of all plans, with new patterns for each. */
async function overlapsOf(run: Run, plans: readonly Plan[], recalls: number): Promise<number[][]> {
  const found: number[][] = [];
  for (const { units, rule, noise, loads } of plans) {
    const network = new HopfieldNetwork(units);
    const settle = settler(network);
    const label = `${rule}, ${units} units, noise ${noise}`;
    const { overlaps } = await run.loop(label, {
      total: loads.length,
      state: { network, overlaps: [] as number[] },
      async step(i, { overlaps }) {
        const { overlap } = await overlapAt(network, settle, { load: loads[i]!, rule, noise, recalls });
        overlaps.push(overlap);
        return { values: { overlap } };
      },
    });
    found.push(overlaps);
  }
  return found;
}

function figureOf({ curves }: CapacityFacts): Panels {
  const layersOf = (curve: Curve, name: Text): Layer[] => [
    ...(curve.overlap[0]!.n > 1
      ? [
          {
            mark: "band",
            name,
            points: curve.overlap.map(({ mean, std }, i) => [curve.loads[i]!, mean - std!, mean + std!] as const),
          } as const,
        ]
      : []),
    { mark: "line", name, points: curve.overlap.map(({ mean }, i): Point => [curve.loads[i]!, mean]) },
  ];
  const chart = (title: Text, layers: readonly Layer[]): Chart => ({
    kind: "chart",
    title,
    x: { label: text("stored patterns per unit", "模式数与神经元数之比") },
    y: { label: text("overlap with the stored pattern", "与所存模式的重叠"), domain: [0, 1.02] },
    layers: [
      ...layers,
      {
        mark: "rule",
        axis: "x",
        value: theory,
        name: say({ theory: number(theory) }, "theory: {theory}", "理论值 {theory}"),
      },
    ],
  });
  return {
    kind: "panels",
    title: text("Overlap after recall, by the number of stored patterns", "存的模式越来越多，回忆出来的还像不像"),
    columns: 2,
    panels: [
      chart(
        text("Hebb rule, recall starts at the stored pattern", "Hebb 规则，从所存模式出发"),
        curves
          .filter(({ noise }) => noise === 0)
          .flatMap((curve) =>
            layersOf(curve, say({ units: number(curve.units) }, "{units} units", "{units} 个神经元")),
          ),
      ),
      chart(
        text("Recall from patterns with flipped units", "从翻转了一部分的模式出发"),
        curves.filter(({ noise }) => noise > 0).flatMap((curve) => layersOf(curve, ruleWords(curve.rule))),
      ),
    ],
  };
}

/** The update gate fixed at 0, at 1 or in between, and learned, on the task of remembering two digits. */
import type { Panels } from "../../figure.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { distinguishable, reaches, summarize, trend } from "../../verdicts.ts";
import { clusteredOrder } from "../clustering.ts";
import { type UpdateFacts, updateGates } from "../facts.ts";
import { gateNames } from "../names.ts";
import { number } from "../../quantity.ts";
import { type GateReading, readGates, trainSums } from "../sums.ts";
import { updateWords } from "../words.ts";

export const updateExperiment = defineExperiment<UpdateFacts>({
  question: {
    en: "What can a GRU remember if its update gate z is always 0 or always 1?",
    zh: "GRU 的更新门 z 要是一直为 0 或一直为 1，还能记住什么？",
  },
  seeds: 5,

  async measure(run) {
    const [lengths, epochs] = run.quick ? [[5, 8], 5] : [[5, 15, 25], 20];
    const read = run.quick ? 5 : 15;
    const measured = await run.overSeeds(async (one) => {
      const accuracies: number[][] = [];
      const readings: GateReading[] = [];
      for (const gate of updateGates) {
        const row: number[] = [];
        for (const length of lengths) {
          const fixed = gate === "learned" ? {} : { z: Number(gate) };
          const { model, accuracy } = await trainSums(one, { label: `z ${gate}`, length, epochs, fixed });
          row.push(accuracy);
          if (gate === "learned" && length === read) readings.push(await readGates(model, length, one.seed));
        }
        accuracies.push(row);
      }
      return { accuracies, reading: readings[0]! };
    });
    const curves = updateGates.map((gate, g) => ({
      gate,
      accuracy: lengths.map((_, i) =>
        summarize(
          measured.map(({ accuracies }) => accuracies[g]![i]!),
          run.seeds,
        ),
      ),
    }));
    const readings = measured.map(({ reading }) => reading);
    return { lengths, curves, chance: 0.1, ...verdictsOf(curves), ...readingOf(readings, run.seeds) };
  },

  words: updateWords,

  table: ({ lengths, curves }) => ({
    columns: [
      text("update gate", "更新门"),
      ...lengths.map((length) => ({
        name: say({ length: number(length) }, "{length} digits", "{length} 位"),
        unit: "fraction" as const,
      })),
    ],
    rows: curves.map(({ gate, accuracy }) => [gateNames(gate), ...accuracy]),
  }),

  figure: figureOf,
});

function verdictsOf(curves: UpdateFacts["curves"]) {
  const [zero, most, one, learned] = curves.map(({ accuracy }) => accuracy);
  return {
    frozen: reaches(one![0]!, { op: "<", value: 0.2 }),
    replaced: trend(zero!),
    constant: distinguishable(learned!.at(-1)!, most!.at(-1)!),
    learned: distinguishable(learned!.at(-1)!, zero!.at(-1)!),
    luck: learned!.some(({ std }) => (std ?? 0) > 0.1) ? "matters" : "does not matter",
  } as const;
}

function readingOf(readings: readonly GateReading[], seeds: readonly number[]) {
  const [first] = readings;
  const over = (value: (reading: GateReading) => number) => summarize(readings.map(value), seeds);
  const [counted, zeros, others] = [over((one) => one.counted), over((one) => one.zeros), over((one) => one.others)];
  const { units, positions } = first!;
  return {
    reading: {
      length: positions.length,
      positions: positions.map((_, i) => over((one) => one.positions[i]!)),
      counted,
      zeros,
      others,
      units: clusteredOrder(units).map((unit) => units[unit]!),
    },
    selective: distinguishable(zeros, counted),
  };
}

function figureOf({ lengths, curves, chance, reading }: UpdateFacts): Panels {
  const positions = Array.from({ length: reading.length }, (_, i) => i + 1);
  return {
    kind: "panels",
    title: text("The update gate, fixed and learned", "更新门：固定不变与由网络学习"),
    columns: 1,
    panels: [
      {
        kind: "chart",
        title: text("Sums classified correctly; each point is one seed", "求和的准确率，每个点是一个随机种子"),
        x: { label: text("digits in the sequence", "序列的位数") },
        y: { label: text("validation accuracy", "验证集准确率"), domain: [0, 1] },
        layers: [
          { mark: "rule", name: text("chance", "随机猜测"), axis: "y", value: chance },
          ...curves.flatMap(({ gate, accuracy }) => {
            const name = gateNames(gate);
            const seeds = accuracy.flatMap(({ values }, i) => values.map((value) => [lengths[i]!, value] as const));
            return [
              { mark: "line", name, points: accuracy.map(({ mean }, i) => [lengths[i]!, mean] as const) } as const,
              { mark: "points", name, points: seeds } as const,
            ];
          }),
        ],
      },
      {
        kind: "chart",
        title: text("Learned z by position: the first two digits count", "学到的 z 随位置的变化：前两位数字才要记"),
        x: { label: text("position of the digit", "第几位数字") },
        y: { label: text("mean of z", "z 的平均值"), domain: [0, 1] },
        layers: curve(text("z learned", "z 由网络学习"), positions, reading.positions),
      },
      {
        kind: "heatmap",
        title: text("Learned z of each unit, with one seed", "每个神经元学到的 z（一个随机种子）"),
        rows: { label: text("unit, by similarity", "神经元（按相似程度排列）") },
        columns: { label: text("position of the digit", "第几位数字"), names: positions.map(String) },
        values: reading.units,
        domain: [0, 1],
        label: "z",
      },
    ],
  };
}

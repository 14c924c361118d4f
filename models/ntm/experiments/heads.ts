/** Movements of the heads: where vectors are written, and from where they are read. */
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { reaches, summarize } from "../../verdicts.ts";
import type { Example, HeadsFacts } from "../facts.ts";
import { copyFigure, exampleOf } from "../figures.ts";
import type { NeuralTuringMachine } from "../model.ts";
import { experimentCopy } from "../recipes.ts";
import { testOf, trainMachine, wrongShare } from "../training.ts";
import { type Recording, largest, record } from "../tracing.ts";
import { headsWords } from "../words.ts";

export const headsExperiment = defineExperiment<HeadsFacts>({
  question: {
    en: "What do the heads do, step by step, while a machine copies a sequence?",
    zh: "复制一个序列时，读头和写头每一步在做什么？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const model = await trainMachine(one, "copy", "copy", experimentCopy(one.quick));
      return measureHeads(one, model);
    });
    const summary = (key: "own" | "matched" | "neighbors" | "wrong") =>
      summarize(
        measured.map((one) => one[key]),
        run.seeds,
      );
    const matched = summary("matched");
    const returns = reaches(matched, { op: ">=", value: 0.9 }) === "reached";
    return {
      own: summary("own"),
      matched,
      neighbors: summary("neighbors"),
      wrong: summary("wrong"),
      verdict: returns ? "returns" : "does not return",
      example: measured[0]!.example,
    };
  },

  words: headsWords,

  table: ({ own, matched, neighbors, wrong }) => ({
    columns: [text("measurement", "测量"), { name: text("fraction", "比例"), unit: "fraction" }],
    rows: [
      [text("vectors written to a slot of their own", "写进单独一个记忆片段的向量"), own],
      [text("moves of the write head to the neighboring slot", "写头移到相邻片段的步数"), neighbors],
      [text("vectors read where they were written", "在写入的片段读出的向量"), matched],
      [text("wrong bits", "错误的位"), wrong],
    ],
  }),

  figure: ({ example }) => copyFigure(text("A copy, step by step", "一步一步复制"), example),
});

interface Measured {
  readonly own: number;
  readonly matched: number;
  readonly neighbors: number;
  readonly wrong: number;
  readonly example: Example;
}

/** Vectors of each sequence, and number of sequences. */
const [length, count] = [10, 20];

async function measureHeads(run: Run, model: NeuralTuringMachine): Promise<Measured> {
  const shownLength = run.quick ? 6 : length;
  const sequences = testOf("copy", { length: shownLength, repeats: 1 }, count, run.seed);
  const recordings: Recording[] = [];
  for (const sequence of sequences) recordings.push(await record(model, sequence));
  const slots = model.start.shape[0]!;
  const paths = recordings.map((one) => pathsOf(one, shownLength));
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  return {
    own: mean(paths.map(({ written }) => new Set(written).size / shownLength)),
    matched: mean(paths.map(({ written, visited }) => share(written, (slot, i) => slot === visited[i]))),
    neighbors: mean(paths.map(({ written }) => neighborsOf(written, slots))),
    wrong: await wrongShare(model, sequences),
    example: exampleOf(sequences[0]!, recordings[0]!),
  };
}

/** Slots with the largest weight while the vectors are shown, and while they are answered. */
function pathsOf({ written, visited }: Recording, length: number) {
  return { written: written.slice(0, length).map(largest), visited: visited.slice(-length).map(largest) };
}

const share = <T>(items: readonly T[], holds: (item: T, i: number) => boolean): number =>
  items.filter(holds).length / items.length;

/** Returns the fraction of moves by one slot, all in the more frequent direction. */
function neighborsOf(path: readonly number[], slots: number): number {
  const moves = path.slice(1).map((slot, i) => (slot - path[i]! + slots) % slots);
  return Math.max(...[1, slots - 1].map((step) => share(moves, (move) => move === step)));
}

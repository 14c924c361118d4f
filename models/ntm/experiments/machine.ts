/** The tape of a Turing machine beside a memory that is learned: exact and blurred moves, more slots without training. */
import { parameters } from "hebb";
import type { Chart } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { StackNetwork, commands } from "../../turing/model.ts";
import { capacityOf, oneHot, precisions, pushAndPop, recallByLength } from "../../turing/stack.ts";
import { number } from "../../quantity.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { MachineFacts } from "../facts.ts";
import { exampleOf, headFigures } from "../figures.ts";
import { NeuralTuringMachine } from "../model.ts";
import { type Machine, experimentCopy } from "../recipes.ts";
import { channels } from "../tasks.ts";
import { testOf, trainMachine, wrongShare } from "../training.ts";
import { record } from "../tracing.ts";
import { machineWords } from "../words.ts";

/** Symbols of the word that the figure pushes and pops. */
const word = [1, 0, 1, 1];

export const machineExperiment = defineExperiment<MachineFacts>({
  question: {
    en: "What replaces the infinite tape and the exact moves of a Turing machine when it is made differentiable?",
    zh: "图灵机变成可微分的以后，无限长的纸带和准确的移动变成了什么？",
  },
  seeds: 3,

  async measure(run) {
    const copy = experimentCopy(run.quick);
    const { slots } = copy.machine;
    const sizes = [slots, 2 * slots];
    const lengths = [1, 2, 4, 6, 8].map((times) => times * copy.sizes.length[1]);
    const measured = await run.overSeeds(async (one) => {
      const model = await trainMachine(one, "copy", "copy", copy);
      return measureMachine(one, model, copy.machine, sizes, lengths);
    });
    const summary = (value: (one: (typeof measured)[number]) => number) => summarize(measured.map(value), run.seeds);
    const wrong = sizes.map((_, s) => lengths.map((_, l) => summary((one) => one.wrong[s]![l]!)));
    const peak = { written: summary((one) => one.peak.written), visited: summary((one) => one.peak.visited) };
    const exact = Object.values(peak).every((one) => reaches(one, { op: ">=", value: 0.9 }) === "reached");
    // The longest that fits into the larger memory.
    const at = lengths.findLastIndex((length) => length < sizes[1]!);
    const { example } = measured[0]!;
    return {
      ...(await measureStack(run)),
      slots: sizes,
      lengths,
      wrong,
      peak,
      moves: exact ? "almost exact" : "blurred",
      compared: lengths[at]!,
      longer: distinguishable(wrong[0]![at]!, wrong[1]![at]!),
      example,
    };
  },

  words: machineWords,

  table: ({ slots, lengths, wrong }) => ({
    columns: [
      text("length", "长度"),
      ...slots.map((count) => ({
        name: say({ count: number(count) }, "wrong bits with {count} slots", "{count} 个记忆片段：错误的位"),
        unit: "fraction" as const,
      })),
    ],
    rows: lengths.map((length, l) => [length, ...wrong.map((row) => row[l]!)]),
  }),

  figure: (facts) => ({
    kind: "panels",
    title: text("A tape, and a memory that is learned", "纸带与学出来的记忆"),
    columns: 1,
    panels: [stackFigure(facts), ...headFigures(facts.example), lengthsFigure(facts)],
  }),
});

/** Number of test sequences of each length. */
const tested = 20;

async function measureMachine(
  run: Run,
  model: NeuralTuringMachine,
  machine: Machine,
  sizes: readonly number[],
  lengths: readonly number[],
) {
  const tests = lengths.map((length) => testOf("copy", { length, repeats: 1 }, tested, run.seed));
  const wrong: number[][] = [];
  for (const slots of sizes) {
    const larger = await withSlots(model, machine, slots);
    const row: number[] = [];
    for (const sequences of tests) row.push(await wrongShare(larger, sequences));
    wrong.push(row);
  }
  const length = Math.min(10, lengths[0]!);
  const sequences = testOf("copy", { length, repeats: 1 }, tested, run.seed);
  const peaks: Record<"written" | "visited", number[]> = { written: [], visited: [] };
  for (const sequence of sequences) {
    const { written, visited } = await record(model, sequence);
    peaks.written.push(...written.slice(0, length).map((weights) => Math.max(...weights)));
    peaks.visited.push(...visited.slice(-length).map((weights) => Math.max(...weights)));
  }
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [shown] = sequences;
  return {
    wrong,
    peak: { written: mean(peaks.written), visited: mean(peaks.visited) },
    example: exampleOf(shown!, await record(model, shown!)),
  };
}

/** Returns a machine with the same parameters and more slots, which are blank at the start. */
async function withSlots(model: NeuralTuringMachine, machine: Machine, slots: number): Promise<NeuralTuringMachine> {
  const { inputs, outputs } = channels.copy;
  const larger = new NeuralTuringMachine({ inputs, outputs, ...machine, slots });
  const trained = new Map(parameters(model));
  for (const [path, param] of parameters(larger)) if (param !== larger.start) await param.set(trained.get(path)!);
  return larger;
}

/** Measures the stack in one number, of the system `turing`. */
async function measureStack(run: Run): Promise<Pick<MachineFacts, "symbols" | "stack" | "commands">> {
  const [single] = precisions;
  const program = pushAndPop(word);
  const { before, after } = new StackNetwork().forward(oneHot([program]));
  return {
    symbols: capacityOf(await recallByLength(single!, 32, run.quick ? 10 : 200)),
    stack: [...(await before.array()), ...(await after.array())],
    commands: program.map((command) => commands[command]!),
  };
}

const stackFigure = ({ stack, commands }: MachineFacts): Chart => ({
  kind: "chart",
  title: text("Exact: a stack in one number", "准确：一个数里的栈"),
  x: { label: text("step", "步") },
  y: { label: text("the number s", "数 s"), domain: [0, 1.2] },
  layers: [
    { mark: "line", points: stack.map((value, i) => [i, value]) },
    { mark: "points", points: stack.map((value, i) => [i, value]) },
    { mark: "text", texts: commands.map((command, i) => [i + 0.5, 1.12, command]) },
  ],
});

const lengthsFigure = ({ slots, lengths, wrong }: MachineFacts): Chart => ({
  kind: "chart",
  title: text("Wrong bits by the length of the sequence", "错误的位与序列长度"),
  x: { label: text("length", "长度") },
  y: { label: text("fraction of wrong bits", "错误的位所占比例"), domain: [0, 0.55] },
  layers: slots.flatMap((count, s) => {
    const name = say({ count: number(count) }, "{count} slots", "{count} 个片段");
    const points = wrong[s]!.map(({ mean }, l) => [lengths[l]!, mean] as const);
    return [{ mark: "line", name, points } as const, { mark: "points", name, points } as const];
  }),
});

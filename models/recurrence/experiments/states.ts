/** Size of the state over time, and the slope of the activation function that decides how much is still taken in. */
import { LSTM, type Tensor, compile, observe } from "hebb";
import type { Chart, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { StateCourse, StateKind, StatesFacts } from "../facts.ts";
import type { Reader } from "../model.ts";
import { nameOfNetwork } from "../names.ts";
import { tasks } from "../tasks.ts";
import { trainReader } from "../training.ts";
import { statesWords } from "../words.ts";

const stateKinds: readonly StateKind[] = ["linear", "additive", "positive", "GRU", "LSTM"];
const task = tasks.parity;
/** Length of the test sequences. */
const length = 4 * task.length;
/** Growth that counts as growing. */
const half = 1.5;

/** Means over test sequences after each step. */
interface Course {
  readonly norms: readonly number[];
  readonly slopes: readonly number[] | null;
}

export const statesExperiment = defineExperiment<StatesFacts>({
  question: {
    en: "Does the hidden state keep growing if every step adds something to it, and do gates prevent that?",
    zh: "每一步都往隐状态上加新信息，它会不会越来越大，有了门控还会这样吗？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(coursesOf);
    const over = (value: (found: Course) => number, k: number) =>
      summarize(
        measured.map((found) => value(found[k]!)),
        run.seeds,
      );
    const courses = stateKinds.map((kind, k): StateCourse => {
      const bent = measured[0]![k]!.slopes !== null;
      const meanOf = (value: (found: Course) => number) => mean(measured.map((found) => value(found[k]!)));
      const steps = Array.from({ length }, (_, t) => t);
      return {
        kind,
        norms: steps.map((t) => meanOf(({ norms }) => norms[t]!)),
        growth: over(({ norms }) => norms.at(-1)! / norms[task.length - 1]!, k),
        slopes: bent ? steps.map((t) => meanOf(({ slopes }) => slopes![t]!)) : null,
        slope: bent
          ? { first: over(({ slopes }) => slopes![0]!, k), last: over(({ slopes }) => slopes!.at(-1)!, k) }
          : null,
      };
    });
    const of = (kind: StateKind) => courses.find((one) => one.kind === kind)!;
    const { first, last } = of("additive").slope!;
    return {
      length: task.length,
      courses,
      positive: reaches(of("positive").growth, { op: ">=", value: half }),
      additive: reaches(of("additive").growth, { op: ">=", value: half }),
      gated: {
        gru: reaches(of("GRU").growth, { op: "<", value: half }),
        lstm: reaches(of("LSTM").growth, { op: "<", value: half }),
      },
      flattening: distinguishable(first, last),
    };
  },

  words: statesWords,

  table: ({ courses }) => ({
    columns: [
      text("recurrence", "循环"),
      { name: text("growth beyond the trained length", "超出训练长度后的增长倍数"), digits: 2 },
      { name: text("slope at the first step", "第一步的斜率"), digits: 2 },
      { name: text("slope at the last step", "最后一步的斜率"), digits: 2 },
    ],
    rows: courses.map(({ kind, growth, slope }) => [
      nameOfNetwork(kind),
      growth,
      slope?.first ?? "–",
      slope?.last ?? "–",
    ]),
  }),

  figure: ({ length: trained, courses }) => ({
    kind: "panels",
    title: text("States while bits are read, on the task of parity", "判断奇偶：逐位读入时的状态"),
    columns: 1,
    panels: [sizes(courses, trained), slopes(courses, trained)],
  }),
});

async function coursesOf(run: Run): Promise<Course[]> {
  const settings = run.quick
    ? { hidden: 32, examples: 1000, epochs: 8, learningRate: 1e-2 }
    : { hidden: 64, examples: 4000, epochs: 40, learningRate: 5e-3 };
  const [inputs] = task.data(length, { train: 0, test: 100 }, run.seed).test.batches(100, { shuffle: false });
  const found: Course[] = [];
  for (const kind of stateKinds) {
    found.push(await courseOf(await trainReader(run, kind, task, settings), inputs![0]));
  }
  return found;
}

/** Returns the mean norm of the state, and the mean slope of the activation function, after each step. */
async function courseOf(model: Reader, bits: Tensor): Promise<Course> {
  const measured = compile((input: Tensor) => {
    const [states, seen] = observe(() => model.states(task.encode(input)));
    const named = (name: string) => Object.entries(seen).find(([path]) => path.endsWith(name))?.[1];
    // Observed values have the time first.
    const kept = model.recurrence instanceof LSTM ? named("states.cell")! : states.transpose(0, 1);
    const bent = named("update") ?? named("candidate");
    const norm = kept.norm(-1).mean(1);
    return bent === undefined ? { norm } : { norm, slope: slopeOf(model, bent).mean([1, 2]) };
  });
  const { norm, slope } = measured(bits);
  return { norms: [...(await norm.array())], slopes: slope === undefined ? null : [...(await slope.array())] };
}

/** Returns the slope of the activation function at this output, relative to the steepest: 1 - a², or 4 a (1 - a) of a logistic function. */
function slopeOf({ recurrence }: Reader, output: Tensor): Tensor {
  const isLogistic = "activation" in recurrence && recurrence.activation === "sigmoid";
  return isLogistic ? output.mul(output.rsub(1)).mul(4) : output.square().rsub(1);
}

function sizes(courses: readonly StateCourse[], trained: number): Chart {
  return {
    kind: "chart",
    title: text("Size of the state (LSTM: of the memory cell)", "状态的大小（LSTM：记忆单元）"),
    x: { label: text("bits read", "读入的位数") },
    y: { label: text("mean norm", "范数的平均"), scale: "log" },
    layers: [
      ...courses.map(({ kind, norms }) => ({ mark: "line" as const, name: nameOfNetwork(kind), points: along(norms) })),
      { mark: "rule", axis: "x", value: trained, name: text("trained length", "训练长度") },
    ],
  };
}

function slopes(courses: readonly StateCourse[], trained: number): Chart {
  return {
    kind: "chart",
    title: text("Slope of the activation function of g or of the candidate", "g 或候选状态：激活函数的斜率"),
    x: { label: text("bits read", "读入的位数") },
    y: { label: text("slope, relative to the steepest", "斜率（与最陡处之比）"), domain: [0, 1] },
    layers: [
      ...courses.flatMap(({ kind, slopes: values }) =>
        values === null ? [] : [{ mark: "line" as const, name: nameOfNetwork(kind), points: along(values) }],
      ),
      { mark: "rule", axis: "x", value: trained, name: text("trained length", "训练长度") },
    ],
  };
}

const along = (values: readonly number[]): Point[] => values.map((value, t) => [t + 1, value]);

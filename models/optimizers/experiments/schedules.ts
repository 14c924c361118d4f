/** Learning rate schedules: four schedules for SGD with momentum, each at its own best learning rate. */
import { type Schedule, arange, sgd, zeros } from "hebb";
import type { Figure, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { type DigitParts, courseDigits } from "../../shared/course-digits.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type Network, choose, judge, learn } from "../digits.ts";
import type { SchedulesFacts } from "../facts.ts";
import { type ScheduleName, scheduleNames, schedules as kinds } from "../schedules.ts";
import { schedulesWords } from "../words-of-training.ts";

type Course = SchedulesFacts["courses"][number];

/** A training with one seed. */
interface Trained {
  readonly losses: readonly Point[];
  readonly training: number;
  readonly test: number;
  readonly accuracy: number;
}

const batchSize = 32;

export const schedules = defineExperiment<SchedulesFacts>({
  question: {
    en: "Should the learning rate stay constant, decay, or warm up first?",
    zh: "学习率应该一直不变、逐渐减小，还是先预热再减小？",
  },
  seeds: 5,

  async measure(run) {
    const digits = await courseDigits(run.quick ? 1500 : 5000);
    const epochs = run.quick ? 2 : 10;
    const courses: Course[] = [];
    for (const name of scheduleNames) courses.push(await courseOf(run, digits, name, epochs));
    const of = (name: ScheduleName) => courses.find((course) => course.name === name)!;
    return {
      courses,
      epochs,
      decay: distinguishable(of("constant").training, of("cosine").training),
      generalization: distinguishable(of("constant").test, of("cosine").test),
      warmUp: distinguishable(of("cosine").test, of("warmUp").test),
    };
  },

  words: schedulesWords,

  table: ({ courses }) => ({
    columns: [
      text("schedule", "学习率的安排"),
      text("highest learning rate", "最高的学习率"),
      { name: text("training loss", "训练集损失"), digits: 4 },
      { name: text("test loss", "测试集损失"), digits: 3 },
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
    ],
    rows: courses.map(({ name, learningRate, training, test, accuracy }) => [
      scheduleText(name),
      learningRate,
      training,
      test,
      accuracy,
    ]),
  }),

  figure: figureOf,
});

/** Chooses the highest rate on validation digits, and trains with it once for each seed. */
async function courseOf(run: Run, digits: DigitParts, name: ScheduleName, epochs: number): Promise<Course> {
  const course = { epochs, batchSize, label: name };
  const stepsOf = (examples: number) => epochs * Math.ceil(examples / batchSize);
  const make = (model: Network, learningRate: number, examples: number) =>
    sgd(model, { learningRate: kinds[name](learningRate, stepsOf(examples)), momentum: 0.9 });
  const learningRate = await choose(
    run,
    digits,
    run.quick ? [0.03] : [0.01, 0.03, 0.1, 0.3],
    (model, learningRate) => make(model, learningRate, digits.fitting.length),
    { ...course, seeds: run.seeds.slice(0, 2) },
  );
  const steps = stepsOf(digits.train.length);
  const trained = await run.overSeeds(async (one): Promise<Trained> => {
    const state = { losses: [] as number[] };
    const onStepEnd = ({ values }: { values: Record<string, number> }) => void state.losses.push(values["loss"]!);
    const start = (model: Network) => make(model, learningRate, digits.train.length);
    const model = await learn(one, digits.train, start, { ...course, callbacks: [{ state, onStepEnd }] });
    const { loss: training } = await judge(model, digits.train);
    const { loss: test, accuracy } = await judge(model, digits.test);
    return { losses: windows(state.losses, Math.ceil(steps / 40)), training, test, accuracy };
  });
  const over = (value: "training" | "test" | "accuracy") =>
    summarize(
      trained.map((one) => one[value]),
      run.seeds,
    );
  return {
    name,
    learningRate,
    rates: await ratesOf(kinds[name](learningRate, steps), steps),
    losses: trained[0]!.losses.map(([at], i) => [at, mean(trained.map(({ losses }) => losses[i]![1]))]),
    training: over("training"),
    test: over("test"),
    accuracy: over("accuracy"),
  };
}

async function ratesOf(schedule: Schedule, steps: number): Promise<Point[]> {
  const rates = await schedule(arange(steps).cast("f32"))
    .add(zeros([steps]))
    .array();
  // Every eighth rate is enough for a curve.
  return Array.from(rates, (learningRate, step) => [step, learningRate] as const).filter(
    (_, step) => step % 8 === 0 || step === steps - 1,
  );
}

/** Returns means over windows of `width` values, placed at the ends of the windows. */
function windows(values: readonly number[], width: number): Point[] {
  return Array.from({ length: Math.floor(values.length / width) }, (_, i) => {
    return [(i + 1) * width, mean(values.slice(i * width, (i + 1) * width))];
  });
}

function figureOf({ courses }: SchedulesFacts): Figure {
  const lines = (points: "rates" | "losses") =>
    courses.map((course) => ({ mark: "line", name: scheduleText(course.name), points: course[points] }) as const);
  const updates = text("updates", "更新次数");
  return {
    kind: "panels",
    title: text("Schedules of the learning rate", "学习率的四种安排"),
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: text("Learning rate", "学习率"),
        x: { label: updates },
        y: { label: text("learning rate", "学习率") },
        layers: lines("rates"),
      },
      {
        kind: "chart",
        title: text("Loss of the batches", "各批的损失"),
        x: { label: updates },
        y: { label: text("cross entropy (nats)", "交叉熵（奈特）"), scale: "log" },
        layers: lines("losses"),
      },
    ],
  };
}

const scheduleText = (name: ScheduleName) =>
  cases(name, {
    constant: text("constant", "不变"),
    step: text("in steps", "分段减小"),
    cosine: text("cosine", "余弦"),
    warmUp: text("warm-up, cosine", "预热后余弦"),
  });

/** Learning rate schedules: four schedules for SGD with momentum, each at its own best learning rate. */
import { type Schedule, arange, schedules as scheduleOf, sgd, zeros } from "hebb";
import type { Figure, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type DigitParts, courseDigits } from "../../shared/course-digits.ts";
import { type Network, choose, judge, learn } from "../digits.ts";
import { mean } from "../../shared/statistics.ts";

/** Schedules by the highest learning rate and the number of updates. */
const kinds: Readonly<Record<string, (learningRate: number, steps: number) => Schedule>> = {
  constant: (learningRate) => scheduleOf.constant(learningRate),
  step: (learningRate, steps) => scheduleOf.step(learningRate, { every: Math.ceil(steps / 3), factor: 0.1 }),
  cosine: (learningRate, steps) => scheduleOf.cosine(learningRate, { steps }),
  "warm-up, cosine": (learningRate, steps) => {
    const warm = Math.ceil(steps / 10);
    return scheduleOf.warmUp(scheduleOf.cosine(learningRate, { steps: steps - warm }), { steps: warm });
  },
};

interface Course {
  readonly name: string;
  readonly learningRate: number;
  /** Learning rate after each update. */
  readonly rates: readonly Point[];
  /** Losses of batches, averaged over several batches and over the seeds. */
  readonly losses: readonly Point[];
  /** Loss over all digits of the part, for each seed. */
  readonly training: readonly number[];
  readonly test: readonly number[];
  readonly accuracy: number;
}

export const schedules: EnglishExperiment = {
  question: {
    en: "Should the learning rate stay constant, decay, or warm up first?",
    zh: "学习率应该一直不变、逐渐减小，还是先预热再减小？",
  },

  async measure(run) {
    const digits = await courseDigits(run.quick ? 1500 : 5000);
    const courses: Course[] = [];
    for (const name of Object.keys(kinds)) courses.push(await train(run, digits, name));
    return {
      answer: answerOf(courses),
      table: {
        columns: [
          "schedule",
          "highest learning rate",
          "training loss",
          "test loss",
          "spread of test loss",
          "test accuracy",
        ],
        rows: courses.map(({ name, learningRate, training, test, accuracy }) => [
          name,
          learningRate,
          rounded(mean(training)),
          rounded(mean(test)),
          rounded(Math.max(...test) - Math.min(...test)),
          Number(accuracy.toFixed(4)),
        ]),
      },
      figure: figureOf(courses),
    };
  },
};

async function train(run: Run, digits: DigitParts, name: string): Promise<Course> {
  const course = { epochs: run.quick ? 2 : 10, batchSize: 32, label: name };
  const stepsOf = (examples: number) => course.epochs * Math.ceil(examples / course.batchSize);
  const make = (model: Network, learningRate: number, examples: number) =>
    sgd(model, { learningRate: kinds[name]!(learningRate, stepsOf(examples)), momentum: 0.9 });
  const seeds = Array.from({ length: run.quick ? 1 : 5 }, (_, i) => run.seed + i);
  const candidates = run.quick ? [0.03] : [0.01, 0.03, 0.1, 0.3];
  const learningRate = await choose(
    run,
    digits,
    candidates,
    (model, learningRate) => make(model, learningRate, digits.fitting.length),
    {
      ...course,
      seeds: seeds.slice(0, 2),
    },
  );
  const sums = new Float64Array(stepsOf(digits.train.length));
  const [training, test]: [number[], number[]] = [[], []];
  let accuracy = 0;
  for (const seed of seeds) {
    const state = { at: 0, sums };
    const add = {
      state,
      onStepEnd: ({ values }: { values: Record<string, number> }) => void (sums[state.at++]! += values["loss"]!),
    };
    const start = (model: Network) => make(model, learningRate, digits.train.length);
    const model = await learn(run, digits.train, start, { ...course, seed, callbacks: [add] });
    training.push((await judge(model, digits.train)).loss);
    const judged = await judge(model, digits.test);
    test.push(judged.loss);
    accuracy += judged.accuracy / seeds.length;
  }
  const losses = windows(sums, Math.ceil(sums.length / 40)).map(([at, sum]): Point => [at, sum / seeds.length]);
  const rates = await ratesOf(kinds[name]!(learningRate, sums.length), sums.length);
  return { name, learningRate, rates, losses, training, test, accuracy };
}

async function ratesOf(schedule: Schedule, steps: number): Promise<Point[]> {
  const rates = await schedule(arange(steps).cast("f32"))
    .add(zeros([steps]))
    .array();
  return Array.from(rates, (learningRate, step) => [step, learningRate]);
}

/** Returns means over windows of `width` values, placed at the ends of the windows. */
function windows(values: Float64Array, width: number): Point[] {
  return Array.from({ length: Math.floor(values.length / width) }, (_, i) => {
    const part = values.subarray(i * width, (i + 1) * width);
    return [(i + 1) * width, mean([...part])];
  });
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function answerOf(courses: readonly Course[]): string {
  const sorted = [...courses].sort((a, b) => mean(a.training) - mean(b.training));
  const list = sorted.map(
    ({ name, training, learningRate }) => `${name} ${rounded(mean(training))} (from ${learningRate})`,
  );
  const constant = courses.find(({ name }) => name === "constant")!;
  const best = [...courses].sort((a, b) => mean(a.test) - mean(b.test))[0]!;
  // With the same seed, both have the same initial weights and the same order of the digits.
  const wins = best.test.filter((loss, i) => loss < constant.test[i]!).length;
  const tale =
    best === constant
      ? "On the test digits no schedule beats the constant rate here."
      : `On the test digits ${best.name} is the best (${mean(best.test).toFixed(3)}, constant ` +
        `${mean(constant.test).toFixed(3)}), for ${wins} of ${best.test.length} seeds.`;
  return `Training loss at the end, each schedule at its best rate: ${list.join(", ")}. ${tale}`;
}

function figureOf(courses: readonly Course[]): Figure {
  const lines = (points: "rates" | "losses") =>
    courses.map((course) => ({ mark: "line", name: course.name, points: course[points] }) as const);
  return {
    kind: "panels",
    title: "Schedules of the learning rate",
    columns: 2,
    panels: [
      { kind: "chart", title: "Rate", x: { label: "updates" }, y: { label: "learning rate" }, layers: lines("rates") },
      {
        kind: "chart",
        title: "Loss of the batches",
        x: { label: "updates" },
        y: { label: "cross entropy (nats)", scale: "log" },
        layers: lines("losses"),
      },
    ],
  };
}

/**
 * Effects of the batch size: the variance of the gradient compared with sampling theory, and the loss by epochs and by
 * time.
 */
import { Tensor, compile, crossEntropy, grad, parameters, sgd } from "hebb";
import type { Pictures } from "hebb/data";
import type { Figure, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type DigitParts, courseDigits } from "../../shared/course-digits.ts";
import { type Network, choose, judge, learn } from "../digits.ts";

export const batch: EnglishExperiment = {
  question: {
    en: "How does the batch size affect the noise of the gradient, and how fast the loss falls?",
    zh: "批量大小会怎样影响梯度的噪声和损失下降的快慢？",
  },

  async measure(run) {
    const digits = await courseDigits(run.quick ? 1000 : 5000);
    const noises = await measureNoise(run, digits.train);
    const courses: Course[] = [];
    for (const size of run.quick ? [4, 64] : [1, 16, 128, 1024]) courses.push(await train(run, digits, size));
    return {
      answer: answerOf(noises, courses),
      table: {
        columns: ["batch", "learning rate", "updates", "training loss", "test accuracy", "seconds an epoch"],
        rows: courses.map((course) => [
          course.size,
          course.learningRate,
          course.updates,
          Number(course.losses.at(-1)!.toPrecision(3)),
          Number(course.accuracy.toFixed(3)),
          Number(epochTime(course).toPrecision(2)),
        ]),
      },
      figure: figureOf(noises, courses),
    };
  },
};

interface Noise {
  readonly size: number;
  /** Mean of |gradient of a batch - gradient of all examples|². */
  readonly measured: number;
  /**
   * Variance of the mean of a sample without replacement, σ² / B · (N - B) / (N - 1), with the variance σ² of single
   * examples.
   */
  readonly theory: number;
}

/** Measures a network after one epoch, past the first steep descent. */
async function measureNoise(run: Run, digits: Pictures): Promise<Noise[]> {
  const optimizerOf = (model: Network) => sgd(model, { learningRate: 0.1 });
  const model = await learn(run, digits, optimizerOf, { epochs: 1, batchSize: 32, label: "one epoch" });
  const params = parameters(model).map(([, param]) => param);
  const gradients = (images: Tensor, labels: Tensor) => grad(crossEntropy(model.forward(images), labels), params);
  const [images, labels] = [digits.field(0), digits.field(1)];
  const mean = await Promise.all(compile(gradients)(images, labels).map(copyOf));
  const squared = compile((images: Tensor, labels: Tensor) =>
    gradients(images, labels)
      .map((gradient, i) => gradient.sub(mean[i]!).square().sum())
      .reduce((sum, square) => sum.add(square)),
  );
  /** Averages over the first `count` batches of this size, in random order. */
  const meanOf = async (size: number, count: number): Promise<number> => {
    const epochs = Math.ceil(count / Math.floor(digits.length / size));
    let [sum, done] = [0, 0];
    for (const [images, labels] of digits.batches(size, { epochs, seed: run.seed, last: "drop" })) {
      if (done === count) break;
      sum += await squared(images, labels).item();
      run.progress(`gradients of batches of ${size}`, ++done, count);
    }
    return sum / done;
  };
  const variance = await meanOf(1, digits.length);
  const noises: Noise[] = [];
  for (const size of run.quick ? [4, 16, 64, 256] : [1, 4, 16, 64, 256, 1024]) {
    const theory = ((variance / size) * (digits.length - size)) / (digits.length - 1);
    noises.push({ size, measured: await meanOf(size, run.quick ? 50 : 200), theory });
  }
  return noises;
}

async function copyOf(tensor: Tensor): Promise<Tensor> {
  return Tensor.from(await tensor.array(), tensor.shape);
}

interface Course {
  readonly size: number;
  readonly learningRate: number;
  readonly updates: number;
  /** Loss over all training digits, before training and after each epoch. */
  readonly losses: readonly number[];
  /** Training time up to the end of each epoch, without evaluation. */
  readonly seconds: readonly number[];
  readonly accuracy: number;
}

/** Candidate learning rates. Above the highest, the loss sometimes jumps up, even if it is the lowest on average. */
const rates: Readonly<Record<number, readonly number[]>> = {
  1: [0.003, 0.01, 0.03],
  16: [0.1, 0.2, 0.4],
  128: [0.1, 0.2, 0.4],
  1024: [0.1, 0.2, 0.4],
};

/**
 * Trains with plain SGD and the learning rate that does best on validation digits; larger batches allow larger rates.
 */
async function train(run: Run, digits: DigitParts, size: number): Promise<Course> {
  const course = { epochs: run.quick ? 2 : 5, batchSize: size, label: `batches of ${size}` };
  const candidates = run.quick ? [size < 16 ? 0.1 : 0.3] : rates[size]!;
  const optimizerOf = (model: Network, learningRate: number) => sgd(model, { learningRate });
  const seeds = [0, 1, 2].map((i) => run.seed + i);
  const learningRate = await choose(run, digits, candidates, optimizerOf, { ...course, seeds });
  const losses: number[] = [];
  const seconds: number[] = [];
  let measured: Network | undefined;
  const look = async () => void losses.push((await judge(measured!, digits.train)).loss);
  const model = await learn(
    run,
    digits.train,
    (model) => {
      measured = model;
      return optimizerOf(model, learningRate);
    },
    {
      ...course,
      callbacks: [
        {
          state: { losses, seconds },
          onTrainBegin: look,
          onEpochEnd: async (report) => {
            seconds.push((seconds.at(-1) ?? 0) + report.seconds);
            await look();
          },
        },
      ],
    },
  );
  const { accuracy } = await judge(model, digits.test);
  return {
    size,
    learningRate,
    updates: course.epochs * Math.ceil(digits.train.length / size),
    losses,
    seconds,
    accuracy,
  };
}

function answerOf(noises: readonly Noise[], courses: readonly Course[]): string {
  const ratios = noises.map(({ measured, theory }) => measured / theory);
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const close = low > 0.8 && high < 1.25;
  const noise = close
    ? `The variance of a batch's gradient falls as 1/B: measured over theory is ${low.toFixed(2)} to ${high.toFixed(2)} from B = ${noises[0]!.size} to ${noises.at(-1)!.size}.`
    : `The variance of a batch's gradient is ${low.toFixed(2)} to ${high.toFixed(2)} times what 1/B says.`;
  const lossOf = ({ losses }: Course) => losses.at(-1)!;
  const best = courses.reduce((a, b) => (lossOf(b) < lossOf(a) ? b : a));
  const fastest = courses.reduce((a, b) => (epochTime(b) < epochTime(a) ? b : a));
  const tale = (course: Course) =>
    `batches of ${course.size} (${course.updates} updates, ${lossOf(course).toFixed(3)}, ` +
    `${(1000 * epochTime(course)).toFixed(0)} ms an epoch)`;
  const epochs = courses[0]!.seconds.length;
  return best === fastest
    ? `${noise} After ${epochs} epochs the lowest training loss is that of ${tale(best)}, which also take the least time.`
    : `${noise} After ${epochs} epochs the lowest training loss is that of ${tale(best)}, the shortest epoch that of ${tale(fastest)}.`;
}

/** Returns the seconds of the fastest epoch; others may include compilation or other work of the machine. */
function epochTime({ seconds }: Course): number {
  return Math.min(...seconds.map((end, epoch) => end - (seconds[epoch - 1] ?? 0)));
}

function figureOf(noises: readonly Noise[], courses: readonly Course[]): Figure {
  const lines = (pointsOf: (course: Course) => Point[]) =>
    courses.map((course) => ({ mark: "line", name: `B = ${course.size}`, points: pointsOf(course) }) as const);
  const loss = { label: "training loss (nats)", scale: "log" } as const;
  return {
    kind: "panels",
    title: "Batch size",
    columns: 3,
    panels: [
      {
        kind: "chart",
        title: "Noise of the gradient",
        x: { label: "batch size B", scale: "log" },
        y: { label: "mean |gradient of a batch - gradient of all|²", scale: "log" },
        layers: [
          { mark: "line", name: "theory", points: noises.map(({ size, theory }) => [size, theory]), dashed: true },
          { mark: "points", name: "measured", points: noises.map(({ size, measured }) => [size, measured]) },
        ],
      },
      {
        kind: "chart",
        title: "Loss over epochs",
        x: { label: "epochs" },
        y: loss,
        layers: lines(({ losses }) => losses.map((loss, epoch) => [epoch, loss])),
      },
      {
        kind: "chart",
        title: "Loss over time",
        x: { label: "seconds of training" },
        y: loss,
        layers: lines(({ losses, seconds }) =>
          losses.map((loss, epoch) => [epoch === 0 ? 0 : seconds[epoch - 1]!, loss]),
        ),
      },
    ],
  };
}

/** Regularization: kinds of regularization that reduce overfitting on a thousand digits, over several seeds. */
import { type Bar, type Measure, defineSystem } from "../system.ts";
import { fewDigits } from "./digits.ts";
import { early } from "./experiments/early.ts";
import { l2Decay } from "./experiments/l2-decay.ts";
import { norms } from "./experiments/norms.ts";
import { strength } from "./experiments/strength.ts";
import { trainPair } from "./pair.ts";
import { type SeedsRecipe, drawCurves, seedOf, summaryOf, trainKinds } from "./seeds.ts";
import { kindNames, kinds } from "./train.ts";

interface RegularizationRecipe extends SeedsRecipe {
  /** Number of steps in the comparison of L2 and weight decay. */
  readonly steps: number;
}

export const system = defineSystem<RegularizationRecipe>({
  place: [3, 5],
  title: { en: "Regularization", zh: "正则化" },
  summary: "L1, L2, weight decay, bounded norms, early stopping: a network that learns from 1,000 digits (MNIST)",
  metrics: {
    ...Object.fromEntries(kinds.flatMap((kind) => Object.entries(measuresOf(kind)))),
    early_difference: { meaning: "largest difference of a parameter to the best epoch's after early stopping" },
    early_loss: { meaning: "difference of the validation cross entropy to the best epoch's", unit: "nats" },
    sgd_difference: { meaning: "distance of the parameters under SGD with L2 and with decay, over their norm" },
    adam_difference: { meaning: "the same under Adam" },
  },
  recipes: {
    full: {
      fetched: ["mnist"],
      seeds: 5,
      examples: 1000,
      validation: 2000,
      units: 256,
      epochs: 60,
      steps: 200,
      bars: [
        ...gains(0.05),
        { metric: "early_difference", op: "<=", value: 0 },
        { metric: "early_loss", op: "<=", value: 0 },
        { metric: "sgd_difference", op: "<=", value: 1e-6 },
        { metric: "adam_difference", op: ">=", value: 0.5 },
      ],
    },
    quick: {
      fetched: ["mnist"],
      seeds: 4,
      examples: 200,
      validation: 200,
      test: 2000,
      units: 64,
      epochs: 80,
      learningRate: 5e-3,
      steps: 50,
      bars: [
        ...gains(0),
        { metric: "early_difference", op: "<=", value: 0 },
        { metric: "early_loss", op: "<=", value: 0 },
        { metric: "sgd_difference", op: "<=", value: 1e-6 },
        { metric: "adam_difference", op: ">=", value: 0.2 },
      ],
    },
  },

  async train(run, recipe) {
    const { units, steps } = recipe;
    const digits = await fewDigits(recipe);
    const outcome = await trainKinds(run, digits, recipe);
    run.draw("validation", drawCurves(outcome));
    const { train } = digits(seedOf(run, 0));
    const options = { units, steps, every: steps, seed: seedOf(run, 0) };
    const differenceUnder = async (name: "SGD" | "Adam") =>
      (await trainPair(run, name, train, options)).distances.at(-1)![1];
    return {
      ...summaryOf(outcome),
      sgd_difference: await differenceUnder("SGD"),
      adam_difference: await differenceUnder("Adam"),
    };
  },

  experiments: { "l2-decay": l2Decay, norms, early, strength },
});

function measuresOf(kind: (typeof kinds)[number]): Record<string, Measure> {
  const name = kindNames[kind];
  return {
    [kind]: { meaning: `test cross entropy with ${name}: mean over the seeds`, unit: "nats" },
    [`${kind}_spread`]: { meaning: "its standard deviation over the seeds", unit: "nats" },
    ...(kind !== "none" && {
      [`${kind}_gain`]: {
        meaning: `how much lower it is than without: lower end of the 95 % interval over the seeds`,
        unit: "nats",
      },
    }),
  };
}

/** Returns bars: each kind must be better than none by more than `value` nats. */
function gains(value: number): Bar[] {
  return kinds.filter((kind) => kind !== "none").map((kind) => ({ metric: `${kind}_gain`, op: ">", value }));
}

/** All kinds of regularization over several seeds: test losses and validation curves. */
import type { Chart, Layer, Point } from "../figure.ts";
import type { Run } from "../run.ts";
import type { Metrics, Recipe } from "../system.ts";
import { text } from "../text.ts";
import { type BestEpoch, bestEpoch } from "./best-epoch.ts";
import { type FewDigits, seedOf } from "../shared/few-digits.ts";
import type { Classifier } from "./model.ts";
import { kindWords } from "./names.ts";
import { mean, std, sureGain } from "../shared/statistics.ts";
import {
  type Kind,
  type Strengths,
  type Trained,
  kindNames,
  kinds,
  measureDigits,
  strengthOf,
  trainClassifier,
} from "./train.ts";

/** Settings of the trainings. */
export interface SeedsRecipe extends Recipe {
  /** Number of trainings of each kind; each seed has its own training digits and initial parameters. */
  readonly seeds: number;
  readonly examples: number;
  readonly validation: number;
  /** Size of the hidden layer. */
  readonly units: number;
  readonly epochs: number;
  /** Learning rate of Adam. */
  readonly learningRate: number;
  readonly strengths: Strengths;
  /** Epochs without improvement after which early stopping ends a training. */
  readonly patience: number;
  /** Number of test digits. Default: all. */
  readonly test?: number;
}

/** Results of one kind for all seeds. */
interface OfKind {
  /** Test cross entropies in nats. */
  readonly losses: number[];
  /** Validation cross entropies after each epoch, in nats. */
  readonly curves: Trained["validation"][];
}

/** Results of all kinds. */
export interface Outcome {
  readonly kinds: Readonly<Record<Kind, OfKind>>;
  /** Largest deviation of the models restored by early stopping from those of the best epochs. */
  readonly restored: { difference: number; loss: number };
}

/** Trains and tests all kinds with all seeds. */
export async function trainKinds(run: Run, digits: (seed: number) => FewDigits, recipe: SeedsRecipe): Promise<Outcome> {
  const of = Object.fromEntries(kinds.map((kind) => [kind, { losses: [], curves: [] }])) as unknown as Outcome["kinds"];
  const outcome = { kinds: of, restored: { difference: 0, loss: 0 } };
  for (let i = 0; i < recipe.seeds; i++) {
    const seed = seedOf(run, i);
    const drawn = digits(seed);
    for (const kind of kinds) {
      const label = `${kindNames[kind]}, seed ${i + 1} of ${recipe.seeds}`;
      const options = { ...recipe, strength: strengthOf(kind, recipe.strengths), seed, label };
      const trained = await (kind === "early"
        ? trainEarly(run, drawn, options, outcome)
        : trainClassifier(run, kind, drawn, options));
      of[kind].losses.push((await measureDigits(trained.model, drawn.test)).loss);
      of[kind].curves.push(trained.validation);
      if (i === 0) run.keep(kind, trained.model);
    }
    run.say(`seed ${i + 1}: ${kinds.map((kind) => `${kindNames[kind]} ${of[kind].losses[i]!.toFixed(4)}`).join(", ")}`);
  }
  return outcome;
}

/** Trains with early stopping and compares the restored model with that of the best epoch. */
async function trainEarly(
  run: Run,
  digits: FewDigits,
  options: Parameters<typeof trainClassifier>[3],
  { restored }: Outcome,
): Promise<Trained> {
  let best: BestEpoch | undefined;
  const watch = (model: Classifier) => (best = bestEpoch(model));
  const trained = await trainClassifier(run, "early", digits, { ...options, watch });
  const { loss } = await measureDigits(trained.model, digits.validation);
  restored.difference = Math.max(restored.difference, await best!.difference());
  restored.loss = Math.max(restored.loss, Math.abs(loss - best!.loss()));
  return trained;
}

/**
 * Returns means and standard deviations over the seeds, and the lower confidence bounds of the gains over no
 * regularization.
 */
export function summaryOf({ kinds: of, restored }: Outcome): Metrics {
  const entries = kinds.flatMap((kind) => [
    [kind, mean(of[kind].losses)] as const,
    [`${kind}_spread`, std(of[kind].losses)] as const,
    ...(kind === "none" ? [] : [[`${kind}_gain`, sureGain(of.none.losses, of[kind].losses)] as const]),
  ]);
  return { ...Object.fromEntries(entries), early_difference: restored.difference, early_loss: restored.loss };
}

/** Number of first epochs that are not drawn: their losses are large and similar for all kinds. */
const hidden = 4;

/** Draws validation curves and the epoch restored by early stopping, averaged over the seeds. */
export function drawCurves({ kinds: of }: Outcome): Chart {
  const lines = kinds.flatMap((kind): Layer[] => {
    if (kind === "early") return [];
    const { curves } = of[kind];
    const points = curves[0]!.map((_, i): Point => [i + 1, mean(curves.map((curve) => curve[i]!))]);
    return [{ mark: "line", name: kindWords(kind), points: points.slice(hidden) }];
  });
  const lowest = of.early.curves.map((curve) => Math.min(...curve));
  const epochs = of.early.curves.map((curve, i) => curve.indexOf(lowest[i]!) + 1);
  return {
    kind: "chart",
    title: text("Validation loss by kind of regularization", "各种正则化方法的验证集损失"),
    x: { label: text("epoch", "回合") },
    y: { label: text("cross entropy, mean over the seeds (nats)", "交叉熵，多个随机种子的均值（奈特）") },
    layers: [...lines, { mark: "points", name: kindWords("early"), points: [[mean(epochs), mean(lowest)]] }],
  };
}

/**
 * Training of glimpse networks: cross entropy after every glimpse, REINFORCE for the places, and the squared error of
 * the baseline.
 */
import { Tensor, adam, compile, crossEntropy, initialize, meanSquaredError, reinforce, schedules } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { drawCanvases, testCanvases } from "./canvas.ts";
import { type Choosing, GlimpseNetwork, type GlimpseOptions, type Looking, centerOf } from "./model.ts";
import { digitSide } from "./canvas.ts";

export interface GlimpseTraining extends GlimpseOptions {
  readonly steps: number;
  readonly batchSize: number;
  /** Initial learning rate of Adam, which decreases by a cosine schedule. */
  readonly learningRate: number;
  /** Discount of later rewards: 0 rewards a place by the next classification alone, 1 by all that follow. */
  readonly discount: number;
}

/** Trains a network on digits of `source`. With random places, nothing trains the distribution. */
export async function trainGlimpses(
  run: Run,
  label: string,
  source: Pictures,
  { steps, batchSize, learningRate, discount, ...options }: GlimpseTraining,
  choosing: Exclude<Choosing, "best"> = "sampled",
): Promise<GlimpseNetwork> {
  const model = new GlimpseNetwork(options);
  // The scope makes the initial weights independent of the networks trained before.
  initialize(model, { seed: run.seed, scope: "glimpses" });
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const step = compile((canvases: Tensor, labels: Tensor) => {
    const looking = model.look(canvases, choosing);
    const { classification, policy, regression } = lossesOf(looking, labels, discount);
    const right = looking.logits.slice([-1, null]).squeeze(0).argmax(-1).equal(labels);
    const loss = choosing === "random" ? classification : classification.add(policy).add(regression);
    return { loss: optimizer.minimize(loss), classification, right: right.mean() };
  });
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const { canvases, labels } = await drawCanvases(source, batchSize);
      const found = step(canvases, labels);
      const [loss, accuracy] = await Promise.all([found.classification.item(), found.right.item()]);
      run.record(`${label} loss`, i + 1, loss);
      return { values: { loss, accuracy } };
    },
  });
  return model;
}

/** The three parts of the loss. The reward of a place is how well the digit is known after looking there. */
export function lossesOf({ logits, logProbabilities, baselines }: Looking, labels: Tensor, discount: number) {
  const [glimpses, batch] = logits.shape as [number, number];
  const repeated = labels.unsqueeze(0).expand([glimpses, batch]);
  const surprise = crossEntropy(logits, repeated, { reduction: "none" });
  const returns = returnsOf(surprise.slice([1, null]).neg(), discount).detach();
  return {
    classification: surprise.mean(),
    policy: reinforce(logProbabilities, returns, { baseline: baselines }),
    regression: meanSquaredError(baselines, returns),
  };
}

/** Sums each reward, [steps, batch], with the discounted rewards that follow. */
export function returnsOf(rewards: Tensor, discount: number): Tensor {
  const steps = rewards.shape[0]!;
  const weights = Float32Array.from({ length: steps ** 2 }, (_, i) => {
    const later = (i % steps) - Math.floor(i / steps);
    return later < 0 ? 0 : discount ** later;
  });
  return Tensor.from(weights, [steps, steps]).matmul(rewards);
}

/** Results of a network on test canvases. */
export interface Score {
  /** Fraction of digits classified correctly after the last glimpse, and after each. */
  readonly accuracy: number;
  readonly after: readonly number[];
  /** Mean distance of each glimpse from the middle of the digit, in pixels. */
  readonly distances: readonly number[];
}

/** Number of canvases that are looked at together. */
const block = 1000;

/** Tests a network on the first `count` digits, each on a canvas of its own. */
export async function scoreOf(
  model: GlimpseNetwork,
  source: Pictures,
  count: number,
  choosing: Choosing = "sampled",
): Promise<Score> {
  const { canvases, labels, corners } = await testCanvases(source, count);
  const look = compile((x: Tensor, y: Tensor) => {
    const { logits, places } = model.look(x, choosing);
    const right = logits.argmax(-1).equal(y.unsqueeze(0));
    return { right: right.cast("f32").sum(1), places };
  });
  const [after, distances] = [new Array<number>(model.glimpses).fill(0), new Array<number>(model.glimpses).fill(0)];
  for (let start = 0; start < count; start += block) {
    const range = [start, Math.min(start + block, count)] as const;
    const found = look(canvases.slice(range), labels.slice(range));
    const [right, places] = await Promise.all([found.right.array(), found.places.array()]);
    const size = range[1] - range[0];
    for (let t = 0; t < model.glimpses; t++) {
      after[t]! += right[t]! / count;
      for (let i = 0; i < size; i++) {
        distances[t]! += distance(places[t * size + i]!, corners[start + i]!) / count;
      }
    }
  }
  return { accuracy: after.at(-1)!, after, distances };
}

/** Distance of a place from the middle of a digit, in pixels. */
function distance(place: number, [top, left]: readonly [number, number]): number {
  const [y, x] = centerOf(place);
  return Math.hypot(y - top - digitSide / 2, x - left - digitSide / 2);
}

/**
 * A small world in which every choice can be enumerated: 6 x 6 digits, one place to look at, and the question whether
 * the digit there is the asked one. The loss of each place is known, and so is the gradient of its expectation.
 */
import {
  Linear,
  Tensor,
  adam,
  arange,
  categoricalLogProbability,
  compile,
  crossEntropy,
  grad,
  initialize,
  random,
  reinforce,
  sampleCategorical,
  straightThrough,
} from "hebb";
import { digits } from "hebb/data";
import type { Run } from "../run.ts";

/** Digits on a side of a grid, and pixels on a side of a digit. */
export const [gridSide, glyphSide] = [6, 8];
/** Number of places to choose from. */
export const choices = gridSide ** 2;
const pixels = glyphSide ** 2;

/** Grids of digits, each with the digit that is asked for. */
export interface Grids {
  /** Pixels of the digit at each place, f32 [grids, places, 64] from 0 to 1. */
  readonly values: Tensor;
  /** The digit asked for, i32 [grids]. It is at one place at least. */
  readonly asked: Tensor;
}

/** Trains the network that reads the digit at a place: softmax regression. */
export async function trainReader(run: Run): Promise<Linear> {
  const { train } = await digits();
  const reader = new Linear(pixels, 10);
  initialize(reader, { seed: run.seed, scope: "reader" });
  const optimizer = adam(reader, { learningRate: 0.03 });
  const [images, labels] = [train.field(0).cast("f32").div(16), train.field(1).cast("i32")];
  const step = compile(() => optimizer.minimize(crossEntropy(reader.forward(images), labels)));
  await run.loop("reader", {
    total: 100,
    state: { reader, optimizer },
    step: async () => ({ values: { loss: await step().item() } }),
  });
  return reader;
}

/** Draws grids of handwritten digits. */
export async function drawGrids(count: number): Promise<Grids> {
  const { train } = await digits();
  const [images, labels] = train.fields.map(({ data }) => data);
  const drawn = await random.scope("grids", () => random.uniform([count, choices + 1]).array());
  const values = new Float32Array(count * choices * pixels);
  const asked = new Int32Array(count);
  for (let g = 0; g < count; g++) {
    const numbers = drawn.slice(g * (choices + 1), (g + 1) * (choices + 1));
    const rows = Array.from(numbers.slice(0, choices), (x) => Math.floor(x * train.length));
    rows.forEach((row, i) =>
      values.set(
        Array.from(images!.slice(row * pixels, (row + 1) * pixels), (ink) => ink / 16),
        (g * choices + i) * pixels,
      ),
    );
    asked[g] = labels![rows[Math.floor(numbers[choices]! * choices)]!]!;
  }
  return { values: Tensor.from(values, [count, choices, pixels]), asked: Tensor.from(asked) };
}

/** Ways to estimate the gradient of the expected loss with respect to the scores of the places. */
export const estimators = ["plain", "baseline", "straight-through", "soft"] as const;
export type Estimator = (typeof estimators)[number];

/** Returns the loss of reading these values, [..., 64], for the digit asked for, i32 [...]. */
const lossOf = (reader: Linear, read: Tensor, asked: Tensor): Tensor =>
  crossEntropy(reader.forward(read), asked, { reduction: "none" });

/** Returns the loss of each place, [grids, places]. */
export const lossesOf = (reader: Linear, { values, asked }: Grids): Tensor =>
  lossOf(reader, values, asked.unsqueeze(1).expand(values.shape.slice(0, 2)));

/**
 * Returns the estimated gradient for choices i32 [grids, n]: scores [grids, places] -> [grids, n, places], one estimate
 * for each choice.
 */
export function estimatesOf(kind: Estimator, reader: Linear, scores: Tensor, chosen: Tensor, grids: Grids): Tensor {
  const [count, n] = chosen.shape as [number, number];
  const rows = scores.unsqueeze(1).expand([count, n, choices]);
  const hot = chosen.oneHot(choices);
  const asked = grids.asked.unsqueeze(1).expand([count, n]);
  const surrogate = (): Tensor => {
    if (kind === "plain" || kind === "baseline") {
      const rewards = lossesOf(reader, grids).neg();
      const expected = scores.softmax().mul(rewards).sum(-1, { keepDims: true }).expand([count, n]);
      return reinforce(categoricalLogProbability(rows, chosen), hot.matmul(rewards.unsqueeze(-1)).squeeze(-1), {
        reduction: "sum",
        ...(kind === "baseline" && { baseline: expected }),
      });
    }
    const weights = kind === "soft" ? rows.softmax() : straightThrough(hot, rows.softmax());
    return lossOf(reader, weights.matmul(grids.values), asked).sum();
  };
  return grad(surrogate(), [rows])[0];
}

/** Returns the exact gradient of the expected loss by enumeration, [grids, places]. */
export function exactGradient(reader: Linear, scores: Tensor, grids: Grids): Tensor {
  const expected = scores.softmax().mul(lossesOf(reader, grids)).sum();
  return grad(expected, [scores])[0];
}

/** Bias and standard deviation of an estimator, relative to the length of the exact gradient. Means over the grids. */
export interface Quality {
  /** Length of the difference between the mean estimate and the exact gradient. */
  readonly bias: number;
  /** Root of the expected squared distance of a single estimate from the mean estimate. */
  readonly deviation: number;
  /** Cosine of the angle between the mean estimate and the exact gradient. */
  readonly cosine: number;
}

/** Computes the quality of an estimator from all choices, weighted by their probabilities. Nothing is sampled. */
export async function qualityOf(kind: Estimator, reader: Linear, scores: Tensor, grids: Grids): Promise<Quality> {
  const count = scores.shape[0]!;
  const measured = compile((x: Tensor) => {
    const exact = exactGradient(reader, x, grids);
    const all = estimatesOf(kind, reader, x, arange(choices).unsqueeze(0).expand([count, choices]), grids);
    const p = x.softmax();
    const mean = p.unsqueeze(1).matmul(all).squeeze(1);
    const spread = all.sub(mean.unsqueeze(1)).square().sum(-1).mul(p).sum(-1).sqrt();
    const length = exact.norm(-1);
    return {
      bias: mean.sub(exact).norm(-1).div(length).mean(),
      deviation: spread.div(length).mean(),
      cosine: mean
        .mul(exact)
        .sum(-1)
        .div(length.mul(mean.norm(-1)))
        .mean(),
    };
  })(scores);
  const [bias, deviation, cosine] = await Promise.all([
    measured.bias.item(),
    measured.deviation.item(),
    measured.cosine.item(),
  ]);
  return { bias, deviation, cosine };
}

/** Descends with an estimator, one sampled choice per grid and step; returns the expected loss at each step. */
export async function descentOf(
  run: Run,
  kind: Estimator | "exact",
  reader: Linear,
  grids: Grids,
  { steps, learningRate }: { readonly steps: number; readonly learningRate: number },
): Promise<number[]> {
  const count = grids.asked.shape[0]!;
  const step = compile((scores: Tensor) => {
    const gradient =
      kind === "exact"
        ? exactGradient(reader, scores, grids)
        : estimatesOf(kind, reader, scores, sampleCategorical(scores).unsqueeze(1), grids).squeeze(1);
    const expected = scores.softmax().mul(lossesOf(reader, grids)).sum(-1).mean();
    return { expected, next: scores.sub(gradient.mul(learningRate)) };
  });
  const { losses } = await run.loop(`descent, ${kind}, learning rate ${learningRate}`, {
    total: steps,
    state: { scores: new Float32Array(count * choices), losses: [] as number[] },
    async step(_, state) {
      const { expected, next } = step(Tensor.from(state.scores, [count, choices]));
      state.losses.push(await expected.item());
      state.scores = Float32Array.from(await next.array());
      return { values: { loss: state.losses.at(-1)! } };
    },
  });
  return losses;
}

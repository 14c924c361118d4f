/** Time that gradient descent spends near a saddle point: predicted from its most negative curvature, and measured. */
import { Tensor, compile, random, sgd } from "hebb";
import type { Point } from "../figure.ts";
import type { Run } from "../run.ts";
import { type Digits, descend, judge, networkOf } from "./digits.ts";
import { LinearNetwork } from "./model.ts";
import { moveToSaddle, pairs } from "./saddle.ts";

/** A variant of gradient descent. */
export interface Way {
  readonly name: string;
  readonly learningRate: number;
  /** Momentum ρ. */
  readonly momentum: number;
  /** Standard deviation of the noise added to each element of the gradient. */
  readonly noise: number;
}

/**
 * Returns the factor by which one update moves away from a saddle along an eigenvector of curvature -c: 1 + α c. With
 * momentum it is the larger root of s² - (1 + ρ + α c) s + ρ = 0, from w_{t+1} = w_t + ρ (w_t - w_{t-1}) + α c w_t.
 */
export function growth({ learningRate, momentum }: Pick<Way, "learningRate" | "momentum">, curvature: number): number {
  const sum = 1 + momentum + learningRate * curvature;
  return (sum + Math.sqrt(sum ** 2 - 4 * momentum)) / 2;
}

/** Returns the number of additional updates if the start is ten times closer to the line that leads into the saddle. */
export function updatesPerDecade(way: Pick<Way, "learningRate" | "momentum">, curvature: number): number {
  return Math.log(10) / Math.log(growth(way, curvature));
}

/**
 * Returns a start at distance 1 from 0 along the line w₁ = -w₂, which leads into the saddle, displaced by `distance`
 * from that line.
 */
export function startBeside(distance: number): Point {
  return [(distance + 1) * Math.SQRT1_2, (distance - 1) * Math.SQRT1_2];
}

/** Descents from several starts. */
export interface Escape {
  /** Updates from each start until the loss is below half of that at the saddle; Infinity if it never is. */
  readonly updates: readonly number[];
  /** Path from one start, update by update. */
  readonly path: readonly Point[];
}

/** Options of `escape`. */
export interface EscapeOptions {
  /** Maximum number of updates. */
  readonly limit: number;
  /** Index of the start whose path is recorded. Default 0. */
  readonly shown?: number;
}

/** Runs gradient descent from all starts in parallel. */
export async function escape(
  run: Run,
  way: Way,
  starts: readonly Point[],
  { limit, shown = 0 }: EscapeOptions,
): Promise<Escape> {
  const network = new LinearNetwork(starts);
  const [x, y] = [pairs.x, pairs.y].map((values) => Tensor.from([...values], [values.length, 1])) as [Tensor, Tensor];
  const optimizer = sgd(network, { learningRate: way.learningRate, momentum: way.momentum });
  const step = compile(() => {
    const losses = network.losses(x, y);
    // Each loss depends on its own weights only. The gradient of ε · w is ε.
    const noise = [network.w1, network.w2].map((w) => random.normal(w.shape, { std: way.noise }).mul(w).sum());
    optimizer.minimize(losses.sum().add(noise[0]!).add(noise[1]!));
    return { losses, w1: network.w1.slice([shown, shown + 1]), w2: network.w2.slice([shown, shown + 1]) };
  });
  const updates = starts.map(() => Infinity);
  const path: Point[] = [starts[shown]!];
  await run.loop(way.name, {
    total: limit,
    state: { network, optimizer, updates, path },
    async step(update) {
      const { losses, w1, w2 } = step();
      (await losses.array()).forEach((loss, i) => {
        if (loss < 0.25) updates[i] = Math.min(updates[i]!, update);
      });
      path.push([await w1.item(), await w2.item()]);
      return { done: !updates.includes(Infinity) };
    },
  });
  return { updates, path };
}

/** A descent of the network from near its saddle. */
export interface Plateau {
  /** Factor by which the initial weights are scaled. */
  readonly factor: number;
  /** Updates until the loss is 5% below that at the saddle; Infinity if it never is. */
  readonly updates: number;
  /** Training loss before each update. */
  readonly losses: readonly Point[];
}

/** Trains the digit classifier from near its saddle with the gradient over all digits. */
export async function escapeOfDigits(
  run: Run,
  digits: Digits,
  {
    learningRate,
    momentum,
    factor,
    limit,
  }: Pick<Way, "learningRate" | "momentum"> & { readonly factor: number; readonly limit: number },
): Promise<Plateau> {
  const model = networkOf(digits, 32, run.seed);
  await moveToSaddle(model, digits);
  const { loss: atSaddle } = await judge(model, digits);
  const near = networkOf(digits, 32, run.seed);
  await moveToSaddle(near, digits, factor);
  const losses: Point[] = [];
  const options = {
    learningRate,
    momentum,
    batchSize: digits.length,
    updates: limit,
    label: `weights times ${factor}`,
  };
  const onLoss = (update: number, loss: number) => void losses.push([update, loss]);
  await descend(run, near, digits, { ...options, kept: { losses }, onLoss });
  const updates = losses.find(([, loss]) => loss < 0.95 * atSaddle)?.[0] ?? Infinity;
  return { factor, updates, losses };
}

/** How long a descent stays near a saddle: by the growth that its most negative curvature says, and by trial. */
import { Tensor, compile, random, sgd } from "hebb";
import type { Point } from "../figure.ts";
import type { Run } from "../run.ts";
import { type Digits, descend, judge, networkOf } from "./digits.ts";
import { LinearNetwork } from "./model.ts";
import { moveToSaddle, pairs } from "./saddle.ts";

/** A way to descend. */
export interface Way {
  readonly name: string;
  readonly learningRate: number;
  /** ρ. */
  readonly momentum: number;
  /** Deviation of what is added to each element of the gradient. */
  readonly noise: number;
}

/**
 * The factor by which an update takes a descent away from a saddle, along an eigenvector of curvature -c: 1 + α c, and
 * with momentum the larger root of s² - (1 + ρ + α c) s + ρ = 0, as w_{t+1} = w_t + ρ (w_t - w_{t-1}) + α c w_t.
 */
export function growth({ learningRate, momentum }: Pick<Way, "learningRate" | "momentum">, curvature: number): number {
  const sum = 1 + momentum + learningRate * curvature;
  return (sum + Math.sqrt(sum ** 2 - 4 * momentum)) / 2;
}

/** Updates that a start takes longer if it is ten times nearer to the line that leads into the saddle. */
export function updatesPerDecade(way: Pick<Way, "learningRate" | "momentum">, curvature: number): number {
  return Math.log(10) / Math.log(growth(way, curvature));
}

/** A start 1 away from 0 on the line w₁ = -w₂, which leads straight into the saddle, and `distance` beside that line. */
export function startBeside(distance: number): Point {
  return [(distance + 1) * Math.SQRT1_2, (distance - 1) * Math.SQRT1_2];
}

export interface Escape {
  /** Of each start: updates until the loss is below half of that at the saddle; Infinity where it never was. */
  readonly updates: readonly number[];
  /** Of one start, from update to update. */
  readonly path: readonly Point[];
}

export interface EscapeOptions {
  /** Updates at most. */
  readonly limit: number;
  /** The start whose path is wanted. Default 0. */
  readonly shown?: number;
}

/** All starts descend side by side. */
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
  for (let update = 0; update < limit && updates.includes(Infinity); update++) {
    const { losses, w1, w2 } = step();
    (await losses.array()).forEach((loss, i) => {
      if (loss < 0.25) updates[i] = Math.min(updates[i]!, update);
    });
    path.push([await w1.item(), await w2.item()]);
    run.progress(way.name, update + 1, limit);
  }
  return { updates, path };
}

export interface Plateau {
  /** How much smaller than usual the weights are at the start. */
  readonly factor: number;
  /** Updates until the loss is 5 % below that at the saddle; Infinity where it never was. */
  readonly updates: number;
  /** The training loss before each update. */
  readonly losses: readonly Point[];
}

/** The network that reads digits descends from near its saddle, by the gradient over all of them. */
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
  await descend(run, near, digits, { ...options, onLoss: (update, loss) => void losses.push([update, loss]) });
  const updates = losses.find(([, loss]) => loss < 0.95 * atSaddle)?.[0] ?? Infinity;
  return { factor, updates, losses };
}

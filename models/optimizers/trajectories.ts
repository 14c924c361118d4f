/** The optimizers by name, in the library and as textbook rules, and their paths on a surface. */
import {
  type Module,
  type Optimizer,
  Param,
  type Schedule,
  Tensor,
  adagrad,
  adam,
  adamw,
  compile,
  rmsprop,
  sgd,
} from "hebb";
import type { Point } from "../figure.ts";
import { golden, steps } from "./golden.ts";
import * as rules from "./model.ts";
import { type Surface, type SurfaceName, surfaces } from "./surfaces.ts";

/** An optimizer. */
export interface Kind {
  readonly title: string;
  /** Creates the library's optimizer. */
  readonly make: (target: Module | Param, learningRate: number | Schedule) => Optimizer;
  /** Returns the textbook rule. */
  readonly rule: (learningRate: number) => rules.Rule;
}

export const optimizers = {
  sgd: { title: "SGD", make: (target, learningRate) => sgd(target, { learningRate }), rule: rules.sgd },
  momentum: {
    title: "momentum",
    make: (target, learningRate) => sgd(target, { learningRate, momentum: 0.9 }),
    rule: rules.momentum,
  },
  nesterov: {
    title: "Nesterov",
    make: (target, learningRate) => sgd(target, { learningRate, momentum: 0.9, nesterov: true }),
    rule: rules.nesterov,
  },
  adagrad: { title: "Adagrad", make: (target, learningRate) => adagrad(target, { learningRate }), rule: rules.adagrad },
  rmsprop: {
    title: "RMSProp",
    make: (target, learningRate) => rmsprop(target, { learningRate, decay: 0.9 }),
    rule: rules.rmsprop,
  },
  adam: { title: "Adam", make: (target, learningRate) => adam(target, { learningRate }), rule: rules.adam },
  adamw: {
    title: "AdamW",
    make: (target, learningRate) => adamw(target, { learningRate, weightDecay: 0.01 }),
    rule: (learningRate) => rules.adam(learningRate, { decay: 0.01 }),
  },
} satisfies Record<string, Kind>;

export type OptimizerName = keyof typeof optimizers;

export const surfaceNames = Object.keys(surfaces) as SurfaceName[];
export const optimizerNames = Object.keys(optimizers) as OptimizerName[];

/** Returns the path of the library's optimizer: `count` + 1 points, beginning with the start. */
export async function descend(surface: Surface, kind: Kind, learningRate: number, count: number): Promise<Point[]> {
  return (await descendFrom([surface.start], surface, kind, learningRate, count))[0]!;
}

/** Returns the path from each of the starts. The optimizers work elementwise, so paths do not influence each other. */
export async function descendFrom(
  starts: readonly Point[],
  surface: Surface,
  kind: Kind,
  learningRate: number,
  count: number,
): Promise<Point[][]> {
  const theta = new Param([2, starts.length], () => Tensor.from([starts.map(([x]) => x), starts.map(([, y]) => y)]));
  const optimizer = kind.make(theta, learningRate);
  const step = compile(() => {
    optimizer.minimize(heightAt(surface, theta));
    return theta;
  });
  const paths = starts.map((start): Point[] => [start]);
  for (let i = 0; i < count; i++) {
    const places = await step().array();
    paths.forEach((path, k) => path.push([places[k]!, places[starts.length + k]!]));
  }
  return paths;
}

/** Returns the path of the textbook rule. */
export async function descendByHand(
  surface: Surface,
  kind: Kind,
  learningRate: number,
  count: number,
): Promise<Point[]> {
  const theta = new Param([2], () => Tensor.from(surface.start));
  const descent = new rules.Descent(theta, kind.rule(learningRate));
  const step = compile(() => {
    descent.minimize((place) => heightAt(surface, place));
    return kind === optimizers.nesterov ? descent.ahead() : theta;
  });
  return follow(surface, step, count);
}

function heightAt(surface: Surface, theta: Tensor): Tensor {
  const [x, y] = theta.chunk(2);
  return surface.height(x!, y!).sum();
}

async function follow(surface: Surface, step: () => Tensor, count: number): Promise<Point[]> {
  const places: Point[] = [surface.start];
  for (let i = 0; i < count; i++) {
    const [x, y] = await step().array();
    places.push([x!, y!]);
  }
  return places;
}

/** Returns a path from the golden file. */
export function goldenOf(surface: SurfaceName, optimizer: OptimizerName): { learningRate: number; places: Point[] } {
  const { learningRate, x, y } = golden[surface]![optimizer]!;
  return { learningRate, places: x.map((x, i) => [x, y[i]!]) };
}

/**
 * Returns the largest deviation of the paths on all surfaces from PyTorch's, at any of its steps: absolute, or relative
 * for coordinates above 1.
 */
export async function deviation(
  descend: (...way: Parameters<typeof descendByHand>) => Promise<Point[]>,
): Promise<number> {
  let worst = 0;
  for (const surface of surfaceNames) {
    for (const optimizer of optimizerNames) {
      const { learningRate, places } = goldenOf(surface, optimizer);
      const found = await descend(surfaces[surface], optimizers[optimizer], learningRate, steps.at(-1)!);
      places.forEach((place, i) => {
        place.forEach((expected, axis) => {
          const error = Math.abs(found[steps[i]!]![axis]! - expected) / Math.max(1, Math.abs(expected));
          // NaN counts as infinite.
          worst = error <= worst ? worst : Number.isNaN(error) ? Infinity : error;
        });
      });
    }
  }
  return worst;
}

/** Deviations of the scan from the loop: states, and gradients by inputs and parameters, in both precisions. */
import { type Tensor, compile, grad, initialize, parameters, random, reference } from "hebb";
import { MinGRU } from "./model.ts";

/** Largest differences between scan and loop. */
export interface Deviations {
  /** Largest difference of a state; states are about 1. */
  readonly states: number;
  /** Largest difference of a gradient, relative to the largest of its kind. */
  readonly gradients: number;
}

/** Sizes of a layer's input. */
export interface Size {
  readonly batch: number;
  readonly time: number;
  readonly width: number;
}

/** Compares in f64 with the interpreter, which is slow, or in f32 as compiled. */
export async function deviations({ batch, time, width }: Size, precision: "f32" | "f64"): Promise<Deviations> {
  const [x, direction] = [random.normal([batch, time, width]), random.normal([batch, time, width])];
  const [scanned, looped] = await Promise.all(
    (["scan", "loop"] as const).map(async (by) => {
      const layer = new MinGRU(width, width, { by });
      initialize(layer, { seed: 1, scope: "" });
      const params = parameters(layer).map(([, param]) => param);
      const results = (input: Tensor) => {
        const states = layer.forward(input);
        return [states, ...grad(states.sin().mul(direction).sum(), [input, ...params])];
      };
      if (precision === "f64") return reference(...results(x));
      return Promise.all(compile(results)(x).map((result) => result.array()));
    }),
  );
  const [states, ...gradients] = scanned!.map((values, i) => difference(values, looped![i]!));
  return { states: states!.absolute, gradients: Math.max(...gradients.map(({ relative }) => relative)) };
}

function difference(found: ArrayLike<number>, expected: ArrayLike<number>) {
  let [absolute, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    absolute = Math.max(absolute, Math.abs(found[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return { absolute, relative: largest === 0 ? absolute : absolute / largest };
}

/** Returns the largest deviations over several sizes. */
export async function largestDeviations(sizes: readonly Size[], precision: "f32" | "f64"): Promise<Deviations> {
  let worst: Deviations = { states: 0, gradients: 0 };
  for (const size of sizes) {
    const { states, gradients } = await deviations(size, precision);
    worst = { states: Math.max(worst.states, states), gradients: Math.max(worst.gradients, gradients) };
  }
  return worst;
}

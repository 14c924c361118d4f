/**
 * The training that the browser tests run in every environment: a small network classifies two half moons. It has no
 * imports and receives the library as an argument, because it runs in Node and is served to pages unchanged.
 */
import type * as Library from "../../src/index.ts";
import type { Tensor } from "../../src/index.ts";

type Hebb = typeof Library;

export interface Trained {
  /** Number of threads reported by the library. */
  readonly threads: number;
  readonly fma: boolean;
  readonly losses: readonly number[];
  /** SHA-256 of the final weights. */
  readonly weights: string;
}

const [points, batch, epochs, width] = [1024, 256, 10, 128];

/**
 * Trains a network large enough for kernels to be shared by threads. The setting `deterministic` stays in effect.
 * `afterStep` is called after each step.
 */
export async function train(hebb: Hebb, deterministic: boolean, afterStep = () => {}): Promise<Trained> {
  const { Linear, Module, adam, compile, crossEntropy, random } = hebb;
  hebb.setDeterministic(deterministic);
  random.seed(20);
  const [x, y] = twoMoons(hebb);

  class Network extends Module {
    readonly first = new Linear(2, width);
    readonly second = new Linear(width, width);
    readonly output = new Linear(width, 2);

    forward(input: Tensor): Tensor {
      return this.output.forward(this.second.forward(this.first.forward(input).relu()).relu());
    }
  }

  const model = new Network();
  const optimizer = adam(model, { learningRate: 3e-3 });
  const step = compile((rows: Tensor) => optimizer.minimize(crossEntropy(model.forward(x.take(rows)), y.take(rows))));
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = (await random.permutation(points).array()) as Int32Array;
    for (let i = 0; i < points; i += batch) {
      const loss = step(order.slice(i, i + batch));
      afterStep();
      losses.push(await loss.item());
    }
  }
  const fma = hebb.features().relaxed && !hebb.deterministic();
  return { threads: hebb.threads(), fma, losses, weights: await digest(hebb, model) };
}

/** The points, f32 [points, 2], and the index of the moon of each, i32 [points]. */
function twoMoons({ arange, random, stack }: Hebb): [Tensor, Tensor] {
  const moon = arange(points).mod(2);
  const angle = random.uniform([points], { high: Math.PI });
  const sign = moon.mul(-2).add(1).cast("f32");
  const across = angle.cos().mul(sign).add(moon.cast("f32"));
  const up = angle.sin().mul(sign).add(moon.cast("f32").mul(0.5));
  return [stack([across, up], 1).add(random.normal([points, 2], { std: 0.1 })), moon];
}

async function digest({ parameters }: Hebb, model: object): Promise<string> {
  const arrays = await Promise.all(parameters(model).map(([, param]) => param.array()));
  const hash = await crypto.subtle.digest("SHA-256", Float32Array.from(arrays.flatMap((array) => [...array])));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

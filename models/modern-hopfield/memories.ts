/** Memories that recall one half of random patterns from the other, with the number of numbers that they store. */
import {
  BidirectionalAssociativeMemory,
  HopfieldNetwork,
  Linear,
  Module,
  ModernHopfieldNetwork,
  Tensor,
  adam,
  arange,
  binaryCrossEntropyWithLogits,
  compile,
  concat,
  hebbianWeights,
  projectionWeights,
  random,
  tanh,
  zeros,
} from "hebb";
import type { Run } from "../run.ts";
import { parameterCount } from "../shared/layers.ts";
import type { Memory } from "./facts.ts";

/** Pairs to remember: rows of 1 and -1, the known halves and the halves to recall. */
export interface Pairs {
  readonly known: Tensor;
  readonly wanted: Tensor;
}

/** The recalled halves, as signs, and the number of numbers that the memory stores. */
export interface Recalled {
  readonly found: Tensor;
  readonly numbers: number;
}

type Remember = (run: Run, pairs: Pairs, steps: number) => Promise<Recalled>;

export const memories: Readonly<Record<Memory, Remember>> = {
  "Hopfield, Hebb": (_run, pairs) => hopfield(pairs, hebbianWeights),
  "Hopfield, projection": (_run, pairs) => hopfield(pairs, projectionWeights),

  async BAM(_run, { known, wanted }) {
    const [count, half] = known.shape as [number, number];
    const memory = new BidirectionalAssociativeMemory(half, half);
    await memory.weight.set(hebbianWeights(known, wanted));
    const recall = compile((x: Tensor) => memory.forward(x, 1).second);
    return { found: await settledSigns(recall(known), [count, half]), numbers: half * half };
  },

  async "modern Hopfield"(_run, { known, wanted }) {
    const [count, half] = known.shape as [number, number];
    const memory = new ModernHopfieldNetwork(count, 2 * half, { beta: 1 });
    await memory.patterns.set(concat([known, wanted], 1));
    const recall = compile((x: Tensor) =>
      memory.forward(concat([x, zeros([count, half])], 1)).slice([0, count], [half, 2 * half]),
    );
    return { found: await settledSigns(recall(known), [count, half]), numbers: count * 2 * half };
  },

  async MLP(run, { known, wanted }, steps) {
    const [count, half] = known.shape as [number, number];
    const model = new Perceptron(half);
    const optimizer = adam(model, { learningRate: 0.01 });
    const targets = wanted.greater(0).cast("f32");
    const step = compile((x: Tensor, y: Tensor) => {
      const loss = binaryCrossEntropyWithLogits(model.forward(x), y);
      optimizer.minimize(loss);
      return loss;
    });
    await run.loop(`MLP, ${count} patterns`, {
      total: steps,
      state: { model, optimizer },
      async step(i) {
        const loss = step(known, targets);
        return (i + 1) % 100 === 0 ? { values: { loss: await loss.item() } } : {};
      },
    });
    const found = await settledSigns(compile((x: Tensor) => model.forward(x))(known), [count, half]);
    return { found, numbers: parameterCount(model) };
  },
};

/** A perceptron with one hidden layer, as wide as half of a pattern. */
class Perceptron extends Module {
  readonly hidden: Linear;
  readonly output: Linear;

  constructor(half: number) {
    super();
    this.hidden = new Linear(half, half);
    this.output = new Linear(half, half);
  }

  forward(x: Tensor): Tensor {
    return this.output.forward(tanh(this.hidden.forward(x)));
  }
}

/** Stores the whole patterns, and updates only the units of the unknown half, which start at random. */
async function hopfield({ known, wanted }: Pairs, rule: (patterns: Tensor) => Tensor): Promise<Recalled> {
  const [count, half] = known.shape as [number, number];
  const network = new HopfieldNetwork(2 * half);
  await network.store(compile(rule)(concat([known, wanted], 1)));
  const order = arange(20 * half)
    .mod(half)
    .add(half);
  const recall = compile((x: Tensor, start: Tensor) =>
    network.forward(concat([x, start], 1), order).state.slice([0, count], [half, 2 * half]),
  );
  const coins = Tensor.from(await random.bernoulli(0.5, [count, half]).array(), [count, half]);
  const found = recall(known, coins.cast("f32").mul(2).sub(1));
  // Symmetric weights without a diagonal.
  return { found: await settledSigns(found, [count, half]), numbers: (2 * half * (2 * half - 1)) / 2 };
}

/** Returns the signs of outputs, with -1 for 0. */
async function settledSigns(outputs: Tensor, shape: readonly number[]): Promise<Tensor> {
  return Tensor.from(
    Float32Array.from(await outputs.array(), (value) => (value > 0 ? 1 : -1)),
    shape,
  );
}

/** Returns the bits that come back: 1 - H(e) for each element of the wanted halves, where e is the share of errors. */
export async function recalledBits({ wanted }: Pairs, { found }: Recalled): Promise<number> {
  const [count, half] = wanted.shape as [number, number];
  const errors = await found.notEqual(wanted).cast("f32").mean().item();
  const entropy = [errors, 1 - errors].reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
  return count * half * (1 - entropy);
}

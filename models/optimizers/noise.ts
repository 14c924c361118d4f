/** Noise of the gradient of a batch, compared with sampling theory. */
import { Tensor, compile, crossEntropy, grad, parameters, sgd } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { type Network, learn } from "./digits.ts";

export interface Noise {
  readonly size: number;
  /** Mean of |gradient of a batch - gradient of all examples|². */
  readonly measured: number;
  /**
   * Variance of the mean of a sample without replacement, σ² / B · (N - B) / (N - 1), with the variance σ² of single
   * examples.
   */
  readonly theory: number;
}

/** Measures a network after one epoch, past the first steep descent. */
export async function measureNoise(run: Run, digits: Pictures): Promise<Noise[]> {
  const optimizerOf = (model: Network) => sgd(model, { learningRate: 0.1 });
  const model = await learn(run, digits, optimizerOf, { epochs: 1, batchSize: 32, label: "one epoch" });
  const squared = await squaredNoise(model, digits);
  /** Averages over the first `count` batches of this size, in random order. */
  const meanOf = async (size: number, count: number): Promise<number> => {
    const epochs = Math.ceil(count / Math.floor(digits.length / size));
    let [sum, done] = [0, 0];
    for (const [images, labels] of digits.batches(size, { epochs, seed: run.seed, last: "drop" })) {
      if (done === count) break;
      sum += await squared(images, labels).item();
      run.progress(`gradients of batches of ${size}`, ++done, count);
    }
    return sum / done;
  };
  return run.once("noise", async () => {
    const variance = await meanOf(1, digits.length);
    const noises: Noise[] = [];
    for (const size of run.quick ? [4, 16, 64, 256] : [1, 4, 16, 64, 256, 1024]) {
      const theory = ((variance / size) * (digits.length - size)) / (digits.length - 1);
      noises.push({ size, measured: await meanOf(size, run.quick ? 50 : 200), theory });
    }
    return noises;
  });
}

/** Returns a compiled function of a batch: the squared distance of its gradient from that of all digits. */
async function squaredNoise(model: Network, digits: Pictures) {
  const params = parameters(model).map(([, param]) => param);
  const gradients = (images: Tensor, labels: Tensor) => grad(crossEntropy(model.forward(images), labels), params);
  const [images, labels] = [digits.field(0), digits.field(1)];
  const mean = await Promise.all(compile(gradients)(images, labels).map(copyOf));
  return compile((images: Tensor, labels: Tensor) =>
    gradients(images, labels)
      .map((gradient, i) => gradient.sub(mean[i]!).square().sum())
      .reduce((sum, square) => sum.add(square)),
  );
}

async function copyOf(tensor: Tensor): Promise<Tensor> {
  return Tensor.from(await tensor.array(), tensor.shape);
}

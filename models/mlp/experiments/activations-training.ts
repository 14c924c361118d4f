/** Training of a network with one activation function, with measurements of gradients, slopes and dead units. */
import {
  type Tensor,
  compile,
  concat,
  correct,
  crossEntropy,
  evaluate,
  full,
  grad,
  initialize,
  sgd,
  stack,
} from "hebb";
import type { PictureParts, Pictures } from "hebb/data";
import type { Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { ActivationName } from "../facts.ts";
import { Perceptron } from "./perceptron.ts";
import { mean } from "../../shared/statistics.ts";

/** Options of `train`. */
export interface CourseOptions {
  readonly name: ActivationName;
  readonly activation: (z: Tensor) => Tensor;
  /** Initial value of the biases in the first hidden layer. */
  readonly bias: number;
}

/** Measurements of one training. */
export interface Course {
  /** Norms of the gradient of the loss by the weights of each layer, before training. */
  readonly gradients: readonly number[];
  /** Mean |f'(z)| over images and hidden units, before training. */
  readonly slope: number;
  /** Fraction of hidden units for which |f'(z)| is below 0.001 for every image, after training. */
  readonly dead: number;
  /** Mean loss of the last fifty steps. */
  readonly loss: number;
  /** Accuracy on the test digits. */
  readonly accuracy: number;
  /** Loss by step, averaged over ten steps. */
  readonly curve: readonly Point[];
}

const batch = 100;
const hiddenLayers = 5;

/** Trains with plain gradient descent, because Adam would rescale the gradients. */
export async function train(run: Run, options: CourseOptions, digits: PictureParts): Promise<Course> {
  const { name, activation, bias } = options;
  const [steps, width] = run.quick ? [120, 64] : [600, 128];
  const sizes = [784, ...new Array<number>(hiddenLayers).fill(width), 10];
  const network = new Perceptron({ sizes, activation });
  // All networks start from the same weights.
  initialize(network, { scope: "activations" });
  await network.layers[0]!.bias!.set(full([width], bias));
  const probe = digits.test.take(1000);
  const { gradients, slope } = await look(network, probe);
  const optimizer = sgd(network, { learningRate: 0.1 });
  const model = { forward: (images: Tensor) => network.forward(pixels(images)) };
  const losses: number[] = [];
  await run.fit(model, digits.train.take(steps * batch), {
    loss: crossEntropy,
    optimizer,
    batchSize: batch,
    label: bias === 0 ? name : `${name}, biases at ${bias}`,
    quiet: true,
    callbacks: [{ state: { losses }, onStepEnd: ({ values }) => void losses.push(values["loss"]!) }],
  });
  const { dead } = await look(network, probe);
  const { accuracy } = await evaluate(model, digits.test, { metrics: { accuracy: correct } });
  return {
    gradients,
    slope,
    dead,
    loss: mean(losses.slice(-50)),
    accuracy: accuracy!,
    curve: tens(losses),
  };
}

/** Measures the gradients and slopes of the network in its current state. */
async function look(network: Perceptron, examples: Pictures): Promise<Pick<Course, "gradients" | "slope" | "dead">> {
  const measured = compile((images: Tensor, labels: Tensor) => {
    const sums = network.sums(pixels(images));
    const weights = network.layers.map(({ weight }) => weight);
    const gradients = grad(crossEntropy(sums.at(-1)!, labels), weights);
    const hidden = sums.slice(0, -1);
    // Slopes f'(z) of all units for each image, [images, units of all layers].
    const slopes = concat(
      hidden.map((z) => grad(network.activation(z).sum(), [z])[0].abs()),
      1,
    );
    return {
      gradients: stack(gradients.map((gradient) => gradient.norm())),
      slope: slopes.mean(),
      dead: slopes.max(0).less(0.001).mean(),
    };
  })(examples.field(0), examples.field(1));
  return {
    gradients: [...(await measured.gradients.array())],
    slope: await measured.slope.item(),
    dead: await measured.dead.item(),
  };
}

// Mean and standard deviation of the training pixels, as in the model.
const pixels = (images: Tensor): Tensor =>
  images
    .cast("f32")
    .sub(255 * 0.1307)
    .div(255 * 0.3081);

/** Averages ten steps each, placed at the middle of the interval. */
function tens(losses: readonly number[]): Point[] {
  return Array.from({ length: Math.floor(losses.length / 10) }, (_, i): Point => {
    return [10 * i + 5, mean(losses.slice(10 * i, 10 * i + 10))];
  });
}

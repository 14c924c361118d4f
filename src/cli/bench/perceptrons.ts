/** Multi-layer perceptrons: one dominated by matrix products, one by the overhead of a step. */
import { Linear, Sequential, crossEntropy, meanSquaredError, relu, tanh } from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { labels, normal, signs } from "./draws.ts";
import { type Case, trainingOf } from "./workload.ts";

export function* mlp(): Iterable<Case> {
  const model = new Sequential(new Linear(784, 512), relu, new Linear(512, 512), relu, new Linear(512, 10));
  const loss = (x: Tensor, y: Tensor) => crossEntropy(model.forward(x), y);
  yield trainingOf("mlp", model, loss, () => [normal([128, 784]), labels([128], 10)]);
}

export function* mlpSmall(): Iterable<Case> {
  const model = new Sequential(new Linear(2, 16), tanh, new Linear(16, 16), tanh, new Linear(16, 1));
  const loss = (x: Tensor, y: Tensor) => meanSquaredError(model.forward(x), y);
  yield trainingOf("mlp-small", model, loss, () => [normal([32, 2]), signs([32, 1])]);
}

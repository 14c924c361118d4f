/** Convolutional networks: LeNet (LeCun et al., 1998) with ReLU and max pooling, and a small ResNet. */
import {
  BatchNorm,
  Conv2d,
  type Layer,
  Linear,
  MaxPool2d,
  Residual,
  Sequential,
  crossEntropy,
  globalAvgPool,
  relu,
} from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { labels, normal } from "./draws.ts";
import { type Case, trainingOf } from "./workload.ts";

export function* lenet(): Iterable<Case> {
  const first = [new Conv2d(1, 6, 5, { padding: 2 }), relu, new MaxPool2d(2)];
  const second = [new Conv2d(6, 16, 5), relu, new MaxPool2d(2)];
  const classifier = [new Linear(400, 120), relu, new Linear(120, 84), relu, new Linear(84, 10)];
  yield classification(
    "lenet",
    new Sequential(...first, ...second, (x) => x.flatten(1), ...classifier),
    [64, 1, 28, 28],
  );
}

/** A stem and three residual blocks of two convolutions each (He et al., 2016), with 32 channels. */
export function* resnet(): Iterable<Case> {
  const channels = 32;
  const convolution = (inputs: number): Layer[] => [
    new Conv2d(inputs, channels, 3, { padding: 1, bias: false }),
    new BatchNorm(channels),
  ];
  const block = () => [new Residual(new Sequential(...convolution(channels), relu, ...convolution(channels))), relu];
  const blocks = [block(), block(), block()].flat();
  const model = new Sequential(...convolution(3), relu, ...blocks, globalAvgPool, new Linear(channels, 10));
  yield classification("resnet", model, [32, 3, 32, 32]);
}

/** Classification of random images into ten classes. */
function classification(name: string, model: Sequential, shape: readonly [batch: number, ...number[]]): Case {
  const loss = (x: Tensor, y: Tensor) => crossEntropy(model.forward(x), y);
  return trainingOf(name, model, loss, () => [normal(shape), labels([shape[0]], 10)]);
}

/** The workloads by name, as bench/README.md defines them. */
import { rbm } from "./boltzmann.ts";
import { lenet, resnet } from "./convolutional.ts";
import { mlp, mlpSmall } from "./perceptrons.ts";
import { maps, products } from "./products.ts";
import { elman, gru, lstm } from "./recurrent.ts";
import { seq2seq } from "./seq2seq.ts";
import { transformer, transformerDecoding } from "./transformer.ts";
import type { Case, Workload } from "./workload.ts";

const training = (summary: string, cases: Workload["cases"]): Workload => ({
  summary: `a training step of ${summary}, Adam`,
  kind: "training",
  cases,
});

const recurrent = (summary: string, length: number, cases: (length: number) => Iterable<Case>): Workload => ({
  ...training(`${summary}, batch 32, length ${length}`, (asked = length) => cases(asked)),
  length,
});

export const workloads: Readonly<Record<string, Workload>> = {
  gemm: { summary: "square matrix products, plain and with transposed views", kind: "products", cases: products },
  mlp: training("784-512-512-10, batch 128", mlp),
  "mlp-small": training("2-16-16-1, batch 32", mlpSmall),
  lenet: training("LeNet on 28 x 28, batch 64", lenet),
  resnet: training("three residual blocks of 32 channels on 32 x 32, batch 32", resnet),
  lstm: recurrent("an LSTM of 128 units", 64, lstm),
  gru: recurrent("a GRU of 128 units", 64, gru),
  elman: recurrent("a simple recurrent network of 128 units", 64, elman),
  transformer: {
    ...training("four Transformer layers of 128 features, batch 16, length 64", transformer),
    decoding: transformerDecoding,
  },
  seq2seq: recurrent("an encoder and a decoder with attention, 128 units each", 16, seq2seq),
  rbm: { summary: "contrastive divergence (CD-1), 784 x 500, batch 100", kind: "training", cases: rbm },
  elementwise: { summary: "a fused formula and softmax over 4,194,304 floats", kind: "maps", cases: maps },
};

/** The workloads, defined as in bench/README.md: functions to compile, and the data that they are called with. */
import { Linear, Sequential, crossEntropy, meanSquaredError, relu, tanh } from "../../nn/index.ts";
import { adam } from "../../optim/index.ts";
import { Param, type Tensor, compile, random, zeros } from "../../tensor/index.ts";
import type { Model } from "../../train/index.ts";
import { bernoulli, labels, normal, signs } from "./draws.ts";

/** One compiled function. */
export interface Case {
  readonly name: string;
  readonly step: (...args: Tensor[]) => Tensor;
  /** Arguments, taken in turn. */
  readonly batches: readonly (readonly Tensor[])[];
  /** Operations or bytes of a step, where speed is counted in them. */
  readonly work?: number;
}

/** Steps that read a loss back ("training"), or products and maps of which only the time counts. */
export interface Workload {
  readonly summary: string;
  readonly kind: "training" | "products" | "maps";
  readonly cases: () => Iterable<Case>;
}

const poolSize = 32;
const sizes = [64, 128, 256, 512, 1024];
const elements = 4_194_304;

export const workloads: Readonly<Record<string, Workload>> = {
  gemm: { summary: "square matrix products, plain and with transposed views", kind: "products", cases: products },
  mlp: { summary: "a training step of 784-512-512-10, batch 128, Adam", kind: "training", cases: () => [mlp()] },
  "mlp-small": { summary: "a training step of 2-16-16-1, batch 32, Adam", kind: "training", cases: () => [mlpSmall()] },
  rbm: { summary: "contrastive divergence (CD-1), 784 x 500, batch 100", kind: "training", cases: () => [rbm()] },
  elementwise: { summary: "a fused formula and softmax over 4,194,304 floats", kind: "maps", cases: maps },
};

function pool(batch: () => readonly Tensor[]): (readonly Tensor[])[] {
  return Array.from({ length: poolSize }, batch);
}

function trained(model: Model, loss: (prediction: Tensor, target: Tensor) => Tensor): Case["step"] {
  const optimizer = adam(model, { rate: 1e-3 });
  const step = compile((x: Tensor, y: Tensor) => optimizer.minimize(loss(model.forward(x), y)));
  return step;
}

function mlp(): Case {
  const model = new Sequential(new Linear(784, 512), relu, new Linear(512, 512), relu, new Linear(512, 10));
  const batches = pool(() => [normal([128, 784]), labels(128, 10)]);
  return { name: "mlp", step: trained(model, crossEntropy), batches };
}

function mlpSmall(): Case {
  const model = new Sequential(new Linear(2, 16), tanh, new Linear(16, 16), tanh, new Linear(16, 1));
  const batches = pool(() => [normal([32, 2]), signs([32, 1])]);
  return { name: "mlp-small", step: trained(model, meanSquaredError), batches };
}

/** Restricted Boltzmann machine, one step of contrastive divergence (Hinton, 2002). */
function rbm(): Case {
  const [batch, rate] = [100, 0.05];
  const weight = new Param([784, 500], (shape, random) => random.normal(shape, { deviation: 0.01 }));
  const visibleBias = new Param([784], (shape) => zeros(shape));
  const hiddenBias = new Param([500], (shape) => zeros(shape));
  const hiddenOf = (visible: Tensor) => visible.matmul(weight).add(hiddenBias).sigmoid();
  const step = compile((v0: Tensor) => {
    const h0Mean = hiddenOf(v0);
    const h0 = random.bernoulli(h0Mean).cast("f32");
    const v1Mean = h0.matmul(weight.transpose()).add(visibleBias).sigmoid();
    const v1 = random.bernoulli(v1Mean).cast("f32");
    const h1Mean = hiddenOf(v1);
    const change = v0.transpose().matmul(h0Mean).sub(v1.transpose().matmul(h1Mean));
    weight.assign(weight.add(change.mul(rate / batch)));
    visibleBias.assign(visibleBias.add(v0.sub(v1).mean(0).mul(rate)));
    hiddenBias.assign(hiddenBias.add(h0Mean.sub(h1Mean).mean(0).mul(rate)));
    return v0.sub(v1Mean).square().mean();
  });
  return { name: "rbm", step: step, batches: [[bernoulli([batch, 784], 0.3)]] };
}

/** A·B for every size and form; `t` marks an operand that is a transposed view. */
function* products(): Iterable<Case> {
  const forms: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
    nn: (a, b) => a.matmul(b),
    tn: (a, b) => a.transpose().matmul(b),
    nt: (a, b) => a.matmul(b.transpose()),
    tt: (a, b) => a.transpose().matmul(b.transpose()),
  };
  for (const n of sizes) {
    const batches = [[normal([n, n]), normal([n, n])]];
    for (const [form, product] of Object.entries(forms)) {
      yield { name: `${n} ${form}`, step: compile(product), batches, work: 2 * n ** 3 };
    }
  }
}

function* maps(): Iterable<Case> {
  const fused = compile((x: Tensor) => x.mul(1.5).add(0.1).tanh().mul(x).add(x.mul(x).neg().exp()));
  yield { name: "fused", step: fused, batches: [[normal([elements])]], work: 8 * elements };
  const softmax = compile((x: Tensor) => x.softmax(1));
  yield {
    name: "softmax",
    step: softmax,
    batches: [[normal([4096, elements / 4096])]],
    work: 8 * elements,
  };
}

/** A restricted Boltzmann machine, trained by contrastive divergence instead of a gradient of a loss. */
import { Param, type Tensor, compile, random, zeros } from "../../tensor/index.ts";
import { bernoulli } from "./draws.ts";
import type { Case } from "./workload.ts";

/** One step of contrastive divergence (Hinton, 2002). */
export function* rbm(): Iterable<Case> {
  const [batch, learningRate] = [100, 0.05];
  const weight = new Param([784, 500], (shape, random) => random.normal(shape, { std: 0.01 }));
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
    weight.assign(weight.add(change.mul(learningRate / batch)));
    visibleBias.assign(visibleBias.add(v0.sub(v1).mean(0).mul(learningRate)));
    hiddenBias.assign(hiddenBias.add(h0Mean.sub(h1Mean).mean(0).mul(learningRate)));
    return v0.sub(v1Mean).square().mean();
  });
  yield { name: "rbm", step, batches: [[bernoulli([batch, 784], 0.3)]] };
}

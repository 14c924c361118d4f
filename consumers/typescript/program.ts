// The most common types: a custom model, a training loop, training with `fit`, and encoding the model.
import { Linear, Module, type Tensor, adam, compile, correct, crossEntropy, encodeModel, fit } from "hebb";
import { type Table, iris, standardize } from "hebb/data";

class Network extends Module {
  readonly hidden = new Linear(4, 16);
  readonly output = new Linear(16, 3);

  forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x).relu());
  }
}

const { all, classes }: Table = await iris();
const [train, test] = standardize(...all.split(0.8));
const model = new Network();
const optimizer = adam(model, { learningRate: 1e-2 });

const step = compile((x: Tensor, y: Tensor) => optimizer.minimize(crossEntropy(model.forward(x), y)));
for (const [x, y] of train.batches(16)) {
  const loss: number = await step(x, y).item();
  if (!(loss >= 0)) throw new Error(`loss ${loss}`);
}

const { epochs } = await fit(model, train, {
  loss: crossEntropy,
  optimizer,
  validation: test,
  metrics: { accuracy: correct },
});

export const accuracy: number | undefined = epochs.at(-1)?.validation?.["accuracy"];
export const names: readonly string[] = classes;
export const bytes: Uint8Array<ArrayBuffer> = await encodeModel(model);

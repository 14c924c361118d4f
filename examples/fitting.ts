/** The same network without a custom loop: `fit` trains, validates and returns a history. */
import { Linear, Sequential, type Tensor, adam, correct, crossEntropy, fit, relu } from "hebb";
import { mnist } from "hebb/data";

const digits = await mnist();
const pixels = (x: Tensor) => x.flatten(1).cast("f32").div(255);
const model = new Sequential(pixels, new Linear(784, 256), relu, new Linear(256, 10));
const history = await fit(model, digits.train, {
  loss: crossEntropy,
  optimizer: adam(model, { learningRate: 1e-3 }),
  epochs: 1,
  validation: digits.test,
  metrics: { accuracy: correct },
});
console.log(history.epochs.at(-1)?.validation);

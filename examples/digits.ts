/** A multi-layer perceptron on handwritten digits, with a custom training loop. */
import { Linear, Module, type Tensor, accuracy, adam, compile, crossEntropy } from "hebb";
import { mnist } from "hebb/data";

class MLP extends Module {
  hidden = new Linear(784, 256);
  output = new Linear(256, 10);

  forward(x: Tensor): Tensor {
    const pixels = x.flatten(1).cast("f32").div(255);
    return this.output.forward(this.hidden.forward(pixels).relu());
  }
}

const digits = await mnist();
const model = new MLP();
const optimizer = adam(model, { learningRate: 1e-3 });
const step = compile((x: Tensor, y: Tensor) => optimizer.minimize(crossEntropy(model.forward(x), y)));

let batch = 0;
for (const [x, y] of digits.train.batches(128, { epochs: 1 })) {
  const loss = step(x, y);
  if (batch++ % 100 === 0) console.log("loss", await loss.item());
}
console.log("accuracy", await accuracy(model, digits.test));

/** A gated recurrent unit (GRU) learns to add the two marked numbers of each sequence. */
import { GRU, Linear, Module, type Tensor, adam, compile, concat, meanSquaredError, random, stack } from "hebb";

class Adder extends Module {
  recurrent = new GRU(2, 32);
  output = new Linear(32, 1);

  forward(x: Tensor): Tensor {
    const { state } = this.recurrent.forward(x);
    return this.output.forward(state[0]!);
  }
}

/** Sequences of 20 numbers with one mark in each half, and the sums of the marked numbers. */
function draw(): [x: Tensor, sums: Tensor] {
  const numbers = random.uniform([64, 20]);
  const mark = () => random.uniform([64], { high: 10 }).cast("i32").oneHot(10);
  const marks = concat([mark(), mark()], 1);
  return [stack([numbers, marks], -1), numbers.mul(marks).sum(1, { keepDims: true })];
}

const model = new Adder();
const optimizer = adam(model, { learningRate: 1e-2 });
const step = compile(() => {
  const [x, sums] = draw();
  return optimizer.minimize(meanSquaredError(model.forward(x), sums));
});

for (let i = 0; i <= 600; i++) {
  const loss = step();
  if (i % 100 === 0) console.log("squared error", await loss.item());
}

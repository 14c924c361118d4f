// Imports by path, since import maps do not apply to workers. "hebb" in the page is the same module.
import { Linear, Sequential, adam, compile, crossEntropy, random, relu } from "./hebb/index.js";
import { twoMoons } from "./hebb/data.js";

/** Trains the network; resolves to the losses of the first and the last step. */
export async function train() {
  random.seed(1);
  const { train: points } = twoMoons({ train: 1024 });
  const model = new Sequential(new Linear(2, 128), relu, new Linear(128, 128), relu, new Linear(128, 2));
  const optimizer = adam(model, { learningRate: 3e-3 });
  const step = compile((x, y) => optimizer.minimize(crossEntropy(model.forward(x), y)));

  const losses = [];
  for (const [x, y] of points.batches(256, { epochs: 20 })) losses.push(await step(x, y).item());
  return { first: losses[0], last: losses.at(-1) };
}

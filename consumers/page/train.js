// A small network learns to tell two half moons apart. It runs in the page and in the worker alike.
import { Linear, Sequential, adam, compile, crossEntropy, random, relu } from "hebb";
import { twoMoons } from "hebb/data";

/** The loss of the first step and of the last. */
export async function train() {
  random.seed(1);
  const { train: points } = twoMoons({ train: 1024 });
  const model = new Sequential(new Linear(2, 128), relu, new Linear(128, 128), relu, new Linear(128, 2));
  const optimizer = adam(model, { learningRate: 3e-3 });
  const step = compile((x, y) => optimizer.minimize(crossEntropy(model.forward(x), y)));

  const losses = [];
  // Awaiting the loss lets the page draw and react meanwhile.
  for (const [x, y] of points.batches(256, { epochs: 20 })) losses.push(await step(x, y).item());
  return { first: losses[0], last: losses.at(-1) };
}

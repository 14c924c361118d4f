// A small network learns to classify two half moons, until the signal aborts.
import { Linear, Sequential, adam, crossEntropy, fit, random, relu } from "hebb";
import { twoMoons } from "hebb/data";

/** Trains the network and calls `onEpoch` with the mean loss of each epoch. Resolves at the end or when aborted. */
export async function train({ signal, onEpoch }) {
  performance.mark("training begins");
  random.seed(1);
  const model = new Sequential(new Linear(2, 32), relu, new Linear(32, 2));
  const { steps, stopped } = await fit(model, twoMoons().train, {
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 1e-2 }),
    epochs: 10,
    signal,
    callbacks: [{ onEpochEnd: ({ training }) => onEpoch(training.loss) }],
  });
  performance.mark(stopped ? "training stopped" : "training ended", { detail: steps });
}

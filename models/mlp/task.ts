/** The task of the MLP: handwritten digits, cross entropy, Adam along half a cosine, and the accuracy to reach. */
import { adam, correct, crossEntropy, schedules } from "hebb";
import { mnist } from "hebb/data";
import type { Task } from "../task.ts";
import { MLP } from "./model.ts";

export const task: Task = {
  title: "MLP on MNIST",
  recipes: {
    full: { epochs: 5, batch: 128, bar: 0.98 },
    quick: { epochs: 1, batch: 128, examples: 30_000, bar: 0.94 },
  },
  data: () => mnist(),
  model: () => new MLP(),
  loss: crossEntropy,
  optimizer: (model, steps) => adam(model, { rate: schedules.cosine(1e-3, { steps }) }),
  metric: { name: "accuracy", of: correct },
  pictures: { width: 28, height: 28 },
};

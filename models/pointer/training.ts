/** Training of a pointer network with teacher forcing on problems that are drawn for every step. */
import { type Tensor, adam, compile, crossEntropy, schedules } from "hebb";
import type { Run } from "../run.ts";
import { PointerNetwork } from "./model.ts";
import { type TaskName, batchOf, drawProblems, tasks } from "./tasks.ts";

/** Settings of a training. */
export interface PointerTraining {
  readonly hidden: number;
  readonly batchSize: number;
  readonly steps: number;
  /** Initial learning rate, which decreases by a cosine schedule. */
  readonly learningRate: number;
  /** Numbers of inputs of a problem. */
  readonly shortest: number;
  readonly longest: number;
}

/** Settings of the full trainings of both tasks, except for their number of steps. */
export const fullTraining = { hidden: 64, batchSize: 64, learningRate: 3e-3, shortest: 5, longest: 10 } as const;

export async function trainPointer(run: Run, name: TaskName, training: PointerTraining): Promise<PointerNetwork> {
  const model = new PointerNetwork({ features: tasks[name].features, hidden: training.hidden });
  await teach(run, model, name, training);
  return model;
}

/** Trains any network with the methods of a pointer network. */
export async function teach(
  run: Run,
  model: PointerNetwork,
  name: TaskName,
  { batchSize, steps, learningRate, shortest, longest }: PointerTraining,
  label: string = name,
): Promise<void> {
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const step = compile((inputs: Tensor, lengths: Tensor, chosen: Tensor) => {
    const loss = crossEntropy(model.forward(inputs, lengths, chosen), chosen, { ignoreIndex: -1 });
    return optimizer.minimize(loss, { clipNorm: 1 });
  });
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const problems = await drawProblems(tasks[name], batchSize, shortest, longest);
      const { inputs, lengths, chosen } = batchOf(problems, longest);
      const loss = await step(inputs, lengths, chosen).item();
      run.record(`${label} loss`, i + 1, loss);
      return { values: { loss } };
    },
  });
}

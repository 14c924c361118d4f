/** Training of small models on batches that are drawn for every step. */
import { type Module, type Tensor, adam, compile, schedules } from "hebb";
import type { Run } from "../run.ts";

/** Settings of `descend`. */
export interface Descent {
  readonly steps: number;
  /** Initial learning rate of Adam, which decreases by a cosine schedule. */
  readonly learningRate: number;
  /** Draws a batch; called within a step, so that its random numbers depend on the number of the step only. */
  readonly batch: () => Promise<readonly Tensor[]>;
  readonly loss: (...batch: readonly Tensor[]) => Tensor;
}

export async function descend(run: Run, label: string, model: Module, settings: Descent): Promise<void> {
  const { steps, learningRate, batch, loss } = settings;
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const step = compile((...given: Tensor[]) => optimizer.minimize(loss(...given), { clipNorm: 1 }));
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const value = await step(...(await batch())).item();
      run.record(`${label} loss`, i + 1, value);
      return { values: { loss: value } };
    },
  });
}

/** Training of ResNet-8 on pictures of clothing. */
import { Sequential, type Tensor, correct, crossEntropy, evaluate, schedules, sgd } from "hebb";
import type { fashionMnist } from "hebb/data";
import { pictureOfPredictions } from "../shared/predictions.ts";
import type { Run } from "../run.ts";
import type { Metrics } from "../system.ts";
import { moved } from "../shared/augment.ts";
import { name, say } from "../text.ts";
import { ResNet8, type ResNetOptions } from "./model.ts";
import { clothes } from "./names.ts";

export type Clothes = Awaited<ReturnType<typeof fashionMnist>>;

/** Settings of `trainResNet`. */
export interface ResNetRecipe extends ResNetOptions {
  readonly epochs: number;
  /** Uses the 4,000 + 1,000 pictures included with Hebb instead of 60,000 + 10,000. */
  readonly cut: boolean;
  readonly batchSize: number;
  /** Highest learning rate of the schedule. */
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

// The usual ones for such networks, like the horizontal flips, and not tuned. The first training reached 93.2% after 8
// epochs on 5,000 held-out training pictures.
export const resnetDefaults = { learningRate: 0.1, momentum: 0.9, weightDecay: 5e-4 };

export async function trainResNet(run: Run, { train, test }: Clothes, recipe: ResNetRecipe): Promise<Metrics> {
  const { epochs, batchSize, widths, momentum, weightDecay } = recipe;
  const model = run.keep("resnet", new ResNet8(widths && { widths }));
  const learner = new Sequential((clothes: Tensor) => moved(clothes, { reach: 0, mirror: true }), model);
  const steps = epochs * Math.ceil(train.length / batchSize);
  const learningRate = schedules.oneCycle(recipe.learningRate, { steps, warmUp: 0.2 });
  const start = run.seconds;
  await run.fit(learner, train, {
    label: "ResNet-8",
    loss: crossEntropy,
    optimizer: sgd(model, { learningRate, momentum, nesterov: true, weightDecay }),
    epochs,
    batchSize,
    metrics: { accuracy: correct },
  });
  const seconds = run.seconds - start;
  const title = say(
    { network: name("ResNet-8") },
    "Predictions of {network} for pictures of clothing",
    "{network} 对服装图片的判断",
  );
  run.draw("clothes", await pictureOfPredictions(model, test, { title, width: 28, height: 28, names: clothes }));
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  return { resnet_accuracy: accuracy!, resnet_seconds: seconds };
}

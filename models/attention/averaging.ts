/**
 * A task whose answer is an average: pairs of one of three letters with a number, and the mean of the numbers of one
 * letter is asked for.
 */
import { Embedding, Linear, Module, type Tensor, compile, meanSquaredError, random } from "hebb";
import type { Run } from "../run.ts";
import { type Reading, scoreOf, scoresOf, weightsOf } from "./model.ts";
import { descend } from "./training.ts";

/** Numbers of letters, and of pairs in a list. */
const [kinds, pairs] = [3, 9];
const width = 8;

/** Keys are embedded letters; values are the numbers themselves. */
export class Averager extends Module {
  readonly letters = new Embedding(kinds, width);
  readonly query = new Linear(width, width, { bias: false });

  /** Maps letters i32 [batch, n], numbers f32 [batch, n] and the letters asked for, i32 [batch], to averages [batch]. */
  forward(letters: Tensor, numbers: Tensor, asked: Tensor, reading: Reading = "soft"): Tensor {
    const q = this.query.forward(this.letters.forward(asked)).unsqueeze(1);
    const weights = weightsOf(scoresOf(scoreOf("scaled dot", width), q, this.letters.forward(letters)), reading);
    return weights.matmul(numbers.unsqueeze(-1)).reshape([asked.shape[0]!]);
  }
}

/** Draws a batch. The first pair has the letter that is asked for, so that there is an average. */
function draw(batch: number) {
  const letters = random.uniform([batch, pairs], { high: kinds }).cast("i32");
  const numbers = random.uniform([batch, pairs], { low: -1, high: 1 });
  const asked = letters.slice(null, [0, 1]).squeeze(1);
  const same = letters.equal(asked.unsqueeze(-1)).cast("f32");
  return [letters, numbers, asked, numbers.mul(same).sum(-1).div(same.sum(-1))] as const;
}

/** Trains with soft attention and returns the root mean squared error, read softly and by the argmax. */
export async function averagingErrors(run: Run, steps: number): Promise<{ soft: number; argmax: number }> {
  const model = new Averager();
  const batches = compile(() => draw(64));
  await descend(run, "averages", model, {
    steps,
    learningRate: 3e-2,
    batch: async () => batches(),
    loss: (letters, numbers, asked, means) => meanSquaredError(model.forward(letters, numbers, asked), means),
  });
  const measured = compile(() => {
    const [letters, numbers, asked, means] = draw(2000);
    const error = (reading: Reading) => meanSquaredError(model.forward(letters, numbers, asked, reading), means).sqrt();
    return { soft: error("soft"), argmax: error("argmax") };
  });
  return random.scope("test averages", async () => {
    const { soft, argmax } = measured();
    return { soft: await soft.item(), argmax: await argmax.item() };
  });
}

/** Answer of the experiment on exploding gradients in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, nats, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { Clipping, ExplosionFacts } from "./facts.ts";

export function explosionWords(facts: ExplosionFacts): Answer {
  const { trainings, rates, peak } = facts;
  const of = (clipping: Clipping) => trainings.find((one) => one.clipping === clipping)!;
  const best = (clipping: Clipping) => of(clipping).losses[of(clipping).best]!;
  return {
    answer: isUndecided(best("free"))
      ? tooFewSeeds
      : paragraph(
          text(
            "They explode for the same reason as they vanish: the gradient is a product of many matrices, and where these stretch it, the product grows. The loss then has cliffs, at which a small change of the parameters changes everything.",
            "爆炸和消失是同一个原因：梯度是许多矩阵的连乘，这些矩阵要是把它拉长，就越乘越大。这时损失里就有悬崖：参数稍微一动，结果全变。",
          ),
          fallWords(facts.fall),
          rareWords(facts.rare),
          everyWords(facts.every),
        ),
    evidence: say(
      {
        free: nats(best("free")),
        share: percent(of("percentile").clipped.mean, { digits: 0 }),
        rare: nats(best("percentile")),
        every: nats(best("every")),
      },
      "With its best learning rate, each training on DigitSum ends at a loss: {free} without clipping, {rare} with {share} of the steps clipped, and {every} with almost all clipped.",
      "DigitSum 任务，各用最合适的学习率：不截断，训练损失降到 {free}；截断 {share} 的步，降到 {rare}；几乎每步都截断，降到 {every}。",
    ),
    caution: say(
      {
        seeds: seeds(best("free").n),
        rates: count(rates.length, "learning rate", "learning rates", "个学习率"),
        peak: factor(peak),
      },
      "Measured over {seeds} with {rates} and plain gradient descent; without clipping, the largest norm is {peak} the median. The cliff is one example with one start. Clipping does not help against vanishing gradients.",
      "用 {seeds}、{rates}测量，优化方法是普通的梯度下降；不截断时，范数最大是中位数的 {peak}。悬崖只是一个例子、一个起点。梯度截断治不了梯度消失。",
    ),
  };
}

const fallWords = (fall: ExplosionFacts["fall"]) =>
  cases(fall, {
    thrown: text(
      "One step at the edge of a cliff throws the parameters far away. Clipping shortens such a step and keeps its direction.",
      "走到悬崖边，一步就会把参数甩到老远。梯度截断缩短这一步，方向不变。",
    ),
    "not thrown": text(
      "In this measurement, gradient descent passes the cliff even without clipping.",
      "不过这次测量中，不截断的梯度下降也过了悬崖。",
    ),
  });

const rareWords = (rare: ExplosionFacts["rare"]) =>
  cases(rare, {
    "a is larger": text(
      "On DigitSum, with the learning rates tuned, clipping only the largest gradients helps.",
      "在 DigitSum 任务上，学习率都调好，只截断最大的那些梯度也有帮助。",
    ),
    "b is larger": text(
      "On DigitSum, with the learning rates tuned, clipping only the largest gradients makes the loss higher.",
      "在 DigitSum 任务上，学习率都调好，只截断最大的那些梯度，损失反而更高。",
    ),
    unclear: text(
      "On DigitSum, with the learning rates tuned, clipping only the largest gradients makes no measurable difference.",
      "在 DigitSum 任务上，学习率都调好之后，只截断最大的那些梯度，没有测出差别。",
    ),
  });

const everyWords = (every: ExplosionFacts["every"]) =>
  cases(every, {
    "a is larger": text(
      "Clipping almost every step helps more, but that is another method: all steps then have the same length.",
      "几乎每步都截断，效果更好，但那已经是另一种方法：每一步都走一样长。",
    ),
    "b is larger": text(
      "Clipping almost every step, so that all have the same length, makes the loss higher again.",
      "几乎每步都截断，让每一步都走一样长，损失又变高了。",
    ),
    unclear: text(
      "Clipping almost every step makes no further measurable difference.",
      "几乎每步都截断，没有测出进一步的差别。",
    ),
  });

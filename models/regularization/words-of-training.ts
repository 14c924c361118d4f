/** Answers of the experiments on early stopping and on the strength of regularization, in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, enumeration, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { EarlyFacts, StrengthFacts, Sweep } from "./facts.ts";
import { kindWords } from "./names.ts";
import type { Tuned } from "./train.ts";

export function earlyWords({ epochs, chosen, waiting, end, helping, hasty, patient }: EarlyFacts): Answer {
  const of = (patience: number) => waiting.find((one) => one.patience === patience)!;
  const [first, waited] = [of(0), of(chosen)];
  return {
    answer: isUndecided(end.test)
      ? tooFewSeeds
      : paragraph(helpingWords(helping), hastyWords(hasty), patientWords(patient)),
    evidence: say(
      {
        best: number(waited.best, { digits: 0 }),
        stopped: nats(waited.test),
        end: nats(end.test),
        training: nats(end.training, { digits: 3 }),
      },
      "The best epoch is number {best}, with a test loss of {stopped}. After the last epoch it is {end}, although the training loss has fallen to {training}.",
      "最好的是第 {best} 个回合，测试集损失 {stopped}；训练到最后是 {end}，而训练集损失已经降到 {training}。",
    ),
    caution: say(
      {
        seeds: seeds(end.test.n),
        patience: count(chosen, "epoch", "epochs", "个回合"),
        hasty: number(first.stopped, { digits: 0 }),
        epochs: count(epochs, "epoch", "epochs", "个回合"),
      },
      "Measured over {seeds} with a patience of {patience} and at most {epochs}; without patience, training stops after epoch {hasty}. The digits that decide when to stop are not available for training.",
      "用 {seeds}测量，容许 {patience}没有改进，最多训练 {epochs}；一有反弹就停，停在第 {hasty} 个回合。用来判断何时停的验证集，不能再拿来训练。",
    ),
  };
}

const helpingWords = (helping: EarlyFacts["helping"]): Text =>
  cases(helping, {
    "a is larger": text(
      "Stop when the validation loss no longer falls, and return to the best epoch: the test loss is then smaller than after training to the end.",
      "验证集损失不再下降就停，并退回最好的回合：这样测试集损失比训练到最后要小。",
    ),
    "b is larger": text(
      "Here stopping early was wrong: training to the end gives the smaller test loss.",
      "这次不该早停：训练到最后，测试集损失更小。",
    ),
    unclear: text(
      "Stopping early saves time, but in test loss it shows no measurable difference from training to the end.",
      "早停省时间，但测试集损失和训练到最后没有测出差别。",
    ),
  });

const hastyWords = (hasty: EarlyFacts["hasty"]): Text =>
  cases(hasty, {
    "a is larger": text(
      "Do not stop at the first rise: the curve is not smooth, and waiting finds a better epoch.",
      "别一看到反弹就停：曲线本来就会抖动，再等等能找到更好的回合。",
    ),
    "b is larger": text(
      "Stopping at the first rise is even better here than waiting.",
      "这次一看到反弹就停，比再等等还好。",
    ),
    unclear: text(
      "Between stopping at the first rise and waiting, no difference in test loss was measured.",
      "一看到反弹就停和再等等，测试集损失没有测出差别。",
    ),
  });

const patientWords = (patient: EarlyFacts["patient"]): Text =>
  cases(patient, {
    "a is larger": text("Waiting twice as long is worse.", "再多等一倍，反而更差。"),
    "b is larger": text("Waiting twice as long is better still.", "再多等一倍，还会更好。"),
    unclear: text(
      "Waiting twice as long makes no measurable difference, except in time.",
      "再多等一倍，除了多花时间，没有测出差别。",
    ),
  });

export function strengthWords({ examples, none, sweeps, bound }: StrengthFacts): Answer {
  const bests = sweeps.map(({ losses, best }) => losses[best]!).toSorted((a, b) => a.mean - b.mean);
  const l2 = sweeps.find(({ kind }) => kind === "l2")!;
  return {
    answer: isUndecided(none)
      ? tooFewSeeds
      : paragraph(gainWords(sweeps), excessWords(sweeps), aheadWords(sweeps), boundWords(bound)),
    evidence: say(
      {
        none: nats(none),
        low: nats(bests[0]!),
        high: nats(bests.at(-1)!),
        strong: nats(l2.losses.at(-1)!),
      },
      "Without regularization the validation loss is {none}; with the best strength of each kind it is between {low} and {high}. With the strongest L2 term it is {strong}.",
      "不加正则化，验证集损失是 {none}；每种方法取最好的强度，在 {low} 和 {high} 之间。L2 项加到最强时是 {strong}。",
    ),
    caution: strengthCaution(examples, none.n, sweeps),
  };
}

function strengthCaution(examples: number, seedCount: number, sweeps: readonly Sweep[]): Text {
  const best = (kind: Tuned) => {
    const sweep = sweeps.find((one) => one.kind === kind)!;
    return number(sweep.strengths[sweep.best]!);
  };
  return say(
    {
      seeds: seeds(seedCount),
      examples: count(examples, "training digit", "training digits", "张训练数字"),
      absolute: best("l1"),
      square: best("l2"),
      decay: best("decay"),
      norm: best("norm"),
    },
    "Measured over {seeds} with {examples}. The best strengths are λ = {absolute} for L1, λ = {square} for L2, a weight decay of {decay} times the learning rate, and a bound of {norm}. The same digits chose and measured them, so their losses are slightly too small.",
    "用 {seeds}测量，{examples}。最好的强度：L1 的 λ = {absolute}，L2 的 λ = {square}，权重衰减是学习率的 {decay} 倍，范数上限 {norm}。挑选和测量用的是同一批数字，所以这些损失略微偏小。",
  );
}

/** Names of the kinds for which a comparison is clear: "all", "some" or "none" of them. */
function shareOf(sweeps: readonly Sweep[], comparison: "helping" | "excess" | "ahead") {
  const clear = sweeps.filter((sweep) => sweep[comparison] === "a is larger").map(({ kind }) => kindWords(kind));
  const share = clear.length === sweeps.length ? "all" : clear.length === 0 ? "none" : "some";
  return { share, kinds: () => enumeration(clear) } as const;
}

function gainWords(sweeps: readonly Sweep[]): Text {
  const { share, kinds } = shareOf(sweeps, "helping");
  return cases(share, {
    all: text(
      "As strong as validation digits say: at its best strength, each kind of regularization lowers their loss.",
      "多强合适要看验证集：每种正则化取到最好的强度，验证集损失都会降低。",
    ),
    some: () =>
      say(
        { kinds: kinds() },
        "As strong as validation digits say: at the best strength, their loss falls clearly with {kinds}.",
        "多强合适要看验证集：取到最好的强度，{kinds}能明显降低验证集损失。",
      ),
    none: text(
      "Here no strength helps: no kind of regularization lowers the validation loss measurably.",
      "这次多强都没有用：哪种正则化都没有测出验证集损失的下降。",
    ),
  });
}

function excessWords(sweeps: readonly Sweep[]): Text {
  const { share, kinds } = shareOf(sweeps, "excess");
  return cases(share, {
    all: text("Too strong is worse again, with every kind.", "太强了又会变差，每种都是这样。"),
    some: () =>
      say(
        { kinds: kinds() },
        "Too strong is worse again, which shows clearly with {kinds}.",
        "太强了又会变差，{kinds}看得很清楚。",
      ),
    none: text(
      "Even the strongest regularization tried is not measurably too strong.",
      "试过的最强的正则化，也没有测出过头的坏处。",
    ),
  });
}

function aheadWords(sweeps: readonly Sweep[]): Text {
  const { share, kinds } = shareOf(sweeps, "ahead");
  return cases(share, {
    all: text(
      "The value matters: the best strength is clearly ahead of the second best.",
      "具体取值有讲究：最好的强度明显领先第二名。",
    ),
    some: () =>
      say(
        { kinds: kinds() },
        "The value matters most for {kinds}, where the best strength is clearly ahead of the second best.",
        "具体取值对{kinds}比较要紧：最好的强度明显领先第二名。",
      ),
    none: text(
      "The exact value matters little: between the best and the second best strength, no difference was measured.",
      "具体数值不必太讲究：最好的和第二名之间没有测出差别。",
    ),
  });
}

const boundWords = (bound: StrengthFacts["bound"]): Text =>
  cases(bound, {
    "a is larger": text(
      "For the norm of a unit, a bound of one is better than the others tried.",
      "单个神经元权重的范数，以一为上限比试过的别的值都好。",
    ),
    "b is larger": text(
      "The norm of a unit need not be at most one: another bound is better.",
      "范数不一定非要小于等于一：换个上限还更好。",
    ),
    unclear: text(
      "The norm of a unit need not be at most one: another bound shows no measurable difference.",
      "范数不一定非要小于等于一：换个上限，没有测出差别。",
    ),
  });

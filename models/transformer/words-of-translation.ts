/** Answer of the Transformer's experiment on translation in both languages. */
import type { Answer } from "../answer.ts";
import { count, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { TranslationFacts } from "./facts.ts";

export function translationWords({ translators, pairs, steps, order }: TranslationFacts): Answer {
  const [transformer, recurrent] = translators;
  return {
    answer: isUndecided(transformer!.bleu)
      ? tooFewSeeds
      : cases(order, {
          "a is larger": text(
            "Even better: it translates better than the recurrent network, although the texts are few.",
            "甚至更好：语料不多，它翻译得也比循环网络好。",
          ),
          "b is larger": paragraph(
            text("Not quite: the recurrent network translates better.", "还差一点：循环网络翻译得更好。"),
            text(
              "A recurrence has the order of words built in: neighbors meet in one step. A Transformer must learn from the texts which positions belong together, and few texts teach it less.",
              "词的先后，循环网络生来就有：相邻的词一步就碰面。Transformer 哪些位置该放在一起，都要从语料里学，语料少就学得少。",
            ),
          ),
          unclear: paragraph(
            text("There is no measurable difference.", "没有测出差别。"),
            text(
              "The order of words, which a recurrence has built in, can be learned from this many texts.",
              "循环网络生来就有的先后顺序，这么多语料已经够它学会。",
            ),
          ),
        }),
    evidence: say(
      { transformer: percent(transformer!.bleu), recurrent: percent(recurrent!.bleu) },
      "BLEU on the test texts is {transformer} for the Transformer and {recurrent} for the recurrent network.",
      "测试集的 BLEU，Transformer 是 {transformer}，循环网络是 {recurrent}。",
    ),
    caution: say(
      {
        seeds: seeds(transformer!.bleu.n),
        pairs: count(pairs, "pair of texts", "pairs of texts", "对语料"),
        steps: count(steps, "step", "steps", "步"),
      },
      "Measured over {seeds}, on {pairs} and after {steps} each. The networks have different sizes; the sizes, the rates and the dropout of both were chosen on the validation texts.",
      "用 {seeds}测量，训练集有 {pairs}，各训练 {steps}。两个网络大小不同；大小、学习率和暂退法的概率都按验证集选定。",
    ),
  };
}

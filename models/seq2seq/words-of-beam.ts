/** Answer of the experiment on beam search in both languages. */
import type { Answer } from "../answer.ts";
import { count, nats, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { BeamFacts } from "./facts.ts";

export function beamWords(facts: BeamFacts): Answer {
  const { texts, widths, reference, greedy, probable, normalized } = facts;
  const [widest, best] = [probable.at(-1)!, normalized.at(-1)!];
  return {
    answer: isUndecided(greedy.score)
      ? tooFewSeeds
      : paragraph(
          likelierWords(facts.likelier),
          betterWords(facts.better, facts.likelier),
          shorterWords(facts.shorter),
          rankedWords(facts.ranked),
        ),
    evidence: say(
      {
        greedyScore: nats(greedy.score),
        score: nats(widest.score),
        greedyBleu: percent(greedy.bleu),
        bleu: percent(widest.bleu),
      },
      "The mean log-probability is {greedyScore} for greedy search and {score} for the widest beam. Their BLEU is {greedyBleu} and {bleu}.",
      "平均对数概率，贪心搜索是 {greedyScore}，束最宽时是 {score}；BLEU 分别是 {greedyBleu} 和 {bleu}。",
    ),
    caution: say(
      {
        seeds: seeds(greedy.score.n),
        texts: count(texts, "text", "texts", "条文本"),
        width: number(widths.at(-1)!),
        greedy: number(greedy.length, { digits: 1 }),
        length: number(widest.length, { digits: 1 }),
        reference: number(reference, { digits: 1 }),
        ranked: percent(best.bleu),
      },
      "Measured over {seeds} on {texts}, after a short training; the widest beam has a width of {width}. Translations have {greedy} characters by greedy search, {length} with the widest beam, and {reference} by people. With a length penalty, the widest beam has a BLEU of {ranked}.",
      "用 {seeds}和 {texts}测量，训练时间不长，最大的束宽是 {width}。译文平均字数：贪心搜索 {greedy}，束最宽时 {length}，人工译文 {reference}。加上长度惩罚，束最宽时的 BLEU 是 {ranked}。",
    ),
  };
}

function likelierWords(likelier: BeamFacts["likelier"]): Text {
  return cases(likelier, {
    "a is larger": text("Beam search finds more probable translations.", "束搜索找到的译文概率更高。"),
    "b is larger": text(
      "In this measurement, the translations of beam search are less probable.",
      "在这次测量里，束搜索的译文概率反而更低。",
    ),
    unclear: text("No difference in the probability of the translations was measured.", "没有测出译文概率的差别。"),
  });
}

function betterWords(better: BeamFacts["better"], likelier: BeamFacts["likelier"]): Text {
  return cases(better, {
    "a is larger": text(
      "They are closer to the human translations than those of greedy search.",
      "它们比贪心搜索的更接近人工译文。",
    ),
    "b is larger":
      likelier === "a is larger"
        ? text(
            "But more probable is not better: they are further from the human translations.",
            "但概率高不等于译得好：它们离人工译文反而更远。",
          )
        : text("They are further from the human translations.", "它们离人工译文更远。"),
    unclear: text("No difference in their quality was measured.", "质量上没有测出差别。"),
  });
}

function shorterWords(shorter: BeamFacts["shorter"]): Text {
  return cases(shorter, {
    "a is larger": text(
      "Those of the widest beam are shorter, because every further character multiplies the probability by a number below one.",
      "束最宽时的译文更短，因为每多写一个字，概率就要再乘一个小于一的数。",
    ),
    "b is larger": text(
      "Those of the widest beam are longer than those of greedy search.",
      "束最宽时的译文比贪心搜索的更长。",
    ),
    unclear: text("No difference in length was measured.", "长度上没有测出差别。"),
  });
}

function rankedWords(ranked: BeamFacts["ranked"]): Text {
  return cases(ranked, {
    "a is larger": text(
      "If length is taken into account, beam search translates better than greedy search.",
      "把长度考虑进去，束搜索就比贪心搜索译得好。",
    ),
    "b is larger": text(
      "Even if length is taken into account, beam search translates worse than greedy search.",
      "即使把长度考虑进去，束搜索还是不如贪心搜索。",
    ),
    unclear: text(
      "If length is taken into account, no difference from greedy search was measured.",
      "把长度考虑进去，和贪心搜索没有测出差别。",
    ),
  });
}

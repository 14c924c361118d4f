/** Answers of the experiments on the vector between encoder and decoder, and on attention, in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { AlignmentFacts, GainFacts, LengthsFacts } from "./facts.ts";

export function lengthsWords(facts: LengthsFacts): Answer {
  const { lengths, longest, letters, width, wide, steps, longerSteps, curves } = facts;
  const [attention, vector, longer, wider] = curves.map(({ exact }) => exact[lengths.indexOf(longest)]!);
  return {
    answer: isUndecided(vector!)
      ? tooFewSeeds
      : paragraph(
          attentionWords(facts.attention),
          longerWords(facts.longer),
          widerWords(facts.wider),
          beyondWords(facts.beyond),
        ),
    evidence: say(
      {
        length: count(longest, "letter", "letters", "个字母"),
        attention: percent(attention!),
        vector: percent(vector!),
        longer: percent(longer!),
      },
      "Of sequences of {length}, {attention} are reversed without a mistake with attention, {vector} through one vector, and {longer} if that is trained longer.",
      "{length}的序列，整条反转正确的：有注意力的占 {attention}，只靠一个向量的占 {vector}，训练更久的占 {longer}。",
    ),
    caution: say(
      {
        seeds: seeds(vector!.n),
        steps: count(steps, "step", "steps", "步"),
        longerSteps: number(longerSteps),
        wide: count(wide, "number", "numbers", "个数"),
        wider: percent(wider!),
        bits: count(longest * Math.log2(letters), "bit", "bits", "比特", { digits: 0 }),
        width: number(width),
      },
      "Measured over {seeds} after {steps} of training, or {longerSteps}; a vector of {wide} reaches {wider}. Such a sequence has {bits} of information and the vector {width} numbers, so there is room in principle. This measures what training finds, not the most that a vector can hold.",
      "用 {seeds}测量，训练 {steps}，更久的训练 {longerSteps} 步；向量加宽到 {wide}，占 {wider}。这样一条序列的信息量是 {bits}，向量有 {width} 个数，按道理装得下。这里测的是训练学得到多少，不是向量最多能装多少。",
    ),
  };
}

function attentionWords(order: LengthsFacts["attention"]): Text {
  return cases(order, {
    "a is larger": text(
      "Short sequences pass; at the longest trained length, one vector fails more often than attention.",
      "短的没问题；到了训练时的最大长度，只靠一个向量比有注意力的错得多。",
    ),
    "b is larger": text(
      "Up to the longest trained length: one vector even fails less often than attention in this measurement.",
      "训练过的长度都行：在这次测量里，一个向量甚至比注意力错得少。",
    ),
    unclear: text(
      "Up to the longest trained length: no difference between one vector and attention was measured there.",
      "在训练时的最大长度上，一个向量和注意力没有测出差别。",
    ),
  });
}

function longerWords(order: LengthsFacts["longer"]): Text {
  return cases(order, {
    "a is larger": text(
      "The vector is not full: the same one passes more after longer training, so what limits it is at least in part the training.",
      "向量并没有装满：同样大小的向量，训练久一些就对得更多，可见至少有一部分是没学会，不是装不下。",
    ),
    "b is larger": text(
      "Longer training of the same vector did worse in this measurement.",
      "在这次测量里，同样大小的向量训练更久反而更差。",
    ),
    unclear: text(
      "Longer training of the same vector made no measurable difference, so its size may be the limit.",
      "同样大小的向量训练更久，没有测出差别，可能真是装不下。",
    ),
  });
}

function widerWords(order: LengthsFacts["wider"]): Text {
  return cases(order, {
    "a is larger": text("A wider vector passes more after the same training.", "训练步数相同，向量加宽，对得也更多。"),
    "b is larger": text("A wider vector did worse after the same training.", "训练步数相同，向量加宽反而更差。"),
    unclear: text(
      "A wider vector made no measurable difference after the same training.",
      "训练步数相同，向量加宽没有测出差别。",
    ),
  });
}

function beyondWords(order: LengthsFacts["beyond"]): Text {
  return cases(order, {
    "a is larger": text(
      "Attention has its own limit: on sequences longer than in training, it fails as well.",
      "注意力也有限度：序列比训练时更长，它照样会错。",
    ),
    "b is larger": text(
      "On sequences longer than in training, attention does even better.",
      "序列比训练时更长，注意力反而更好。",
    ),
    unclear: text(
      "On sequences longer than in training, no drop was measured for attention.",
      "序列比训练时更长，没有测出注意力变差。",
    ),
  });
}

export function alignmentWords(facts: AlignmentFacts): Answer {
  const { copied, near, colons, exact, largest, follows, aligned, sharper } = facts;
  return {
    answer: isUndecided(copied)
      ? tooFewSeeds
      : paragraph(followsWords(follows), alignedWords(aligned), sharperWords(sharper)),
    evidence: say(
      {
        copied: percent(copied),
        colons: percent(colons),
        letters: number(largest.letters, { digits: 2 }),
        names: number(largest.names, { digits: 2 }),
      },
      "The largest weight is at the copied letter for {copied} of the letters, and at the colon of the source for {colons} of the colons. On average it is {letters} for letters and {names} for names.",
      "写字母时，{copied} 的最大权重就在所抄的字母上；写冒号时，{colons} 的最大权重在原文的冒号上。最大权重的平均值，字母是 {letters}，名称是 {names}。",
    ),
    caution: say(
      { seeds: seeds(copied.n), near: percent(near), exact: percent(exact) },
      "Measured over {seeds}; {near} of the letters have the largest weight at the copied letter or next to it. The encoder reads in both directions, so the state of a token also knows its neighbors. Of the names, {exact} are translated exactly; the figure marks the others.",
      "用 {seeds}测量；最大权重在所抄字母或它旁边的占 {near}。编码器是双向的，一个词元的状态里也有它左右的内容。名称完全译对的占 {exact}，译错的在图中标出。",
    ),
  };
}

function followsWords(follows: AlignmentFacts["follows"]): Text {
  return cases(follows, {
    reached: text(
      "At what it writes, although nobody tells it where that is: reversing letters, it mostly looks at the very letter that it copies.",
      "写什么就看什么，而且没人教过它该看哪里：反转字母时，多半正好看着要抄的那个字母。",
    ),
    missed: text(
      "Not where one expects: reversing letters, it mostly looks elsewhere than at the letter that it copies.",
      "和想的不一样：反转字母时，多半没看着要抄的那个字母。",
    ),
    unclear: text(
      "Reversing letters, it is unclear if it mostly looks at the letter that it copies; seeds differ.",
      "反转字母时，是不是多半看着要抄的字母，没有测清楚，换随机种子结果不一。",
    ),
  });
}

function alignedWords(aligned: AlignmentFacts["aligned"]): Text {
  return cases(aligned, {
    reached: text(
      "In translated names, it mostly writes the colon while it looks at the colon: attention aligns the words of both languages.",
      "翻译名称时，写冒号多半就看着原文的冒号：注意力起到了词对齐的作用。",
    ),
    missed: text(
      "In translated names, it mostly writes the colon while it looks elsewhere: the weights are no word alignment.",
      "翻译名称时，写冒号多半没看着原文的冒号：权重并不等于词对齐。",
    ),
    unclear: text(
      "In translated names, it is unclear if it mostly looks at the colon while it writes the colon; seeds differ.",
      "翻译名称时，写冒号是不是多半看着原文的冒号，没有测清楚，换随机种子结果不一。",
    ),
  });
}

function sharperWords(sharper: AlignmentFacts["sharper"]): Text {
  return cases(sharper, {
    "a is larger": text(
      "For names, the weights are spread more widely than for letters.",
      "翻译名称时，权重比抄字母时分散。",
    ),
    "b is larger": text(
      "For names, the weights are more concentrated than for letters.",
      "翻译名称时，权重反而比抄字母时集中。",
    ),
    unclear: text(
      "No difference in the largest weights of names and letters was measured.",
      "翻译名称和抄字母相比，最大权重没有测出差别。",
    ),
  });
}

export function gainWords({ steps, buckets, attention, none, better, where, growing }: GainFacts): Answer {
  const long = buckets.at(-1)!;
  return {
    answer: isUndecided(attention) ? tooFewSeeds : paragraph(betterWords(better, where), growingWords(growing)),
    evidence: say(
      {
        attention: percent(attention),
        none: percent(none),
        longAttention: percent(long.attention),
        longNone: percent(long.none),
      },
      "The BLEU of all texts is {attention} with attention and {none} without; that of the longest is {longAttention} and {longNone}.",
      "全部文本的 BLEU，有注意力是 {attention}，没有是 {none}；其中最长的一组，分别是 {longAttention} 和 {longNone}。",
    ),
    caution: say(
      {
        seeds: seeds(attention.n),
        steps: count(steps, "step", "steps", "步"),
        from: number(long.from),
        to: count(long.to, "word", "words", "个英文词"),
        texts: count(long.texts, "text", "texts", "条文本"),
      },
      "Measured over {seeds} after {steps} of training, each network with its own learning rate. The longest group has {texts} of {from} to {to}. BLEU counts common characters with one human translation; another correct translation scores low.",
      "用 {seeds}测量，训练 {steps}，两种网络各用自己的学习率。最长的一组是 {texts}，每条 {from} 到 {to}。BLEU 数的是和一份人工译文相同的字，换一种正确的译法，得分也会低。",
    ),
  };
}

function betterWords(better: GainFacts["better"], where: GainFacts["where"]): Text {
  const places = cases(where, {
    "every length": text("This holds for short and for long texts.", "短句和长句都是如此。"),
    "some lengths": text("It was measured for some lengths only.", "不过只在一部分长度上测出了提高。"),
    "no length": text("For no single range of lengths was it measurable.", "不过单看每一组长度，都没有测出差别。"),
  });
  return cases(better, {
    "a is larger": paragraph(
      text("Yes: with attention, translations are better.", "是的，加上注意力，译文更好。"),
      places,
    ),
    "b is larger": text(
      "No: in this measurement, translations are worse with attention.",
      "没有：在这次测量里，加上注意力，译文反而更差。",
    ),
    unclear: text(
      "No difference between translations with and without attention was measured.",
      "加不加注意力，没有测出译文的差别。",
    ),
  });
}

function growingWords(growing: GainFacts["growing"]): Text {
  return cases(growing, {
    "a is larger": text("The longest texts gain more than the shortest.", "长句比短句提高得多。"),
    "b is larger": text("The shortest texts gain more than the longest.", "短句反而比长句提高得多。"),
    unclear: text(
      "No difference in the gain of the shortest and the longest texts was measured.",
      "短句和长句提高多少，没有测出差别。",
    ),
  });
}

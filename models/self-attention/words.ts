/** Answers of the experiments on self-attention in both languages. */
import type { Answer } from "../answer.ts";
import { count, number, percent, points, ratio, seconds, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, name, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { ContextFacts, CostFacts, HeadsFacts, LayerKind, OrderFacts, OutsideFacts, QueryFacts } from "./facts.ts";

export function orderWords({ tasks, chance, reached, blind, bar }: OrderFacts): Answer {
  const [previous, mirror] = tasks;
  const undecided = text(
    "Without positions, it is unclear whether accuracy is above chance level.",
    "没有位置编码时，说不准准确率是不是比随机猜测高。",
  );
  return {
    answer: isUndecided(previous!.with)
      ? tooFewSeeds
      : paragraph(
          cases(blind, {
            reached: text(
              "Not by itself: without positions, it sees a sentence as a set of words and guesses.",
              "自己不知道：没有位置编码，句子在它眼里只是一堆词，只能瞎猜。",
            ),
            missed: text(
              "In this measurement, it is above chance level even without positions.",
              "在这次测量里，没有位置编码也比随机猜测强。",
            ),
            unclear: undecided,
          }),
          cases(reached, {
            reached: text(
              "With positions added to the word vectors, it solves both tasks.",
              "给词向量加上位置编码，两个任务就都会了。",
            ),
            missed: text(
              "With positions added to the word vectors, it learns the order, but not perfectly in this training.",
              "给词向量加上位置编码，它就学得到顺序，只是这次训练还没有学全。",
            ),
            unclear: text(
              "With positions added to the word vectors, accuracy is close to the required one.",
              "给词向量加上位置编码，准确率就接近达标线了。",
            ),
          }),
        ),
    evidence: say(
      {
        with: percent(previous!.with),
        without: percent(previous!.without),
        mirror: percent(mirror!.with),
        blind: percent(mirror!.without),
      },
      "It names the symbol before correctly in {with} of cases with positions and {without} without; the symbol mirrored, in {mirror} and {blind}.",
      "前一个符号，有位置编码能说对 {with}，没有只对 {without}；对称位置的符号分别是 {mirror} 和 {blind}。",
    ),
    caution: say(
      { seeds: seeds(previous!.with.n), chance: percent(chance), bar: percent(bar, { digits: 0 }) },
      "Measured over {seeds}; guessing another symbol of the sequence gets {chance}, and {bar} are required. A causal mask would tell the order even without positions; this encoder has none.",
      "用 {seeds}测量；在序列里另猜一个符号能对 {chance}，达标线是 {bar}。加了因果掩码，没有位置编码也能看出顺序；这里的编码器没有掩码。",
    ),
  };
}

export function contextWords({ agreement, occurrences, words, order, examples }: ContextFacts): Answer {
  const example = examples[0];
  return {
    answer: isUndecided(agreement[0]!)
      ? tooFewSeeds
      : paragraph(
          cases(order, {
            "a is larger": text(
              "Yes. After self-attention, occurrences of a word with the same part of speech move together.",
              "会。经过自注意力，同一个词里用法相同的那些，表示就靠到了一起。",
            ),
            "b is larger": text(
              "Here, occurrences of a word with the same part of speech are further apart after self-attention than before.",
              "这里反而不会：经过自注意力，同一个词里用法相同的那些离得更远了。",
            ),
            unclear: text(
              "The vectors differ, but no measurable difference shows that they differ by part of speech.",
              "表示是会变，但没有测出它们按词性分开。",
            ),
          }),
          example === undefined
            ? undefined
            : say(
                {
                  word: name(example.own.words[example.own.place]!),
                  tag: name(example.own.tag),
                  nearest: name(example.nearest.tag),
                },
                "One occurrence of “{word}” with the tag {tag} has a nearest neighbor with the tag {nearest}.",
                "比如一处标作 {tag} 的“{word}”，离它最近的另一处标作 {nearest}。",
              ),
        ),
    evidence: say(
      {
        before: percent(agreement[0]!),
        after: percent(agreement.at(-1)!),
        occurrences: count(occurrences, "occurrence", "occurrences", "处"),
        words: count(words, "word", "words", "个词"),
      },
      "Of {occurrences} of {words} with two frequent tags, {before} have a nearest neighbor with the same tag by word vectors and positions, and {after} after the last layer.",
      "{words}（各有两种常见词性）共 {occurrences}：只看词向量和位置，最近的另一处词性相同的占 {before}；最后一层之后占 {after}。",
    ),
    caution: say(
      { seeds: seeds(agreement[0]!.n) },
      "Measured over {seeds}. The network was trained to find parts of speech, so its vectors separate parts of speech; for another task they would separate other uses.",
      "用 {seeds}测量。这个网络学的就是标词性，所以表示按词性分开；换一个任务，就会按别的用法分开。",
    ),
  };
}

export function queryWords({ difference, verdict, own, equal, self, terms }: QueryFacts): Answer {
  return {
    answer: isUndecided(own)
      ? tooFewSeeds
      : paragraph(
          text(
            "The word's own. Nobody supplies it: a learned matrix turns the vector of each word into its query, and other matrices into its key and its value.",
            "就是这个词自己的，不用人为提供：一个学出来的矩阵把每个词的向量变成查询，另外两个矩阵把它变成键和值。",
          ),
          cases(verdict, {
            equal: text(
              "Row by row, the weighted sum of the values is the layer's output.",
              "注意力矩阵的一行乘上各词的值再相加，正是这一层的输出。",
            ),
            different: text(
              "In this measurement, the assembled sum differs from the layer's output by more than rounding.",
              "但这次测量中，手工拼出的和与这一层的输出之差超出了舍入误差。",
            ),
          }),
          cases(self, {
            "a is larger": text(
              "The weights include the word itself, which gets more than an equal share.",
              "权重也包括词自己，而且比平均分到的还多。",
            ),
            "b is larger": text(
              "The weights include the word itself, but it gets less than an equal share.",
              "权重也包括词自己，不过比平均分到的少。",
            ),
            unclear: text(
              "The weights include the word itself; no measurable difference from an equal share.",
              "权重也包括词自己，和平均分相比没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      { own: percent(own), equal: percent(equal), content: percent(terms[0]!), positions: percent(terms[3]!) },
      "A word gives itself a weight of {own}, an equal share would be {equal}; content alone makes {content} of the variance of the scores, positions alone {positions}.",
      "一个词给自己的权重平均是 {own}，平均分则是 {equal}；打分的方差，{content} 来自内容与内容，{positions} 来自位置与位置。",
    ),
    caution: say(
      { seeds: seeds(own.n), difference: ratio(difference) },
      "Measured over {seeds} on one tagger; the assembled vector differs by {difference}. A weight is not the contribution of a word: its value and the residual connection also count.",
      "用 {seeds}测量，只测了一种词性标注网络；拼出的向量相差{difference}。权重不等于这个词的贡献：还要看它的值和残差连接。",
    ),
  };
}

export function outsideWords({ own, outside, alone, order }: OutsideFacts): Answer {
  return {
    answer: isUndecided(own)
      ? tooFewSeeds
      : paragraph(
          text(
            "A query from outside asks the same question for all words, so each of them receives the same weighted sum. That suits one answer about a whole sentence, as in reading a text for a question.",
            "外来的查询替所有词问同一个问题，每个词拿到的加权和都一样。整句话只要一个答案时，比如带着问题读一段文字，这就够了。",
          ),
          cases(order, {
            "a is larger": text(
              "To tag every word, each must ask for itself: with its own query, more tags are correct.",
              "要给每个词标注，就得各问各的：用自己的查询，标对的更多。",
            ),
            "b is larger": text(
              "In this measurement, it even tags the words better than their own queries do.",
              "这次测量里，用它给每个词标注，反而比各词自己的查询更准。",
            ),
            unclear: text(
              "For tagging every word, no measurable difference from the words' own queries.",
              "用它给每个词标注，和各词自己的查询相比，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      { own: percent(own), outside: percent(outside), alone: percent(alone) },
      "Of the tags, {own} are correct with the words' own queries, {outside} with one from outside, and {alone} if each word gets its most frequent tag, without any context.",
      "用各词自己的查询，标注准确率是 {own}；共用一个外来的查询，是 {outside}；完全不看上下文，每个词取最常见的词性，是 {alone}。",
    ),
    caution: say(
      { seeds: seeds(own.n) },
      "Measured over {seeds} on a small tagger and a part of the corpus. Both networks were trained for themselves; the outside query is a parameter of each layer.",
      "用 {seeds}测量，是一个小网络，只用了一部分语料。两种网络各自训练；外来的查询是每一层的参数。",
    ),
  };
}

export function headsWords({ all, drops, none, together, single, shared }: HeadsFacts): Answer {
  return {
    answer: isUndecided(all)
      ? tooFewSeeds
      : paragraph(
          text(
            "Each head has its own weights, so a word can look at several others at once.",
            "每个头有自己的一组权重，一个词就能同时看好几个词。",
          ),
          cases(shared, {
            "a is larger": text(
              "The heads share the work: without all of them more is lost than without each one in turn.",
              "各个头互相替补：全部去掉，准确率的下降比逐个去掉加起来还大。",
            ),
            "b is larger": text(
              "The heads depend on one another: without each one in turn more is lost than without all of them.",
              "各个头互相依赖：逐个去掉，准确率的下降加起来比全部去掉还大。",
            ),
            unclear: text(
              "No measurable difference between the drop without all heads and the sum of the drops without single ones.",
              "全部去掉的下降，和逐个去掉的下降之和，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        all: percent(all),
        none: percent(none),
        together: points(together),
        single: points(single),
      },
      "Accuracy is {all} with all heads and {none} without any, a drop of {together}; the drops without single heads add up to {single}.",
      "用全部的头，准确率是 {all}；一个都不用是 {none}，下降 {together}；逐个去掉的下降加起来是 {single}。",
    ),
    caution: say(
      { seeds: seeds(all.n), heads: number(drops.flat().length) },
      "Measured over {seeds} on a tagger with {heads} heads in all. Heads were removed after training; a network trained with fewer heads could make up for them.",
      "用 {seeds}测量，网络一共有 {heads} 个头。头是训练之后才去掉的；一开始就用更少的头训练，网络可能会补上。",
    ),
  };
}

export function costWords({ lengths, features, kernel, layers, cheaper }: CostFacts): Answer {
  const of = (kind: LayerKind) => layers.find((layer) => layer.kind === kind)!;
  const time = (kind: LayerKind) => seconds(of(kind).seconds.at(-1)!);
  const exponent = (kind: LayerKind) => number(of(kind).exponent, { digits: 1 });
  const longest = lengths.at(-1)!;
  return {
    answer: paragraph(
      text(
        "Attention scores every pair of positions, so its work grows with the square of the length; that of a convolution and of a recurrence grows with the length. But the recurrence takes as many steps as there are positions, one after another; the others take one.",
        "注意力要给每一对位置打分，计算量随长度的平方增长；卷积和循环的计算量只随长度增长。但循环有多少个位置就要走多少步，一步接一步；另外两种只要一步。",
      ),
      cheaper === null
        ? text(
            "On this machine, attention takes longer than the recurrence at every length: few cores cannot use that all positions are computed at once.",
            "在这台机器上，无论多长，注意力的用时都比循环多：核心太少，“各位置同时算”的好处用不上。",
          )
        : cheaper === longest
          ? text(
              "On this machine, attention takes less time than the recurrence even for the longest sequence.",
              "在这台机器上，一直到最长的序列，注意力的用时都比循环少。",
            )
          : text(
              "On this machine, attention takes less time than the recurrence for short sequences and more for long ones.",
              "在这台机器上，序列短时注意力的用时比循环少，长了就更多。",
            ),
    ),
    evidence: say(
      {
        longest: number(longest),
        attention: time("attention"),
        recurrence: time("recurrence"),
        convolution: time("convolution"),
      },
      "At length {longest}, a forward and a backward pass take {attention} with attention, {recurrence} with a recurrence and {convolution} with a convolution.",
      "长度为 {longest} 时，前向和反向各算一遍，注意力用 {attention}，循环用 {recurrence}，卷积用 {convolution}。",
    ),
    caution: say(
      {
        features: number(features),
        kernel: number(kernel),
        a: exponent("attention"),
        r: exponent("recurrence"),
        c: exponent("convolution"),
      },
      "Between the two largest lengths, the times of attention, recurrence and convolution grow with the powers {a}, {r} and {c} of the length. Measured on one sequence of {features} features at a time; the convolution sees {kernel} neighbors, so distant positions meet only after many layers.",
      "最长的两个长度之间，注意力、循环、卷积的用时分别按长度的 {a}、{r}、{c} 次方增长。一次只算一条序列，每个位置 {features} 个特征；卷积只看 {kernel} 个相邻位置，隔得远的要过很多层才碰得上。",
    ),
  };
}

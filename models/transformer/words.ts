/** Answers of the Transformer's experiments in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, nats, number, percent, ratio, seconds, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { CacheFacts, ContextFacts, DepthFacts, LayersFacts, PositionsFacts, Variant } from "./facts.ts";

const characters = (value: number) => count(value, "character", "characters", "个字符");

/** Returns the loss of this variant. */
function lossOf<Kind extends string>(variants: readonly Variant<Kind>[], kind: NoInfer<Kind>) {
  return nats(variants.find((variant) => variant.kind === kind)!.nats);
}

export function contextWords({ variants, window, context, uniform, near, previous }: ContextFacts): Answer {
  return {
    answer: isUndecided(variants[0]!.nats)
      ? tooFewSeeds
      : paragraph(
          cases(uniform, {
            "a is larger": text(
              "No. Attention weighs the context by content: a plain average of all earlier positions predicts worse.",
              "不只是看，还要会挑。注意力按内容给上文分配权重；把上文简单平均，预测就变差。",
            ),
            "b is larger": text(
              "In this measurement, a plain average of all earlier positions even predicts better than attention.",
              "在这次测量里，把上文简单平均，预测反而比注意力好。",
            ),
            unclear: text(
              "Here it may be no more than that: no measurable difference from a plain average of all earlier positions.",
              "在这里也许不过如此：和把上文简单平均相比，没有测出差别。",
            ),
          }),
          cases(near, {
            "a is larger": text(
              "Distant positions matter as well: attention to a short window predicts worse.",
              "远处也有用：只让注意力看近处，预测会变差。",
            ),
            "b is larger": text(
              "Attention to a short window predicts better, so distant positions only distract this small model.",
              "只让注意力看近处，预测反而更好：对这个小模型，远处的内容只会添乱。",
            ),
            unclear: text(
              "Attention to a short window does as well: no measurable difference.",
              "只让注意力看近处也一样，没有测出差别。",
            ),
          }),
          cases(previous, {
            "a is larger": text("The previous position alone is not enough.", "只看前一个位置则不够。"),
            "b is larger": text("The previous position alone predicts better still.", "只看前一个位置，预测还要更好。"),
            unclear: text(
              "No measurable difference from the previous position alone either.",
              "和只看前一个位置相比，也没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        attention: lossOf(variants, "attention"),
        window: lossOf(variants, "window"),
        uniform: lossOf(variants, "uniform"),
        previous: lossOf(variants, "previous"),
      },
      "The loss per character is {attention} with attention, {window} with a short window, {uniform} with a plain average, and {previous} with the previous position alone.",
      "每个字符的损失：用注意力是 {attention}，只看近处是 {window}，简单平均是 {uniform}，只看前一个位置是 {previous}。",
    ),
    caution: say(
      { seeds: seeds(variants[0]!.nats.n), window: characters(window), context: characters(context) },
      "Measured over {seeds} with a small network of two layers that reads {context}, after a short training; the window has {window}. Each variant was trained for itself, and layers stack, so two windows reach twice as far.",
      "用 {seeds}测量，是一个只有两层的小网络，能读 {context}，窗口是 {window}，训练不长。每个变体都单独训练；层会叠加，两层窗口能看到两倍远。",
    ),
  };
}

export function positionsWords({ variants, missing, rotary }: PositionsFacts): Answer {
  return {
    answer: isUndecided(variants[0]!.nats)
      ? tooFewSeeds
      : paragraph(
          cases(missing, {
            "a is larger": text(
              "Yes, it predicts better with positions. Without them it still works, because a causal mask shows each position a different number of others, which tells the order.",
              "要，加上位置编码预测更准。不加也不是完全不行：因果掩码让每个位置看到的上文不一样长，顺序就已经漏出来了。",
            ),
            "b is larger": text(
              "Not here: without positions it predicts better. A causal mask shows each position a different number of others, which tells the order.",
              "这里不要：不加位置编码反而更准。因果掩码让每个位置看到的上文不一样长，顺序就已经漏出来了。",
            ),
            unclear: text(
              "No measurable difference here: a causal mask shows each position a different number of others, which tells the order.",
              "这里没有测出差别：因果掩码让每个位置看到的上文不一样长，顺序就已经漏出来了。",
            ),
          }),
          cases(rotary, {
            "a is larger": text(
              "Rotary positions, which make scores depend on distances, predict better than learned ones.",
              "旋转位置编码让打分只看距离，预测比可学习的位置编码更准。",
            ),
            "b is larger": text(
              "Learned positions predict better than rotary ones.",
              "可学习的位置编码比旋转位置编码更准。",
            ),
            unclear: text(
              "No measurable difference between learned and rotary positions.",
              "可学习的和旋转的位置编码之间，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        none: lossOf(variants, "none"),
        sinusoidal: lossOf(variants, "sinusoidal"),
        learned: lossOf(variants, "learned"),
        rotary: lossOf(variants, "rotary"),
      },
      "The loss per character is {none} without positions, {sinusoidal} with sinusoidal, {learned} with learned and {rotary} with rotary positions.",
      "每个字符的损失：不加位置编码是 {none}，正弦的是 {sinusoidal}，可学习的是 {learned}，旋转的是 {rotary}。",
    ),
    caution: say(
      { seeds: seeds(variants[0]!.nats.n) },
      "Measured over {seeds} with a small network after a short training. An encoder without a causal mask cannot know the order without positions.",
      "用 {seeds}测量，网络小、训练短。编码器没有因果掩码，不加位置编码就完全不知道顺序。",
    ),
  };
}

export function depthWords({ layers, curves, chance, deepest, place, gain }: DepthFacts): Answer {
  const [pre, post, none] = curves;
  const better = text(
    "With it in front of each sublayer, more layers predict better.",
    "放在子层之前，层数越多预测越准。",
  );
  const notBetter = text(
    "With it in front of each sublayer, more layers train, but they do not predict measurably better here.",
    "放在子层之前，层数多了也能训练，但这里没有测出预测变准。",
  );
  return {
    answer: isUndecided(pre!.nats[0]!)
      ? tooFewSeeds
      : paragraph(
          cases(deepest, {
            "a is larger": text(
              "Yes. In the deepest network, training without layer normalization fails or ends at a larger loss.",
              "能。层数最多时，不用层归一化就训练不动，或者损失更大。",
            ),
            "b is larger": text(
              "Not here: the deepest network predicts better without layer normalization.",
              "这里不能：层数最多时，不用层归一化反而更准。",
            ),
            unclear: text(
              "No measurable difference here between the deepest networks with and without layer normalization.",
              "这里没有测出来：层数最多时，用不用层归一化没有差别。",
            ),
          }),
          cases(gain, { falls: better, rises: notBetter, peaks: notBetter, dips: notBetter, unclear: notBetter }),
          cases(place, {
            "a is larger": text(
              "The place matters: after each sum, as in the original paper, the deepest network ends at a larger loss.",
              "放在哪里也要紧：像原论文那样放在相加之后，最深的网络损失更大。",
            ),
            "b is larger": text(
              "After each sum, as in the original paper, the deepest network ends at a smaller loss.",
              "像原论文那样放在相加之后，最深的网络损失更小。",
            ),
            unclear: text(
              "No measurable difference between normalizing before each sublayer and after each sum.",
              "放在子层之前还是相加之后，没有测出差别。",
            ),
          }),
        ),
    evidence: say(
      {
        layers: count(layers.at(-1)!, "layer", "layers", "层"),
        pre: nats(pre!.nats.at(-1)!),
        post: nats(post!.nats.at(-1)!),
        none: nats(none!.nats.at(-1)!),
      },
      "With {layers}, the loss per character is {pre} with normalization before each sublayer, {post} after each sum, and {none} without.",
      "{layers}时，每个字符的损失：归一化放在子层之前是 {pre}，放在相加之后是 {post}，不用是 {none}。",
    ),
    caution: say(
      { seeds: seeds(pre!.nats[0]!.n), chance: nats(chance) },
      "Measured over {seeds}, all with the same learning rate and few steps; a smaller learning rate or a longer warm-up can save networks that fail here. A loss of {chance} means that nothing but the frequencies was learned.",
      "用 {seeds}测量，学习率相同，训练步数不多；换更小的学习率或更长的学习率预热，有些训练不动的网络也能救回来。损失为 {chance}，说明除了字符频率什么也没学到。",
    ),
  };
}

export function layersWords({ probes, guesses, distances, reading, context }: LayersFacts): Answer {
  const third = probes.find(({ property }) => property === "third")!;
  const next = probes.find(({ property }) => property === "next")!;
  const flat = text(
    "How well a linear probe predicts the next character does not rise measurably from layer to layer.",
    "线性探针预测下一个字符的准确率，没有测出逐层提高。",
  );
  return {
    answer: isUndecided(third.accuracy[0]!)
      ? tooFewSeeds
      : paragraph(
          cases(context, {
            "a is larger": text(
              "Context. A word vector knows only its own character; after attention, a linear probe also reads earlier ones from the state.",
              "添的是上下文。词向量只知道自己是哪个字符；经过注意力，用线性探针就能从状态里读出更早的字符。",
            ),
            "b is larger": text(
              "In this training, linear probes read earlier characters less well from the last states than from the word vectors.",
              "在这次训练里，从最后的状态读更早的字符，反而不如从词向量读得准。",
            ),
            unclear: text(
              "In this training, linear probes read no more about earlier characters from the last states than from the word vectors.",
              "在这次训练里，用线性探针从最后的状态读更早的字符，没有测出比词向量强。",
            ),
          }),
          cases(reading, {
            rises: text(
              "Layer by layer, the state turns into a prediction of the next character.",
              "一层一层下来，状态越来越像对下一个字符的预测。",
            ),
            falls: flat,
            peaks: flat,
            dips: flat,
            unclear: flat,
          }),
        ),
    evidence: say(
      {
        before: percent(third.accuracy[0]!),
        after: percent(third.accuracy.at(-1)!),
        first: percent(next.accuracy[0]!),
        last: percent(next.accuracy.at(-1)!),
      },
      "Probes read the character three places back correctly in {before} of cases from the word vectors and in {after} after the last layer; for the next character, {first} and {last}.",
      "往前第三个字符，从词向量只能读对 {before}，最后一层之后能读对 {after}；下一个字符则是 {first} 和 {last}。",
    ),
    caution: say(
      {
        seeds: seeds(third.accuracy[0]!.n),
        near: number(distances[0]!, { digits: 1 }),
        far: number(distances.at(-1)!, { digits: 1 }),
        guess: percent(guesses[1]!),
      },
      "Measured over {seeds}; a guess of the most frequent character gets {guess}. Attention reaches {near} positions back on average in the first layer, and {far} in the last. A probe shows that a property is present, not that the model uses it.",
      "用 {seeds}测量；总猜最常见的字符能对 {guess}。注意力平均往回看：第一层 {near} 个位置，最后一层 {far} 个。探针只说明信息在那里，不说明模型用了它。",
    ),
  };
}

export function cacheWords({ tokens, difference, verdict, cached, repeated, speedup }: CacheFacts): Answer {
  return {
    answer: paragraph(
      text(
        "A causal layer never changes the keys and values of earlier positions. Without a cache, all of them are computed again for each new character.",
        "因果的注意力层里，前面各位置的键和值不会再变。不缓存，每多写一个字符，就要把它们全部重算一遍。",
      ),
      cases(verdict, {
        equal: text("The cache gives the same logits.", "有没有缓存，得到的 logits 一样。"),
        different: text(
          "In this measurement, the logits differ by more than rounding.",
          "但这次测量中，logits 的差别超出了舍入误差。",
        ),
      }),
    ),
    evidence: say(
      {
        tokens: characters(tokens),
        factor: factor(speedup),
        with: seconds(cached.at(-1)!),
        without: seconds(repeated.at(-1)!),
      },
      "Without the cache, {tokens} take {factor} as long; at the end, one takes {without} instead of {with}.",
      "写 {tokens}，不缓存的用时是缓存的 {factor}；写到最后，每个字符用 {without}，有缓存只要 {with}。",
    ),
    caution: say(
      { difference: ratio(difference) },
      "The logits differ by {difference} of the largest one. The model is untrained, which does not change the time; times depend on the machine.",
      "logits 最多相差最大值的{difference}。模型没有训练过，不影响用时；用时随机器而变。",
    ),
  };
}

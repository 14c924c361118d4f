/** Answers of the experiments on reading in two directions and on stacking layers, in both languages. */
import type { Answer } from "../answer.ts";
import { count, factor, number, percent, points, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { type Text, cases, name, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { DepthFacts, DirectionsFacts, StatesFacts } from "./facts.ts";
import { gainOver } from "./scores.ts";

export function directionsWords({ kinds, words, correlation, overall, blind }: DirectionsFacts): Answer {
  const [all, ahead, behind] = kinds.map(({ accuracy }) => accuracy);
  const [most] = words;
  return {
    answer: isUndecided(all!.both)
      ? tooFewSeeds
      : paragraph(overallWords(overall), aheadWords(blind.forward), behindWords(blind.backward)),
    evidence: say(
      {
        both: percent(all!.both),
        forward: percent(all!.forward),
        ahead: points(gainOver("forward", ahead!)),
        behind: points(gainOver("forward", behind!)),
      },
      "Both directions tag {both} of the test words correctly, the forward network {forward}. Where the next word tells more, reading both ways gains {ahead} over it; where the previous word does, {behind}.",
      "测试集的词，双向标对 {both}，只从左往右标对 {forward}。后一个词更有用的地方，双向比它高 {ahead}；前一个词更有用的地方，高 {behind}。",
    ),
    caution: paragraph(
      say(
        {
          seeds: seeds(all!.both.n),
          words: count(words.length, "frequent word", "frequent words", "个常用词"),
          forward: number(correlation.forward, { digits: 2 }),
          backward: number(correlation.backward, { digits: 2 }),
        },
        "Measured over {seeds}, with networks of equal size. The side is counted in the training texts; over {words} with several tags, its correlation with the gain is {forward} over the forward network and {backward} over the backward one.",
        "用 {seeds}测量，几个网络一样大。哪一侧更有用，是在训练集里数出来的；有多种词性的 {words}，它与提高的相关系数，比从左往右的是 {forward}，比从右往左的是 {backward}。",
      ),
      most === undefined
        ? undefined
        : say(
            {
              word: name(most.word),
              forward: percent(most.accuracy.forward),
              both: percent(most.accuracy.both),
            },
            "The most tags are won on “{word}”: {forward} are correct forward, {both} both ways.",
            "提高最多的词是“{word}”：只从左往右标对 {forward}，双向标对 {both}。",
          ),
    ),
  };
}

function overallWords({ forward, backward }: DirectionsFacts["overall"]): Text {
  if (forward === "a is larger" && backward === "a is larger") {
    return text(
      "Reading both ways is more accurate than either direction alone, at the same size.",
      "网络一样大，双向比任何一个方向单独读都准。",
    );
  }
  return cases(forward, {
    "a is larger": text(
      "Reading both ways is more accurate than reading forward alone; over reading backward alone, no gain was measured.",
      "双向比只从左往右准；比起只从右往左，没有测出提高。",
    ),
    "b is larger": text(
      "In this measurement, reading forward alone was more accurate than reading both ways.",
      "这次测量里，只从左往右反而比双向准。",
    ),
    unclear: text(
      "On all words together, reading both ways and reading forward alone show no measurable difference.",
      "把全部词放在一起，双向和只从左往右没有测出差别。",
    ),
  });
}

function aheadWords(order: DirectionsFacts["blind"]["forward"]): Text {
  return cases(order, {
    "a is larger": text(
      "Above all, words whose tag depends on the next word gain over a forward network, which has not read that word yet.",
      "和只从左往右相比，提高最多的是词性要看后一个词的那些词：读到它们时，后一个词还没有读到。",
    ),
    "b is larger": text(
      "In this measurement, words whose tag depends on the previous word gained more over a forward network.",
      "这次测量里，和只从左往右相比，词性看前一个词的那些词反而提高得更多。",
    ),
    unclear: text(
      "Whether words that depend on the next word gain more over a forward network is unclear.",
      "和只从左往右相比，词性看后一个词的那些词是不是提高得更多，没有测清楚。",
    ),
  });
}

function behindWords(order: DirectionsFacts["blind"]["backward"]): Text {
  return cases(order, {
    "a is larger": text(
      "For a backward network it is the mirror image: it misses what the previous word tells.",
      "只从右往左正好反过来：前一个词提供的信息，它用不上。",
    ),
    "b is larger": text(
      "A backward network does not show the mirror image: it loses more where the next word tells the tag.",
      "只从右往左却没有反过来：它在看后一个词的词上反而差得更多。",
    ),
    unclear: text(
      "For a backward network, the mirror image is not clearly measured.",
      "只从右往左是不是正好反过来，没有测清楚。",
    ),
  });
}

export function statesWords(facts: StatesFacts): Answer {
  const { particle, same, solved, decides, influence, unread, distance, fades } = facts;
  const neighbor = influence.offsets.indexOf(-1);
  const near = influence.states.backward[neighbor]!;
  return {
    answer: isUndecided(near)
      ? paragraph(unreadWords(unread), tooFewSeeds)
      : paragraph(unreadWords(unread), decidesWords(decides, same), fadesWords(fades)),
    evidence: say(
      {
        forward: number(particle.forward[0]!, { digits: 2 }),
        first: number(particle.both[0]!, { digits: 2 }),
        second: number(particle.both[1]!, { digits: 2 }),
        near: percent(near, { digits: 0 }),
      },
      "The forward network takes “to” for a particle with a probability of {forward} before it can see “leave”. With both directions it is {first} before “leave” and {second} before “the”. Replacing a word changes h← of the word before it by {near}.",
      "还没读到“leave”时，只从左往右的网络认为“to”是小品词的概率是 {forward}。双向的话，后面是“leave”为 {first}，后面是“the”为 {second}。换掉一个词，它前一个词的 h← 变化 {near}。",
    ),
    caution: say(
      {
        seeds: seeds(near.n),
        solved: count(solved.both, "seed", "seeds", "个"),
        forward: count(solved.forward, "seed", "seeds", "个"),
        distance: count(distance, "word", "words", "个词"),
        far: percent(influence.states.backward[neighbor + 1 - distance]!),
      },
      "Measured over {seeds}; both directions tag both sentences correctly with {solved}, the forward network with {forward}. At a distance of {distance}, h← still changes by {far}. The states are those of the first layer; in a second layer, every state depends on the whole sentence.",
      "用 {seeds}测量：两个句子都标对的，双向有 {solved}，只从左往右有 {forward}。隔 {distance}，h← 还变化 {far}。这里看的是第一层的状态；到了第二层，每个状态都和整个句子有关。",
    ),
  };
}

function unreadWords(unread: StatesFacts["unread"]): Text {
  return cases(unread, {
    "exactly unchanged": text(
      "The forward state of a word knows everything up to it and nothing after it; the backward state, everything from it to the end and nothing before it. A word that one direction has not read changes its states by exactly nothing.",
      "正向的状态只知道从句首到这个词的内容，反向的状态只知道从这个词到句尾的内容。还没读到的词怎么换，状态一丝不变。",
    ),
    changed: text(
      "In this measurement, a replaced word also changed states that should not have read it yet.",
      "这次测量里，换掉一个词，连还没读到它的状态也变了。",
    ),
  });
}

function decidesWords(decides: StatesFacts["decides"], same: StatesFacts["same"]): Text {
  return paragraph(
    cases(same, {
      equal: text(
        "So a forward network gives “to” the same tag in two sentences that differ only after it.",
        "所以两个句子要是在“to”之后才不同，只从左往右的网络给“to”标的词性一定相同。",
      ),
      different: text(
        "In this measurement, a forward network gave “to” different probabilities although the words up to it are the same.",
        "这次测量里，“to”和它前面的词都相同，只从左往右的网络给出的概率却不同。",
      ),
    }),
    cases(decides, {
      always: text(
        "Both directions together tag it correctly in both sentences, with every seed.",
        "双向的网络两个句子都标对了，每个随机种子都是。",
      ),
      sometimes: text(
        "Both directions together tag it correctly in both sentences with some of the seeds.",
        "双向的网络只在一部分随机种子上把两个句子都标对。",
      ),
      never: text(
        "Both directions together did not tag it correctly in both sentences here.",
        "双向的网络这次没有把两个句子都标对。",
      ),
    }),
  );
}

function fadesWords(fades: StatesFacts["fades"]): Text {
  return cases(fades, {
    "a is larger": text(
      "Near words change the backward state most: what has been read fades with the distance.",
      "邻近的词对反向状态影响最大：读过的词，离得越远，影响越小。",
    ),
    "b is larger": text(
      "In this measurement, a distant word changed the backward state more than a near one.",
      "这次测量里，远处的词对反向状态的影响反而更大。",
    ),
    unclear: text(
      "Whether the influence of a word fades with the distance was not clearly measured.",
      "一个词的影响是不是随距离变小，没有测清楚。",
    ),
  });
}

export function depthWords({ networks, words, second, wide, third, residual }: DepthFacts): Answer {
  const [one, broad, two, three, added] = networks;
  return {
    answer: isUndecided(one!.accuracy)
      ? tooFewSeeds
      : paragraph(secondWords(second), wideWords(wide), thirdWords(third), residualWords(residual)),
    evidence: say(
      {
        one: percent(one!.accuracy, { digits: 2 }),
        two: percent(two!.accuracy, { digits: 2 }),
        wide: percent(broad!.accuracy, { digits: 2 }),
        added: percent(added!.accuracy, { digits: 2 }),
      },
      "One layer tags {one} of the test words correctly, two layers {two}, one wide layer as large as two {wide}, and three layers with residual connections {added}.",
      "测试集的准确率：一层 {one}，两层 {two}，和两层一样大的一层 {wide}，三层加残差连接 {added}。",
    ),
    caution: say(
      {
        seeds: seeds(one!.accuracy.n),
        words: count(words, "word", "words", "个词"),
        three: percent(three!.accuracy, { digits: 2 }),
        time: factor(two!.time),
      },
      "Measured over {seeds} with {words} for training; three layers without residual connections reach {three}. Two layers took {time} the training time of one. A part of speech depends mostly on close neighbors; other tasks may need more depth.",
      "用 {seeds}测量，训练集有 {words}；三层不加残差连接是 {three}。训练两层的时间是一层的 {time}。词性主要看邻近的词；换成别的任务，也许就需要更多层。",
    ),
  };
}

function secondWords(second: DepthFacts["second"]): Text {
  return cases(second, {
    "a is larger": text("Yes: two stacked layers tag more accurately than one.", "会：堆叠两层比一层标得更准。"),
    "b is larger": text(
      "No: two stacked layers tag less accurately than one here.",
      "不会：在这里，堆叠两层反而不如一层。",
    ),
    unclear: text(
      "No difference was measured: one bidirectional layer already sees the whole sentence, and a second one adds nothing that shows here.",
      "没有测出差别：一层双向网络已经能看到整个句子，再堆一层，在这里看不出好处。",
    ),
  });
}

function wideWords(wide: DepthFacts["wide"]): Text {
  return cases(wide, {
    "a is larger": text(
      "It is the depth that helps, not the number of parameters: one layer of the same size is worse.",
      "起作用的是深度，不是参数多：同样大小的一层更差。",
    ),
    "b is larger": text(
      "The same parameters in one wide layer tag more accurately than in two.",
      "同样多的参数，放在一个宽层里比分成两层更准。",
    ),
    unclear: text(
      "Between two layers and one wide layer with as many parameters, no difference was measured.",
      "两层和参数一样多的一个宽层，没有测出差别。",
    ),
  });
}

function thirdWords(third: DepthFacts["third"]): Text {
  return cases(third, {
    "a is larger": text(
      "Three layers with residual connections are more accurate than one.",
      "三层加上残差连接，比一层更准。",
    ),
    "b is larger": text(
      "Three layers are less accurate than one, even with residual connections.",
      "三层即使加上残差连接，也不如一层。",
    ),
    unclear: text(
      "Three layers with residual connections do not differ measurably from one.",
      "三层加上残差连接，和一层没有测出差别。",
    ),
  });
}

function residualWords(residual: DepthFacts["residual"]): Text {
  return cases(residual, {
    "a is larger": text(
      "Without the residual connections, three layers are worse: a deeper stack is harder to train.",
      "三层不加残差连接就更差：堆得越深，越难训练。",
    ),
    "b is larger": text("Residual connections made three layers worse here.", "在这里，残差连接反而让三层的网络变差。"),
    unclear: text(
      "Whether residual connections help three layers was not clearly measured.",
      "残差连接对三层的网络有没有帮助，没有测清楚。",
    ),
  });
}

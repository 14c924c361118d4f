/** Answers of the memory network's experiments in both languages. */
import type { Answer } from "../answer.ts";
import { count, percent, seeds } from "../quantity.ts";
import { tooFewSeeds } from "../shared/phrases.ts";
import { cases, paragraph, say, text } from "../text.ts";
import { isUndecided } from "../verdicts.ts";
import type { HopsFacts, OrderFacts, ReadingFacts, StoreFacts } from "./facts.ts";

export function readingWords({ tasks, verdict }: ReadingFacts): Answer {
  const [one, two, three] = tasks.map(({ covered }) => covered);
  return {
    answer: isUndecided(one!)
      ? tooFewSeeds
      : cases(verdict, {
          "all tasks": text(
            "The sentences that the answer follows from: for most questions, each of them gets the largest weight in one of the hops. Nobody told the network which sentences these are; it learned from the answers alone.",
            "读的正是推出答案所需的那几句：大多数问题里，每一句支持句都在某一跳得到最大的权重。训练时并没有告诉网络哪几句有用，它只看答案，自己学会了找。",
          ),
          "some tasks": text(
            "Mostly the sentences that the answer follows from, found without being told which they are. But in some task, many questions have a supporting sentence that no hop weights most.",
            "读的大多是推出答案所需的句子，而且是网络自己找到的。不过并非每个任务都如此：有的任务里，不少问题总有一句支持句，在哪一跳都没有拿到最大的权重。",
          ),
          "no task": text(
            "In this measurement, the hops did not give their largest weights to all supporting sentences for most questions.",
            "这次测量中，对多数问题，各跳的最大权重并没有落在全部支持句上。",
          ),
        }),
    evidence: say(
      { one: percent(one!), two: percent(two!), three: percent(three!) },
      "Every supporting sentence has the largest weight in some hop for {one} of the test questions with a single supporting fact, {two} with a pair, and {three} with a triple.",
      "测试问题中，每句支持句都在某一跳权重最大的比例：一条支持事实 {one}，两条 {two}，三条 {three}。",
    ),
    caution: say(
      { seeds: seeds(one!.n), accuracy: percent(tasks[2]!.accuracy) },
      "Over {seeds}. Answers can be right without the largest weight: with three facts the accuracy is {accuracy}, and a hop may divide its weight among all movements of one person.",
      "共 {seeds}。权重不是最大，也可能答对：三条事实的准确率是 {accuracy}，有的跳会把权重分给同一个人的好几次移动。",
    ),
  };
}

export function hopsWords({ accuracy, second, third }: HopsFacts): Answer {
  const [[single], [one, two], [, some, all]] = accuracy as [
    HopsFacts["accuracy"][number],
    HopsFacts["accuracy"][number],
    HopsFacts["accuracy"][number],
  ];
  return {
    answer: isUndecided(one!)
      ? tooFewSeeds
      : paragraph(
          text(
            "A hop finds sentences that match the query; the next hop can search for what the one before has found.",
            "一跳只能找出与查询匹配的句子；下一跳才能拿着刚读到的内容再去找。",
          ),
          cases(second, {
            "a is larger": text(
              "Yet where the answer follows from two sentences, one hop was better than two in this measurement.",
              "不过在这次测量中，答案要由两句话推出时，一跳反而比两跳好。",
            ),
            "b is larger": text(
              "Where the answer follows from two sentences, two hops are therefore better than one.",
              "所以答案要由两句话推出时，两跳比一跳好。",
            ),
            unclear: text(
              "Where the answer follows from two sentences, no measurable difference between one hop and two.",
              "不过答案要由两句话推出时，没有测出一跳和两跳的差别。",
            ),
          }),
          cases(third, {
            "a is larger": text(
              "Where it follows from three, the third hop did harm in this measurement.",
              "要由三句话推出时，这次测量中多一跳反而变差。",
            ),
            "b is larger": text(
              "Where it follows from three, the third hop helps again.",
              "要由三句话推出时，再加一跳还会更好。",
            ),
            unclear: text(
              "Where it follows from three, no measurable gain from the third hop.",
              "要由三句话推出时，没有测出第三跳有什么好处。",
            ),
          }),
        ),
    evidence: say(
      { one: percent(one!), two: percent(two!), some: percent(some!), all: percent(all!) },
      "With two supporting facts, the accuracy is {one} after one hop and {two} after two. With three supporting facts, it is {some} after two hops and {all} after three.",
      "两条支持事实：一跳的准确率是 {one}，两跳是 {two}。三条支持事实：两跳是 {some}，三跳是 {all}。",
    ),
    caution: say(
      { seeds: seeds(one!.n), single: percent(single!) },
      "Over {seeds}. A single fact needs one hop only: {single}. Each further hop also adds parameters: a word table and a temporal encoding.",
      "共 {seeds}。只要一条事实的问题，一跳就够：准确率 {single}。另外，每多一跳，也多一张词向量表和一组时间编码的参数。",
    ),
  };
}

export function orderWords({ accuracy: { position, bag }, relation, stories }: OrderFacts): Answer {
  const [with_, without] = [position.at(-1)!, bag.at(-1)!];
  return {
    answer: isUndecided(with_)
      ? tooFewSeeds
      : paragraph(
          cases(relation, {
            "a is larger": text(
              "Sometimes it does: the same words in another order can mean the opposite. “a is north of b” and “b is north of a” are the same bag of words. Only the encoding by position distinguishes them.",
              "有时很重要：同样的词换个顺序，意思就可能反过来。比如“a 在 b 北边”和“b 在 a 北边”是同一个词袋，只有按位置加权才分得清。",
            ),
            "b is larger": text(
              "In this measurement, bags of words were better even where the same words can mean the opposite.",
              "这次测量中，即使同样的词换个顺序意思就相反，词袋也更好。",
            ),
            unclear: text(
              "No measurable difference, even where the same words can mean the opposite in another order.",
              "即使同样的词换个顺序意思就相反，也没有测出差别。",
            ),
          }),
          cases(stories, {
            "all better": text(
              "In stories about people and things, position encoding is better as well.",
              "在人和物品的故事里，按位置加权也更好。",
            ),
            "some better": text(
              "In stories about people and things, it is better for some of the questions only.",
              "在人和物品的故事里，只有部分任务更好。",
            ),
            "some worse": text(
              "In stories about people and things, it is worse for some of the questions: there, who and where are different words, and their order adds nothing.",
              "在人和物品的故事里，有的任务按位置加权反而更差：那里人名和地点本来就是不同的词，词序并不提供信息。",
            ),
            "none better": text(
              "In stories about people and things, no measurable gain: there, who and where are different words.",
              "在人和物品的故事里没有测出好处：那里人名和地点本来就是不同的词。",
            ),
          }),
        ),
    evidence: say(
      { with: percent(with_), without: percent(without), position: percent(position[2]!), bag: percent(bag[2]!) },
      "Relations of places: {with} of the test questions answered correctly with position encoding, {without} with bags of words. Three supporting facts: {position} and {bag}.",
      "地点方位：按位置加权，测试问题答对 {with}，用词袋答对 {without}。三条支持事实：{position} 和 {bag}。",
    ),
    caution: say(
      { seeds: seeds(with_.n) },
      "Over {seeds}. Each question about relations has two places in its story that fit a bag of words, so guessing between them is right half of the time.",
      "共 {seeds}。方位问题的故事里，总有两个地点都与词袋相符，在两者之间瞎猜也能对一半。",
    ),
  };
}

export function storeWords(facts: StoreFacts): Answer {
  const { accuracy, readable, changed, kept, frozen, parameters, edits } = facts;
  return {
    answer: paragraph(
      text(
        "The current story: one vector for each sentence, which contains its words and its time. What words mean and how to search are in the parameters; who is where is only in the memory.",
        "存的是眼前这个故事：每句话一个向量，里面有这句话的词和先后。词是什么意思、该怎么找，记在参数里；谁在哪里，只记在外部记忆里。",
      ),
      isUndecided(changed)
        ? tooFewSeeds
        : cases(edits, {
            follow: text(
              "Edit the slot of the deciding sentence, and the answer changes with it; edit another one, and it stays.",
              "改写关键句的记忆片段，答案就跟着变；改写别的片段，答案不变。",
            ),
            "do not follow": text(
              "In this measurement, the answers did not always follow the edits of single slots.",
              "不过这次测量中，改写单个记忆片段，答案并不总是跟着变。",
            ),
          }),
    ),
    evidence: say(
      {
        readable: percent(readable),
        changed: percent(changed),
        kept: percent(kept),
        frozen: percent(frozen),
      },
      "The content of a movement alone gives its place in {readable} of the cases. After an edit of the deciding slot, {changed} of the answers name the new place; after an edit of another slot, {kept} stay. Frozen before the deciding sentence, the memory does not know the new place: {frozen} of the answers are correct.",
      "移动句的内容单独就能答出地点的占 {readable}。改写关键片段，{changed} 的回答变成新地点；改写别的片段，{kept} 的回答不变。在关键句之前冻结记忆，新地点没有写进去，答对 {frozen}。",
    ),
    caution: say(
      {
        seeds: seeds(accuracy.n),
        accuracy: percent(accuracy),
        parameters: count(parameters, "parameter", "parameters", "个参数"),
      },
      "Over {seeds}; unedited, {accuracy} of the answers are correct. This memory is written once and only read; a neural Turing machine also erases. A longer memory only adds the temporal encodings of its slots to the {parameters}.",
      "共 {seeds}；不改写时答对 {accuracy}。这种记忆写入一次，之后只读；神经图灵机还能擦除。记忆变长，在这 {parameters}之外，只增加新片段的时间编码。",
    ),
  };
}

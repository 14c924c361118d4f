/** Contents of the memory: printed, frozen and edited. */
import { type Tensor, compile } from "hebb";
import type { Heatmap } from "../../figure.ts";
import { parameterCount } from "../../shared/layers.ts";
import { defineExperiment } from "../../system.ts";
import { name, say, text } from "../../text.ts";
import { reaches, summarize } from "../../verdicts.ts";
import { answersOf } from "../answering.ts";
import type { StoreFacts } from "../facts.ts";
import type { MemoryNetwork } from "../model.ts";
import { networkFigure } from "../network.ts";
import { Numbers } from "../numbers.ts";
import { experimentTraining } from "../recipes.ts";
import { type Story, places, verbs } from "../stories.ts";
import { questionsOf, trainNetwork } from "../training.ts";
import { encodeStories, words } from "../vocabulary.ts";
import { storeWords } from "../words.ts";

export const storeExperiment = defineExperiment<StoreFacts>({
  question: { en: "What does an external memory store?", zh: "外部记忆里一般存什么？" },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const training = experimentTraining(one.quick, "two");
      const { train, testStories } = questionsOf("two", training, one.seed);
      const model = await trainNetwork(one, "task two", train, training);
      return measureMemory(model, testStories, training.longest, one.seed);
    });
    const { example, network, parameters } = measured[0]!;
    const summary = (key: "accuracy" | "readable" | "changed" | "kept" | "frozen") =>
      summarize(
        measured.map((one) => one[key]),
        run.seeds,
      );
    const [changed, kept] = [summary("changed"), summary("kept")];
    const follow = [changed, kept].every((one) => reaches(one, { op: ">=", value: 0.9 }) === "reached");
    return {
      accuracy: summary("accuracy"),
      readable: summary("readable"),
      changed,
      kept,
      frozen: summary("frozen"),
      parameters,
      edits: follow ? "follow" : "do not follow",
      example,
      network,
    };
  },

  words: storeWords,

  table: ({ example: { sentences, alone } }) => ({
    columns: [
      text("sentence", "句子"),
      text("answer of its content alone", "只凭这一条内容的回答"),
      { name: text("probability", "概率"), unit: "fraction" },
    ],
    rows: sentences.map((sentence, i) => [sentence, alone[i]!.word, alone[i]!.probability]),
  }),

  figure: ({ network, example, accuracy, changed, kept, frozen }) => ({
    kind: "panels",
    title: text("The external memory: printed, edited and frozen", "外部记忆：打印、改写、冻结"),
    columns: 1,
    panels: [
      network,
      contentsFigure(example),
      {
        kind: "chart",
        title: text("Test questions of two facts", "两条支持事实的测试问题"),
        x: { label: text("memory", "记忆") },
        y: { label: text("fraction of the questions", "占问题的比例"), domain: [0, 1] },
        layers: [
          {
            mark: "bars",
            values: [
              [text("unchanged: correct", "不改：答对"), accuracy.mean],
              [text("deciding slot edited: new place", "改关键片段：答新地点"), changed.mean],
              [text("other slot edited: same answer", "改其他片段：回答不变"), kept.mean],
              [text("frozen: correct", "提前冻结：答对"), frozen.mean],
            ],
          },
        ],
      },
    ],
  }),
});

function contentsFigure({
  sentences,
  question,
  contents,
  before,
  edited,
  written,
  after,
}: StoreFacts["example"]): Heatmap {
  return {
    kind: "heatmap",
    title: say(
      { question: name(question), before: name(before), written: name(written), after: name(after) },
      "{question}? {before}; with the edited slot “{written}”: {after}",
      "{question}？ {before}；把 ✎ 改成“{written}”后：{after}",
    ),
    rows: { label: text("slot", "记忆片段"), names: sentences.map((one, i) => name(i === edited ? `✎ ${one}` : one)) },
    columns: { label: text("feature of the content c", "内容 c 的各维") },
    values: contents,
    scale: "diverging",
    label: text("value", "值"),
  };
}

const movement = new RegExp(String.raw`^\w+ (?:${verbs.move.join("|")}) the (\w+)$`);

/** Returns the place of a sentence about a movement, or undefined. */
const placeOf = (sentence: string): string | undefined => movement.exec(sentence)?.[1];

/** Returns the story with another place in this sentence, and the place. */
function edited(story: Story, sentence: number, numbers: Numbers): { story: Story; place: string } {
  const old = placeOf(story.sentences[sentence]!)!;
  const place = numbers.pick(places.filter((one) => one !== old));
  const sentences = story.sentences.with(sentence, story.sentences[sentence]!.replace(old, place));
  return { story: { ...story, sentences }, place };
}

/** Slots do not depend on one another, so that the memory of a story with another sentence differs in one slot only. */
async function measureMemory(model: MemoryNetwork, stories: readonly Story[], slots: number, seed: number) {
  const numbers = new Numbers(seed);
  const answered = await answersOf(model, stories, slots);
  const right = stories.filter(({ answer }, i) => answered[i]!.answer === answer);
  const deciding = right.map((story) => edited(story, story.support[1]!, numbers));
  const others = right.flatMap((story) => {
    const free = story.sentences.flatMap((one, i) => (placeOf(one) && !story.support.includes(i) ? [i] : []));
    return free.length === 0 ? [] : [edited(story, numbers.pick(free), numbers).story];
  });
  const frozen = stories
    .filter(({ support }) => support[1]! > 0)
    .map((story) => ({ ...story, sentences: story.sentences.slice(0, story.support[1]) }));
  const after = await answersOf(
    model,
    deciding.map(({ story }) => story),
    slots,
  );
  const shareOf = async (told: readonly Story[]) => {
    const found = await answersOf(model, told, slots);
    return found.filter(({ answer }, i) => answer === told[i]!.answer).length / told.length;
  };
  const at = Math.max(
    0,
    right.findIndex(({ sentences }) => sentences.length >= 5 && sentences.length <= 9),
  );
  const moved = stories
    .flatMap(({ sentences }) => sentences.filter((one) => placeOf(one) !== undefined))
    .slice(0, 1000);
  const alone = await contentsOf(model, moved, slots);
  const shown = right[at]!;
  const contents = await contentsOf(model, shown.sentences, slots);
  return {
    accuracy: right.length / stories.length,
    readable: alone.filter(({ word }, i) => word === placeOf(moved[i]!)).length / moved.length,
    changed: after.filter(({ answer }, i) => answer === deciding[i]!.place).length / deciding.length,
    kept: await shareOf(others),
    frozen: await shareOf(frozen),
    parameters: parameterCount(model),
    network: networkFigure(model, encodeStories([shown], slots)),
    example: {
      sentences: shown.sentences,
      question: shown.question,
      contents: contents.map(({ content }) => content),
      alone: contents.map(({ word, probability }) => ({ word, probability })),
      before: shown.answer,
      edited: shown.support[1]!,
      written: deciding[at]!.story.sentences[shown.support[1]!]!,
      after: after[at]!.answer,
    },
  };
}

/** A stored content, and the answer that it gives alone. */
interface Content {
  readonly content: readonly number[];
  readonly word: string;
  readonly probability: number;
}

/** Returns what the last hop finds in the slots of these sentences, told in this order. */
async function contentsOf(model: MemoryNetwork, sentences: readonly string[], slots: number): Promise<Content[]> {
  const found: Content[] = [];
  const step = compile((stories: Tensor) => {
    const { contents } = model.store(stories).layers.at(-1)!;
    const probabilities = model.decode(contents).softmax();
    return { contents, words: probabilities.argmax(-1), probabilities: probabilities.max(-1) };
  });
  for (let first = 0; first < sentences.length; first += slots) {
    const told = sentences.slice(first, first + slots);
    const story = { sentences: told, question: "where is mary", answer: "office", support: [] };
    const stored = step(encodeStories([story], slots).field(0));
    const [contents, tokens, probabilities] = await Promise.all(
      [stored.contents, stored.words, stored.probabilities].map((x) => x.array()),
    );
    const features = contents!.length / slots;
    for (const slot of told.keys()) {
      const row = told.length - 1 - slot;
      found.push({
        content: Array.from(contents!.slice(row * features, (row + 1) * features)),
        word: words[tokens![row]!]!,
        probability: probabilities![row]!,
      });
    }
  }
  return found;
}

/** Look: a trained network answers a question about a story of the reader's choice, and shows what each hop reads. */
import { ArgumentError } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { percent } from "../../quantity.ts";
import type { SavedRun } from "../../saved-run.ts";
import { savedSettings } from "../../shared/saved.ts";
import { cases, enumeration, name, paragraph, say, text } from "../../text.ts";
import { answersOf, largestOf } from "../answering.ts";
import { storyFigure } from "../experiments/reading.ts";
import type { Example } from "../facts.ts";
import { MemoryNetwork } from "../model.ts";
import type { Sizes } from "../recipes.ts";
import { type TaskName, people, places } from "../stories.ts";
import { encodeSentence } from "../vocabulary.ts";

const inputs = {
  story: {
    kind: "text",
    label: text("story, one sentence after another", "故事，句子之间用句号隔开"),
    value: "Mary went to the kitchen. John took the apple. Sandra moved to the office. John went to the garden.",
    longest: 800,
  },
  question: { kind: "text", label: text("question", "问题"), value: "Where is the apple?", longest: 60 },
} as const satisfies Inputs;

interface StoryFacts extends Omit<Example, "answer" | "support"> {
  readonly probability: number;
  /** Sentences with the largest weight, each of them once, in the order of the hops. */
  readonly read: readonly string[];
  /** Verdict on the answer: no place is possible only after too little training. */
  readonly kind: "place" | "other";
}

export const story = defineLook({
  question: {
    en: "Which sentences does each hop read to answer a question, and what is the answer?",
    zh: "回答一个问题，每一跳读了哪句话，答案是什么？",
  },
  inputs,

  async view({ story, question }, saved): Promise<StoryFacts> {
    const [sentences, asked] = [sentencesOf(story), plain(question)];
    const task = taskOf(asked);
    for (const sentence of [...sentences, asked]) encodeSentence(sentence);
    const { model, slots } = await loadNetwork(await saved(), task);
    if (sentences.length > slots) {
      throw new ArgumentError(`story has ${sentences.length} sentences`, {
        rule: `The memory of the network for this question has ${slots} slots, one for each sentence.`,
        fix: "Leave out the oldest sentences.",
      });
    }
    const told = { sentences, question: asked, answer: places[0], support: [] };
    const [found] = await answersOf(model, [told], slots);
    const { answer, probability, weights } = found!;
    return {
      sentences,
      question: asked,
      predicted: answer,
      probability,
      weights,
      read: [...new Set(largestOf(found!))].map((at) => sentences[at]!),
      kind: (places as readonly string[]).includes(answer) ? "place" : "other",
    };
  },

  words: ({ predicted, probability, read, kind }) =>
    paragraph(
      say(
        { answer: name(predicted), share: percent(probability) },
        "The answer is “{answer}”, with a probability of {share}.",
        "回答是“{answer}”，概率为 {share}。",
      ),
      say(
        { read: enumeration(read.map((sentence) => name(`“${sentence}”`))) },
        "The hops give their largest weights to {read}.",
        "各跳权重最大的句子是 {read}。",
      ),
      cases(kind, {
        place: text("Change a sentence and ask again.", "改一句话，再问一遍试试。"),
        other: text("This is not a place: the network is not trained well enough.", "这不是地点：网络还没有训练好。"),
      }),
    ),

  figure: (facts) => storyFigure({ ...facts, answer: facts.predicted, support: [] }),
});

const plain = (sentence: string): string =>
  sentence
    .toLowerCase()
    .replace(/[?？!.。]/g, " ")
    .trim()
    .replace(/\s+/g, " ");

function sentencesOf(story: string): string[] {
  const sentences = story
    .split(/[.。;\n]/)
    .map(plain)
    .filter((sentence) => sentence !== "");
  if (sentences.length > 0) return sentences;
  throw new ArgumentError(`story was given "${story}"`, {
    rule: "It must have at least one sentence.",
    fix: 'For example: "Mary went to the kitchen. John took the apple."',
  });
}

/** Returns the task whose network answers this kind of question. */
function taskOf(question: string): TaskName {
  if (/^where was the \w+ before the \w+$/.test(question)) return "three";
  if (/^where is the \w+$/.test(question)) return "two";
  if (/^where is \w+$/.test(question) && people.some((person) => question.endsWith(` ${person}`))) return "one";
  throw new ArgumentError(`question was given "${question}"`, {
    rule: 'The networks know "where is mary", "where is the apple" and "where was the apple before the office".',
  });
}

async function loadNetwork(files: SavedRun, task: TaskName): Promise<{ model: MemoryNetwork; slots: number }> {
  const { features, hops, longest } = await savedSettings<Sizes>(files, "sizes.json");
  const slots = longest[task];
  return { model: await files.load(task, new MemoryNetwork({ features, hops, slots })), slots };
}

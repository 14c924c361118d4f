/** Words of the stories, and stories as arrays of word numbers. */
import { ArgumentError, Tensor } from "hebb";
import { Dataset } from "hebb/data";
import { type Story, directions, people, places, things, verbs } from "./stories.ts";

const phrases = [...verbs.move, ...verbs.take, ...verbs.drop];

/** All words; number 0 fills sentences and stories. */
export const words: readonly string[] = [
  "",
  ...people,
  ...places,
  ...things,
  ...directions,
  ...new Set(phrases.flatMap((phrase) => phrase.split(" "))),
  "the",
  "is",
  "of",
  "where",
  "what",
  "was",
  "before",
];

/** Words of the longest sentence, including questions. */
export const sentenceLength = 7;

/** Returns the number of a word. Throws an ArgumentError for a word that no story contains. */
export function wordNumber(word: string): number {
  const found = word === "" ? -1 : words.indexOf(word);
  if (found > 0) return found;
  throw new ArgumentError(`the stories have no word "${word}"`, {
    rule: `Their words are ${words.slice(1).join(", ")}.`,
  });
}

/** Returns the numbers of a sentence's words, filled up with 0. Throws an ArgumentError if it is too long. */
export function encodeSentence(sentence: string): number[] {
  const found = sentence.split(" ");
  if (found.length > sentenceLength) {
    throw new ArgumentError(`"${sentence}" has ${found.length} words`, {
      rule: `It must have 1 to ${sentenceLength}.`,
    });
  }
  return Array.from({ length: sentenceLength }, (_, i) => (i < found.length ? wordNumber(found[i]!) : 0));
}

/** Stories u8 [n, slots, words], newest sentence first, questions u8 [n, words] and answers u8 [n]. */
export type Stories = Dataset<[stories: Tensor, questions: Tensor, answers: Tensor]>;

/** Encodes stories for a memory of this many slots. Slot 0 has the last sentence, as the temporal encoding requires. */
export function encodeStories(stories: readonly Story[], slots: number): Stories {
  const memory = new Uint8Array(stories.length * slots * sentenceLength);
  const questions = new Uint8Array(stories.length * sentenceLength);
  stories.forEach(({ sentences, question }, i) => {
    if (sentences.length > slots) {
      throw new ArgumentError(`a story has ${sentences.length} sentences`, { rule: `The memory has ${slots} slots.` });
    }
    sentences.toReversed().forEach((sentence, slot) => {
      memory.set(encodeSentence(sentence), (i * slots + slot) * sentenceLength);
    });
    questions.set(encodeSentence(question), i * sentenceLength);
  });
  const answers = Uint8Array.from(stories, ({ answer }) => wordNumber(answer));
  const count = stories.length;
  return new Dataset(
    [
      { data: memory, shape: [count, slots, sentenceLength] },
      { data: questions, shape: [count, sentenceLength] },
      { data: answers, shape: [count] },
    ],
    (data, shape) => Tensor.from(data, shape),
  );
}

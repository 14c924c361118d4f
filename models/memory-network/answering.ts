/** Answers of a trained network to stories, and the sentences that it reads. */
import { type Tensor, compile } from "hebb";
import type { MemoryNetwork } from "./model.ts";
import type { Story } from "./stories.ts";
import { encodeStories, words } from "./vocabulary.ts";

/** Answer to a story's question. */
export interface StoryAnswer {
  /** Most probable word. */
  readonly answer: string;
  readonly probability: number;
  /** Weight of each sentence in each hop, `weights[hop][sentence]`, the oldest sentence first. */
  readonly weights: readonly (readonly number[])[];
}

/** Answers the questions of stories with a memory of this many slots. */
export async function answersOf(
  model: MemoryNetwork,
  stories: readonly Story[],
  slots: number,
): Promise<StoryAnswer[]> {
  const encoded = encodeStories(stories, slots);
  const step = compile((x: Tensor, questions: Tensor) => {
    const { logits, weights } = model.answer(questions, model.store(x));
    const probabilities = logits.softmax();
    return { answers: probabilities.argmax(-1), probabilities: probabilities.max(-1), weights };
  });
  const found = step(encoded.field(0), encoded.field(1));
  const [answers, probabilities] = await Promise.all([found.answers.array(), found.probabilities.array()]);
  const weights = await Promise.all(found.weights.map((hop) => hop.array()));
  return stories.map(({ sentences }, i) => ({
    answer: words[answers[i]!]!,
    probability: probabilities[i]!,
    weights: weights.map((hop) => sentences.map((_, n) => hop[i * slots + sentences.length - 1 - n]!)),
  }));
}

/** Returns the index of the sentence with the largest weight in each hop. */
export const largestOf = ({ weights }: StoryAnswer): number[] => weights.map((hop) => hop.indexOf(Math.max(...hop)));

/** Returns true if every supporting sentence has the largest weight in one of the hops. */
export const isCovered = ({ support }: Story, answer: StoryAnswer): boolean => {
  const read = largestOf(answer);
  return support.every((sentence) => read.includes(sentence));
};

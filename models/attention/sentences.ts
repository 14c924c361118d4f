/**
 * Generated sentences with a topic and a sentiment that are independent of each other. Among filler words, a noun names
 * the topic, and an adjective, negated in a quarter of the sentences, decides the sentiment.
 */
import { Embedding, GRU, Module, Tensor, compile, crossEntropy, random } from "hebb";
import type { Run } from "../run.ts";
import { Answerer, type ReaderKind } from "./reader.ts";
import { descend } from "./training.ts";

export const topics = {
  food: ["soup", "bread", "noodles", "dumplings", "salad", "tea", "cheese", "rice"],
  sports: ["match", "goal", "race", "team", "referee", "stadium", "coach", "final"],
  weather: ["rain", "storm", "sunshine", "fog", "wind", "frost", "clouds", "snow"],
  music: ["concert", "song", "melody", "singer", "drums", "violin", "choir", "album"],
} as const;

const sentiments = {
  negative: ["bad", "dull", "awful", "boring", "poor", "sad", "weak", "terrible"],
  positive: ["good", "great", "lovely", "exciting", "fine", "happy", "strong", "wonderful"],
} as const;

const fillers =
  "the a of and we saw that this year in town again with our old friends who had come by train after lunch on their way home".split(
    " ",
  );

const topicWords = Object.values(topics).flat();
const sentimentWords = Object.values(sentiments).flat();

/** All words; a sentence is a list of their numbers. */
export const words: readonly string[] = [...new Set(["not", ...fillers, ...topicWords, ...sentimentWords])];
const numberOf = new Map(words.map((word, i) => [word, i]));

/** Questions about a sentence, in the order of their numbers. */
export const questions = ["topic", "sentiment"] as const;

export type Question = (typeof questions)[number];

/** Words of a sentence. */
export const sentenceLength = 50;

/** Sentences i32 [n, 50], their topics and their sentiments, i32 [n]. */
export type SentenceBatch = readonly [sentences: Tensor, topics: Tensor, sentiments: Tensor];

/** Draws sentences. Belongs in a scope or a loop. */
export async function drawSentences(count: number): Promise<SentenceBatch> {
  const width = sentenceLength + 8;
  const drawn = await random.uniform([count, width]).array();
  const sentences = new Int32Array(count * sentenceLength);
  const labels = [new Int32Array(count), new Int32Array(count)] as const;
  for (let row = 0; row < count; row++) {
    const { sentence, topic, sentiment } = compose(Array.from(drawn.slice(row * width, (row + 1) * width)));
    sentences.set(
      sentence.map((word) => numberOf.get(word)!),
      row * sentenceLength,
    );
    labels[0][row] = topic;
    labels[1][row] = sentiment;
  }
  return [Tensor.from(sentences, [count, sentenceLength]), Tensor.from(labels[0]), Tensor.from(labels[1])];
}

/** Composes a sentence from uniform random numbers. */
function compose(numbers: readonly number[]) {
  const below = (i: number, count: number) => Math.floor(numbers[sentenceLength + i]! * count);
  const sentence = Array.from({ length: sentenceLength }, (_, i) => fillers[Math.floor(numbers[i]! * fillers.length)]!);
  const [topic, polarity, negated] = [below(0, 4), below(1, 2), below(2, 4) === 0];
  const noun = Object.values(topics)[topic]![below(3, 8)]!;
  const adjective = Object.values(sentiments)[polarity]![below(4, 8)]!;
  const phrase = negated ? ["not", adjective] : [adjective];
  const at = below(5, sentenceLength - phrase.length + 1);
  sentence.splice(at, phrase.length, ...phrase);
  // The noun replaces a word outside of the phrase.
  const free = [...sentence.keys()].filter((i) => i < at || i >= at + phrase.length);
  sentence[free[below(6, free.length)]!] = noun;
  return { sentence, topic, sentiment: negated ? 1 - polarity : polarity };
}

/** A recurrent encoder, and a reader that answers questions about the sentence. */
export class SentenceNetwork extends Module {
  readonly embedding: Embedding;
  readonly encoder: GRU;
  readonly answerer: Answerer;

  constructor(reader: ReaderKind, hidden: number) {
    super();
    this.embedding = new Embedding(words.length, 16);
    this.encoder = new GRU(16, hidden);
    const classes = Object.keys(topics).length + Object.keys(sentiments).length;
    this.answerer = new Answerer({ reader, features: hidden, questions: questions.length, classes });
  }

  /** Returns the states of the encoder, [batch, time, hidden], which do not depend on the question. */
  forward(sentences: Tensor): Tensor {
    return this.encoder.forward(this.embedding.forward(sentences)).outputs;
  }

  /** Returns the logits of one question, [batch, 4] or [batch, 2]. */
  answer(vectors: Tensor, question: Question): Tensor {
    const logits = this.answerer.forward(vectors, this.asked(vectors.shape[0]!, question));
    return question === "topic" ? logits.slice(null, [0, 4]) : logits.slice(null, [4, 6]);
  }

  /** Returns the number of a question, once for each sentence, i32 [batch]. */
  asked(batch: number, question: Question): Tensor {
    return Tensor.from(new Int32Array(batch).fill(questions.indexOf(question)));
  }
}

/** Settings of a training. */
export interface SentenceTraining {
  readonly reader: ReaderKind;
  readonly hidden: number;
  readonly steps: number;
  /** Questions to learn. Default: both. */
  readonly asked?: readonly Question[];
}

export async function trainSentences(run: Run, { reader, hidden, steps, asked = questions }: SentenceTraining) {
  const model = new SentenceNetwork(reader, hidden);
  await descend(run, `${asked.join(" and ")}, ${reader}, ${hidden} units`, model, {
    steps,
    // With 2e-3, the networks with attention and those without learn less in the same number of steps.
    learningRate: 5e-3,
    batch: () => drawSentences(64),
    loss(sentences, ...labels) {
      const vectors = model.forward(sentences);
      const losses = asked.map((question) =>
        crossEntropy(model.answer(vectors, question), labels[questions.indexOf(question)]!),
      );
      return losses.reduce((sum, loss) => sum.add(loss));
    },
  });
  return model;
}

/** Draws test sentences. */
export function testSentences(count = 1000): Promise<SentenceBatch> {
  return random.scope("test sentences", () => drawSentences(count));
}

/** Returns the accuracy of the answers to each question on test sentences. */
export async function sentenceAccuracy(model: SentenceNetwork): Promise<Readonly<Record<Question, number>>> {
  const [sentences, ...labels] = await testSentences();
  const measured = compile(() => {
    const vectors = model.forward(sentences);
    return questions.map((question, i) => model.answer(vectors, question).argmax(-1).equal(labels[i]!).mean());
  })();
  const [topic, sentiment] = await Promise.all(measured.map((value) => value.item()));
  return { topic: topic!, sentiment: sentiment! };
}

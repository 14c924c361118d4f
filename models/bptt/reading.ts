/** Small language models, whose gradients are inspected before and after training. */
import { adam } from "hebb";
import { type Cell, LanguageModel, trainLanguage } from "../shared/language.ts";
import type { Run } from "../run.ts";
import { type CharacterText, novels } from "../shared/texts.ts";

export const cells: readonly Cell[] = ["SRN", "GRU", "LSTM"];

/** A text and functions that create and train models on it. */
export interface Reading {
  /** Tokens of the validation text to inspect, and one more as the last target. */
  readonly passage: Int32Array;
  readonly reader: (cell: Cell) => LanguageModel;
  /** Trains by back-propagation through 40 steps. */
  readonly teach: (model: LanguageModel, label: string, steps: number) => Promise<void>;
}

/** Prepares the text; `time` is the length of the passage. */
export async function reading(run: Run, time: number): Promise<Reading> {
  const { vocabulary, train, validation }: CharacterText = await novels({ cut: true });
  // Enough for a single evaluation at the end.
  const held = validation.subarray(0, 32 * 128 + 1);
  return {
    passage: validation.subarray(0, time + 1),
    reader: (cell) => new LanguageModel({ cell, tokens: vocabulary.size, embedding: 32, hidden: 64 }),
    teach: async (model, label, steps) => {
      const course = { train, validation: held, batchSize: 32, length: 40, steps, clipNorm: 1, label };
      await trainLanguage(run, model, { ...course, optimizer: adam(model, { learningRate: 3e-3 }) });
    },
  };
}

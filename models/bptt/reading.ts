/** Small language models, whose gradients are inspected before and after training. */
import { adam, concat, ones, parameters, zeros } from "hebb";
import { type Cell, LanguageModel, trainLanguage } from "../shared/language.ts";
import type { Run } from "../run.ts";
import { type CharacterText, novels } from "../shared/texts.ts";
import { type Text, cases, text } from "../text.ts";
import type { NetworkKind } from "./facts.ts";

export const networkKinds: readonly NetworkKind[] = ["SRN", "GRU", "LSTM", "open LSTM"];

export const nameOfNetwork = (kind: NetworkKind): Text =>
  cases(kind, {
    SRN: text("simple network (SRN)", "简单循环网络（SRN）"),
    GRU: text("GRU", "GRU 网络"),
    LSTM: text("LSTM", "LSTM 网络"),
    "open LSTM": text("LSTM, forget gates open at first", "LSTM（遗忘门初始打开）"),
  });

/** A text and functions that create and train models on it. */
export interface Reading {
  /** Tokens of the validation text to inspect: `passages[i]` has `time` tokens, and one more as the last target. */
  readonly passages: readonly Int32Array[];
  readonly reader: (kind: NetworkKind) => Promise<LanguageModel>;
  /** Trains by back-propagation through 40 steps. */
  readonly teach: (model: LanguageModel, label: string, steps: number) => Promise<void>;
}

/** Sizes of the models. */
const sizes = { embedding: 32, hidden: 64 };
/** Distance of two passages in tokens. */
const apart = 500;

/** Prepares the text; `time` is the length of a passage. */
export async function reading(
  run: Run,
  { time, passages }: { readonly time: number; readonly passages: number },
): Promise<Reading> {
  const { vocabulary, train, validation }: CharacterText = await novels({ cut: true });
  // Enough for a single evaluation at the end.
  const held = validation.subarray(0, 32 * 128 + 1);
  return {
    passages: Array.from({ length: passages }, (_, i) => validation.subarray(i * apart, i * apart + time + 1)),
    reader: async (kind) => {
      const cell: Cell = kind === "open LSTM" ? "LSTM" : kind;
      const model = new LanguageModel({ cell, tokens: vocabulary.size, ...sizes });
      if (kind === "open LSTM") await openGates(model);
      return model;
    },
    teach: async (model, label, steps) => {
      const course = { train, validation: held, batchSize: 32, length: 40, steps, clipNorm: 1, label };
      await trainLanguage(run, model, { ...course, optimizer: adam(model, { learningRate: 3e-3 }) });
    },
  };
}

/** Adds 2 to the biases of the forget gates. The order of the gates is i, f, g, o. */
async function openGates({ recurrent }: LanguageModel): Promise<void> {
  const [, bias] = parameters(recurrent).find(([path]) => path.endsWith("biasIh"))!;
  const { hidden } = sizes;
  await bias.set(bias.add(concat([zeros([hidden]), ones([hidden]).mul(2), zeros([2 * hidden])])));
}

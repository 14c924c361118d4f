/** The entry "hebb/data": data sets and their batches. Needs Node, for the files. */
export type { BatchOptions, Field } from "./batches.ts";
export { type BytePairOptions, bytePairVocabulary } from "./byte-pair.ts";
export { Dataset, type MakeTensor } from "./dataset.ts";
export { type DigitBytes, type Digits, mnist, mnistBytes } from "./mnist.ts";
export type { DataOptions } from "./source.ts";
export { loadVocabulary } from "./saved-vocabulary.ts";
export { type Padded, type SequenceBatchOptions, Sequences } from "./sequences.ts";
export { type StreamOptions, type TextBatch, type WindowOptions, textStreams, textWindows } from "./streams.ts";
export {
  type SavedVocabulary,
  type SpecialToken,
  type Vocabulary,
  type VocabularyOptions,
  characterVocabulary,
  wordVocabulary,
} from "./vocabulary.ts";

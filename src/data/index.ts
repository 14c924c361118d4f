/** Entry "hebb/data" outside Node: data sets, their sources, batches and vocabularies. Nothing in it requires Node. */
export type { BatchOptions, Field } from "./batches.ts";
export { type BytePairOptions, bytePairVocabulary } from "./byte-pair.ts";
export type { BatchList } from "./batch-list.ts";
export { Dataset, type MakeTensor } from "./dataset.ts";
export type { DrawOptions, Drawn, Parts } from "./drawn.ts";
export { type FileContent, fileSource, type NamedFile } from "./file-source.ts";
export { type FetchedFile, packedSource, type PackedSourceOptions } from "./packed-source.ts";
export { setDataSource } from "./source.ts";
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
export { type Fold, folds } from "./folds.ts";
export { type GroupSplit, splitGroups } from "./groups.ts";
export type { PictureParts, Pictures } from "./pictures.ts";
export type { PictureSample, PointSample, Sample, SeriesSample, TableSample, TextSample } from "./sample.ts";
export {
  type Series,
  type SeriesScale,
  type SeriesSplit,
  seriesWindows,
  type SeriesWindowOptions,
  splitSeries,
  standardizeSeries,
  type Windows,
} from "./series.ts";
export type { Arrays, Bundle, DataFile, DataOptions, DataSet, DataSource, Origin } from "./set.ts";
export type { Omitted, Values } from "./values.ts";
export { type Austen, austen, type AustenOptions, type Novel } from "./sets/austen.ts";
export { breastCancer } from "./sets/breast-cancer.ts";
export { type Brown, brown, type TaggedSentence } from "./sets/brown.ts";
export { co2 } from "./sets/co2.ts";
export { copying, copyingTokens, type CopyingOptions } from "./sets/copying.ts";
export { counting, countingTokens, type CountingOptions } from "./sets/counting.ts";
export { digitSum, type DigitSumOptions } from "./sets/digit-sum.ts";
export { digits, type DigitsOptions } from "./sets/digits.ts";
export {
  type EmojiName,
  emojiNames,
  type EmojiTranslationOptions,
  emojiTranslations,
  type Translation,
} from "./sets/emoji-names.ts";
export {
  type EmojiPictureOptions,
  type EmojiPictureParts,
  emojiPictures,
  type EmojiPictures,
} from "./sets/emoji-pictures.ts";
export { fashionMnist, type FashionMnistOptions } from "./sets/fashion-mnist.ts";
export { dataSets } from "./sets/index.ts";
export { iris } from "./sets/iris.ts";
export { libreOffice, type LibreOfficeOptions } from "./sets/libre-office.ts";
export { type DigitBytes, mnist, mnistBytes } from "./sets/mnist.ts";
export { parity, type ParityOptions } from "./sets/parity.ts";
export { penguins } from "./sets/penguins.ts";
export { reversal, reversalFirstLetter, type ReversalOptions, type ReversalPairs } from "./sets/reversal.ts";
export { runningSum, type RunningSumOptions } from "./sets/running-sum.ts";
export { type SeattleWeather, seattleWeather } from "./sets/seattle-weather.ts";
export { type Poem, type TangPoems, tangPoems, type TangPoemsOptions } from "./sets/tang-poems.ts";
export { type Points, type TwoMoons, twoMoons, type TwoMoonsOptions } from "./sets/two-moons.ts";
export { universalTag, type UniversalTag, universalTags } from "./sets/universal-tags.ts";
export { wine } from "./sets/wine.ts";
export { standardize } from "./standardize.ts";
export type { Rows, Table } from "./table.ts";
export { splitText, type TextSplit } from "./text.ts";

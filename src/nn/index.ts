/** Layers, activations, initializers, losses and decoding. */
export { elu, gelu, leakyRelu, relu, sigmoid, silu, softplus, tanh } from "./activations.ts";
export { AdaptiveAvgPool1d } from "./adaptive-avg-pool1d.ts";
export { AdaptiveAvgPool2d } from "./adaptive-avg-pool2d.ts";
export { AdaptiveMaxPool1d } from "./adaptive-max-pool1d.ts";
export { AdaptiveMaxPool2d } from "./adaptive-max-pool2d.ts";
export type { AttentionCache, Decoding, KeysAndValues } from "./attention-cache.ts";
export { causalMask, paddingMask } from "./attention-masks.ts";
export { AdditiveScore, BilinearScore, type Score, dotScore, scaledDotScore } from "./attention-scores.ts";
export { type AttentionOptions, attention, attentionWeights } from "./attention.ts";
export { AvgPool1d, type AvgPool1dOptions } from "./avg-pool1d.ts";
export { AvgPool2d, type AvgPool2dOptions } from "./avg-pool2d.ts";
export { BatchNorm, type BatchNormOptions } from "./batch-norm.ts";
export { type BeamSearchOptions, type Hypothesis, beamSearch } from "./beam-search.ts";
export { BidirectionalAssociativeMemory, type StatePair } from "./bidirectional-associative-memory.ts";
export { type BinaryCrossEntropyOptions, binaryCrossEntropyWithLogits } from "./binary-cross-entropy.ts";
export { Conv1d, type Conv1dOptions } from "./conv1d.ts";
export { Conv2d, type Conv2dOptions } from "./conv2d.ts";
export { ConvTranspose2d, type ConvTranspose2dOptions } from "./conv-transpose2d.ts";
export { type CosineEmbeddingOptions, cosineEmbedding } from "./cosine-embedding.ts";
export { type CosineSimilarityOptions, cosineSimilarity } from "./cosine-similarity.ts";
export { type CrossEntropyOptions, crossEntropy } from "./cross-entropy.ts";
export {
  type Allowed,
  type Decoded,
  type DecodingOptions,
  type DecodingPrediction,
  type DecodingStep,
  type SamplingOptions,
  type TokenChoice,
  decode,
  greedy,
  sampling,
  withoutRepetition,
} from "./decoding.ts";
export { categoricalLogProbability, normalLogProbability, sampleCategorical, sampleNormal } from "./distributions.ts";
export { Dropout, type DropoutOptions } from "./dropout.ts";
export { Embedding } from "./embedding.ts";
export { globalAvgPool } from "./global-avg-pool.ts";
export { globalMaxPool } from "./global-max-pool.ts";
export { GRU } from "./gru.ts";
export { GRUCell } from "./gru-cell.ts";
export { hebbianWeights, projectionWeights } from "./hebbian.ts";
export { HopfieldNetwork, type Recall } from "./hopfield-network.ts";
export { type HuberOptions, huber } from "./huber.ts";
export * as initializers from "./initializers.ts";
export { type KLDivergenceOptions, klDivergence } from "./kl-divergence.ts";
export { LayerNorm, type LayerNormOptions } from "./layer-norm.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { LSTM } from "./lstm.ts";
export { LSTMCell, type LSTMState } from "./lstm-cell.ts";
export { MaxPool1d, type MaxPool1dOptions } from "./max-pool1d.ts";
export { MaxPool2d, type MaxPool2dOptions } from "./max-pool2d.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export { ModernHopfieldNetwork, type ModernHopfieldOptions } from "./modern-hopfield-network.ts";
export { readMemory, writeMemory } from "./memory-access.ts";
export { type MemoryAddressing, memoryWeights } from "./memory-addressing.ts";
export { type MemoryHeadsOptions, type MemoryRead, type MemoryWritten, ReadHeads, WriteHeads } from "./memory-heads.ts";
export {
  type MemoryHopsOptions,
  type MemoryReading,
  type MemorySlots,
  memoryHops,
  sentencePositions,
} from "./memory-hops.ts";
export { type MaskOptions, MultiHeadAttention, type MultiHeadAttentionOptions } from "./multi-head-attention.ts";
export { LearnedEncoding, SinusoidalEncoding, sinusoidalPositions } from "./positional-encoding.ts";
export { type PointerOptions, notChosenBefore, pointerLogits } from "./pointer.ts";
export type { RecurrentCellOptions } from "./recurrent-cell.ts";
export type { RecurrentOptions, SequenceOptions, SequenceResult } from "./recurrent.ts";
export type { Reduction } from "./reduction.ts";
export * as regularizers from "./regularizers.ts";
export { type ReinforceOptions, reinforce } from "./reinforce.ts";
export { Residual } from "./residual.ts";
export { RMSNorm, type RMSNormOptions } from "./rms-norm.ts";
export { RotaryEncoding, type RotaryEncodingOptions } from "./rotary-encoding.ts";
export { RNN, type RNNOptions } from "./rnn.ts";
export { RNNCell, type RNNCellOptions } from "./rnn-cell.ts";
export { type Layer, Sequential } from "./sequential.ts";
export type { Pair } from "./spatial.ts";
export { straightThrough } from "./straight-through.ts";
export type { TransformerLayerOptions } from "./transformer-block.ts";
export { type DecoderCache, type DecoderMaskOptions, TransformerDecoderLayer } from "./transformer-decoder.ts";
export { TransformerEncoderLayer } from "./transformer-encoder.ts";

/** Layers, activations, initialisers and losses: what a model is written with. */
export { elu, gelu, leakyRelu, relu, sigmoid, silu, softplus, tanh } from "./activations.ts";
export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from "./binary-cross-entropy.ts";
export { type CrossEntropyOptions, crossEntropy } from "./cross-entropy.ts";
export { Dropout } from "./dropout.ts";
export { Embedding } from "./embedding.ts";
export * as initialisers from "./initialisers.ts";
export { type KLDivergenceOptions, klDivergence } from "./kl-divergence.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export type { Reduction } from "./reduction.ts";
export { type Layer, Sequential } from "./sequential.ts";

/** Comparison of normalization, attention and Transformer layers with PyTorch: values, all gradients and state. */
import {
  AdditiveScore,
  BatchNorm,
  BilinearScore,
  LayerNorm,
  MultiHeadAttention,
  RMSNorm,
  type Score,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  attention,
  dotScore,
  gelu,
  relu,
  scaledDotScore,
} from "../../src/nn/index.ts";
import { type Tensor, concat } from "../../src/tensor/index.ts";
import { type Subjects, testGolden } from "./golden-modules.ts";
import type { GoldenCase } from "./golden.ts";

const scores: Record<string, (golden: GoldenCase) => Score> = {
  dotScore: () => dotScore,
  scaledDotScore: () => scaledDotScore,
  AdditiveScore: ({ inputs }) => {
    const [hidden, queryFeatures] = inputs["query.weight"]!.shape as [number, number];
    return new AdditiveScore(queryFeatures, inputs["key.weight"]!.shape[1]!, hidden);
  },
  BilinearScore: ({ inputs }) => new BilinearScore(...(inputs["weight"]!.shape as [number, number])),
};

const subjects: Subjects = {
  LayerNorm: ({ inputs }, { epsilon, axes }) => {
    const [affine, bias] = [inputs["weight"] !== undefined, inputs["bias"] !== undefined];
    const layer = new LayerNorm(inputs["x"]!.shape.slice(-axes!), { epsilon: epsilon!, affine, bias });
    return { layer, run: ({ x }) => layer.forward(x!) };
  },
  RMSNorm: ({ inputs }, { epsilon, axes }) => {
    const features = inputs["x"]!.shape.slice(-axes!);
    const layer = new RMSNorm(features, { epsilon: epsilon!, affine: inputs["weight"] !== undefined });
    return { layer, run: ({ x }) => layer.forward(x!) };
  },
  BatchNorm: ({ inputs }, { epsilon, momentum }) => {
    const options = { epsilon: epsilon!, momentum: momentum!, affine: inputs["weight"] !== undefined };
    const layer = new BatchNorm(inputs["x"]!.shape[1]!, options);
    return { layer, run: ({ x }) => layer.forward(x!) };
  },
  attention: (golden, { score: name, causal }) => {
    const score = scores[name!]!(golden);
    return {
      layer: typeof score === "function" ? null : score,
      run: ({ query, key, value, mask }) =>
        attention(query!, key!, value!, { mask: mask && maskOf(mask), score, causal }),
    };
  },
  MultiHeadAttention: ({ inputs }, { features, heads, weights, keyFeatures, valueFeatures }) => {
    const layer = new MultiHeadAttention(features!, heads!, {
      bias: inputs["in_proj_bias"] !== undefined,
      ...(keyFeatures === undefined ? {} : { keyFeatures, valueFeatures: valueFeatures! }),
    });
    return {
      layer,
      run: ({ query, key, value, mask, padding }) => {
        const options = { mask: mask ? maskOf(mask) : padding?.unsqueeze(-2).cast("bool") };
        const y = layer.forward(query!, key, value, options);
        if (weights === undefined) return y;
        return concat(
          [y, layer.weights(query!, key, options)].map((x) => x.flatten(1)),
          1,
        );
      },
    };
  },
  TransformerEncoderLayer: (_, { features, heads, feedForward, preNorm, causal, activation }) => {
    const options = { feedForward: feedForward!, preNorm: preNorm!, dropout: 0 };
    const layer = new TransformerEncoderLayer(features!, heads!, {
      ...options,
      activation: activation === "gelu" ? gelu : relu,
    });
    return { layer, run: ({ x }) => layer.forward(x!, { causal }) };
  },
  TransformerDecoderLayer: (_, { features, heads, feedForward, preNorm }) => {
    const options = { feedForward: feedForward!, preNorm: preNorm!, dropout: 0 };
    const layer = new TransformerDecoderLayer(features!, heads!, options);
    return { layer, run: ({ x, memory }) => layer.forward(x!, memory!) };
  },
};

/** Converts masks to bool, which golden files store as integers. */
const maskOf = (mask: Tensor) => (mask.dtype === "i32" ? mask.cast("bool") : mask);

for (const file of ["normalization", "attention"]) testGolden(file, subjects);

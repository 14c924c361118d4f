// Networks of README.md for jax-js: for each network, its initial parameters and a function of parameters and input.
// Ownership of arrays is as in jax-layers.mjs.
import { nn, numpy as np, tree } from "@jax-js/jax";
import {
  batchNorm,
  batchNormParameters,
  cells,
  convolution,
  convolutionParameters,
  elementsOf,
  embedding,
  embeddingParameters,
  layerNorm,
  layerNormParameters,
  linear,
  linearParameters,
  maxPool,
  uniform,
  unroll,
} from "./jax-layers.mjs";

const perceptron = (sizes, activation) => ({
  parameters: () => sizes.slice(1).map((outputs, i) => linearParameters(sizes[i], outputs)),
  apply: ([first, second, third], x) => linear(third, activation(linear(second, activation(linear(first, x))))),
});

export const mlp = perceptron([784, 512, 512, 10], nn.relu);
export const mlpSmall = perceptron([2, 16, 16, 1], np.tanh);

const classifier = perceptron([400, 120, 84, 10], nn.relu);

export const lenet = {
  parameters: () => ({
    first: convolutionParameters(1, 6, 5),
    second: convolutionParameters(6, 16, 5),
    classifier: classifier.parameters(),
  }),
  apply(p, x) {
    const half = maxPool(nn.relu(convolution(p.first, x, "SAME")));
    const quarter = maxPool(nn.relu(convolution(p.second, half, "VALID")));
    return classifier.apply(p.classifier, quarter.reshape([-1, 400]));
  },
};

const normalized = {
  parameters: (inputs) => ({
    convolution: convolutionParameters(inputs, 32, 3, { bias: false }),
    norm: batchNormParameters(32),
  }),
  apply: (p, x) => batchNorm(p.norm, convolution(p.convolution, x, "SAME")),
};

export const resnet = {
  parameters: () => ({
    stem: normalized.parameters(3),
    blocks: [0, 1, 2].map(() => [normalized.parameters(32), normalized.parameters(32)]),
    head: linearParameters(32, 10),
  }),
  apply({ stem, blocks, head }, x) {
    x = nn.relu(normalized.apply(stem, x));
    for (const [first, second] of blocks) {
      const change = normalized.apply(second, nn.relu(normalized.apply(first, x.ref)));
      x = nn.relu(x.add(change));
    }
    return linear(head, np.mean(x, [2, 3]));
  },
};

const recurrent = (cell) => ({
  parameters: () => ({
    tokens: embeddingParameters(65, 64),
    recurrent: cell.parameters(64, 128),
    head: linearParameters(128, 65),
  }),
  apply: (p, ids) => linear(p.head, unroll(cell, p.recurrent, embedding(p.tokens, ids), 128)),
});

export const lstm = recurrent(cells.lstm);
export const gru = recurrent(cells.gru);
export const elman = recurrent(cells.elman);

function attention({ qkv, projection }, x, heads) {
  const [batch, length, features] = x.shape;
  const split = (part) => np.transpose(part.reshape([batch, length, heads, features / heads]), [0, 2, 1, 3]);
  const [q, k, v] = np.split(linear(qkv, x), 3, 2).map(split);
  const scores = np.matmul(q, np.transpose(k, [0, 1, 3, 2])).mul(1 / Math.sqrt(features / heads));
  // Causal mask added to the scores: 0 up to the current position, -1e9 after it.
  const hidden = np.triu(np.ones([length, length]), 1).mul(-1e9);
  const mixed = np.matmul(nn.softmax(scores.add(hidden), -1), v);
  return linear(projection, np.transpose(mixed, [0, 2, 1, 3]).reshape([batch, length, features]));
}

export const transformer = {
  parameters: (length = 64, features = 128) => ({
    tokens: embeddingParameters(65, features),
    positions: uniform([length, features], 1),
    blocks: Array.from({ length: 4 }, () => ({
      norm1: layerNormParameters(features),
      qkv: linearParameters(features, 3 * features),
      projection: linearParameters(features, features),
      norm2: layerNormParameters(features),
      widen: linearParameters(features, 4 * features),
      narrow: linearParameters(4 * features, features),
    })),
    norm: layerNormParameters(features),
    head: linearParameters(features, 65),
  }),
  apply({ tokens, positions, blocks, norm, head }, ids) {
    let x = embedding(tokens, ids).add(positions);
    for (const { norm1, norm2, widen, narrow, ...projections } of blocks) {
      x = x.ref.add(attention(projections, layerNorm(norm1, x), 4));
      const wide = nn.gelu(linear(widen, layerNorm(norm2, x.ref)), { approximate: false });
      x = x.add(linear(narrow, wide));
    }
    return linear(head, layerNorm(norm, x));
  },
};

export const seq2seq = {
  parameters: (features = 64, hidden = 128) => ({
    source: embeddingParameters(100, features),
    target: embeddingParameters(100, features),
    encoder: cells.gru.parameters(features, hidden),
    decoder: cells.gru.parameters(features + hidden, hidden),
    key: uniform([hidden, hidden], hidden),
    query: linearParameters(hidden, hidden),
    score: uniform([hidden, 1], hidden),
    head: linearParameters(2 * hidden, 100),
  }),
  apply({ encoder, decoder, key, query, score, head, ...tables }, source, target) {
    const hidden = key.shape[0];
    const [batch, length] = source.shape;
    const encoded = unroll(cells.gru, encoder, embedding(tables.source, source), hidden);
    const keys = np.dot(encoded.ref, key);
    let state = [elementsOf(encoded.ref).at(-1)];
    const outputs = elementsOf(embedding(tables.target, target)).map((token) => {
      const asked = linear(tree.ref(query), state[0].ref).reshape([batch, 1, hidden]);
      const scores = np.dot(np.tanh(keys.ref.add(asked)), score.ref).reshape([batch, 1, length]);
      const context = np.matmul(nn.softmax(scores, -1), encoded.ref).reshape([batch, hidden]);
      state = cells.gru.step(decoder, np.concatenate([token, context.ref], 1), state);
      return np.concatenate([state[0].ref, context], 1);
    });
    tree.dispose([state, encoded, keys, decoder, query, score]);
    return linear(head, np.stack(outputs, 1));
  },
};

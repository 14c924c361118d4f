// Measures the extra time of the first step of a deep network: tracing, compilation, and compilation by the engine.
// node bench/first-step.mjs gpt [--layers 6] [--rounds 5]     a GPT of 384 features, 6 heads, context 256, batch 4 node
// bench/first-step.mjs unet [--base 8] [--rounds 5]      a U-Net of 5 levels on 8 images of 128 x 128 Each round is a
// separate process, bound to core 0, with one thread. `--no-opt` turns off V8's optimizing compiler, which `hebb train`
// and `hebb bench` turn off during compilation.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  BatchNorm,
  Conv2d,
  ConvTranspose2d,
  Embedding,
  LayerNorm,
  LearnedEncoding,
  Linear,
  MaxPool2d,
  Module,
  Tensor,
  TransformerEncoderLayer,
  adam,
  binaryCrossEntropyWithLogits,
  compile,
  concat,
  crossEntropy,
  gelu,
  relu,
  setThreads,
} from "../dist/node.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    layers: { type: "string", default: "6" },
    base: { type: "string", default: "8" },
    rounds: { type: "string", default: "5" },
    "no-opt": { type: "boolean", default: false },
    once: { type: "boolean", default: false },
  },
});

const [context, batch, vocabulary, features] = [256, 4, 65, 384];

class GPT extends Module {
  tokens = new Embedding(vocabulary, features);
  positions = new LearnedEncoding(context, features);
  norm = new LayerNorm(features);
  head = new Linear(features, vocabulary);

  constructor(depth) {
    super();
    const options = { feedForward: 4 * features, dropout: 0, activation: gelu, preNorm: true };
    this.layers = Array.from({ length: depth }, () => new TransformerEncoderLayer(features, 6, options));
  }

  forward(ids) {
    const embedded = this.positions.forward(this.tokens.forward(ids));
    return this.head.forward(
      this.norm.forward(this.layers.reduce((x, layer) => layer.forward(x, { causal: true }), embedded)),
    );
  }
}

class Convolutions extends Module {
  constructor(from, to) {
    super();
    this.first = new Conv2d(from, to, 3, { padding: 1 });
    this.firstNorm = new BatchNorm(to);
    this.second = new Conv2d(to, to, 3, { padding: 1 });
    this.secondNorm = new BatchNorm(to);
  }

  forward(x) {
    const hidden = relu(this.firstNorm.forward(this.first.forward(x)));
    return relu(this.secondNorm.forward(this.second.forward(hidden)));
  }
}

class UNet extends Module {
  pool = new MaxPool2d(2);

  constructor(base) {
    super();
    const widths = [1, 2, 4, 8, 16].map((factor) => factor * base);
    this.down = widths.map((width, i) => new Convolutions(widths[i - 1] ?? 3, width));
    this.grow = widths.slice(1).map((width, i) => new ConvTranspose2d(width, widths[i], 2, { stride: 2 }));
    this.up = widths.slice(1).map((_, i) => new Convolutions(2 * widths[i], widths[i]));
    this.last = new Conv2d(base, 1, 1);
  }

  forward(images) {
    const levels = [];
    for (const block of this.down) {
      levels.push(block.forward(levels.length > 0 ? this.pool.forward(levels.at(-1)) : images));
    }
    let x = levels.pop();
    for (let level = levels.length - 1; level >= 0; level--) {
      x = this.up[level].forward(concat([levels[level], this.grow[level].forward(x)], 1));
    }
    return this.last.forward(x);
  }
}

/** A training step and its arguments. */
const networks = {
  gpt() {
    const model = new GPT(Number(values.layers));
    const tokens = () =>
      Tensor.from(
        Int32Array.from({ length: batch * context }, () => Math.random() * vocabulary),
        [batch, context],
      );
    return { model, loss: (x, next) => crossEntropy(model.forward(x), next), args: [tokens(), tokens()] };
  },
  unet() {
    const model = new UNet(Number(values.base));
    const images = (channels) =>
      Tensor.from(
        Float32Array.from({ length: 8 * channels * 128 * 128 }, () => Math.round(Math.random())),
        [8, channels, 128, 128],
      );
    return {
      model,
      loss: (x, mask) => binaryCrossEntropyWithLogits(model.forward(x), mask),
      args: [images(3), images(1)],
    };
  },
};

const [name = "gpt"] = positionals;
if (!(name in networks)) throw new Error(`Unknown network ${name}. Available: ${Object.keys(networks).join(", ")}.`);

if (values.once) {
  setThreads(1);
  const { model, loss, args } = networks[name]();
  const optimizer = adam(model, { learningRate: 1e-3 });
  const step = compile((...inputs) => optimizer.minimize(loss(...inputs)));
  const times = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await step(...args).item();
    times.push(performance.now() - start);
  }
  const [first, ...later] = times;
  console.log(JSON.stringify({ first, later: Math.min(...later) }));
} else {
  const flags = values["no-opt"] ? ["--no-opt"] : [];
  const words = [name, "--layers", values.layers, "--base", values.base, "--once"];
  const run = () =>
    execFileSync("taskset", ["-c", "0", process.execPath, ...flags, fileURLToPath(import.meta.url), ...words], {
      encoding: "utf8",
    });
  const rounds = Array.from({ length: Number(values.rounds) }, () => JSON.parse(run()));
  const least = (of) => Math.min(...rounds.map(of)).toFixed(0);
  console.log(
    `${name}: first step ${least(({ first }) => first)} ms, a later step ${least(({ later }) => later)} ms, extra time ${least(({ first, later }) => first - later)} ms (minima of ${rounds.length})`,
  );
}

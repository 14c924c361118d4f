/** Decoding with cached keys and values against reading the whole context again for every token. */
import { type AttentionCache, Tensor, arange, compile, scan, where } from "hebb";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { median } from "../../shared/statistics.ts";
import { text } from "../../text.ts";
import { cacheDifference } from "../caching.ts";
import type { CacheFacts } from "../facts.ts";
import { Transformer } from "../model.ts";
import { cacheWords } from "../words.ts";

type Caches = readonly AttentionCache[];

const vocabulary = 65;

/** Number of parts of the sequence with a time each. */
const parts = 8;

/** Number of measurements of each time. */
const passes = 3;

export const cacheExperiment = defineExperiment<CacheFacts>({
  question: {
    en: "Why are keys and values cached when a Transformer writes?",
    zh: "Transformer 生成文字时，为什么要缓存键和值？",
  },

  async measure(run) {
    const tokens = run.quick ? 32 : 256;
    const model = new Transformer({ tokens: vocabulary, context: tokens, features: 128, heads: 4, layers: 4 });
    const sequence = Int32Array.from({ length: tokens }, (_, i) => (i * i + 7 * i) % vocabulary);
    const difference = await cacheDifference(model, sequence);
    const cached = await medians(run, "with the cache", cachedPass(model, sequence));
    const repeated = await medians(run, "without", repeatedPass(model, sequence));
    const total = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0);
    return {
      tokens,
      difference,
      verdict: difference <= 1e-5 ? "equal" : "different",
      lengths: Array.from({ length: parts }, (_, part) => ((part + 1) * tokens) / parts),
      cached,
      repeated,
      speedup: total(repeated) / total(cached),
    };
  },

  words: cacheWords,

  table: ({ lengths, cached, repeated }) => ({
    columns: [
      text("characters so far", "已有字符数"),
      { name: text("with the cache", "有缓存"), unit: "seconds" },
      { name: text("without", "无缓存"), unit: "seconds" },
    ],
    rows: lengths.map((length, i) => [length, cached[i]!, repeated[i]!]),
  }),

  figure: ({ lengths, cached, repeated }) => ({
    kind: "chart",
    title: text("Time per character", "每生成一个字符的用时"),
    x: { label: text("characters so far", "已有字符数") },
    y: { label: text("seconds", "秒"), scale: "log" },
    layers: [
      {
        mark: "line",
        name: text("with the cache", "有缓存"),
        points: lengths.map((length, i) => [length, cached[i]!] as const),
      },
      {
        mark: "line",
        name: text("without", "无缓存"),
        points: lengths.map((length, i) => [length, repeated[i]!] as const),
      },
    ],
  }),
});

/** Reads the whole sequence and returns the seconds per token in each of its parts. */
type Pass = () => Promise<number[]>;

/** Returns the median time of each part in several passes. */
async function medians(run: Run, label: string, pass: Pass): Promise<number[]> {
  // The first pass compiles.
  await pass();
  const times: number[][] = [];
  for (let i = 0; i < passes; i++) {
    times.push(await pass());
    run.progress(label, i + 1, passes);
  }
  return Array.from({ length: parts }, (_, part) => median(times.map((one) => one[part]!)));
}

/** Returns a pass with the cache. Each part is a loop inside one program, the same for all parts. */
function cachedPass(model: Transformer, sequence: Int32Array): Pass {
  const read = compile((part: Tensor, before: Caches) =>
    scan(
      (caches: Caches, token: Tensor) => {
        const next = model.decode(token.reshape([1, 1]), caches);
        return [next.caches, next.logits.reshape([vocabulary])] as const;
      },
      before,
      part,
    ),
  );
  return async () => {
    let caches: Caches = model.start(1);
    const times: number[] = [];
    for (const part of partsOf(sequence)) {
      const seconds = await timed(() => {
        const [after, logits] = read(part, caches);
        caches = after;
        return logits.array();
      });
      times.push(seconds / part.shape[0]!);
    }
    return times;
  };
}

/**
 * Returns a pass without a cache. Each token reads all tokens up to the end of its part; later ones do not change its
 * logits.
 */
function repeatedPass(model: Transformer, sequence: Int32Array): Pass {
  const size = sequence.length / parts;
  const readings = Array.from({ length: parts }, (_, part) => {
    const width = (part + 1) * size;
    const tokens = Tensor.from(sequence.slice(0, width), [width], "i32");
    const read = compile((tokens: Tensor) => lastLogits(model, tokens, size));
    return () => read(tokens).array();
  });
  return async () => {
    const times: number[] = [];
    for (const reading of readings) times.push((await timed(reading)) / size);
    return times;
  };
}

/** Returns the logits of the last `count` tokens, each by a forward pass of its own. */
function lastLogits(model: Transformer, tokens: Tensor, count: number): Tensor {
  const width = tokens.shape[0]!;
  return scan(
    (_: Tensor, position: Tensor) => {
      // The mask depends on the position, so the forward pass cannot be moved out of the loop.
      const seen = where(arange(width).lessEqual(position), tokens, 0).reshape([1, width]);
      const logits = model
        .forward(seen)
        .take(position.reshape([1]), 1)
        .reshape([vocabulary]);
      return [position, logits] as const;
    },
    Tensor.from([0], [], "i32"),
    arange(width - count, width),
  )[1];
}

/** Returns the parts of a sequence as tensors of equal length. */
function partsOf(sequence: Int32Array): Tensor[] {
  const size = sequence.length / parts;
  return Array.from({ length: parts }, (_, i) => Tensor.from(sequence.slice(i * size, (i + 1) * size), [size], "i32"));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

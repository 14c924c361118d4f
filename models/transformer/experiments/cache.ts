/** Decoding with cached keys and values against reading the whole context again for every token. */
import { Tensor, compile } from "hebb";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { cacheDifference } from "../caching.ts";
import type { CacheFacts } from "../facts.ts";
import { Transformer } from "../model.ts";
import { cacheWords } from "../words.ts";

const vocabulary = 65;

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
    const cached = await cachedTimes(run, model, sequence);
    const repeated = await repeatedTimes(run, model, sequence);
    const total = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0);
    const parts = 8;
    const averages = (times: readonly number[]) =>
      Array.from({ length: parts }, (_, part) => {
        const own = times.slice((part * tokens) / parts, ((part + 1) * tokens) / parts);
        return total(own) / own.length;
      });
    return {
      tokens,
      difference,
      verdict: difference <= 1e-5 ? "equal" : "different",
      lengths: Array.from({ length: parts }, (_, part) => ((part + 1) * tokens) / parts),
      cached: averages(cached),
      repeated: averages(repeated),
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

/** Seconds of each token with the cache, one call per token. */
async function cachedTimes(run: Run, model: Transformer, sequence: Int32Array): Promise<number[]> {
  const step = compile((x: Tensor, caches: ReturnType<typeof model.start>) => model.decode(x, caches));
  const decodeAll = async (report: (t: number) => void) => {
    let caches = model.start(1);
    const times: number[] = [];
    for (const [t, token] of sequence.entries()) {
      const start = performance.now();
      const next = step(Tensor.from([token], [1, 1], "i32"), caches);
      caches = next.caches;
      await next.logits.array();
      times.push((performance.now() - start) / 1000);
      report(t + 1);
    }
    return times;
  };
  // The first pass compiles.
  await decodeAll(() => {});
  return decodeAll((t) => run.progress("with the cache", t, sequence.length));
}

/**
 * Seconds of each token without the cache. The text so far is padded to multiples of 32 tokens, so that few programs are
 * compiled, which the first call of each width does before it is timed.
 */
async function repeatedTimes(run: Run, model: Transformer, sequence: Int32Array): Promise<number[]> {
  const forward = compile((x: Tensor, last: Tensor) => model.forward(x).take(last, 1));
  const times: number[] = [];
  for (const t of sequence.keys()) {
    const width = 32 * Math.ceil((t + 1) / 32);
    const padded = Int32Array.from({ length: width }, (_, i) => (i <= t ? sequence[i]! : 0));
    const read = () => forward(Tensor.from(padded, [1, width]), Tensor.from([t], [1], "i32")).array();
    if (t % 32 === 0) await read();
    const start = performance.now();
    await read();
    times.push((performance.now() - start) / 1000);
    run.progress("without", t + 1, sequence.length);
  }
  return times;
}

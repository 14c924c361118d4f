/** Translation: greedy decoding of whole batches in one program, or token by token on the host for beam search. */
import { type DecodingStep, Tensor, beamSearch, compile, decode, full, observe, scan, where } from "hebb";
import { Sequences } from "hebb/data";
import type { EncoderDecoder, Memory, Translator } from "./model.ts";
import { special } from "./training.ts";

/** Number of sources in a batch, and the number whose multiples their lengths are padded to. */
const [batchSize, multiple] = [64, 8];

/**
 * Chosen by BLEU on the validation part of LibreOffice's messages. With 0.6, which Wu et al. (2016) recommend for long
 * sentences, these short ones lose a fifth of their characters.
 */
export const lengthPenalty = 1;

/** Tokens at both ends of every translation. */
const ends = { prefix: [special.start], end: special.end } as const;

export type Tokens = readonly number[];

/**
 * Returns a function that translates greedily, until the end token or `longest` tokens including the end token.
 * Translations are in the order of the sources, without the end token.
 */
export function greedyTranslator<Memory, State>(
  model: EncoderDecoder<Memory, State>,
  longest: number,
): (sources: readonly ArrayLike<number>[]) => Promise<Tokens[]> {
  const write = compile((source: Tensor, lengths: Tensor) => {
    const { memory, start } = model.encode(source, lengths);
    const step = (carry: { token: Tensor; s: State; ended: Tensor }) => {
      const { logits, next } = model.step(carry.token, carry.s, memory);
      const token = where(carry.ended, special.padding, logits.argmax(-1).cast("i32"));
      return [{ token, s: next, ended: carry.ended.or(token.equal(special.end)) }, token] as const;
    };
    const token = full([source.shape[0]!], special.start, "i32");
    const [, tokens] = scan(step, { token, s: start, ended: lengths.equal(0) }, null, { length: longest });
    return tokens.transpose();
  });
  return async (sources) => {
    const translations: Tokens[] = [];
    const rows = new Sequences<[source: number, row: number]>([sources, sources.map((_, i) => [i])]);
    for (const [source, row] of rows.batches(batchSize, { shuffle: false, multiple, last: "pad" })) {
      const written = await write(source.tokens, source.lengths).array();
      const [places, counts, width] = [await row.tokens.array(), await row.lengths.array(), row.tokens.shape[1]!];
      counts.forEach((count, i) => {
        if (count === 0) return;
        const tokens = [...written.subarray(i * longest, (i + 1) * longest)];
        translations[places[i * width]!] = tokens.filter((token) => token !== special.padding && token !== special.end);
      });
    }
    return translations;
  };
}

/** Decoding steps for one source at a time. */
export interface Steps {
  read(source: ArrayLike<number>): { readonly step: DecodingStep<Tensor>; readonly state: Tensor };
}

export function stepsOf(model: Translator): Steps {
  const encode = compile((source: Tensor, lengths: Tensor) => model.encode(source, lengths));
  const advance = compile((token: Tensor, s: Tensor, memory: Memory) => model.step(token, s, memory));
  return {
    read(source) {
      const { memory, start } = encode(...asBatch(source));
      return {
        state: start,
        step: async (tokens, s) => {
          const { logits, next } = advance(Tensor.from([tokens.at(-1)!], [1], "i32"), s, memory);
          return { logits: (await logits.array()) as Float32Array, state: next };
        },
      };
    },
  };
}

/** Returns one source, padded to a multiple of 8 tokens, and its length. */
function asBatch(source: ArrayLike<number>): [tokens: Tensor, lengths: Tensor] {
  const width = Math.max(1, Math.ceil(source.length / multiple)) * multiple;
  const tokens = new Int32Array(width).fill(special.padding);
  tokens.set(source);
  return [Tensor.from(tokens, [1, width], "i32"), Tensor.from([source.length], [1], "i32")];
}

/** A translation. */
export interface Translated {
  /** Tokens without the end token. */
  readonly tokens: Tokens;
  /** Log-probability of the tokens and the end token. */
  readonly score: number;
}

/** Decodes greedily. */
export async function translateStepByStep(
  steps: Steps,
  source: ArrayLike<number>,
  longest: number,
): Promise<Translated> {
  const { step, state } = steps.read(source);
  const { tokens, score } = await decode(step, { ...ends, state, maxLength: longest });
  return { tokens: tokens.filter((token) => token !== special.end), score };
}

/** Returns the best translation found by a beam of this width, ranked by its length-normalized score. */
export async function translateByBeam(
  steps: Steps,
  source: ArrayLike<number>,
  { width, longest, penalty = lengthPenalty }: { width: number; longest: number; penalty?: number },
): Promise<Translated> {
  const { step, state } = steps.read(source);
  const [best] = await beamSearch(step, { ...ends, state, maxLength: longest, width, lengthPenalty: penalty });
  return { tokens: best!.tokens.filter((token) => token !== special.end), score: best!.score };
}

/**
 * Returns a function that computes the attention weights at each step for a given target, including the end token:
 * `[step][source token]`.
 */
export function weightsOf(
  model: Translator,
): (source: ArrayLike<number>, target: ArrayLike<number>) => Promise<number[][]> {
  const look = compile((tokens: Tensor, lengths: Tensor, given: Tensor) => {
    const [, seen] = observe(() => model.forward(tokens, lengths, given));
    return seen["weights"]!;
  });
  return async (source, target) => {
    // Padded, so that different lengths share programs; steps after the end token are dropped.
    const steps = target.length + 1;
    const given = new Int32Array(Math.ceil(steps / multiple) * multiple).fill(special.padding);
    given.set([special.start, ...Array.from(target)]);
    const weights = look(...asBatch(source), Tensor.from(given, [1, given.length], "i32"));
    const width = weights.shape.at(-1)!;
    const values = await weights.array();
    return Array.from({ length: steps }, (_, t) => [...values.subarray(t * width, t * width + source.length)]);
  };
}

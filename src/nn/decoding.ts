/** Decoding: tokens chosen one after the other by the logits of a model, on the host. Knows no model, only its step. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import { keyOf, threefry2x32 } from "../base/threefry.ts";
import { type Logits, largestOf, largestTokens, logProbabilities } from "./logits.ts";

/** What a model says about the token after some others, and the state to say more from: a hidden state, a cache, null. */
export interface DecodingPrediction<State> {
  /** One for each token. */
  readonly logits: Logits;
  readonly state: State;
}

/** One step of a model, from all tokens so far and the state after all but the last. It must leave both as they are. */
export type DecodingStep<State> = (
  tokens: readonly number[],
  state: State,
) => DecodingPrediction<State> | Promise<DecodingPrediction<State>>;

export interface DecodingOptions<State> {
  /** The tokens to go on from, such as [start]. */
  readonly prefix: readonly number[];
  /** The state that the first step is given. */
  readonly state: State;
  /** The token that ends a sequence. Default: none does. */
  readonly end?: number;
  /** The largest number of tokens that are added. */
  readonly maxLength: number;
}

export const decodingKinds = {
  prefix: "required array",
  state: "any",
  end: "number",
  maxLength: "required number",
} as const;

export interface Decoded {
  /** What came after the prefix, the end included. */
  readonly tokens: readonly number[];
  /** The logarithm of the model's probability of these tokens after the prefix. */
  readonly score: number;
  /** Whether the end came before the largest length did. */
  readonly ended: boolean;
}

/** Chooses the token at a position, counted from 0 after the prefix. */
export type TokenChoice = (logits: Logits, position: number) => number;

/**
 * Adds tokens as `choose` says (default `greedy`) until the end or the largest length. Throws an ArgumentError for an empty
 * prefix or a length that is no count, a NumericError for logits that are no distribution.
 */
export async function decode<State>(
  step: DecodingStep<State>,
  options: DecodingOptions<State> & { readonly choose?: TokenChoice },
): Promise<Decoded> {
  const { choose = greedy, ...decoding } = readOptions("decode", options, { ...decodingKinds, choose: "function" });
  const { prefix, end, maxLength } = decoding;
  checkStep("decode", step);
  checkDecoding("decode", decoding);
  const tokens: number[] = [];
  let { state } = options;
  let score = 0;
  while (tokens.length < maxLength && (end === undefined || tokens.at(-1) !== end)) {
    const next = await step([...prefix, ...tokens], state);
    checkPrediction(next);
    const token = choose(next.logits, tokens.length);
    score += scoreOf(token, next.logits);
    tokens.push(token);
    state = next.state;
  }
  return { tokens, score, ended: end !== undefined && tokens.at(-1) === end };
}

/** Throws an ArgumentError for what no step of a model returns. */
export function checkPrediction(prediction: DecodingPrediction<unknown>): void {
  const { logits } = (prediction ?? {}) as Partial<DecodingPrediction<unknown>>;
  if (logits !== undefined) return;
  throw new ArgumentError(`the step of a model returned ${shown(prediction)}`, {
    rule: "It returns { logits, state }: a number for each token, and what the next step is given.",
  });
}

export function checkStep(name: string, step: unknown): void {
  if (typeof step === "function") return;
  throw new ArgumentError(`${name} was given ${shown(step)} as step`, {
    rule: "A step is a function of all tokens so far and a state that returns { logits, state }.",
  });
}

function scoreOf(token: number, logits: Logits): number {
  const score = logProbabilities(logits)[token];
  if (score !== undefined) return score;
  throw new ArgumentError(`decode was told to choose ${String(token)} of ${logits.length} tokens`, {
    rule: "choose returns the index of a logit.",
  });
}

/** The token of the largest logit; of equal ones the first. */
export function greedy(logits: Logits): number {
  const largest = largestOf(logits);
  return logits.indexOf(largest);
}

export interface SamplingOptions {
  /** Equal seeds choose equal tokens. */
  readonly seed: number;
  /** Divides the logits: below 1 likely tokens become likelier. Default 1. */
  readonly temperature?: number;
  /** Only this many tokens of the largest logits are chosen from (Fan et al., 2018). Default: all. */
  readonly topK?: number;
}

/** Draws tokens by softmax(logits / temperature). Throws an ArgumentError for options out of their range. */
export function sampling(options: SamplingOptions): TokenChoice {
  const kinds = { seed: "required number", temperature: "number", topK: "number" } as const;
  const { seed, temperature = 1, topK = Infinity } = readOptions("sampling", options, kinds);
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(`sampling was given ${shown(seed)} as seed`, { rule: "A seed is a whole number." });
  }
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new ArgumentError(`sampling was given the temperature ${shown(temperature)}`, {
      rule: "A temperature is a finite number above 0.",
      fix: "For the limit at 0, choose by greedy.",
    });
  }
  if (topK !== Infinity) checkCounts("sampling", { topK }, 1);
  const key = keyOf(seed);
  return (logits, position) => {
    const [high, low] = threefry2x32(key, [0, position]);
    const share = (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
    return draw(logits, largestTokens(logits, topK), temperature, share);
  };
}

/** The token at the given share, from 0 to below 1, of the total probability of `tokens`, which begin with the likeliest. */
function draw(logits: Logits, tokens: readonly number[], temperature: number, share: number): number {
  const largest = largestOf(logits);
  const weights = tokens.map((token) => Math.exp((logits[token]! - largest) / temperature));
  let rest = share * weights.reduce((total, weight) => total + weight, 0);
  for (const [i, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return tokens[i]!;
  }
  // Rounding left something over: the last token that has a probability.
  return tokens[weights.findLastIndex((weight) => weight > 0)]!;
}

/** Throws an ArgumentError for an empty prefix, a length or an end that is no whole number from 0 on. */
export function checkDecoding(name: string, { prefix, maxLength, end }: DecodingOptions<unknown>): void {
  checkCounts(name, { maxLength }, 0);
  if (end !== undefined) checkCounts(name, { end }, 0);
  if (Array.isArray(prefix) && prefix.length > 0) return;
  throw new ArgumentError(`${name} was given no prefix`, {
    rule: "There is at least one token to go on from.",
    fix: "Pass the token that starts a sequence: prefix: [start].",
  });
}

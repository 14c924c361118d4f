/** Decoding on the host: generates tokens one by one from the logits of any model. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import { keyOf, threefry2x32 } from "../base/threefry.ts";
import { type Logits, largestOf, largestTokens, logProbabilities } from "./logits.ts";

/** Prediction of the next token, and the state for the following step, such as a hidden state, a cache or null. */
export interface DecodingPrediction<State> {
  /** Logits of the next token, one per token of the vocabulary. */
  readonly logits: Logits;
  /** State passed to the next step. */
  readonly state: State;
}

/**
 * One step of a model: predicts the next token from all tokens so far and the state before the last of them. It must
 * not change its arguments.
 */
export type DecodingStep<State> = (
  tokens: readonly number[],
  state: State,
) => DecodingPrediction<State> | Promise<DecodingPrediction<State>>;

/** Options of `decode` and `beamSearch`. */
export interface DecodingOptions<State> {
  /** Tokens before the generated ones, at least one, such as [start]. */
  readonly prefix: readonly number[];
  /** State passed to the first step. */
  readonly state: State;
  /** Token that ends a sequence. Default: none. */
  readonly end?: number;
  /** Maximum number of generated tokens. */
  readonly maxLength: number;
  /**
   * Returns true if a token may follow the generated ones, such as `withoutRepetition`. All others have probability 0,
   * and the probabilities of the rest sum to 1. Default: every token is allowed.
   */
  readonly allowed?: Allowed;
}

/** Decides if a token may follow the generated ones, which do not include the prefix. */
export type Allowed = (token: number, generated: readonly number[]) => boolean;

/** Allows each token once, such as the inputs that a pointer network orders. */
export function withoutRepetition(token: number, generated: readonly number[]): boolean {
  return !generated.includes(token);
}

export const decodingKinds = {
  prefix: "required array",
  state: "any",
  end: "number",
  maxLength: "required number",
  allowed: "function",
} as const;

/** Generated sequence. */
export interface Decoded {
  /** Generated tokens, without the prefix, with the end token. */
  readonly tokens: readonly number[];
  /** Log-probability of the tokens given the prefix, in nats. */
  readonly score: number;
  /** True if the sequence ends in the end token, false if `maxLength` cut it off. */
  readonly ended: boolean;
}

/** Chooses a token by its logits, such as `greedy`. Positions are counted from 0 after the prefix. */
export type TokenChoice = (logits: Logits, position: number) => number;

/**
 * Generates tokens until the end token or `maxLength`. `choose` selects each token; the default is `greedy`. Rejects
 * with an ArgumentError if the prefix is empty or an option is out of range, and with a NumericError if logits are NaN
 * or Infinity, or all -Infinity.
 */
export async function decode<State>(
  step: DecodingStep<State>,
  options: DecodingOptions<State> & { readonly choose?: TokenChoice },
): Promise<Decoded> {
  const { choose = greedy, ...decoding } = readOptions("decode", options, { ...decodingKinds, choose: "function" });
  const { prefix, end, maxLength, allowed } = decoding;
  checkStep("decode", step);
  checkDecoding("decode", decoding);
  const tokens: number[] = [];
  let { state } = options;
  let score = 0;
  while (tokens.length < maxLength && (end === undefined || tokens.at(-1) !== end)) {
    const next = await step([...prefix, ...tokens], state);
    checkPrediction(next);
    const logits = allowedLogits(next.logits, tokens, allowed);
    const token = choose(logits, tokens.length);
    score += scoreOf(token, logits);
    tokens.push(token);
    state = next.state;
  }
  return { tokens, score, ended: end !== undefined && tokens.at(-1) === end };
}

/** Returns the logits with -Infinity for tokens that are not allowed. Throws an ArgumentError if none is allowed. */
export function allowedLogits(logits: Logits, generated: readonly number[], allowed: Allowed | undefined): Logits {
  if (allowed === undefined) return logits;
  largestOf(logits);
  const rest = logits.map((logit, token) => (allowed(token, generated) ? logit : -Infinity));
  if (rest.some((logit) => logit !== -Infinity)) return rest;
  throw new ArgumentError(`allowed accepts no token after ${generated.length} generated ones`, {
    rule: "At least one token with a positive probability must be allowed at every step.",
    fix: "Allow the end token, or lower maxLength.",
  });
}

/** Throws an ArgumentError unless a step returned logits. */
export function checkPrediction(prediction: DecodingPrediction<unknown>): void {
  const { logits } = (prediction ?? {}) as Partial<DecodingPrediction<unknown>>;
  if (logits !== undefined) return;
  throw new ArgumentError(`step returned ${shown(prediction)}`, {
    rule: "It must return { logits, state }.",
  });
}

export function checkStep(name: string, step: unknown): void {
  if (typeof step === "function") return;
  throw new ArgumentError(`${name} was given ${shown(step)} as step`, {
    rule: "A step is a function (tokens, state) => ({ logits, state }).",
  });
}

function scoreOf(token: number, logits: Logits): number {
  const score = logProbabilities(logits)[token];
  if (score !== undefined) return score;
  throw new ArgumentError(`choose returned ${String(token)} for ${logits.length} logits`, {
    rule: "It must return the index of a logit.",
  });
}

/** Chooses the token with the largest logit, the first one if several are equal. */
export function greedy(logits: Logits): number {
  const largest = largestOf(logits);
  return logits.indexOf(largest);
}

/** Options of `sampling`. */
export interface SamplingOptions {
  /** Random seed, an integer. The same seed generates the same tokens. */
  readonly seed: number;
  /** Divisor of the logits, above 0. Values below 1 make likely tokens more likely. Default 1. */
  readonly temperature?: number;
  /** Number of tokens with the largest logits to sample from (Fan et al., 2018). Default: all. */
  readonly topK?: number;
}

/** Samples tokens from softmax(logits / temperature). Throws an ArgumentError if an option is out of range. */
export function sampling(options: SamplingOptions): TokenChoice {
  const kinds = { seed: "required number", temperature: "number", topK: "number" } as const;
  const { seed, temperature = 1, topK = Infinity } = readOptions("sampling", options, kinds);
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(`sampling was given ${shown(seed)} as seed`, { rule: "It must be an integer." });
  }
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new ArgumentError(`sampling was given ${shown(temperature)} as temperature`, {
      rule: "It must be finite and above 0.",
      fix: "For the limit of 0, use greedy.",
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

/** Inverts the cumulative distribution of `tokens`, most likely first, at `share`, from 0 to below 1. */
function draw(logits: Logits, tokens: readonly number[], temperature: number, share: number): number {
  const largest = largestOf(logits);
  const weights = tokens.map((token) => Math.exp((logits[token]! - largest) / temperature));
  let rest = share * weights.reduce((total, weight) => total + weight, 0);
  for (const [i, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return tokens[i]!;
  }
  // Rounding can leave a remainder: take the last token with a positive probability.
  return tokens[weights.findLastIndex((weight) => weight > 0)]!;
}

/** Throws an ArgumentError if the prefix is empty, or the length or end token is not an integer of at least 0. */
export function checkDecoding(name: string, { prefix, maxLength, end }: DecodingOptions<unknown>): void {
  checkCounts(name, { maxLength }, 0);
  if (end !== undefined) checkCounts(name, { end }, 0);
  if (Array.isArray(prefix) && prefix.length > 0) return;
  throw new ArgumentError(`${name} was given an empty prefix`, {
    rule: "It must have at least one token.",
    fix: "Pass the token that starts a sequence: prefix: [start].",
  });
}

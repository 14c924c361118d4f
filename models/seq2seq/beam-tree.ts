/** The tree of sequences visited by a beam search, recorded in the step function that the search calls. */
import { type DecodingStep, type Tensor, beamSearch } from "hebb";
import { special } from "./training.ts";
import { type Steps, type Tokens, lengthPenalty } from "./translating.ts";

/** A sequence visited by the search. */
export interface Branch {
  /** Tokens from the first one; the last one is that of the branch. */
  readonly tokens: Tokens;
  /** Log-probability of the tokens. */
  readonly score: number;
  /** "kept": extended further; "ended": a result; "pruned": neither. */
  readonly fate: "kept" | "ended" | "pruned";
}

/** All visited sequences. */
export interface Tree {
  /** Sequences in order of length; children follow their parents. */
  readonly branches: readonly Branch[];
  /** The best result, with the end token unless it was cut off. */
  readonly best: Tokens;
}

/**
 * Performs a beam search for one source. For each extended sequence, the tree contains its `width` most probable
 * extensions, and any others that were extended themselves or are results.
 */
export async function treeOf(
  steps: Steps,
  source: ArrayLike<number>,
  { width, longest, penalty = lengthPenalty }: { width: number; longest: number; penalty?: number },
): Promise<Tree> {
  const { step, state } = steps.read(source);
  const extended = new Map<string, { tokens: Tokens; logs: Float64Array }>();
  const traced: DecodingStep<Tensor> = async (tokens, before) => {
    const next = await step(tokens, before);
    // Without the start token.
    const own = tokens.slice(1);
    extended.set(own.join(), { tokens: own, logs: logarithms(next.logits) });
    return next;
  };
  const prefix = [special.start];
  const options = { prefix, state, end: special.end, maxLength: longest, width, lengthPenalty: penalty };
  const found = await beamSearch(traced, options);
  const results = new Set(found.map(({ tokens }) => tokens.join()));
  const fateOf = (key: string) => (results.has(key) ? "ended" : extended.has(key) ? "kept" : "pruned");
  const scores = new Map([["", 0]]);
  const branches: Branch[] = [];
  for (const { tokens, logs } of extended.values()) {
    const before = scores.get(tokens.join())!;
    const ranked = Array.from(logs.keys()).sort((a, b) => logs[b]! - logs[a]!);
    for (const [rank, token] of ranked.entries()) {
      const own = [...tokens, token];
      const fate = fateOf(own.join());
      if (rank >= width && fate === "pruned") continue;
      const score = before + logs[token]!;
      scores.set(own.join(), score);
      branches.push({ tokens: own, score, fate });
    }
  }
  return { branches, best: found[0]!.tokens };
}

/** Returns log softmax. */
function logarithms(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const largest = values.reduce((a, b) => Math.max(a, b));
  const total = Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  return values.map((value) => value - largest - total);
}

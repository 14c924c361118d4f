/** What a beam search has looked at, as a tree: traced through the step that the search calls, not searched again. */
import { type DecodingStep, type Tensor, beamSearch } from "hebb";
import { special } from "./training.ts";
import { type Steps, type Tokens, lengthPenalty } from "./translating.ts";

export interface Branch {
  /** From the first one on; the last is that of the branch. */
  readonly tokens: Tokens;
  /** The logarithm of their probability. */
  readonly score: number;
  /** Extended further, brought to an end among the results, or given up. */
  readonly fate: "kept" | "ended" | "pruned";
}

export interface Tree {
  /** Those that are looked at together are as long; children follow their parents. */
  readonly branches: readonly Branch[];
  /** With the end, ranked first. */
  readonly best: Tokens;
}

/**
 * Beam search for one source. Of each sequence that was extended the tree has the `width` likeliest extensions, and others
 * that were extended themselves or are results; what is neither is pruned.
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

/** log softmax. */
function logarithms(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const largest = values.reduce((a, b) => Math.max(a, b));
  const total = Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  return values.map((value) => value - largest - total);
}

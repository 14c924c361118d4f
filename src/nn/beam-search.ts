/** Beam search on the host: keeps the most likely partial sequences at every step. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import {
  type Decoded,
  type DecodingOptions,
  type DecodingStep,
  allowedLogits,
  checkDecoding,
  checkPrediction,
  checkStep,
  decodingKinds,
} from "./decoding.ts";
import { largestTokens, logProbabilities } from "./logits.ts";

/** Options of `beamSearch`. */
export interface BeamSearchOptions<State> extends DecodingOptions<State> {
  /** Beam width: the number of sequences kept at every step and returned. */
  readonly width: number;
  /**
   * Exponent α of the length penalty ((5 + length) / 6)^α (Wu et al., 2016). Sequences are ranked by their score
   * divided by the penalty, so a larger α prefers longer sequences. Default 0: sequences are ranked by probability.
   */
  readonly lengthPenalty?: number;
}

/** Sequence found by `beamSearch`. */
export interface Hypothesis extends Decoded {
  /** Score divided by the length penalty. */
  readonly normalizedScore: number;
}

/** Sequence that has not ended yet. */
interface Beam<State> {
  readonly tokens: readonly number[];
  readonly score: number;
  readonly state: State;
}

/**
 * Beam search. Each step extends every sequence by every token; extensions that end in the end token are complete, and
 * the best `width` of the others are extended further. The search stops when no sequence can become better than the
 * complete ones, or at `maxLength`. Returns at most `width` sequences, best first; sequences cut off at `maxLength`
 * come after all complete ones. Throws an ArgumentError if an option is out of range, and the same errors as `decode`.
 */
export async function beamSearch<State>(
  step: DecodingStep<State>,
  options: BeamSearchOptions<State>,
): Promise<Hypothesis[]> {
  const kinds = { ...decodingKinds, width: "required number", lengthPenalty: "number" } as const;
  const { state, end, maxLength, width, lengthPenalty = 0 } = readOptions("beamSearch", options, kinds);
  checkStep("beamSearch", step);
  checkOptions(options);
  const finish = ({ tokens, score }: Beam<State>, ended: boolean): Hypothesis => {
    return { tokens, score, ended, normalizedScore: score / divisor(tokens.length, lengthPenalty) };
  };
  let beams: Beam<State>[] = [{ tokens: [], score: 0, state }];
  let ended: Hypothesis[] = [];
  for (let length = 0; length < maxLength && beams.length > 0; length++) {
    const extended = await extend(step, beams, options);
    const isEnd = ({ tokens }: Beam<State>) => tokens.at(-1) === end;
    const found = extended.filter(isEnd).map((beam) => finish(beam, true));
    ended = [...ended, ...found].sort(byRank).slice(0, width);
    beams = extended
      .filter((beam) => !isEnd(beam))
      .sort((a, b) => b.score - a.score)
      .slice(0, width);
    // Scores only decrease, and the penalty is largest at the maximum length, so this is an upper bound.
    const best = (beams[0]?.score ?? -Infinity) / divisor(maxLength, lengthPenalty);
    if (ended.length === width && ended.at(-1)!.normalizedScore >= best) break;
  }
  const cut = beams.map((beam) => finish(beam, false)).sort(byRank);
  return [...ended, ...cut].slice(0, width);
}

/** Extensions of all beams that end or can be among the best. Extensions of probability 0 are omitted. */
async function extend<State>(
  step: DecodingStep<State>,
  beams: readonly Beam<State>[],
  { prefix, end, width, allowed }: BeamSearchOptions<State>,
): Promise<Beam<State>[]> {
  const extended: Beam<State>[] = [];
  for (const { tokens, score, state } of beams) {
    const next = await step([...prefix, ...tokens], state);
    checkPrediction(next);
    const logits = allowedLogits(next.logits, tokens, allowed);
    const logs = logProbabilities(logits);
    const chosen = new Set(largestTokens(logits, width + 1));
    if (end !== undefined && end < logs.length) chosen.add(end);
    for (const token of chosen) {
      if (logs[token] === -Infinity) continue;
      extended.push({ tokens: [...tokens, token], score: score + logs[token]!, state: next.state });
    }
  }
  return extended;
}

const byRank = (a: Hypothesis, b: Hypothesis) => b.normalizedScore - a.normalizedScore;

function divisor(length: number, lengthPenalty: number): number {
  return ((5 + length) / 6) ** lengthPenalty;
}

function checkOptions<State>(options: BeamSearchOptions<State>): void {
  const { width, lengthPenalty = 0 } = options;
  checkDecoding("beamSearch", options);
  checkCounts("beamSearch", { width }, 1);
  if (lengthPenalty >= 0 && lengthPenalty < Infinity) return;
  throw new ArgumentError(`beamSearch was given ${shown(lengthPenalty)} as lengthPenalty`, {
    rule: "It must be finite and at least 0.",
  });
}

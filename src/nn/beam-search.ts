/** Beam search: the likeliest sequences that are found by following the best few at once, on the host. */
import { ArgumentError } from "../base/errors.ts";
import { checkCounts, readOptions, shown } from "../base/options.ts";
import {
  type Decoded,
  type DecodingOptions,
  type DecodingStep,
  checkDecoding,
  checkPrediction,
  checkStep,
  decodingKinds,
} from "./decoding.ts";
import { largestTokens, logProbabilities } from "./logits.ts";

export interface BeamSearchOptions<State> extends DecodingOptions<State> {
  /** How many sequences are followed, and returned. */
  readonly width: number;
  /**
   * The power α of the divisor ((5 + length) / 6)^α of scores, by which sequences are ranked: the larger, the longer (Wu et
   * al., 2016). Default 0: by their probability.
   */
  readonly lengthPenalty?: number;
}

export interface Hypothesis extends Decoded {
  /** The score, divided by what belongs to the length. */
  readonly normalizedScore: number;
}

/** A sequence that goes on. */
interface Beam<State> {
  readonly tokens: readonly number[];
  readonly score: number;
  readonly state: State;
}

/**
 * In each step every sequence is extended by every token. Those that end are results; the best `width` of the others go on,
 * until none of them can become better than the results. Returns at most `width` sequences, the best first; those that the
 * largest length cut off come after all that ended. Throws as `decode` does.
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
    // Scores only fall, and the divisor is largest at the end.
    const best = (beams[0]?.score ?? -Infinity) / divisor(maxLength, lengthPenalty);
    if (ended.length === width && ended.at(-1)!.normalizedScore >= best) break;
  }
  const cut = beams.map((beam) => finish(beam, false)).sort(byRank);
  return [...ended, ...cut].slice(0, width);
}

/** All extensions of all beams that can be among the best or are an end, without those of probability 0. */
async function extend<State>(
  step: DecodingStep<State>,
  beams: readonly Beam<State>[],
  { prefix, end, width }: BeamSearchOptions<State>,
): Promise<Beam<State>[]> {
  const extended: Beam<State>[] = [];
  for (const { tokens, score, state } of beams) {
    const next = await step([...prefix, ...tokens], state);
    checkPrediction(next);
    const logs = logProbabilities(next.logits);
    const chosen = new Set(largestTokens(next.logits, width + 1));
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
  throw new ArgumentError(`beamSearch was given the length penalty ${shown(lengthPenalty)}`, {
    rule: "It is a finite number from 0 on.",
  });
}

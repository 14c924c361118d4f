/** Decoding of single problems on the host: greedy and beam search without repetition, with probabilities. */
import { type Decoded, type DecodingStep, type Tensor, beamSearch, compile, decode, withoutRepetition } from "hebb";
import { answerOf } from "./evaluation.ts";
import { type Encoded, type PointerNetwork, end } from "./model.ts";
import { type Problem, batchOf } from "./tasks.ts";

/** An answer found by beam search. */
export interface Found {
  readonly answer: number[];
  /** Log-probability in nats. */
  readonly score: number;
}

const found = ({ tokens, score }: Decoded): Found => ({ answer: answerOf(tokens), score });

/** Returns a function that answers a problem with `length` inputs by beam search; width 1 is greedy. */
export function beams(model: PointerNetwork, length: number) {
  const { encode, step } = programs(model);
  return async ({ inputs }: Problem, width: number): Promise<Found> => {
    const batch = batchOf([{ inputs, answer: [] }], length);
    const { encoded, start } = encode(batch.inputs, batch.lengths);
    const next: DecodingStep<Tensor> = async (tokens, state) => {
      const { logits, next } = step(Int32Array.of(tokens.at(-1)!), state, encoded);
      return { logits: Float32Array.from(await logits.array()), state: next };
    };
    const options = { prefix: [-1], state: start, end, maxLength: length + 1, allowed: withoutRepetition };
    // A beam of width 1 also considers ending early in every step; greedy decoding ends only where that is most probable.
    if (width === 1) return found(await decode(next, options));
    const [best] = await beamSearch(next, { ...options, width });
    return found(best!);
  };
}

/** Returns the probabilities of all inputs in each step of an answer, `[step][1 + n]`, the end mark first. */
export async function probabilitiesOf(
  model: PointerNetwork,
  { inputs }: Problem,
  answer: readonly number[],
): Promise<number[][]> {
  const { inputs: x, lengths, chosen } = batchOf([{ inputs, answer }], inputs.length);
  const steps = answer.length + 1;
  const read = compile((x: Tensor, lengths: Tensor, chosen: Tensor) => model.forward(x, lengths, chosen).softmax());
  const values = await read(x, lengths, chosen.slice(null, [0, steps])).array();
  const width = inputs.length + 1;
  return Array.from({ length: steps }, (_, step) => Array.from({ length: width }, (_, i) => values[step * width + i]!));
}

function programs(model: PointerNetwork) {
  return {
    encode: compile((inputs: Tensor, lengths: Tensor) => model.encode(inputs, lengths)),
    step: compile((before: Tensor, state: Tensor, encoded: Encoded) => {
      const { logits, next } = model.step(before, state, encoded);
      return { logits: logits.flatten(), next };
    }),
  };
}

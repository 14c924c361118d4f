/** Caption generation: greedy decoding for a batch of pictures in one program, or beam search for a single picture. */
import { type LSTMState, Tensor, beamSearch, compile, full, scan } from "hebb";
import type { Album, Captioned } from "./captions.ts";
import type { Captioner, View } from "./model.ts";

/**
 * Returns the tokens before the end token for each of the pictures [n, 3, 32, 32], at most as many as in the longest
 * training caption.
 */
export async function writeCaptions(model: Captioner, album: Album, pictures: Tensor): Promise<number[][]> {
  const { vocabulary, longest } = album;
  const [start, end] = [vocabulary.token("start"), vocabulary.token("end")];
  const write = compile((given: Tensor) => {
    const view = model.view(given);
    const step = ({ token, state }: { token: Tensor; state: LSTMState }) => {
      const { logits, state: next } = model.decoder.step(token, state, view);
      const chosen = logits.argmax(-1);
      return [{ token: chosen, state: next }, chosen] as const;
    };
    const first = { token: full([given.shape[0]!], start, "i32"), state: model.decoder.start(view) };
    return scan(step, first, null, { length: longest })[1].transpose(0, 1);
  });
  const tokens = await write(pictures).array();
  return Array.from({ length: pictures.shape[0]! }, (_, row) => {
    const own = Array.from(tokens.subarray(row * longest, (row + 1) * longest));
    const last = own.indexOf(end);
    return last < 0 ? own : own.slice(0, last);
  });
}

/** Returns the best caption of each picture of `part` found by beam search of width 3. */
export async function searchCaptions(model: Captioner, album: Album, { pictures }: Captioned): Promise<number[][]> {
  const { vocabulary, longest } = album;
  const [start, end] = [vocabulary.token("start"), vocabulary.token("end")];
  const look = compile((given: Tensor) => {
    const view = model.view(given);
    return { view, state: model.decoder.start(view) };
  });
  const step = compile((token: Tensor, state: LSTMState, view: View) => model.decoder.step(token, state, view));
  const captions: number[][] = [];
  for (const [picture] of pictures.batches(1, { shuffle: false })) {
    const { view, state } = look(picture);
    const predict = async (tokens: readonly number[], before: LSTMState) => {
      const { logits, state: after } = step(Tensor.from([tokens.at(-1)!], [1], "i32"), before, view);
      return { logits: (await logits.array()) as Float32Array, state: after };
    };
    const [best] = await beamSearch(predict, { prefix: [start], state, end, maxLength: longest, width: 3 });
    captions.push(best!.tokens.filter((token) => token !== end));
  }
  return captions;
}

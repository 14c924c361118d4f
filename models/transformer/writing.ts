/** Saved Transformers, and text generation with a cache of keys and values. */
import { type AttentionCache, Tensor, arange, beamSearch, compile, concat, scan, where } from "hebb";
import { type Vocabulary, loadVocabulary } from "hebb/data";
import type { Run } from "../run.ts";
import type { SavedRun, WritingRequest } from "../saved-run.ts";
import { savedSettings } from "../shared/saved.ts";
import { type Drawing, choose, encodePrompt } from "../shared/writing.ts";
import { Transformer, type TransformerOptions } from "./model.ts";

/** Saves a model under `name` together with its vocabulary and its settings. */
export function keepTransformer(run: Run, name: string, model: Transformer, saved: Saved): void {
  run.keep(name, model);
  run.keepText(`${name}-vocabulary.json`, JSON.stringify(saved.vocabulary));
  run.keepText(`${name}-settings.json`, JSON.stringify(saved.settings));
}

interface Saved {
  readonly vocabulary: Vocabulary;
  readonly settings: TransformerOptions;
}

/** Loads a model saved by `keepTransformer`, and its vocabulary. */
export async function loadTransformer(
  saved: SavedRun,
  name: string,
): Promise<{ readonly model: Transformer; readonly vocabulary: Vocabulary }> {
  const settings = await savedSettings<TransformerOptions>(saved, `${name}-settings.json`);
  const file = `${name}-vocabulary.json`;
  const vocabulary = loadVocabulary(await saved.text(file), file);
  return { model: await saved.load(name, new Transformer(settings)), vocabulary };
}

/**
 * Generates text after the prompt and yields it piece by piece. The prompt is read as the beginning of a line. When the
 * context is full, the second half of it is read again as the beginning of the next one. Throws an ArgumentError if the
 * prompt contains a character that is not in the vocabulary.
 */
export async function* writeOn(
  model: Transformer,
  vocabulary: Vocabulary,
  request: WritingRequest,
): AsyncGenerator<string> {
  const { length, strategy } = request;
  const given = await encodePrompt(vocabulary, request);
  const unknown = vocabulary.special.indexOf("unknown");
  if (strategy.kind === "beam") {
    yield vocabulary.decode(await search(model, given, length, strategy.width, unknown));
    return;
  }
  const half = Math.floor(model.context / 2);
  const write = writer(model, strategy, unknown, half);
  let text = [...given];
  for (let written = 0; written < length;) {
    const before = text.slice(-half);
    const tokens = await write(Tensor.from(before, [1, before.length], "i32")).array();
    const added = Array.from(tokens.subarray(0, length - written));
    yield vocabulary.decode(added);
    text = [...before, ...added];
    written += added.length;
  }
}

/** Compiles a program that reads tokens i32 [1, n] and adds `count` tokens, i32 [count]. */
function writer(model: Transformer, strategy: Drawing, unknown: number, count: number) {
  const chosen = (logits: Tensor) => choose(known(logits.slice(null, [-1, null]).squeeze(1), unknown), strategy);
  return compile((before: Tensor) => {
    const { logits, caches } = model.decode(before, model.start(1));
    const first = chosen(logits);
    if (count === 1) return first;
    const step = (state: { token: Tensor; caches: readonly AttentionCache[] }) => {
      const next = model.decode(state.token.unsqueeze(1), state.caches);
      const token = chosen(next.logits);
      return [{ token, caches: next.caches }, token] as const;
    };
    const [, rest] = scan(step, { token: first, caches }, null, { length: count - 1 });
    return concat([first, rest.squeeze(1)]);
  });
}

/** Never chooses the unknown token. */
const known = (logits: Tensor, unknown: number): Tensor =>
  where(arange(logits.shape[1]!).equal(unknown), -Infinity, logits);

/** Searches without a cache: each step reads the last tokens again, padded to one length, so that one program suffices. */
async function search(
  model: Transformer,
  given: Int32Array,
  length: number,
  width: number,
  unknown: number,
): Promise<readonly number[]> {
  const { context } = model;
  const read = compile((tokens: Tensor, last: Tensor) =>
    known(model.forward(tokens).take(last, 1).squeeze(1), unknown),
  );
  const found = await beamSearch(
    async (tokens, state) => {
      const seen = tokens.slice(-context);
      const padded = Int32Array.from({ length: context }, (_, i) => seen[i] ?? 0);
      const last = Tensor.from([seen.length - 1], [1], "i32");
      const logits = await read(Tensor.from(padded, [1, context]), last).array();
      return { logits: Float32Array.from(logits), state };
    },
    { prefix: [...given], state: null, maxLength: length, width },
  );
  return found[0]!.tokens;
}

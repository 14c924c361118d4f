/**
 * Text generation with a recurrent language model: sampling, greedy decoding or beam search. Sampling runs in the
 * compiled program, which adds several tokens per call.
 */
import { ArgumentError, Tensor, arange, beamSearch, compile, random, scan, topK, where } from "hebb";
import type { Vocabulary } from "hebb/data";
import type { LanguageModel, State } from "./language.ts";
import type { WritingRequest } from "../saved-run.ts";

/** Number of tokens added per call. */
const chunk = 64;

/**
 * Generates text after the prompt and yields it piece by piece. The prompt is read as the beginning of a line. Throws
 * an ArgumentError if it contains a character that is not in the vocabulary.
 */
export async function* writeText(
  model: LanguageModel,
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
  const { state, token } = read(model, given);
  const write = writer(model, strategy, unknown);
  let [before, last, written] = [state, token, 0];
  while (written < length) {
    const result = write(last, before);
    const tokens = (await result.tokens.array()).subarray(0, length - written);
    yield vocabulary.decode(tokens);
    [before, last, written] = [result.state, result.token, written + tokens.length];
  }
}

/**
 * Returns the tokens of a prompt at the beginning of a line, one per character after that of the line break. Characters
 * that the vocabulary does not contain are respelled. Throws an ArgumentError if one is unknown all the same.
 */
export async function encodePrompt(
  vocabulary: Vocabulary,
  { prompt, respell }: Pick<WritingRequest, "prompt" | "respell">,
): Promise<Int32Array> {
  const unknown = vocabulary.special.indexOf("unknown");
  const isMissing = (character: string) => vocabulary.encode(character)[0] === unknown;
  const characters = Array.from(prompt);
  if (respell) {
    for (const [i, one] of characters.entries()) if (isMissing(one)) characters[i] = await respell(one);
  }
  const missing = Array.from(prompt).filter((_, i) => isMissing(characters[i]!));
  if (missing.length === 0) return vocabulary.encode(`\n${characters.join("")}`);
  throw new ArgumentError(
    `the model does not know these characters of the prompt: ${[...new Set(missing)].join(" ")}`,
    {
      rule: "A model knows only the characters of its training text.",
      fix: "Remove them, or use the spelling of the training text, such as 風 instead of 风 in old poems.",
    },
  );
}

/** Returns the state before the last token of the prompt, and that token, i32 [1]. */
function read(model: LanguageModel, given: Int32Array): { state: State; token: Tensor } {
  const [known, last] = [given.subarray(0, -1), given.subarray(-1)];
  const token = Tensor.from(last, [1], "i32");
  if (known.length === 0) return { state: model.start(1), token };
  const forward = compile((tokens: Tensor) => model.forward(tokens).state);
  return { state: forward(Tensor.from(known, [1, known.length], "i32")), token };
}

/** Strategies that choose one token at a time. */
export type Drawing = Exclude<WritingRequest["strategy"], { readonly kind: "beam" }>;

/**
 * Compiles a program that adds `chunk` tokens. Each is chosen from the logits that follow the previous token; the
 * unknown token is never chosen.
 */
function writer(model: LanguageModel, strategy: Drawing, unknown: number) {
  return compile((first: Tensor, before: State) => {
    const step = (carry: { token: Tensor; state: State }) => {
      const { logits, state } = model.step(carry.token, carry.state);
      const token = choose(where(arange(logits.shape[1]!).equal(unknown), -Infinity, logits), strategy);
      return [{ token, state }, token] as const;
    };
    const [last, tokens] = scan(step, { token: first, state: before }, null, { length: chunk });
    return { ...last, tokens };
  });
}

/**
 * Chooses one token for each row of logits: the most probable one, or a sample obtained by adding Gumbel noise (Gumbel,
 * 1954).
 */
export function choose(logits: Tensor, strategy: Drawing): Tensor {
  if (strategy.kind === "greedy") return logits.argmax(-1);
  const { temperature, topK: count = Infinity } = strategy;
  const scores = logits.div(temperature);
  const noise = random.uniform(scores.shape).log().neg().log().neg();
  if (count >= logits.shape[1]!) return scores.add(noise).argmax(-1);
  const least = topK(scores, count).values.slice(null, [-1, count]);
  return where(scores.less(least), -Infinity, scores.add(noise)).argmax(-1);
}

async function search(
  model: LanguageModel,
  given: Int32Array,
  length: number,
  width: number,
  unknown: number,
): Promise<readonly number[]> {
  const step = compile((token: Tensor, before: State) => model.step(token, before));
  const { state } = read(model, given);
  const found = await beamSearch<State>(
    async (tokens, before) => {
      const { logits, state } = step(Tensor.from([tokens.at(-1)!], [1], "i32"), before);
      const values = (await logits.array()) as Float32Array;
      if (unknown >= 0) values[unknown] = -Infinity;
      return { logits: values, state };
    },
    { prefix: [...given], state, maxLength: length, width },
  );
  return found[0]!.tokens;
}

/** Look: the attention of every head of one layer while a trained Transformer reads a text, with a mask to choose. */
import { ArgumentError, Tensor, compile } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { headMatrices } from "../../shared/head-matrices.ts";
import { count, number, percent } from "../../quantity.ts";
import { name, paragraph, say, text } from "../../text.ts";
import { loadTransformer } from "../writing.ts";

const inputs = {
  text: { kind: "text", label: text("text to read", "要读的文本"), value: "She was not at all", longest: 30 },
  layer: { kind: "number", label: text("layer", "层"), value: 1, min: 1, max: 16, integer: true },
  hidden: {
    kind: "number",
    label: text("number of first characters to hide", "遮住开头几个字符"),
    value: 0,
    min: 0,
    max: 29,
    integer: true,
  },
} as const satisfies Inputs;

interface HeadsFacts {
  readonly characters: readonly string[];
  readonly layer: number;
  readonly hidden: number;
  /** `weights[head][query][key]` */
  readonly weights: readonly (readonly (readonly number[])[])[];
  /** Most probable next character, and its probability. */
  readonly next: readonly [character: string, probability: number];
}

export const heads = defineLook({
  question: {
    en: "Where does each head look while the Transformer reads a text?",
    zh: "Transformer 读一段文本时，各个头都在看哪里？",
  },
  inputs,

  async view({ text, layer, hidden }, saved): Promise<HeadsFacts> {
    const isChinese = /\p{sc=Han}/u.test(text);
    const { model, vocabulary } = await loadTransformer(await saved(), isChinese ? "poems" : "novels");
    const tokens = vocabulary.encode(text);
    const n = tokens.length;
    if (hidden >= n) {
      throw new ArgumentError(`hidden was given ${hidden} for a text of ${n} characters`, {
        rule: "At least the last character must remain visible.",
      });
    }
    const chosen = Math.min(layer, model.blocks.length);
    const read = compile((x: Tensor, seen: Tensor) => {
      const { weights, logits } = model.inspect(x, seen);
      return { weights: weights[chosen - 1]!, probabilities: logits.softmax() };
    });
    const visible = Tensor.from(Array.from({ length: n }, (_, i) => (i < hidden ? 0 : 1))).cast("bool");
    const result = read(Tensor.from(tokens, [1, n]), visible);
    const values = Array.from(await result.weights.array());
    const probabilities = Array.from(await result.probabilities.array()).slice(-vocabulary.size);
    const best = probabilities.indexOf(Math.max(...probabilities));
    const row = (head: number, i: number) => values.slice((head * n + i) * n, (head * n + i + 1) * n);
    return {
      characters: Array.from(text),
      layer: chosen,
      hidden,
      weights: Array.from({ length: values.length / (n * n) }, (_, head) =>
        Array.from({ length: n }, (_, i) => row(head, i)),
      ),
      next: [vocabulary.decode([best]), probabilities[best]!],
    };
  },

  words({ characters, layer, hidden, weights, next: [character, probability] }) {
    const last = weights.map((rows) => rows.at(-1)!);
    const strongest = last.map((row) => row.indexOf(Math.max(...row)));
    const head = last.reduce((best, row, i) => (Math.max(...row) > Math.max(...last[best]!) ? i : best), 0);
    return paragraph(
      say(
        {
          layer: number(layer),
          head: number(head + 1),
          last: name(visible(characters.at(-1)!)),
          seen: name(visible(characters[strongest[head]!]!)),
          share: percent(last[head]![strongest[head]!]!),
        },
        "In layer {layer}, the most decided head at the last character “{last}” is head {head}, which gives “{seen}” a weight of {share}.",
        "在第 {layer} 层，读到最后一个字符“{last}”时，注意力最集中的是第 {head} 个头，给“{seen}”的权重是 {share}。",
      ),
      say(
        { next: name(visible(character)), share: percent(probability) },
        "The model then finds “{next}” most probable, with {share}.",
        "模型接着认为下一个字符最可能是“{next}”，概率为 {share}。",
      ),
      hidden === 0
        ? undefined
        : say(
            { hidden: count(hidden, "character is", "characters are", "个字符") },
            "The first {hidden} hidden from all heads.",
            "开头 {hidden}对所有的头都遮住了。",
          ),
    );
  },

  figure({ characters, layer, weights }) {
    const names = characters.map((character, i) => `${i + 1} ${visible(character)}`);
    return headMatrices(
      say({ layer: number(layer) }, "Attention weights of layer {layer}", "第 {layer} 层的注意力权重"),
      names,
      weights,
    );
  },
});

const visible = (character: string): string => (character === "\n" ? "↵" : character === " " ? "␣" : character);

/** Look: hidden states and predictions while a trained network reads a text. */
import { Tensor, compile } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { percent } from "../../quantity.ts";
import type { State } from "../../shared/language.ts";
import { loadWriter } from "../../shared/texts.ts";
import { name, paragraph, say, text } from "../../text.ts";

/** Hidden units and candidates that are shown. */
const [shownUnits, shownCandidates] = [24, 8];

const inputs = {
  text: {
    kind: "text",
    label: text("text to read", "要读的文本"),
    value: "She was not at all",
    longest: 60,
  },
} as const satisfies Inputs;

interface StatesFacts {
  readonly characters: readonly string[];
  /** Characters that the model does not know; it reads them as one unknown token. */
  readonly unknown: readonly string[];
  /** State of the hidden units that change most, `states[unit][step]`. */
  readonly states: readonly (readonly number[])[];
  /** Numbers of these units. */
  readonly units: readonly number[];
  /** Probability of the character that follows each one, from the second character on. */
  readonly followed: readonly number[];
  /** Most probable next characters at the end. */
  readonly candidates: readonly (readonly [character: string, probability: number])[];
}

export const states = defineLook({
  question: {
    en: "How does the hidden state change while the network reads, and what does it expect next?",
    zh: "网络逐字往下读，隐状态怎样变化，它觉得下一个字符是什么？",
  },
  inputs,

  async view({ text }, saved): Promise<StatesFacts> {
    const { model, vocabulary } = await loadWriter(await saved(), "novels");
    const step = compile((token: Tensor, before: State) => {
      const { logits, state } = model.step(token, before);
      return { probabilities: logits.softmax(), state };
    });
    const characters = Array.from(text);
    const tokens = vocabulary.encode(text);
    const unknownToken = vocabulary.special.indexOf("unknown");
    let state = model.start(1);
    const rows: Float32Array[] = [];
    const followed: number[] = [];
    let probabilities = new Float32Array();
    for (const [i, token] of tokens.entries()) {
      if (i > 0) followed.push(probabilities[token]!);
      const after = step(Tensor.from([token], [1], "i32"), state);
      state = after.state;
      rows.push(Float32Array.from(await (state[0] as Tensor).array()));
      probabilities = Float32Array.from(await after.probabilities.array());
    }
    const units = mostChanging(rows);
    const order = [...probabilities.keys()].sort((a, b) => probabilities[b]! - probabilities[a]!);
    return {
      characters,
      unknown: [...new Set(characters.filter((_, i) => tokens[i] === unknownToken))],
      states: units.map((unit) => rows.map((row) => row[unit]!)),
      units,
      followed,
      candidates: order
        .slice(0, shownCandidates)
        .map((token) => [vocabulary.decode([token]), probabilities[token]!] as const),
    };
  },

  words({ characters, candidates: [[character, probability] = ["", 0]], unknown }) {
    return paragraph(
      say(
        { text: name(characters.join("")), next: name(visible(character)), share: percent(probability) },
        "After “{text}”, the network finds “{next}” most probable, with {share}.",
        "读完“{text}”，网络认为下一个字符最可能是“{next}”，概率为 {share}。",
      ),
      unknown.length === 0
        ? undefined
        : say(
            { unknown: name(unknown.join(" ")) },
            "It does not know these characters, and reads all of them as the same one: {unknown}.",
            "它不认识这些字符，一律当成同一个未知字符来读：{unknown}。",
          ),
    );
  },

  figure({ characters, states, units, followed, candidates }) {
    return {
      kind: "panels",
      title: text("Reading a text, character by character", "逐字读一段文本"),
      columns: 1,
      panels: [
        {
          kind: "heatmap",
          title: text("Hidden state: the units that change most", "隐状态：变化最大的神经元"),
          rows: { label: text("hidden unit", "隐藏神经元"), names: units.map(String) },
          columns: { label: text("character read", "读到的字符"), names: characters.map(visible) },
          values: states,
          scale: "diverging",
          label: text("activation", "活性值"),
        },
        {
          kind: "chart",
          title: text("Probability of the character that really follows", "实际的下一个字符，网络给了多大概率"),
          x: { label: text("character", "字符") },
          y: { label: text("probability", "概率"), domain: [0, 1] },
          layers: [
            {
              mark: "bars",
              // Categories must differ: characters repeat, positions do not.
              values: followed.map((share, i) => [`${i + 2} ${visible(characters[i + 1]!)}`, share] as const),
            },
          ],
        },
        {
          kind: "chart",
          title: text("Most probable next characters", "最可能的下一个字符"),
          x: { label: text("character", "字符") },
          y: { label: text("probability", "概率"), domain: [0, 1] },
          layers: [{ mark: "bars", values: candidates.map(([one, share]) => [visible(one), share] as const) }],
        },
      ],
    };
  },
});

/** Returns the units with the largest variance over steps, in their order. */
function mostChanging(rows: readonly Float32Array[]): number[] {
  const variance = (unit: number) => {
    const values = rows.map((row) => row[unit]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  const variances = Array.from(rows[0]!, (_, unit) => variance(unit));
  const order = [...variances.keys()].sort((a, b) => variances[b]! - variances[a]!);
  return order.slice(0, shownUnits).sort((a, b) => a - b);
}

const visible = (character: string): string => (character === "\n" ? "↵" : character === " " ? "␣" : character);

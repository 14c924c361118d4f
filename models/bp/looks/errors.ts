/** Look: the error terms that flow back for a digit and a target of the reader's choice. */
import { Tensor, compile } from "hebb";
import type { Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { number, percent } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { say, text } from "../../text.ts";
import { BPNetwork } from "../model.ts";
import { inputs as inputsOf, load, targets } from "../training.ts";

const inputs = {
  digit: {
    kind: "number",
    label: text("number of the test digit, counted from zero", "测试数字的编号，从零数起"),
    value: 0,
    min: 0,
    max: 359,
    integer: true,
  },
  shift: {
    kind: "number",
    label: text("number added to its label: zero for the true target", "给正确标签加上几：零就是正确的目标"),
    value: 0,
    min: 0,
    max: 9,
    integer: true,
  },
} as const satisfies Inputs;

interface Facts {
  /** Pixels from 0 to 255. */
  readonly pixels: readonly number[];
  readonly target: number;
  readonly probabilities: readonly number[];
  /** δ⁽ˡ⁾ of every unit: `[layer][unit]`. */
  readonly deltas: readonly (readonly number[])[];
  /** Norm of the error terms of each layer. */
  readonly norms: readonly number[];
}

export const errors = defineLook({
  question: {
    en: "Which error flows back through a trained network if this digit should be another one?",
    zh: "训练好的网络看一个数字，如果目标换成别的数字，会有怎样的误差往回传？",
  },
  inputs,

  async view({ digit, shift }, saved): Promise<Facts> {
    const files = await saved();
    const { sizes } = await savedSettings<{ sizes: number[] }>(files, "settings.json");
    const model = await files.load("model", new BPNetwork(sizes));
    const { test } = await load();
    const rows = [digit, digit + 1] as const;
    const [images, labels] = [test.field(0).slice(rows), test.field(1).slice(rows)];
    const target = ((await labels.item()) + shift) % 10;
    const found = compile(() => {
      const pass = model.propagate(inputsOf(images));
      const deltas = model.deltas(pass, targets(Tensor.from([target], [1], "u8")));
      return { q: pass.nets.at(-1)!.softmax(), deltas };
    })();
    const deltas = await Promise.all(found.deltas.map(async (delta) => Array.from(await delta.array())));
    return {
      pixels: Array.from(await images.array(), (value) => Math.min(255, 16 * value)),
      target,
      probabilities: Array.from(await found.q.array()),
      deltas,
      norms: deltas.map((layer) => Math.hypot(...layer)),
    };
  },

  words({ target, probabilities, norms }) {
    const found = probabilities.indexOf(Math.max(...probabilities));
    return say(
      {
        found: number(found),
        sure: percent(probabilities[found]!),
        target: number(target),
        last: number(norms.at(-1)!, { digits: 3 }),
        first: number(norms[0]!, { digits: 3 }),
      },
      "The network reads {found} with a probability of {sure}, and the target is {target}. The error term has the norm {last} in the last layer and {first} in the first one.",
      "网络认为是 {found}，概率 {sure}；目标是 {target}。误差项的范数，最后一层是 {last}，传到第一层是 {first}。",
    );
  },

  figure({ pixels, probabilities, deltas }): Panels {
    const widest = Math.max(...deltas.map(({ length }) => length));
    return {
      kind: "panels",
      title: text("Error terms of one digit", "一个数字的误差项"),
      columns: 3,
      panels: [
        {
          kind: "pictures",
          title: text("Input", "输入"),
          width: 8,
          height: 8,
          columns: 1,
          images: [{ pixels }],
          scale: "gray",
        },
        {
          kind: "chart",
          title: text("Prediction", "预测"),
          x: { label: text("digit", "数字") },
          y: { label: text("probability", "概率"), domain: [0, 1] },
          layers: [{ mark: "bars", values: probabilities.map((value, c) => [String(c), value] as const) }],
        },
        {
          kind: "heatmap",
          title: text("Error terms, back from the last layer", "误差项，从最后一层往回"),
          rows: { label: text("layer", "层"), names: deltas.map((_, l) => String(l + 1)).toReversed() },
          columns: { label: text("unit", "单元") },
          values: deltas.map((layer) => Array.from({ length: widest }, (_, i) => layer[i] ?? NaN)).toReversed(),
          scale: "diverging",
          label: text("error term δ", "误差项 δ"),
        },
      ],
    };
  },
});

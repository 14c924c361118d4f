/** Look: the parities that trained recurrences give for bits of the reader's choice, and the size of their states. */
import { ArgumentError, Tensor, compile } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { enumeration, say, text } from "../../text.ts";
import { type Kind, Reader, kinds } from "../model.ts";
import { nameOfNetwork } from "../names.ts";
import { tasks } from "../tasks.ts";

const inputs = {
  bits: {
    kind: "text",
    label: text("bits to read", "要读的二进制位"),
    value: "10110011100010110111010010110011",
    longest: 64,
  },
} as const satisfies Inputs;

interface BitsFacts {
  readonly bits: readonly number[];
  /** Parity of the bits so far, after each one. */
  readonly parities: readonly number[];
  readonly readers: readonly {
    readonly kind: Kind;
    /** Parity that the network gives after each bit. */
    readonly answers: readonly number[];
    readonly norms: readonly number[];
  }[];
}

export const bits = defineLook({
  question: {
    en: "Which recurrences keep the parity of these bits, and how large do their states become?",
    zh: "读这串二进制位，哪些循环一直说得对奇偶，状态又会变得多大？",
  },
  inputs,

  async view({ bits: typed }, saved): Promise<BitsFacts> {
    const read = parsed(typed);
    const files = await saved();
    const { hidden } = await savedSettings<{ readonly hidden: number }>(files, "settings.json");
    const x = tasks.parity.encode(Tensor.from(Uint8Array.from(read), [1, read.length]));
    const readers = [];
    for (const kind of kinds) {
      const model = await files.load(
        `parity_${kind.toLowerCase()}`,
        new Reader(kind, { inputs: 2, outputs: 2, hidden }),
      );
      const { answers, norms } = compile((input: Tensor) => ({
        answers: model.forward(input).argmax(-1).squeeze(0),
        norms: model.states(input).norm(-1).squeeze(0),
      }))(x);
      readers.push({ kind, answers: [...(await answers.array())], norms: [...(await norms.array())] });
    }
    let parity = 0;
    return { bits: read, parities: read.map((bit) => (parity ^= bit)), readers };
  },

  words({ parities, readers }) {
    const right = readers.map(({ kind, answers }) =>
      say(
        {
          network: nameOfNetwork(kind),
          right: number(answers.filter((answer, t) => answer === parities[t]).length),
        },
        "{network} {right}",
        "{network} 对 {right} 个",
      ),
    );
    return say(
      { bits: count(parities.length, "bit", "bits", "位"), right: enumeration(right) },
      "Parities given correctly after each of {bits}: {right}.",
      "读 {bits}，每读一位说一次奇偶：{right}。",
    );
  },

  figure({ bits: read, parities, readers }) {
    return {
      kind: "panels",
      title: text("Parity of the bits so far", "到目前为止的奇偶"),
      columns: 1,
      panels: [
        {
          kind: "heatmap",
          title: text("Parity after each bit", "每读一位之后的奇偶"),
          rows: {
            label: text("recurrence", "循环"),
            names: [text("correct", "正确答案"), ...readers.map(({ kind }) => nameOfNetwork(kind))],
          },
          columns: { label: text("bit read", "读到的位"), names: read.map(String) },
          values: [parities, ...readers.map(({ answers }) => answers)],
          scale: "categories",
          label: text("parity", "奇偶"),
        },
        {
          kind: "chart",
          title: text("Size of the state", "状态的大小"),
          x: { label: text("bits read", "读入的位数") },
          y: { label: text("norm", "范数"), scale: "log" },
          layers: readers.map(({ kind, norms }) => ({
            mark: "line",
            name: nameOfNetwork(kind),
            points: norms.map((norm, t) => [t + 1, norm] as const),
          })),
        },
      ],
    };
  },
});

function parsed(typed: string): number[] {
  const found = Array.from(typed.replace(/\s/g, ""));
  if (found.length > 0 && found.every((bit) => bit === "0" || bit === "1")) return found.map(Number);
  throw new ArgumentError(`bits was given "${typed}"`, {
    rule: "It must be zeros and ones, such as 10110; spaces are ignored.",
  });
}

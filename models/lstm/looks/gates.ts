/** Look: a text of the reader's choice colored by the gates of one cell, beside the diagram of the cell. */
import { ArgumentError } from "hebb";
import type { Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { number } from "../../quantity.ts";
import { coloredText } from "../../shared/colored-text.ts";
import { lstmCell } from "../../shared/structures/lstm.ts";
import { withValues } from "../../shared/structures/values.ts";
import { loadWriter } from "../../shared/texts.ts";
import { type Text, name, paragraph, say, text } from "../../text.ts";
import type { CellCourse } from "../facts.ts";
import { courseOf, drawn, liveliest, observeCells, relative } from "../observing.ts";

const longest = 120;

const inputs = {
  text: { kind: "text", label: text("text to read", "要读的文本"), value: "It was a truth universally known", longest },
  cell: {
    kind: "number",
    label: text("rank of the cell; the first changes most", "看第几个记忆单元，变化最大的排第一"),
    value: 1,
    min: 1,
    max: 1024,
    integer: true,
  },
  character: {
    kind: "number",
    label: text(
      "number of the character whose gates the diagram shows; zero for the last",
      "结构图画第几个字符处的门，零表示最后一个",
    ),
    value: 0,
    min: 0,
    max: longest,
    integer: true,
  },
} as const satisfies Inputs;

interface GatesFacts {
  readonly characters: readonly string[];
  /** Characters that the model does not know; it reads them as one unknown token. */
  readonly unknown: readonly string[];
  readonly course: CellCourse;
  /** Candidate states of the cell. */
  readonly candidate: readonly number[];
  /** Index of the character that the diagram shows. */
  readonly at: number;
}

export const gatesLook = defineLook({
  question: {
    en: "How open are the gates of a cell at each character of a text?",
    zh: "读每个字符时，一个记忆单元的三个门各开多大？",
  },
  inputs,

  async view({ text, cell, character }, saved): Promise<GatesFacts> {
    const characters = Array.from(text);
    if (character > characters.length) {
      throw new ArgumentError(`character was given ${character}, but the text has ${characters.length} characters`, {
        rule: "It must be the number of a character of the text, or 0 for the last one.",
      });
    }
    const { model, vocabulary } = await loadWriter(await saved(), /\p{sc=Han}/u.test(text) ? "poems" : "novels");
    const unknownToken = vocabulary.special.indexOf("unknown");
    // The text begins a line, as in training.
    const tokens = vocabulary.encode(`\n${text}`);
    const seen = await observeCells(model, tokens);
    const unit = liveliest(seen, 1)[cell - 1];
    if (unit === undefined) {
      throw new ArgumentError(`cell was given ${cell}, but the model has ${seen.cell.length} cells`);
    }
    return {
      characters: characters.map(drawn),
      unknown: [...new Set(characters.filter((_, i) => tokens[i + 1] === unknownToken))],
      course: courseOf(seen, unit, 1),
      candidate: [...seen.candidate[unit]!.subarray(1)],
      at: (character === 0 ? characters.length : character) - 1,
    };
  },

  words({ characters, unknown, course, at }) {
    const values = {
      unit: number(course.unit),
      character: visible(characters[at]!),
      forget: number(course.forget[at]!, { digits: 2 }),
      input: number(course.input[at]!, { digits: 2 }),
      output: number(course.output[at]!, { digits: 2 }),
    };
    return paragraph(
      say(
        values,
        "At {character}, the forget gate of cell {unit} is {forget} open, its input gate {input}, and its output gate {output}.",
        "读到{character}，记忆单元 {unit} 的遗忘门打开 {forget}，输入门 {input}，输出门 {output}。",
      ),
      unknown.length === 0
        ? undefined
        : say(
            { unknown: name(unknown.join(" ")) },
            "The model does not know these characters, and reads all of them as the same one: {unknown}.",
            "模型不认识这些字符，一律当成同一个未知字符来读：{unknown}。",
          ),
    );
  },

  figure: figureOf,
});

const visible = (character: string): Text =>
  character === " "
    ? text("a space", "空格")
    : character === "↵"
      ? text("a line break", "换行")
      : name(`“${character}”`);

function figureOf({ characters, course, candidate, at }: GatesFacts): Panels {
  const { unit, cell, forget, input, output } = course;
  const scale = { label: text("value", "取值"), colors: "diverging", domain: [-1, 1] } as const;
  return {
    kind: "panels",
    title: say({ unit: number(unit) }, "Cell {unit} while it reads a text", "读一段文字时的记忆单元 {unit}"),
    columns: 2,
    panels: [
      coloredText({
        title: text("The text, colored by the cell and by its gates", "用记忆单元和三个门的值给文字上色"),
        description: text(
          "The same text four times; each character has the color of the cell's value, or of one of its gates.",
          "同一段文字画四遍；每个字符的颜色是记忆单元的值，或者其中一个门的值。",
        ),
        characters,
        columns: 22,
        series: [
          {
            label: text("value c, relative to its largest magnitude", "值 c 与它最大绝对值之比"),
            values: relative(cell),
          },
          { label: text("forget gate", "遗忘门"), values: forget },
          { label: text("input gate", "输入门"), values: input },
          { label: text("output gate", "输出门"), values: output },
        ],
        scale,
      }),
      {
        ...withValues(
          lstmCell(),
          { forget: forget[at]!, enter: input[at]!, candidate: candidate[at]!, emit: output[at]! },
          scale,
        ),
        title: say({ character: visible(characters[at]!) }, "The cell at {character}", "读到{character}时的记忆单元"),
        notes: [],
      },
    ],
  };
}

/** Gates and cells while a language model reads a held-out text. */
import type { Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { coloredText } from "../../shared/colored-text.ts";
import { correlation, mean } from "../../shared/statistics.ts";
import { type CharacterText, novels, trainOnText } from "../../shared/texts.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, say, text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { ReadingFacts } from "../facts.ts";
import { gates } from "../model.ts";
import { gateNames } from "../names.ts";
import { type Observed, courseOf, drawn, liveliest, observeCells, relative } from "../observing.ts";
import { readingWords } from "../words.ts";
import { number } from "../../quantity.ts";

/** Number of characters that are drawn, and of cells. */
const [shown, drawnCells] = [102, 4];
/** Correlation with the position in the line at which a cell follows it. */
const following = 0.5;

export const readingExperiment = defineExperiment<ReadingFacts>({
  question: {
    en: "What do the gates and the cells do while the network reads a text?",
    zh: "网络读一段文字时，门和记忆单元在做什么？",
  },
  seeds: 3,

  async measure(run) {
    const [read, hidden] = run.quick ? [4000, 64] : [20_000, 128];
    const text = await novels({ cut: true });
    const examples: ReadingFacts["example"][] = [];
    const measured = await run.overSeeds(async (one) => {
      const model = await trainReader(one, text, hidden);
      const tokens = text.validation.subarray(0, read);
      const seen = await observeCells(model, tokens);
      const found = readingOf(seen, tokens, text);
      if (examples.length === 0) examples.push(exampleOf(seen, tokens, text, found.unit));
      return found;
    });
    const over = (value: (one: Reading) => number) => summarize(measured.map(value), run.seeds);
    const line = over((one) => one.line);
    const [spaces, elsewhere] = [over((one) => one.spaces), over((one) => one.elsewhere)];
    return {
      read,
      hidden,
      open: {
        forget: over(({ open }) => open[0]!),
        input: over(({ open }) => open[1]!),
        output: over(({ open }) => open[2]!),
      },
      spaces,
      elsewhere,
      forgetting: distinguishable(spaces, elsewhere),
      lasting: over((one) => one.lasting),
      line,
      follows: reaches(line, { op: ">=", value: following }),
      example: examples[0]!,
    };
  },

  words: readingWords,

  table: ({ open, spaces, elsewhere, lasting, line }) => ({
    columns: [text("measurement", "测量"), { name: text("value", "值"), digits: 3 }],
    rows: [
      ...gates.map((gate) => [say({ gate: gateNames(gate) }, "mean of the {gate}", "{gate}的平均值"), open[gate]]),
      [text("forget gate at spaces", "遗忘门：空格处"), spaces],
      [text("forget gate at other characters", "遗忘门：其他字符处"), elsewhere],
      [text("fraction of cells that keep a value", "能保留一个值的记忆单元的比例"), lasting],
      [text("correlation with the position in the line", "与行内位置的相关系数"), line],
    ],
  }),

  figure: figureOf,
});

async function trainReader(run: Run, read: CharacterText, hidden: number) {
  const { model } = await trainOnText(run, "novels", read, {
    model: { cell: "LSTM", embedding: 32, hidden },
    batchSize: 32,
    length: 64,
    steps: run.quick ? 80 : 1500,
    learningRate: 5e-3,
  });
  return model;
}

interface Reading {
  /** Means of the gates, in the order of `gates`. */
  readonly open: readonly number[];
  readonly spaces: number;
  readonly elsewhere: number;
  readonly lasting: number;
  readonly line: number;
  /** The cell that follows the line. */
  readonly unit: number;
}

function readingOf(seen: Observed, tokens: Int32Array, { vocabulary }: CharacterText): Reading {
  const [space, end] = [" ", "\n"].map((character) => vocabulary.encode(character)[0]!);
  const over = (chosen: (token: number) => boolean) =>
    mean(seen.forget.map((values) => mean([...values].filter((_, t) => chosen(tokens[t]!)))));
  const keep = seen.forget.filter((values) => timeConstant(values) > 10);
  return {
    open: gates.map((gate) => mean(seen[gate].map((values) => mean([...values])))),
    spaces: over((token) => token === space),
    elsewhere: over((token) => token !== space),
    lasting: keep.length / seen.forget.length,
    ...lineCell(seen, tokens, end!),
  };
}

/** Returns the number of steps after which 1/e of a value is left, from the mean logarithm of the forget gate. */
function timeConstant(forget: Float32Array): number {
  return -1 / mean(Array.from(forget, (value) => Math.log(Math.min(Math.max(value, 1e-6), 1 - 1e-6))));
}

/**
 * Chooses the cell whose value correlates most with the position in the line in the first half of the text, with either
 * sign (after Karpathy et al., 2015). Measures its correlation in the second half.
 */
function lineCell(seen: Observed, tokens: Int32Array, end: number): { unit: number; line: number } {
  let column = 0;
  const position = Array.from(tokens, (token) => (column = token === end ? 0 : column + 1));
  const half = Math.floor(tokens.length / 2);
  const of = (values: Float32Array, from: number, to: number) =>
    correlation([...values.subarray(from, to)], position.slice(from, to));
  const first = seen.cell.map((values) => of(values, 0, half));
  const unit = first.reduce((best, value, i) => (Math.abs(value) > Math.abs(first[best]!) ? i : best), 0);
  return { unit, line: Math.sign(first[unit]!) * of(seen.cell[unit]!, half, tokens.length) };
}

function exampleOf(
  seen: Observed,
  tokens: Int32Array,
  { vocabulary }: CharacterText,
  line: number,
): ReadingFacts["example"] {
  const part = Object.fromEntries(
    Object.entries(seen).map(([key, rows]) => [key, rows.map((values: Float32Array) => values.subarray(0, shown))]),
  ) as unknown as Observed;
  const cells = [line, ...liveliest(part).filter((unit) => unit !== line)].slice(0, drawnCells);
  return {
    characters: Array.from(tokens.subarray(0, shown), (token) => drawn(vocabulary.decode([token]))),
    cells: cells.map((unit) => courseOf(part, unit)),
  };
}

const relativeLabel = text("value c, relative to its largest magnitude", "值 c 与它最大绝对值之比");

const cellLabel = (unit: number, follows: boolean): Text =>
  follows
    ? say(
        { unit: number(unit) },
        "cell {unit}, the closest to the position in the line",
        "记忆单元 {unit}，与行内位置最相关",
      )
    : say({ unit: number(unit) }, "cell {unit}", "记忆单元 {unit}");

function figureOf({ example: { characters, cells } }: ReadingFacts): Panels {
  const [line] = cells;
  return {
    kind: "panels",
    title: text("A text, colored by cells and by gates", "用记忆单元和门的值给文字上色"),
    columns: 1,
    panels: [
      coloredText({
        title: text("Values of four cells", "四个记忆单元的值"),
        description: text(
          "The same text once for each cell; each character has the color of the cell's value after reading it.",
          "同一段文字，每个记忆单元画一遍；每个字符的颜色是读完它之后记忆单元的值。",
        ),
        characters,
        series: cells.map(({ unit, cell }, i) => ({ label: cellLabel(unit, i === 0), values: relative(cell) })),
        scale: { label: relativeLabel, colors: "diverging", domain: [-1, 1] },
      }),
      coloredText({
        title: say({ unit: number(line!.unit) }, "Gates of cell {unit}", "记忆单元 {unit} 的三个门"),
        description: text(
          "The same text once for each gate; each character has the color of the gate's value at it.",
          "同一段文字，每个门画一遍；每个字符的颜色是读它时门的值。",
        ),
        characters,
        series: gates.map((gate) => ({ label: gateNames(gate), values: line![gate] })),
        scale: { label: text("value of the gate", "门的取值"), colors: "sequential", domain: [0, 1] },
      }),
    ],
  };
}

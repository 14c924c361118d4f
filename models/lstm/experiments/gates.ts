/** Gates while reading a text, and the memory without them. */
import { Tensor, compile, observe } from "hebb";
import type { Heatmap, Panels } from "../../figure.ts";
import type { LanguageModel } from "../../shared/language.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type CharacterText, novels, trainOnText } from "../../shared/texts.ts";
import { correlation, mean } from "../../shared/statistics.ts";

/** Numbers of characters of held-out text: to draw, and to search for a counting cell. */
const [shown, searched] = [90, 20_000];
/** Number of drawn units: those whose values change most. */
const drawn = 12;

const gates = { forgetGate: "forget gate f", inputGate: "input gate i", outputGate: "output gate o" } as const;

export const gatesExperiment: EnglishExperiment = {
  question: { en: "What are the three gates of an LSTM for?", zh: "LSTM 的三个门有什么用？" },

  async measure(run: Run): Promise<Finding> {
    const steps = run.quick ? 80 : 3000;
    const hidden = run.quick ? 64 : 128;
    const text = await novels({ cut: true });
    const { model } = await trainOnText(run, "novels", text, {
      model: { cell: "LSTM", embedding: 32, hidden },
      batchSize: 32,
      length: 64,
      steps,
      learningRate: 5e-3,
    });
    const { vocabulary } = text;
    const tokens = text.validation.subarray(0, shown);
    const characters = Array.from(tokens, (token) => vocabulary.label(token).replace(" ", "␣").replace("\n", "⏎"));
    const seen = await look(model, tokens);
    const rows = Object.entries(gates).map(([key, name]) => [name, ...openness(seen[key]!)] as const);
    const forget = openAt(seen["forgetGate"]!, characters);
    const kept = seen["forgetGate"]!.filter((unit) => timeConstant(unit) > 10).length;
    const line = await followsLine(model, text);
    return {
      answer:
        `Gates decide, unit by unit and character by character, what is kept, taken in and shown. Over a passage the forget gates are on average ${rows[0]![1].toFixed(2)} open, and ` +
        `${(100 * rows[0]![2]).toFixed(0)} % of the time above 0.9: ${kept} of ${hidden} cells keep what they hold for more than ten characters. At spaces they are ${forget.spaces.toFixed(2)} open, ` +
        `elsewhere ${forget.elsewhere.toFixed(2)}: ${forget.spaces < forget.elsewhere ? "more is forgotten at the end of a word" : "the end of a word is no place to forget"}. ` +
        (Math.abs(line.correlation) < 0.3
          ? "No cell follows the line; the one that comes nearest is "
          : "A cell follows the line without having been told to: ") +
        `cell ${line.unit}, whose value has a correlation of ${line.correlation.toFixed(2)} with the position in the line over ${searched} held-out characters, and whose forget gate is ` +
        `${line.ends.toFixed(2)} open at the ends of lines, ${line.others.toFixed(2)} elsewhere.`,
      table: { columns: ["gate", "mean", "share above 0.9", "share below 0.1"], rows },
      figure: figureOf(seen, characters, line.unit),
    };
  },
};

/** Returns the values of each unit over time, `values[unit][t]`, by the names of `observe`. */
async function look(model: LanguageModel, tokens: Int32Array): Promise<Record<string, number[][]>> {
  const names = [...Object.keys(gates), "states.cell"];
  const values = compile((input: Tensor) => {
    const [, seen] = observe(() => model.forward(input));
    return names.map((name) => seen[`recurrent.${name}`]!.squeeze(1).transpose());
  })(Tensor.from(tokens, [1, tokens.length], "i32"));
  const arrays = await Promise.all(values.map((value) => value.array()));
  const rowsOf = (array: ArrayLike<number>) =>
    Array.from({ length: array.length / tokens.length }, (_, unit) =>
      Array.from({ length: tokens.length }, (_unused, t) => array[unit * tokens.length + t]!),
    );
  return Object.fromEntries(names.map((name, i) => [name, rowsOf(arrays[i]!)]));
}

/** Returns the mean openness of a gate at spaces and at other characters. */
function openAt(gate: readonly (readonly number[])[], characters: readonly string[]) {
  const over = (chosen: (character: string) => boolean) =>
    mean(gate.flatMap((unit) => unit.filter((_, t) => chosen(characters[t]!))));
  return { spaces: over((character) => character === "␣"), elsewhere: over((character) => character !== "␣") };
}

/**
 * Returns the cell whose value correlates most, with either sign, with the position in the line (after Karpathy et al.,
 * 2015).
 */
async function followsLine(model: LanguageModel, { vocabulary, validation }: CharacterText) {
  const tokens = validation.subarray(0, searched);
  const seen = await look(model, tokens);
  const [end] = vocabulary.encode("\n");
  let column = 0;
  const position = Array.from(tokens, (token) => (column = token === end ? 0 : column + 1));
  const correlations = seen["states.cell"]!.map((unit) => correlation(unit, position));
  const unit = correlations.reduce((best, value, i) => (Math.abs(value) > Math.abs(correlations[best]!) ? i : best), 0);
  const forget = (atEnds: boolean) => mean(seen["forgetGate"]![unit]!.filter((_, t) => (tokens[t] === end) === atEnds));
  return { unit, correlation: correlations[unit]!, ends: forget(true), others: forget(false) };
}

/** Returns the mean of a gate over units and time steps, and the fractions of values above 0.9 and below 0.1. */
function openness(values: readonly (readonly number[])[]): [mean: number, open: number, closed: number] {
  const all = values.flat();
  const share = (test: (value: number) => boolean) => all.filter(test).length / all.length;
  return [mean(all), share((value) => value > 0.9), share((value) => value < 0.1)];
}

/**
 * Returns the number of steps after which a cell has 1/e of its value left, from the mean logarithm of its forget gate.
 */
function timeConstant(forget: readonly number[]): number {
  return -1 / mean(forget.map((value) => Math.log(Math.max(value, 1e-6))));
}

function figureOf(
  seen: Readonly<Record<string, readonly (readonly number[])[]>>,
  characters: readonly string[],
  counting: number,
): Panels {
  const cells = seen["states.cell"]!;
  const rangeOf = (unit: readonly number[]) => Math.max(...unit) - Math.min(...unit);
  const lively = [...cells.keys()].sort((a, b) => rangeOf(cells[b]!) - rangeOf(cells[a]!));
  const chosen = [counting, ...lively.filter((unit) => unit !== counting)].slice(0, drawn);
  const panel = (name: string, title: string, scale: Heatmap["scale"]): Heatmap => ({
    kind: "heatmap",
    title,
    rows: { label: "unit", names: chosen.map(String) },
    columns: { label: "character", names: characters },
    values: chosen.map((unit) => seen[name]![unit]!),
    ...(scale && { scale }),
  });
  return {
    kind: "panels",
    title: `Gates and cells over a passage: the cell that follows the line, and those that change most`,
    columns: 1,
    panels: [
      panel("states.cell", "cell C", "diverging"),
      ...Object.entries(gates).map(([name, title]) => panel(name, title, "sequential")),
    ],
  };
}

/** What gates do while a text is read, and what becomes of the memory without them. */
import { Tensor, compile, observe } from "hebb";
import type { Heatmap, Panels } from "../../figure.ts";
import type { LanguageModel } from "../../language.ts";
import type { Run } from "../../run.ts";
import type { Experiment, Finding } from "../../system.ts";
import { novels, trainOnText } from "../../texts.ts";

const sentence = "“I am half agony, half hope,” said he; and she believed him.";
/** Units that are drawn: those whose value changes most. */
const drawn = 12;

const gates = { forgetGate: "forget gate f", inputGate: "input gate i", outputGate: "output gate o" } as const;

export const gatesExperiment: Experiment = {
  question: "What are gates for?",

  async measure(run: Run): Promise<Finding> {
    const steps = run.quick ? 80 : 3000;
    const hidden = run.quick ? 64 : 128;
    const text = await novels({ cut: true });
    const { model } = await trainOnText(run, "novels", text, {
      model: { cell: "LSTM", embedding: 32, hidden },
      batch: 32,
      length: 64,
      steps,
      rate: 5e-3,
    });
    const { vocabulary } = text;
    const tokens = vocabulary.encode(sentence);
    const characters = Array.from(tokens, (token) => vocabulary.label(token).replace(" ", "␣"));
    const seen = await look(model, tokens);
    const rows = Object.entries(gates).map(([key, name]) => [name, ...openness(seen[key]!)] as const);
    const atSpace = [...characters.keys()].filter((t) => characters[t] === "␣");
    const elsewhere = [...characters.keys()].filter((t) => characters[t] !== "␣");
    const forget = (times: readonly number[]) =>
      mean(times.flatMap((t) => seen["forgetGate"]!.map((unit) => unit[t]!)));
    const kept = seen["forgetGate"]!.filter((unit) => timeConstant(unit) > 10).length;
    return {
      answer:
        `Gates decide, unit by unit and character by character, what is kept, taken in and shown. Over a sentence the forget gates are on average ${rows[0]![1].toFixed(2)} open, and ` +
        `${(100 * rows[0]![2]).toFixed(0)} % of the time above 0.9: ${kept} of ${hidden} cells keep what they hold for more than ten characters. At spaces they are ${forget(atSpace).toFixed(2)} open, ` +
        `elsewhere ${forget(elsewhere).toFixed(2)}: the end of a word is where much may be forgotten.`,
      table: { columns: ["gate", "mean", "share above 0.9", "share below 0.1"], rows },
      figure: figureOf(seen, characters),
    };
  },
};

/** Values of each unit over time, `values[unit][t]`, by the names of `observe`. */
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

/** The mean of a gate over units and times, and how often it is as good as open or closed. */
function openness(values: readonly (readonly number[])[]): [mean: number, open: number, closed: number] {
  const all = values.flat();
  const share = (test: (value: number) => boolean) => all.filter(test).length / all.length;
  return [mean(all), share((value) => value > 0.9), share((value) => value < 0.1)];
}

/** Steps after which a cell has 1/e of its value left, by the mean logarithm of its forget gate. */
function timeConstant(forget: readonly number[]): number {
  return -1 / mean(forget.map((value) => Math.log(Math.max(value, 1e-6))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function figureOf(
  seen: Readonly<Record<string, readonly (readonly number[])[]>>,
  characters: readonly string[],
): Panels {
  const cells = seen["states.cell"]!;
  const spread = (unit: readonly number[]) => Math.max(...unit) - Math.min(...unit);
  const chosen = [...cells.keys()].sort((a, b) => spread(cells[b]!) - spread(cells[a]!)).slice(0, drawn);
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
    title: `Gates and cells over a sentence: the ${drawn} cells that change most`,
    columns: 1,
    panels: [
      panel("states.cell", "cell C", "diverging"),
      ...Object.entries(gates).map(([name, title]) => panel(name, title, "sequential")),
    ],
  };
}

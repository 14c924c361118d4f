/** Gates and cells of a trained language model at each character of a text. */
import { Tensor, compile, observe } from "hebb";
import type { LanguageModel } from "../shared/language.ts";
import type { CellCourse } from "./facts.ts";

const names = {
  forget: "forgetGate",
  input: "inputGate",
  output: "outputGate",
  candidate: "candidate",
  cell: "states.cell",
} as const;

/** Values by cell and character, `values[cell][t]`. */
export type Observed = Readonly<Record<keyof typeof names, readonly Float32Array[]>>;

/** Returns the gates, the candidates and the values c of all cells while the model reads the tokens. */
export async function observeCells(model: LanguageModel, tokens: Int32Array): Promise<Observed> {
  const read = compile((input: Tensor) => {
    const [, seen] = observe(() => model.forward(input));
    return Object.values(names).map((name) => seen[`recurrent.${name}`]!.squeeze(1).transpose());
  });
  const found = await Promise.all(read(Tensor.from(tokens, [1, tokens.length], "i32")).map((values) => values.array()));
  const rowsOf = (values: ArrayLike<number>) => {
    const all = Float32Array.from(values);
    return Array.from({ length: all.length / tokens.length }, (_, cell) =>
      all.subarray(cell * tokens.length, (cell + 1) * tokens.length),
    );
  };
  return Object.fromEntries(Object.keys(names).map((key, i) => [key, rowsOf(found[i]!)])) as unknown as Observed;
}

/** Returns the course of one cell over the characters from `start`. */
export function courseOf(seen: Observed, unit: number, start = 0): CellCourse {
  const of = (key: keyof Observed) => [...seen[key][unit]!.subarray(start)];
  return { unit, cell: of("cell"), forget: of("forget"), input: of("input"), output: of("output") };
}

/** Returns the numbers of the cells, first those whose tanh(c) changes most from the character `start` on. */
export function liveliest(seen: Observed, start = 0): number[] {
  const ranges = seen.cell.map((values) => {
    const shown = values.subarray(start).map(Math.tanh);
    return Math.max(...shown) - Math.min(...shown);
  });
  return [...ranges.keys()].sort((a, b) => ranges[b]! - ranges[a]!);
}

/** Returns the values of a cell divided by the largest magnitude, so that cells of any size can be drawn in one scale. */
export function relative(values: readonly number[]): number[] {
  const largest = Math.max(...values.map(Math.abs)) || 1;
  return values.map((value) => value / largest);
}

/** Returns a character as it is drawn: spaces are empty cells. */
export const drawn = (character: string): string => (character === "\n" ? "↵" : character);

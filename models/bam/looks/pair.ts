/** Look: a damaged letter, the digit that it recalls, and the letter that the digit recalls in turn. */
import { ArgumentError, random } from "hebb";
import type { Chart, Panels, Pictures, Point } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number } from "../../quantity.ts";
import * as input from "../../shared/inputs.ts";
import { cases, name, paragraph, say, text } from "../../text.ts";
import { letterRows, letterSize, letters } from "../letters.ts";
import { hebb, settle } from "../model.ts";
import { digitRows, grays, side } from "../patterns.ts";

const pixels = letterSize.width * letterSize.height;

const inputs = {
  letter: { kind: "text", label: text("letter from A to J", "字母，从 A 到 J"), value: "B", longest: 1 },
  pairs: { kind: "number", label: text("stored pairs", "所存对数"), value: 2, min: 1, max: 10, integer: true },
  rows: { kind: "number", label: text("known rows", "已知的行数"), value: 4, min: 0, max: 7, integer: true },
  flipped: { kind: "number", label: text("flipped pixels", "翻转的像素数"), value: 1, min: 0, max: 35, integer: true },
  seed: input.seed,
} as const satisfies Inputs;

interface PairFacts {
  readonly letter: string;
  /** Position of the letter, which is the digit stored with it. */
  readonly digit: number;
  /** States of letters: stored, shown, and after each sweep. */
  readonly letters: readonly (readonly number[])[];
  /** States of digits: stored, and after each sweep. */
  readonly digits: readonly (readonly number[])[];
  readonly energies: readonly number[];
  /** Stored digit at the end. Null for a state that was never stored. */
  readonly end: number | null;
}

export const pairLook = defineLook({
  question: { en: "Which digit does a damaged letter recall?", zh: "损坏的字母会想起哪个数字？" },
  inputs,

  async view({ letter, pairs, rows, flipped, seed }): Promise<PairFacts> {
    random.seed(seed);
    const position = letters.indexOf(letter.toUpperCase());
    if (position < 0 || position >= pairs) {
      throw new ArgumentError(`letter was given "${letter}"`, {
        rule: `The stored letters are ${letters.slice(0, pairs).join(", ")}.`,
      });
    }
    const [xs, ys] = [letterRows(pairs), await digitRows(pairs)];
    const cue = await damage(xs[position]!, rows, flipped);
    const way = settle(hebb(xs, ys), cue);
    // After the start, every second state is the end of a sweep.
    const ends = way.filter((_, i) => i > 0 && i % 2 === 0);
    const last = ends.at(-1)!.y;
    const end = ys.findIndex((y) => y.every((value, j) => value === last[j]));
    return {
      letter: letters[position]!,
      digit: position,
      letters: [xs[position]!, cue, ...ends.map(({ x }) => x)],
      digits: [ys[position]!, ...ends.map(({ y }) => y)],
      energies: way.map(({ energy }) => energy),
      end: end < 0 ? null : end,
    };
  },

  words({ letter, digit, end, digits }) {
    const slots = { letter: name(letter), digit: number(digit) };
    return paragraph(
      cases(end === null ? "nothing stored" : end === digit ? "its digit" : "another", {
        "its digit": say(
          slots,
          "The damaged {letter} recalls its digit, {digit}.",
          "损坏的 {letter} 想起了与它配对的数字 {digit}。",
        ),
        another: () =>
          say(
            { ...slots, end: number(end!) },
            "The damaged {letter} recalls the digit {end}; the digit stored with it is {digit}.",
            "损坏的 {letter} 想起了数字 {end}；与它配对的是 {digit}。",
          ),
        "nothing stored": say(
          slots,
          "The damaged {letter} recalls a mixture that was never stored; the digit stored with it is {digit}.",
          "损坏的 {letter} 想起的是一个从没存过的混合图案；与它配对的是 {digit}。",
        ),
      }),
      say(
        { sweeps: count(digits.length - 1, "sweep", "sweeps", "轮") },
        "Both layers rest after {sweeps}.",
        "{sweeps}之后，两层都不再改变。",
      ),
    );
  },

  figure: figureOf,
});

/** Keeps the upper rows, flips randomly chosen pixels of them, and sets all others to 0. */
async function damage(letter: readonly number[], rows: number, flips: number): Promise<number[]> {
  const known = rows * letterSize.width;
  const order = [...(await random.permutation(pixels).array())].filter((i) => i < known);
  const chosen = new Set(order.slice(0, flips));
  return letter.map((pixel, i) => (i >= known ? 0 : chosen.has(i) ? -pixel : pixel));
}

function figureOf({ letters, digits, energies }: PairFacts): Panels {
  const sweep = (i: number) => say({ sweep: number(i) }, "sweep {sweep}", "第 {sweep} 轮");
  const pictures = (
    title: ReturnType<typeof text>,
    states: PairFacts["letters"],
    size: { width: number; height: number },
    skip: number,
  ): Pictures => ({
    kind: "pictures",
    title,
    ...size,
    columns: Math.min(states.length, 8),
    images: states.map((state, i) => ({
      pixels: grays(state),
      caption: i === 0 ? text("stored", "所存") : i < skip ? text("shown", "给出") : sweep(i - skip + 1),
    })),
    scale: "gray",
  });
  const descent: Chart = {
    kind: "chart",
    title: text("Energy after each half of a sweep", "每半轮之后的能量"),
    x: { label: text("halves of sweeps", "半轮数") },
    y: { label: text("energy E", "能量 E") },
    layers: [{ mark: "line", points: energies.map((value, i): Point => [i, value]) }],
  };
  return {
    kind: "panels",
    title: text("Recall of a pair", "一对模式的回忆"),
    columns: 1,
    panels: [
      pictures(text("Letter", "字母"), letters, { ...letterSize }, 2),
      pictures(text("Digit", "数字"), digits, { width: side, height: side }, 1),
      descent,
    ],
  };
}

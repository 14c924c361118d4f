/** Look: a pattern that the reader draws or names, damaged, and its recall with the energy of every update. */
import { ArgumentError, HopfieldNetwork, random } from "hebb";
import type { Chart, Panels, Pictures, Point } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number } from "../../quantity.ts";
import * as input from "../../shared/inputs.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import type { Rule } from "../facts.ts";
import { type Update, descend, energy, stateAfter } from "../model.ts";
import { digitPictures, grays, rowsOf, side } from "../patterns.ts";
import { remember } from "../settling.ts";

const units = side * side;
const mostSweeps = 12;

const inputs = {
  stored: { kind: "text", label: text("digits to store", "要存的数字"), value: "0 1 2 3 4", longest: 20 },
  picture: {
    kind: "text",
    label: text("a digit, or eight rows of # and . from left to right", "一个数字，或按行写的 # 和点号，共八行八列"),
    value: "3",
    longest: 80,
  },
  flipped: { kind: "number", label: text("flipped pixels", "翻转的像素数"), value: 10, min: 0, max: 64, integer: true },
  hidden: {
    kind: "number",
    label: text("erased rows at the bottom", "擦掉的下方行数"),
    value: 0,
    min: 0,
    max: 8,
    integer: true,
  },
  rule: {
    kind: "text",
    label: text("rule: hebb or projection", "存储规则：hebb 或 projection"),
    value: "projection",
    longest: 10,
  },
  seed: input.seed,
} as const satisfies Inputs;

interface DamagedFacts {
  readonly digits: readonly number[];
  /** States: the picture, its damaged copy, and after each sweep. */
  readonly states: readonly (readonly number[])[];
  /** Energy at the start and after each update. */
  readonly energies: readonly number[];
  /** Overlap of the last state with each stored digit. */
  readonly overlaps: readonly number[];
  readonly end: "stored" | "inverted" | "spurious";
  /** Number of units that changed. */
  readonly changes: number;
}

export const damaged = defineLook({
  question: { en: "Which memory does a damaged picture fall into?", zh: "一张损坏的图片，会落到哪一个记忆里？" },
  inputs,

  async view({ stored, picture, flipped, hidden, rule, seed }): Promise<DamagedFacts> {
    random.seed(seed);
    const digits = digitsOf(stored);
    const patterns = await digitPictures(digits);
    const network = new HopfieldNetwork(units);
    await remember(network, patterns, ruleOf(rule));
    const original = await pictureOf(picture);
    const start = await damage(original, flipped, hidden);
    const plain = { W: await rowsOf(network.weight), b: new Array<number>(units).fill(0) };
    const states = [original, start];
    const updates: Update[] = [];
    for (let sweep = 0; sweep < mostSweeps; sweep++) {
      const before = states.at(-1)!;
      const found = descend(plain, before, [...(await random.permutation(units).array())]);
      updates.push(...found);
      states.push(stateAfter(before, found));
      if (found.every(({ before, after }) => before === after)) break;
    }
    const last = states.at(-1)!;
    const overlaps = (await rowsOf(patterns)).map((x) => x.reduce((sum, xi, i) => sum + xi * last[i]!, 0) / units);
    return {
      digits,
      states,
      energies: [energy(plain, start), ...updates.map((update) => update.energy)],
      overlaps,
      end: overlaps.includes(1) ? "stored" : overlaps.includes(-1) ? "inverted" : "spurious",
      changes: updates.filter(({ before, after }) => before !== after).length,
    };
  },

  words({ digits, overlaps, end, changes, states }) {
    const nearest = digits[overlaps.indexOf(Math.max(...overlaps))]!;
    return paragraph(
      cases(end, {
        stored: () =>
          say({ digit: number(nearest) }, "It falls into the stored {digit}.", "它落到了所存的数字 {digit} 上。"),
        inverted: text("It falls into the inverse of a stored digit.", "它落到了某个所存数字的反相上。"),
        spurious: () =>
          say(
            { digit: number(nearest), overlap: number(Math.max(...overlaps), { digits: 2 }) },
            "It falls into a spurious state, which was never stored; the most similar digit is {digit}, with an overlap of {overlap}.",
            "它落到了一个伪状态上，那是从来没存过的；最像的是数字 {digit}，重叠 {overlap}。",
          ),
      }),
      say(
        {
          changes: count(changes, "pixel changed", "pixels changed", "个像素"),
          sweeps: count(states.length - 2, "sweep", "sweeps", "轮"),
        },
        "In {sweeps}, {changes}, and the energy never rose.",
        "{sweeps}更新，改变了 {changes}，能量从未上升。",
      ),
    );
  },

  figure: figureOf,
});

function figureOf({ digits, states, energies, overlaps }: DamagedFacts): Panels {
  const pictures: Pictures = {
    kind: "pictures",
    title: text("Picture, damaged copy, and state after each sweep", "原图、损坏后、每轮更新后的状态"),
    width: side,
    height: side,
    columns: Math.min(states.length, 8),
    images: states.map((state, i) => ({
      pixels: grays(state),
      caption:
        i === 0
          ? text("picture", "原图")
          : i === 1
            ? text("damaged", "损坏后")
            : say({ sweep: number(i - 1) }, "sweep {sweep}", "第 {sweep} 轮"),
    })),
    scale: "gray",
  };
  const descent: Chart = {
    kind: "chart",
    title: text("Energy after every update", "每次更新后的能量"),
    x: { label: text("updates", "更新次数") },
    y: { label: text("energy E", "能量 E") },
    layers: [{ mark: "line", points: energies.map((value, i): Point => [i, value]) }],
  };
  const similar: Chart = {
    kind: "chart",
    title: text("Overlap of the end with the stored digits", "最后的状态与各个所存数字的重叠"),
    x: { label: text("stored digit", "所存数字") },
    y: { label: text("overlap", "重叠"), domain: [-1, 1] },
    layers: [{ mark: "bars", values: digits.map((digit, i) => [String(digit), overlaps[i]!] as const) }],
  };
  return {
    kind: "panels",
    title: text("Recall from a damaged picture", "从损坏的图片回忆"),
    columns: 1,
    panels: [pictures, descent, similar],
  };
}

function digitsOf(list: string): number[] {
  const digits = list
    .trim()
    .split(/[\s,，]+/)
    .map(Number);
  const isValid = digits.every((digit) => Number.isInteger(digit) && digit >= 0 && digit <= 9);
  if (isValid && new Set(digits).size === digits.length) return digits;
  throw new ArgumentError(`stored was given "${list}"`, {
    rule: "It must be different digits from 0 to 9, separated by spaces.",
  });
}

function ruleOf(name: string): Rule {
  if (name === "hebb") return "Hebb";
  if (name === "projection") return "projection";
  throw new ArgumentError(`rule was given "${name}"`, { rule: "It must be hebb or projection." });
}

async function pictureOf(picture: string): Promise<number[]> {
  if (/^\d$/.test(picture.trim())) return (await rowsOf(await digitPictures([Number(picture)])))[0]!;
  const marks = picture.replace(/[\s/]/g, "");
  if (/^[#.]{64}$/.test(marks)) return Array.from(marks, (mark) => (mark === "#" ? 1 : -1));
  throw new ArgumentError(`picture was given "${picture}"`, {
    rule: `It must be a digit from 0 to 9, or ${units} marks # and ., eight for each row.`,
  });
}

/** Flips randomly chosen pixels, and replaces the lowest rows by random pixels. */
async function damage(picture: readonly number[], flips: number, rows: number): Promise<number[]> {
  const chosen = new Set((await random.permutation(units).array()).slice(0, flips));
  const coins = await random.bernoulli(0.5, [units]).array();
  const shown = (side - rows) * side;
  return picture.map((pixel, i) => (i >= shown ? (coins[i] ? 1 : -1) : chosen.has(i) ? -pixel : pixel));
}

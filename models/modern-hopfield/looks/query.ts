/** Look: a damaged digit as the query of an attention read, with the weights of the stored digits and the energy. */
import { ArgumentError, ModernHopfieldNetwork, type Tensor, compile, random } from "hebb";
import type { Chart, Panels, Pictures, Point } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { number, percent } from "../../quantity.ts";
import * as input from "../../shared/inputs.ts";
import { name, paragraph, say, text } from "../../text.ts";
import { effectiveNumber, weights } from "../model.ts";
import { cut, digitPatterns, grays, noisy, side } from "../patterns.ts";

const features = side * side;
const updates = 4;
const shown = 8;

const inputs = {
  stored: {
    kind: "number",
    label: text("stored digits", "所存数字个数"),
    value: 100,
    min: 1,
    max: 1437,
    integer: true,
  },
  digit: {
    kind: "number",
    label: text("number of the digit", "第几个数字"),
    value: 3,
    min: 0,
    max: 1436,
    integer: true,
  },
  noise: { kind: "number", label: text("standard deviation of the noise", "噪声的标准差"), value: 0.7, min: 0, max: 3 },
  rows: { kind: "number", label: text("known rows", "已知的行数"), value: 8, min: 0, max: 8, integer: true },
  beta: {
    kind: "number",
    label: text("inverse temperature β", "逆温度 β"),
    value: 1,
    min: 0.01,
    max: 16,
    scale: "log",
  },
  seed: input.seed,
} as const satisfies Inputs;

interface QueryFacts {
  readonly digit: number;
  readonly beta: number;
  /** Gray levels of the original, the damaged copy and the state after each update. */
  readonly pictures: readonly (readonly number[])[];
  readonly energies: readonly number[];
  /** Weights of the stored digits in the first update, largest first, with their numbers. */
  readonly heaviest: readonly (readonly [digit: number, weight: number])[];
  /** Number of averaged digits in the first update. */
  readonly averaged: number;
}

export const query = defineLook({
  question: {
    en: "Which stored digits does one read mix, and what remains after several?",
    zh: "读一次，混合了哪些所存的数字？多读几次，剩下什么？",
  },
  inputs,

  async view({ stored, digit, noise, rows, beta, seed }): Promise<QueryFacts> {
    if (digit >= stored) {
      throw new ArgumentError(`digit is ${digit}, but only ${stored} digits are stored`, {
        rule: "digit must be less than stored.",
      });
    }
    random.seed(seed);
    const X = await digitPatterns(stored);
    const network = new ModernHopfieldNetwork(stored, features, { beta });
    await network.patterns.set(X);
    const original = X.slice([digit, digit + 1]);
    const step = compile((ξ: Tensor) => ({
      energy: network.energy(ξ),
      next: network.forward(ξ),
      shares: weights(network.patterns, ξ, beta),
    }));
    let ξ = cut(await noisy(original, noise), rows * side);
    const pictures = [await grays(original), await grays(ξ)];
    const energies: number[] = [];
    let first: Tensor | null = null;
    for (let i = 0; i < updates; i++) {
      const { energy, next, shares } = step(ξ);
      energies.push(await energy.item());
      first ??= shares;
      ξ = next;
      pictures.push(await grays(ξ));
    }
    energies.push(await network.energy(ξ).item());
    const values = [...(await first!.array())];
    const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
    return {
      digit,
      beta,
      pictures,
      energies,
      heaviest: order.slice(0, shown).map((i) => [i, values[i]!] as const),
      averaged: await effectiveNumber(first!).item(),
    };
  },

  words({ digit, heaviest: [[largest, weight] = [0, 0]], averaged }) {
    return paragraph(
      say(
        { averaged: number(averaged, { digits: 1 }), largest: number(largest), weight: percent(weight) },
        "The first read averages about {averaged} stored digits; number {largest} has the largest weight, {weight}.",
        "第一次读取大约平均了 {averaged} 个所存数字；权重最大的是第 {largest} 个，占 {weight}。",
      ),
      largest === digit
        ? text("It is the digit that was damaged.", "它正是损坏前的那个数字。")
        : text("It is not the digit that was damaged.", "它不是损坏前的那个数字。"),
    );
  },

  figure: figureOf,
});

function figureOf({ pictures, energies, heaviest }: QueryFacts): Panels {
  const shownPictures: Pictures = {
    kind: "pictures",
    title: text("Original, damaged copy, and state after each update", "原图、损坏后、每次更新后的状态"),
    width: side,
    height: side,
    columns: pictures.length,
    images: pictures.map((pixels, i) => ({
      pixels,
      caption: i === 0 ? text("original", "原图") : i === 1 ? text("damaged", "损坏后") : name(`ξ${"₁₂₃₄"[i - 2]}`),
    })),
    scale: "gray",
  };
  const shares: Chart = {
    kind: "chart",
    title: text("Attention weights of the first read", "第一次读取的注意力权重"),
    x: { label: text("stored digit, by its number", "所存数字的编号") },
    y: { label: text("weight", "权重"), domain: [0, 1] },
    layers: [{ mark: "bars", values: heaviest.map(([i, weight]) => [String(i), weight] as const) }],
  };
  const descent: Chart = {
    kind: "chart",
    title: text("Energy after each update", "每次更新后的能量"),
    x: { label: text("updates", "更新次数") },
    y: { label: text("energy E", "能量 E") },
    layers: [{ mark: "line", points: energies.map((value, i): Point => [i, value]) }],
  };
  return {
    kind: "panels",
    title: text("A read from the stored digits", "从所存的数字里读取"),
    columns: 1,
    panels: [shownPictures, shares, descent],
  };
}

/** Look: the KL divergences of two typed distributions in both directions, with the term of each class. */
import { ArgumentError } from "hebb";
import type { Chart, Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { nats, number } from "../../quantity.ts";
import { type Text, cases, name, paragraph, say, text } from "../../text.ts";
import type { Direction } from "../facts.ts";
import { numbersOf } from "./typed.ts";

const most = 8;

const inputs = {
  p: {
    kind: "text",
    label: text("distribution p, separated by spaces", "分布 p，用空格隔开"),
    value: "0.7 0.2 0.1",
    longest: 80,
  },
  q: {
    kind: "text",
    label: text("distribution q, separated by spaces", "分布 q，用空格隔开"),
    value: "0.2 0.2 0.6",
    longest: 80,
  },
} as const satisfies Inputs;

/** A divergence in nats, infinite if one of its terms is. */
interface Side {
  readonly direction: Direction;
  readonly terms: readonly number[];
  readonly sum: number;
}

interface DivergenceFacts {
  readonly p: readonly number[];
  readonly q: readonly number[];
  /** The typed distributions whose sum was not 1; they were divided by it. */
  readonly normalized: "none" | "p" | "q" | "both";
  readonly forward: Side;
  readonly backward: Side;
}

export const divergence = defineLook({
  question: {
    en: "What are the KL divergences of these two distributions, and how much does each class contribute?",
    zh: "这两个分布的 KL 散度是多少，各个类别贡献了多少？",
  },
  inputs,

  async view(typed): Promise<DivergenceFacts> {
    const [first, second] = [distributionOf("p", typed.p), distributionOf("q", typed.q)];
    const [p, q] = [first.shares, second.shares];
    if (p.length !== q.length) {
      throw new ArgumentError(`p has ${p.length} numbers, and q has ${q.length}`, {
        rule: "Both must have one number for each class.",
        fix: "Type 0 for a class without probability.",
      });
    }
    return {
      p,
      q,
      normalized: first.isScaled ? (second.isScaled ? "both" : "p") : second.isScaled ? "q" : "none",
      forward: sideOf("KL(p‖q)", p, q),
      backward: sideOf("KL(q‖p)", q, p),
    };
  },

  words: ({ normalized, forward, backward }) =>
    paragraph(
      ...(normalized === "none" ? [] : [normalizedWords(normalized)]),
      forward.terms.every((term) => term === 0) && backward.terms.every((term) => term === 0)
        ? text(
            "Both distributions are equal, so both KL divergences are zero.",
            "两个分布相同，所以两个 KL 散度都是零。",
          )
        : paragraph(sideWords(forward), sideWords(backward)),
    ),

  figure({ p, q, forward, backward }): Panels {
    return {
      kind: "panels",
      title: text("KL divergence, class by class", "逐类计算 KL 散度"),
      columns: 1,
      panels: [
        bars(text("The distributions", "两个分布"), text("probability", "概率"), { p, q }),
        bars(
          text("Terms of the sums; infinite ones have no bar", "求和的各项；无穷大的项不画"),
          text("nats", "奈特"),
          Object.fromEntries([forward, backward].map(({ direction, terms }) => [direction, terms])),
        ),
      ],
    };
  },
});

/** Returns the typed numbers, divided by their sum unless it is 1. */
function distributionOf(input: "p" | "q", list: string): { shares: number[]; isScaled: boolean } {
  const values = numbersOf(list);
  const isValid = values.length > 1 && values.length <= most && values.every((value) => value >= 0);
  const sum = values.reduce((total, value) => total + value, 0);
  if (isValid && sum > 0 && sum < Infinity) {
    // Typed decimals that add up to 1 may miss it by a rounding error, which a division would bring into the shares.
    const isScaled = Math.abs(sum - 1) > 1e-9;
    return { shares: isScaled ? values.map((value) => value / sum) : values, isScaled };
  }
  throw new ArgumentError(`${input} was given "${list}"`, {
    rule: `It must be 2 to ${most} numbers that are at least 0, separated by spaces, and not all of them 0.`,
  });
}

/** Computes Σ a log (a / b), with 0 log 0 = 0. */
function sideOf(direction: Direction, a: readonly number[], b: readonly number[]): Side {
  const terms = a.map((share, k) => (share === 0 ? 0 : share * Math.log(share / b[k]!)));
  return { direction, terms, sum: terms.reduce((total, term) => total + term, 0) };
}

const normalizedWords = (normalized: "p" | "q" | "both"): Text =>
  cases(normalized, {
    p: text(
      "The numbers of p did not add up to one, so they were divided by their sum.",
      "p 的各数加起来不是一，已除以总和。",
    ),
    q: text(
      "The numbers of q did not add up to one, so they were divided by their sum.",
      "q 的各数加起来不是一，已除以总和。",
    ),
    both: text(
      "The numbers of p and those of q did not add up to one, so they were divided by their sums.",
      "p 和 q 的各数加起来都不是一，已各自除以总和。",
    ),
  });

function sideWords({ direction, terms, sum }: Side): Text {
  const largest = Math.max(...terms);
  const [from, to] = direction === "KL(p‖q)" ? (["p", "q"] as const) : (["q", "p"] as const);
  const values = { direction: name(direction), class: number(terms.indexOf(largest) + 1) };
  if (sum === Infinity) {
    return say(
      { ...values, from: name(from), to: name(to) },
      "{direction} is infinite: class number {class} has a probability in {from}, but none in {to}.",
      "{direction} 是无穷大：第 {class} 类在 {from} 里有概率，在 {to} 里却是零。",
    );
  }
  return say(
    { ...values, sum: nats(sum, { digits: 3 }) },
    "{direction} is {sum}; class number {class} contributes most.",
    "{direction} 是 {sum}，其中第 {class} 类贡献最大。",
  );
}

const bars = (title: Text, label: Text, series: Readonly<Record<string, readonly number[]>>): Chart => ({
  kind: "chart",
  title,
  x: { label: text("class", "类别") },
  y: { label },
  layers: Object.entries(series).map(([name, values]) => ({
    mark: "bars" as const,
    name,
    values: values.map((value, k) => [String(k + 1), Number.isFinite(value) ? value : NaN] as const),
  })),
});

/** The simplest recurrence: one unit h = f(w h + x), and the share of its gradient left after some steps back. */
import type { Chart, Point } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { activationOf, inputCases, nameOfCase } from "../cases.ts";
import type { InputCase, ScalarFacts } from "../facts.ts";
import { remaining } from "../growth.ts";
import { scalarWords } from "../words.ts";

const back = 20;
const inputs: Readonly<Record<InputCase, number>> = { linear: 0.1, small: 0.1, large: 1 };

export const scalarExperiment = defineExperiment<ScalarFacts>({
  question: {
    en: "One unit with one recurrent weight: how much of the gradient is left after some steps back?",
    zh: "只有一个神经元、一个循环权重：梯度往回传若干步，还剩多少？",
  },

  async measure(run) {
    const weights = run.quick ? [0.9, 1, 1.5] : [0.5, 0.9, 1, 1.1, 1.5, 2];
    const found: { readonly kind: InputCase; readonly shares: readonly (readonly number[])[] }[] = [];
    for (const kind of inputCases) {
      const shares: number[][] = [];
      for (const w of weights) {
        shares.push(await remaining({ w, activation: activationOf(kind), inputs: inputs[kind], back }));
        run.progress("weights", found.length * weights.length + shares.length, inputCases.length * weights.length);
      }
      found.push({ kind, shares });
    }
    const [linear, ...bent] = found.map(({ shares }) => shares);
    const isPower = linear!.every((shares, i) =>
      shares.every((share, d) => Math.abs(share / weights[i]! ** d - 1) < 1e-3),
    );
    const above = weights.flatMap((w, i) => (w > 1 ? bent.map((shares) => shares[i]!.at(-1)!) : []));
    return {
      back,
      weights,
      cases: found,
      closed: isPower ? "equal" : "different",
      above: above.every((share) => share < 1) ? "all vanish" : "some grow",
    };
  },

  words: scalarWords,

  table: ({ weights, cases }) => ({
    columns: ["w", ...cases.map(({ kind }) => nameOfCase(kind))],
    rows: weights.map((w, i) => [w, ...cases.map(({ shares }) => shares[i]!.at(-1)!)]),
  }),

  figure: ({ weights, cases }) => ({
    kind: "panels",
    title: text("Share of the gradient that is left, by distance", "往回传若干步后，梯度还剩多少"),
    columns: 3,
    panels: cases.map(({ kind, shares }): Chart => ({
      kind: "chart",
      title: nameOfCase(kind),
      x: { label: text("steps back", "往回的步数") },
      y: { label: "|∂h_T / ∂h_k|", scale: "log", domain: [1e-10, 1e6] },
      layers: [
        { mark: "rule", axis: "y", value: 1 },
        ...weights.map((w, i) => ({
          mark: "line" as const,
          name: `w = ${w}`,
          points: shares[i]!.map((share, d): Point => [d, share]),
        })),
      ],
    })),
  }),
});

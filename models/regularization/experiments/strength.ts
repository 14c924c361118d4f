/** Choice of the strength of each kind of regularization on validation digits, as used by the recipe. */
import type { Layer, Point } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { fewDigits } from "../../shared/few-digits.ts";
import { kindNames, strengths, trainClassifier } from "../train.ts";

type Tuned = keyof typeof strengths;

const grid: Readonly<Record<Tuned, readonly number[]>> = {
  l1: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3],
  l2: [3e-4, 1e-3, 3e-3, 1e-2, 3e-2],
  decay: [0.1, 0.3, 1, 3, 10],
  norm: [0.5, 0.7, 1, 1.4, 2],
};
const quickGrid: typeof grid = { l1: [1e-4, 1e-2], l2: [3e-3, 0.3], decay: [1, 30], norm: [0.2, 1] };

/** Seed of training digits and initial parameters that no training of the recipe uses. */
const seedOfChoice = 500;

export const strength: EnglishExperiment = {
  question: {
    en: "How strong should regularization be, and what happens if it is too strong?",
    zh: "正则化要多强才合适，太强了会怎样？",
  },
  measure: async (run) => {
    const size = run.quick ? { units: 32, epochs: 20 } : { units: 256, epochs: 60 };
    const seed = 1000 * run.seed + seedOfChoice;
    const digits = (
      await fewDigits(run.quick ? { examples: 300, validation: 500 } : { examples: 1000, validation: 2000 })
    )(seed);
    const { validation } = await trainClassifier(run, "none", digits, { ...size, seed });
    const without = validation.at(-1)!;
    const found: Found[] = [];
    for (const kind of Object.keys(strengths) as Tuned[]) {
      const points: Point[] = [];
      for (const strength of (run.quick ? quickGrid : grid)[kind]) {
        const label = `${nameOf(kind)} ${strength}`;
        const { validation } = await trainClassifier(run, kind, digits, { ...size, seed, strength, label });
        points.push([strength, validation.at(-1)!]);
      }
      found.push({ kind, points });
    }
    return {
      answer: answerOf(found, without),
      table: {
        columns: ["kind", "strength", "validation cross entropy"],
        rows: [
          ["none", "", without],
          ...found.flatMap(({ kind, points }) => points.map((point) => [nameOf(kind), ...point])),
        ],
      },
      figure: {
        kind: "chart",
        title: "Too weak, right, too strong",
        x: { label: "λ, decay over rate, or bound on norms", scale: "log" },
        y: { label: "cross entropy of validation digits (nats)" },
        layers: [
          ...found.map(({ kind, points }): Layer => ({ mark: "line", name: nameOf(kind), points })),
          { mark: "rule", name: "none", axis: "y", value: without },
        ],
      },
    };
  },
};

interface Found {
  readonly kind: Tuned;
  /** Strengths with validation cross entropies in nats. */
  readonly points: readonly Point[];
}

function nameOf(kind: Tuned): string {
  return kind === "norm" ? "bound on norms" : kindNames[kind];
}

function answerOf(found: readonly Found[], without: number): string {
  const best = found.map(({ kind, points }) => {
    const [strength, loss] = points.reduce((best, point) => (point[1] < best[1] ? point : best));
    return `${nameOf(kind)} ${strength} (${loss.toFixed(3)} nats)`;
  });
  return (
    `On the validation digits these did best: ${best.join(", ")}; without regularization it is ${without.toFixed(3)} nats. ` +
    "Weaker, and the digits are learned by heart; stronger, and they are not learned."
  );
}

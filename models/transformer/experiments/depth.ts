/** Networks of 2 to 16 layers, with layer normalization before each sublayer, after each sum, and without. */
import type { Run } from "../../run.ts";
import { type CharacterText, novels } from "../../shared/texts.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize, trend } from "../../verdicts.ts";
import type { DepthFacts } from "../facts.ts";
import { natsLabel } from "../figures.ts";
import type { Norm } from "../model.ts";
import { lossWith } from "../sweep.ts";
import { depthWords } from "../words.ts";

const kinds = ["pre", "post", "none"] as const satisfies readonly Norm[];

export const depthExperiment = defineExperiment<DepthFacts>({
  question: {
    en: "Does layer normalization allow more layers?",
    zh: "层归一化能使层更深吗？",
  },
  seeds: 3,

  async measure(run) {
    const layers = run.quick ? [1, 3] : [2, 4, 8, 16];
    const text = await novels({ cut: true });
    const chance = frequencyLoss(text);
    const measured = await run.overSeeds(async (one) => {
      const found: number[][] = [];
      for (const norm of kinds) {
        const row: number[] = [];
        for (const count of layers) row.push(await bounded(one, norm, count, text, chance));
        found.push(row);
      }
      return found;
    });
    const curves = kinds.map((kind, k) => ({
      kind,
      nats: layers.map((_, i) =>
        summarize(
          measured.map((found) => found[k]![i]!),
          run.seeds,
        ),
      ),
      // Within a hundredth of the guess, nothing about the context was learned.
      failed: measured.reduce((sum, found) => sum + found[k]!.filter((nats) => nats > chance - 0.01).length, 0),
    }));
    const deepest = (k: number) => curves[k]!.nats.at(-1)!;
    return {
      layers,
      curves,
      chance,
      deepest: distinguishable(deepest(2), deepest(0)),
      place: distinguishable(deepest(1), deepest(0)),
      gain: trend(curves[0]!.nats),
    };
  },

  words: depthWords,

  table: ({ layers, curves }) => ({
    columns: [text("layers", "层数"), ...curves.map(({ kind }) => ({ name: nameOf(kind), digits: 3 }))],
    rows: layers.map((count, i) => [count, ...curves.map(({ nats }) => nats[i]!)]),
  }),

  figure: ({ layers, curves, chance }) => ({
    kind: "chart",
    title: text("Loss by the number of layers", "损失随层数的变化"),
    x: { label: text("layers", "层数"), scale: "log" },
    y: { label: natsLabel },
    layers: [
      { mark: "rule", name: text("frequencies only", "只按字符频率猜"), axis: "y", value: chance },
      ...curves.flatMap(({ kind, nats }) => curve(nameOf(kind), layers, nats)),
    ],
  }),
});

/** Trains with this number of layers. A loss that is not finite or worse than guessing counts as guessing. */
async function bounded(run: Run, norm: Norm, layers: number, text: CharacterText, chance: number): Promise<number> {
  const steps = run.quick ? 100 : 600;
  const nats = await lossWith(run, `${norm}, ${layers} layers`, text, { norm, layers }, { steps });
  return Number.isFinite(nats) ? Math.min(nats, chance) : chance;
}

/** Cross entropy of a model that knows the frequencies of the characters only, with one more count for each. */
function frequencyLoss({ vocabulary, train, validation }: CharacterText): number {
  const counts = new Float64Array(vocabulary.size).fill(1);
  for (const token of train) counts[token]!++;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return validation.reduce((sum, token) => sum - Math.log(counts[token]! / total), 0) / validation.length;
}

const nameOf = (kind: Norm) =>
  cases(kind, {
    pre: text("before each sublayer (pre)", "子层之前（pre-norm）"),
    post: text("after each sum (post)", "相加之后（post-norm）"),
    none: text("no normalization", "不用层归一化"),
  });

/**
 * Reversal of sequences of increasing length: with attention, and through one vector, which is also trained longer and
 * made wider, because a failure can be one of size or of training.
 */
import { type ReversalPairs, Sequences } from "hebb/data";
import type { Chart, Layer } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type LengthsFacts, type Route, routes } from "../facts.ts";
import { routeNames } from "../names.ts";
import { reversalFull, reversalQuick } from "../recipes.ts";
import { type ReversalRecipe, reversalParts, reversed, trainReversal } from "../reversal.ts";
import { lengthsWords } from "../words.ts";

interface Setting {
  readonly recipe: ReversalRecipe;
  readonly lengths: readonly number[];
  /** Number of test sequences of each length. */
  readonly tested: number;
}

/** Training steps of the longer training, in multiples of the others, and units of the wider network. */
const [patience, breadth] = [4, 2];

const full: Setting = {
  recipe: {
    ...reversalFull,
    model: { embedding: 32, hidden: 32 },
    teaching: { ...reversalFull.teaching, multiple: reversalFull.longest + 1 },
  },
  lengths: [4, 6, 8, 10, 12, 14],
  tested: 500,
};

const quick: Setting = {
  recipe: {
    ...reversalQuick,
    letters: 10,
    longest: 5,
    teaching: { ...reversalQuick.teaching, steps: 120, multiple: 6 },
  },
  lengths: [3, 4, 5, 6],
  tested: 100,
};

export const lengthsExperiment = defineExperiment<LengthsFacts>({
  question: {
    en: "How long a sequence passes through a single vector: is the vector too small, or is it too hard to train?",
    zh: "整个序列只靠一个向量传给解码器，多长就不行了，是装不下还是学不会？",
  },
  seeds: 3,

  async measure(run) {
    const { recipe, lengths, tested } = run.quick ? quick : full;
    const measured = await run.overSeeds(async (one) => {
      const tests = testsOf(one, recipe, lengths, tested);
      const found: number[][] = [];
      for (const route of routes) {
        const model = await trainReversal(one, changed(recipe, route), route === "attention");
        const exact: number[] = [];
        for (const test of tests) exact.push(await reversed(model, test));
        found.push(exact);
      }
      return found;
    });
    const curves = routes.map((route, r) => ({
      route,
      exact: lengths.map((_, i) =>
        summarize(
          measured.map((found) => found[r]![i]!),
          run.seeds,
        ),
      ),
    }));
    const { hidden } = recipe.model;
    const { steps } = recipe.teaching;
    return {
      lengths,
      longest: recipe.longest,
      letters: recipe.letters,
      width: 2 * hidden,
      wide: 2 * hidden * breadth,
      steps,
      longerSteps: steps * patience,
      curves,
      ...verdictsOf(curves, lengths.indexOf(recipe.longest)),
    };
  },

  words: lengthsWords,

  table: ({ lengths, curves }) => ({
    columns: [
      text("letters", "字母数"),
      ...curves.map(({ route }) => ({ name: routeNames(route), unit: "fraction" as const })),
    ],
    rows: lengths.map((length, i) => [length, ...curves.map(({ exact }) => exact[i]!)]),
  }),

  figure: figureOf,
});

/** Returns the recipe with longer training or a wider network. */
function changed(recipe: ReversalRecipe, route: Route): ReversalRecipe {
  const { model, teaching } = recipe;
  if (route === "longer") return { ...recipe, teaching: { ...teaching, steps: teaching.steps * patience } };
  if (route === "wider") return { ...recipe, model: { ...model, hidden: model.hidden * breadth } };
  return recipe;
}

function verdictsOf(curves: LengthsFacts["curves"], trained: number) {
  const [attention, vector, longer, wider] = curves.map(({ exact }) => exact[trained]!);
  return {
    attention: distinguishable(attention!, vector!),
    longer: distinguishable(longer!, vector!),
    wider: distinguishable(wider!, vector!),
    beyond: distinguishable(attention!, curves[0]!.exact.at(-1)!),
  };
}

/** Returns sequences of each length that are not in the training data. */
function testsOf(run: Run, recipe: ReversalRecipe, lengths: readonly number[], tested: number): ReversalPairs[] {
  const known = new Set(reversalParts(run, recipe).train.fields[0]!.map((source) => Array.from(source).join()));
  return lengths.map((length) => {
    const own = { ...recipe, examples: 0, longest: length };
    const { test } = reversalParts(run, own, { shortest: length, test: tested, validation: 0 });
    const [sources, targets] = test.fields as [Int32Array[], Int32Array[]];
    const fresh = [...sources.keys()].filter((i) => !known.has(sources[i]!.join()));
    return new Sequences<[number, number]>([fresh.map((i) => sources[i]!), fresh.map((i) => targets[i]!)]);
  });
}

function figureOf({ lengths, longest, curves }: LengthsFacts): Chart {
  const rule: Layer = { mark: "rule", axis: "x", value: longest, name: text("longest in training", "训练时最长") };
  return {
    kind: "chart",
    title: text("Sequences reversed without a mistake", "整条反转正确的序列"),
    x: { label: text("letters", "字母数") },
    y: { label: text("fraction of test sequences", "占测试序列的比例"), domain: [0, 1] },
    layers: [rule, ...curves.flatMap(({ route, exact }) => curve(routeNames(route), lengths, exact))],
  };
}

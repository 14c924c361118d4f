/** Kinds of stationary points by the number of dimensions, if the Hessian there is a random symmetric matrix. */
import { eigenSymmetric, random } from "hebb";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { DimensionsFacts } from "../facts.ts";
import { dimensionsWords } from "../words.ts";

/** Fractions of minima, saddle points and maxima. */
type Fractions = readonly [minima: number, saddles: number, maxima: number];

export const dimensions = defineExperiment<DimensionsFacts>({
  question: {
    en: "Are stationary points called saddle points in high dimension, or are they two things?",
    zh: "驻点到了高维就叫鞍点吗，还是说这是两回事？",
  },
  seeds: 3,

  async measure(run) {
    const matrices = run.quick ? 200 : 2000;
    const counts = run.quick ? [1, 2, 4] : [1, 2, 3, 4, 5, 6, 8, 10];
    const measured = await run.overSeeds(async (one) => {
      const fractions: Fractions[] = [];
      for (const [i, count] of counts.entries()) {
        fractions.push(await fractionsOf(count, matrices));
        one.progress("matrices", i + 1, counts.length);
      }
      return fractions;
    });
    const over = (i: number, kind: 0 | 1 | 2) =>
      summarize(
        measured.map((fractions) => fractions[i]![kind]),
        run.seeds,
      );
    const kinds = counts.map((dimensions, i) => {
      return { dimensions, minima: over(i, 0), saddles: over(i, 1), maxima: over(i, 2) };
    });
    const two = kinds.find((kind) => kind.dimensions === 2)!;
    return { kinds, matrices, growth: distinguishable(kinds.at(-1)!.saddles, two.saddles) };
  },

  words: dimensionsWords,

  table: ({ kinds }) => ({
    columns: [
      text("dimensions", "维数"),
      { name: text("minima", "极小值点"), unit: "fraction" },
      { name: text("saddle points", "鞍点"), unit: "fraction" },
      { name: text("maxima", "极大值点"), unit: "fraction" },
    ],
    rows: kinds.map(({ dimensions, minima, saddles, maxima }) => [dimensions, minima, saddles, maxima]),
  }),

  figure: ({ kinds }) => {
    const x = kinds.map(({ dimensions }) => dimensions);
    return {
      kind: "chart",
      title: text("Kinds of stationary points with random Hessians", "海森矩阵随机时，各种驻点的比例"),
      x: { label: text("number of dimensions", "维数") },
      y: { label: text("fraction", "比例"), domain: [0, 1] },
      layers: [
        ...curve(
          text("saddle points", "鞍点"),
          x,
          kinds.map(({ saddles }) => saddles),
        ),
        ...curve(
          text("minima", "极小值点"),
          x,
          kinds.map(({ minima }) => minima),
        ),
        ...curve(
          text("maxima", "极大值点"),
          x,
          kinds.map(({ maxima }) => maxima),
        ),
      ],
    };
  },
});

/** Draws symmetric matrices with normal elements, those of the diagonal with twice the variance of the others. */
async function fractionsOf(size: number, matrices: number): Promise<Fractions> {
  const drawn = await random.normal([matrices, size, size]).array();
  const counts = [0, 0, 0];
  for (let k = 0; k < matrices; k++) {
    const at = (i: number, j: number) => drawn[(k * size + i) * size + j]!;
    const rows = Array.from({ length: size }, (_, i) =>
      Float64Array.from({ length: size }, (_, j) => at(i, j) + at(j, i)),
    );
    const { values } = eigenSymmetric(rows);
    counts[values[0]! > 0 ? 0 : values.at(-1)! < 0 ? 2 : 1]!++;
  }
  return counts.map((count) => count / matrices) as unknown as Fractions;
}

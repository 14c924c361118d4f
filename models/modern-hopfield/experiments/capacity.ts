/** Capacity over the dimension, after one update and after many. */
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { correlation } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { capacityOf } from "../capacity.ts";
import type { CapacityFacts } from "../facts.ts";
import { capacityWords } from "../words.ts";

const beta = 1;
const updates = 10;
/** Patterns per unit of a classical Hopfield network. */
const classical = 0.138;

export const capacity = defineExperiment<CapacityFacts>({
  question: {
    en: "How does the capacity of a modern Hopfield network grow with the dimension?",
    zh: "维数增加时，现代 Hopfield 网络的存储容量怎样增长？",
  },
  seeds: 3,

  async measure(run) {
    const dimensions = run.quick ? [8, 10, 12] : [8, 10, 12, 14, 16];
    const measured = await run.overSeeds((one) => capacitiesOf(one, dimensions));
    const summaries = (kind: keyof Capacities) =>
      dimensions.map((_, i) =>
        summarize(
          measured.map((found) => found[kind][i]!),
          run.seeds,
        ),
      );
    const [single, many] = [summaries("single"), summaries("many")];
    const shapes = measured.map((found) => shapeOf(dimensions, found.single));
    const span = dimensions.at(-1)! - dimensions[0]!;
    return {
      beta,
      dimensions,
      single,
      many,
      updates,
      factor: summarize(
        measured.map((found) => (found.single.at(-1)! / found.single[0]!) ** (1 / span)),
        run.seeds,
      ),
      growth: shapes.every((shape) => shape === shapes[0]) ? shapes[0]! : "unclear",
      drift: distinguishable(single.at(-1)!, many.at(-1)!),
    };
  },

  words: capacityWords,

  table: ({ dimensions, single, many }) => ({
    columns: [
      text("dimension d", "维数 d"),
      text("patterns recalled by one update", "一次更新能回忆的模式数"),
      text("patterns that stay recalled", "多次更新后仍能回忆的模式数"),
      { name: text("classical network of d units", "d 个神经元的经典网络"), digits: 1 },
    ],
    rows: dimensions.map((d, i) => [d, single[i]!, many[i]!, classical * d]),
  }),

  figure: figureOf,
});

interface Capacities {
  readonly single: number[];
  readonly many: number[];
}

async function capacitiesOf(run: Run, dimensions: readonly number[]): Promise<Capacities> {
  const found: Capacities = { single: [], many: [] };
  for (const [i, features] of dimensions.entries()) {
    // Above the capacity, which grows by less than 2.05 with each of these dimensions.
    const most = Math.round(2 * 2.05 ** features);
    const measured = await run.once(`${features} dimensions`, async () => ({
      single: await capacityOf({ features, beta, updates: 1, most }),
      many: await capacityOf({ features, beta, updates, most }),
    }));
    found.single.push(measured.single);
    found.many.push(measured.many);
    run.progress("dimensions", i + 1, dimensions.length);
  }
  return found;
}

/** Returns which of log C over d and log C over log d is closer to a straight line. */
function shapeOf(dimensions: readonly number[], capacities: readonly number[]): "exponential" | "polynomial" {
  const logs = capacities.map(Math.log);
  const [exponential, polynomial] = [correlation(dimensions, logs), correlation(dimensions.map(Math.log), logs)];
  return exponential > polynomial ? "exponential" : "polynomial";
}

function figureOf({ dimensions, single, many }: CapacityFacts): Panels {
  const layersOf = (name: Text, summaries: readonly Summary[]): Layer[] => [
    { mark: "line", name, points: summaries.map(({ mean }, i): Point => [dimensions[i]!, mean]) },
    {
      mark: "points",
      name,
      points: summaries.flatMap(({ values }, i) => values.map((value): Point => [dimensions[i]!, value])),
    },
  ];
  const layers: Layer[] = [
    ...layersOf(text("modern, one update", "现代网络，一次更新"), single),
    ...layersOf(text("modern, many updates", "现代网络，多次更新"), many),
    {
      mark: "line",
      name: text("classical network", "经典网络"),
      points: dimensions.map((d): Point => [d, classical * d]),
      dashed: true,
    },
  ];
  const chart = (title: Text, scale: "linear" | "log"): Chart => ({
    kind: "chart",
    title,
    x: { label: text("dimension d", "维数 d"), scale },
    y: { label: text("stored patterns", "能存的模式数"), scale: "log" },
    layers,
  });
  return {
    kind: "panels",
    title: text("Capacity by the dimension", "维数与存储容量"),
    columns: 2,
    panels: [
      chart(text("Over the dimension: exponential growth is straight", "横轴取维数：指数增长是直线"), "linear"),
      chart(text("Over its logarithm: a power would be straight", "横轴取对数：幂律增长才是直线"), "log"),
    ],
  };
}

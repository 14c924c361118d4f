/** Number of pairs over the size of the second layer. */
import type { Chart, Layer, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { CapacityFacts } from "../facts.ts";
import { type Capacities, capacitiesOf } from "../recall.ts";
import { capacityWords } from "../words.ts";

export const capacity = defineExperiment<CapacityFacts>({
  question: {
    en: "How many pairs does a bidirectional associative memory store, and which layer is the limit?",
    zh: "双向联想记忆能存多少对，受哪一层限制？",
  },
  seeds: 3,

  async measure(run) {
    const first = run.quick ? 64 : 256;
    const seconds = [first / 8, first / 4, first / 2, first, 2 * first];
    const measured = await run.overSeeds((one) => found(one, first, seconds));
    const along = (kind: keyof Capacities) =>
      seconds.map((_, i) =>
        summarize(
          measured.map((one) => one[i]![kind]),
          run.seeds,
        ),
      );
    const [both, onePass] = [along("both"), along("onePass")];
    const equal = both[seconds.indexOf(first)]!;
    return {
      first,
      seconds,
      both,
      onePass,
      smaller: distinguishable(equal, both[0]!),
      larger: distinguishable(both.at(-1)!, equal),
      passes: distinguishable(onePass[0]!, both[0]!),
    };
  },

  words: capacityWords,

  table: ({ first, seconds, both, onePass }) => ({
    columns: [
      text("units of the first layer", "第一层神经元数"),
      text("units of the second layer", "第二层神经元数"),
      text("pairs at rest in both layers", "两层都稳定的对数"),
      text("pairs read in one pass", "一次读对的对数"),
    ],
    rows: seconds.map((second, i) => [first, second, both[i]!, onePass[i]!]),
  }),

  figure: ({ seconds, both, onePass }): Chart => ({
    kind: "chart",
    title: text("Pairs by the size of the second layer", "第二层的大小与能存的对数"),
    x: { label: text("units of the second layer", "第二层神经元数"), scale: "log" },
    y: { label: text("pairs", "对数"), scale: "log" },
    layers: [
      ...layersOf(text("at rest in both layers", "两层都稳定"), seconds, both),
      ...layersOf(text("second layer read in one pass", "一次读出第二层"), seconds, onePass),
    ],
  }),
});

async function found(run: Run, first: number, seconds: readonly number[]): Promise<Capacities[]> {
  const all: Capacities[] = [];
  for (const second of seconds) {
    all.push(await run.once(`${second} units`, () => capacitiesOf(first, second)));
    run.progress("sizes", all.length, seconds.length);
  }
  return all;
}

const layersOf = (name: Text, seconds: readonly number[], values: readonly Summary[]): Layer[] => {
  const points = values.map(({ mean }, i): Point => [seconds[i]!, mean]);
  return [
    { mark: "line", name, points },
    { mark: "points", name, points },
  ];
};

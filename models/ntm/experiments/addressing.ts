/** Machines without one mechanism of addressing each. */
import { bars } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type AddressingFacts, type Mechanism, mechanisms } from "../facts.ts";
import type { Machine } from "../recipes.ts";
import { addressingCopy } from "../recipes.ts";
import { mechanismName } from "../names.ts";
import { testOf, testSequences, trainMachine, wrongBits, wrongShare } from "../training.ts";
import { addressingWords } from "../words-of-parts.ts";

const switchedOff: Readonly<Record<Mechanism, Partial<Machine>>> = {
  all: {},
  content: { content: false },
  interpolation: { interpolation: false },
  shift: { shifts: 1 },
  sharpening: { sharpening: false },
};

/** Number of test sequences. */
const tested = 200;

export const addressingExperiment = defineExperiment<AddressingFacts>({
  question: {
    en: "Which mechanisms of addressing does a machine need to copy?",
    zh: "要学会复制，寻址的几种机制各有多大用处？",
  },
  seeds: 3,

  async measure(run) {
    const copy = addressingCopy(run.quick);
    const [trained, longer] = [copy.sizes.length[1], 2 * copy.sizes.length[1]];
    const measured = await run.overSeeds(async (one) => {
      const rows: Partial<Record<Mechanism, { readonly wrong: number; readonly longer: number }>> = {};
      for (const off of mechanisms) {
        const machine = { ...copy.machine, ...switchedOff[off] };
        const label = off === "all" ? "all mechanisms" : `without ${off}`;
        const model = await trainMachine(one, label, "copy", { ...copy, machine });
        rows[off] = {
          wrong: await wrongBits(model, testSequences("copy", copy.sizes, tested, one.seed)),
          longer: await wrongShare(model, testOf("copy", { length: longer, repeats: 1 }, tested, one.seed)),
        };
      }
      return rows as Required<typeof rows>;
    });
    const summaries = (key: "wrong" | "longer") =>
      recordOf((off) =>
        summarize(
          measured.map((rows) => rows[off][key]),
          run.seeds,
        ),
      );
    const wrong = summaries("wrong");
    const { all: _, ...orders } = recordOf((off) => distinguishable(wrong[off], wrong.all));
    const worse = Object.values(orders).filter((order) => order === "a is larger").length;
    return {
      trained,
      tested: longer,
      wrong,
      longer: summaries("longer"),
      orders,
      needed: worse === 0 ? "none" : worse === 1 ? "one" : "several",
    };
  },

  words: addressingWords,

  table: ({ wrong, longer }) => ({
    columns: [
      text("addressing", "寻址"),
      { name: text("wrong bits per sequence, trained lengths", "每个序列错的位数，训练过的长度"), digits: 3 },
      { name: text("wrong bits of sequences twice as long", "两倍长的序列，错误的位"), unit: "fraction" },
    ],
    rows: mechanisms.map((off) => [mechanismName(off), wrong[off], longer[off]]),
  }),

  figure: ({ longer }) => ({
    kind: "chart",
    title: text("Sequences twice as long as the longest of the training", "比最长训练序列长一倍的序列"),
    x: { label: text("addressing", "寻址") },
    y: { label: text("fraction of wrong bits", "错误的位所占比例"), domain: [0, 0.55] },
    layers: bars(
      mechanisms.map((off) => [mechanismName(off), longer[off]] as const),
      { range: [0, 1] },
    ),
  }),
});

const recordOf = <T>(value: (off: Mechanism) => T): Record<Mechanism, T> =>
  Object.fromEntries(mechanisms.map((off) => [off, value(off)])) as Record<Mechanism, T>;

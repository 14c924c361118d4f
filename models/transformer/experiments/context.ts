/** Attention replaced by a short window, the previous position, a plain average, and random weights. */
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable } from "../../verdicts.ts";
import type { ContextFacts } from "../facts.ts";
import { lossTable, losses } from "../figures.ts";
import { type Mixing, windowLength } from "../mixing.ts";
import { small, sweep } from "../sweep.ts";
import { contextWords } from "../words.ts";

const kinds = ["attention", "window", "uniform", "random", "previous"] as const satisfies readonly Mixing[];

export const contextExperiment = defineExperiment<ContextFacts>({
  question: {
    en: "Is attention only a way to look at the context?",
    zh: "注意力就是看看上下文吗？",
  },
  seeds: 3,

  async measure(run) {
    const variants = await sweep(run, kinds, (mixing) => ({ mixing }));
    const of = (kind: Mixing) => variants.find((variant) => variant.kind === kind)!.nats;
    return {
      variants,
      window: windowLength,
      context: small(run.quick).model.context,
      uniform: distinguishable(of("uniform"), of("attention")),
      near: distinguishable(of("window"), of("attention")),
      previous: distinguishable(of("previous"), of("attention")),
    };
  },

  words: contextWords,
  table: ({ variants }) => lossTable(text("weights", "权重"), variants, nameOf),
  figure: ({ variants }) =>
    losses(text("Loss by the source of the attention weights", "注意力权重从哪里来，损失各是多少"), variants, nameOf),
});

const nameOf = (kind: Mixing) =>
  cases(kind, {
    attention: text("attention", "注意力"),
    window: text("attention to a short window", "只看近处的注意力"),
    uniform: text("plain average", "平均"),
    random: text("random weights", "随机权重"),
    previous: text("previous position only", "只看前一个位置"),
  });

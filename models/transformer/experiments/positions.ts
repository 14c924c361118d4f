/** Learned, sinusoidal and rotary positions, and none. */
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable } from "../../verdicts.ts";
import type { PositionsFacts } from "../facts.ts";
import { lossTable, losses } from "../figures.ts";
import type { Positions } from "../model.ts";
import { sweep } from "../sweep.ts";
import { positionsWords } from "../words.ts";

const kinds = ["none", "sinusoidal", "learned", "rotary"] as const satisfies readonly Positions[];

export const positionsExperiment = defineExperiment<PositionsFacts>({
  question: {
    en: "Does a Transformer need positions?",
    zh: "不加位置编码，Transformer 还行吗？",
  },
  seeds: 3,

  async measure(run) {
    const variants = await sweep(run, kinds, (positions) => ({ positions }));
    const of = (kind: Positions) => variants.find((variant) => variant.kind === kind)!.nats;
    return {
      variants,
      missing: distinguishable(of("none"), of("learned")),
      rotary: distinguishable(of("learned"), of("rotary")),
    };
  },

  words: positionsWords,
  table: ({ variants }) => lossTable(text("positions", "位置编码"), variants, nameOf),
  figure: ({ variants }) => losses(text("Loss by the encoding of positions", "不同位置编码的损失"), variants, nameOf),
});

const nameOf = (kind: Positions) =>
  cases(kind, {
    none: text("none", "无"),
    sinusoidal: text("sinusoidal", "正弦"),
    learned: text("learned", "可学习"),
    rotary: text("rotary", "旋转"),
  });

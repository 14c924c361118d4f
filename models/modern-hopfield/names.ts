/** Names of memories, for texts and figures. */
import { type Text, cases, name, text } from "../text.ts";
import type { Memory } from "./facts.ts";

export const memoryWords = (memory: Memory): Text =>
  cases(memory, {
    "Hopfield, Hebb": text("Hopfield network, Hebb rule", "Hopfield 网络，Hebb 规则"),
    "Hopfield, projection": text("Hopfield network, projection rule", "Hopfield 网络，投影规则"),
    BAM: name("BAM"),
    "modern Hopfield": text("modern Hopfield network", "现代 Hopfield 网络"),
    MLP: text("trained MLP", "训练出来的 MLP"),
  });

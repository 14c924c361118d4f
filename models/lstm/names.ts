/** Names of gates and of networks without them. */
import { type Text, cases, text } from "../text.ts";
import type { Variant } from "./facts.ts";
import type { Gate } from "./model.ts";

export const gateNames = (gate: Gate): Text =>
  cases(gate, {
    forget: text("forget gate", "遗忘门"),
    input: text("input gate", "输入门"),
    output: text("output gate", "输出门"),
  });

export const variantNames = (variant: Variant): Text =>
  cases(variant, {
    "all gates": text("all gates", "三个门都有"),
    "no forget gate": text("no forget gate", "去掉遗忘门"),
    "no input gate": text("no input gate", "去掉输入门"),
    "no output gate": text("no output gate", "去掉输出门"),
    "closed forget gate": text("forget gate closed", "遗忘门始终关闭"),
  });

/** Names of networks, rules, memories and states at rest, for texts and figures. */
import { type Text, cases, text } from "../text.ts";
import type { Kind, Memory, Rest, Rule } from "./facts.ts";

export const kindWords = (kind: Kind): Text =>
  cases(kind, {
    "as required": text("as required", "满足条件"),
    "all at once": text("all units at once", "所有神经元同时更新"),
    asymmetric: text("one-way connections", "连接不对称"),
    "self-inhibition": text("units that inhibit themselves", "神经元抑制自己"),
  });

export const ruleWords = (rule: Rule): Text =>
  cases(rule, {
    Hebb: text("Hebb rule", "Hebb 规则"),
    projection: text("projection (pseudo-inverse)", "投影（伪逆）规则"),
  });

export const memoryWords = (memory: Memory): Text =>
  cases(memory, {
    "random patterns, Hebb": text("random patterns, Hebb rule", "随机模式，Hebb 规则"),
    "digits, Hebb": text("digits, Hebb rule", "数字，Hebb 规则"),
    "digits, projection": text("digits, projection rule", "数字，投影规则"),
  });

export const restWords = (kind: Rest): Text =>
  cases(kind, {
    stored: text("stored", "所存模式"),
    inverted: text("stored, inverted", "所存模式的反相"),
    mixture: text("mixture of three", "三个模式的混合"),
    other: text("other spurious states", "其他伪状态"),
  });

/** Names of recurrences and tasks in both languages. */
import { type Text, cases, name, text } from "../text.ts";
import type { Network, StateKind } from "./facts.ts";
import { formulas } from "./model.ts";
import type { TaskName } from "./tasks.ts";

export const nameOfNetwork = (network: Network | StateKind): Text =>
  network === "linear, hidden layer"
    ? text("h + g(x), hidden layer before the output", "h + g(x)，输出前加隐藏层")
    : network === "positive"
      ? text("h + σ(x, h), always positive", "h + σ(x, h)，总是正数")
      : name(formulas[network]);

export const nameOfTask = (task: TaskName): Text =>
  cases(task, {
    sum: text("running sum", "累加求和"),
    parity: text("parity", "判断奇偶"),
    copy: text("copying after a delay", "延迟复制"),
  });

/** Names of layers, tasks and recurrences. */
import { type Text, cases, name, text } from "../text.ts";
import type { Kind } from "./sequence.ts";
import type { Recurrence, TaskName } from "./tasks.ts";

export const layerNames = (kind: Kind): Text =>
  cases(kind, {
    scan: text("minGRU by scan", "minGRU（并行扫描）"),
    loop: text("minGRU by loop", "minGRU（逐步循环）"),
    gru: name("GRU"),
    convolution: text("convolution", "卷积"),
    attention: text("self-attention", "自注意力"),
  });

export const taskNames = (task: TaskName): Text =>
  cases(task, {
    latch: text("keeping a bit", "记住一位"),
    copy: text("copying after a delay", "延迟复制"),
    parity: text("parity", "判断奇偶"),
    cups: text("swapped cups", "换杯子"),
  });

export const recurrenceNames = (recurrence: Recurrence): Text =>
  cases(recurrence, {
    minGRU: name("minGRU"),
    "two layers": text("minGRU, two layers", "minGRU，两层"),
    signed: text("minGRU, signed factors", "minGRU，系数可为负"),
    GRU: name("GRU"),
  });

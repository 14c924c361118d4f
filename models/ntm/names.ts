/** Names of tasks, mechanisms and controllers in figures and tables. */
import { type Text, cases, text } from "../text.ts";
import type { Mechanism } from "./facts.ts";
import type { ControllerKind } from "./model.ts";
import type { TaskName } from "./tasks.ts";

export const taskTitle = (task: TaskName): Text =>
  cases(task, {
    copy: text("copy", "复制"),
    repeat: text("repeat copy", "重复复制"),
    recall: text("associative recall", "联想回忆"),
  });

export const controllerName = (controller: ControllerKind): Text =>
  cases(controller, {
    LSTM: text("LSTM controller", "LSTM 控制器"),
    "feed-forward": text("feed-forward controller", "前馈控制器"),
  });

export const mechanismName = (off: Mechanism): Text =>
  cases(off, {
    all: text("all mechanisms", "全部机制"),
    content: text("no content", "无内容寻址"),
    interpolation: text("no interpolation", "无插值"),
    shift: text("no shift", "无移动"),
    sharpening: text("no sharpening", "无锐化"),
  });

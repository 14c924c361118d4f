/** Names of tasks, hops and supporting sentences in figures and tables. */
import { number } from "../quantity.ts";
import { type Text, cases, say, text } from "../text.ts";
import type { TaskName } from "./stories.ts";

export const taskTitle = (task: TaskName): Text =>
  cases(task, {
    one: text("one supporting fact", "一条支持事实"),
    two: text("two supporting facts", "两条支持事实"),
    three: text("three supporting facts", "三条支持事实"),
    relation: text("relations of places", "地点的方位关系"),
  });

/** Roles of the supporting sentences of each task, in the order of `support`. */
export const supportNames: Readonly<Record<TaskName, readonly Text[]>> = {
  one: [text("where the person went", "人去了哪里")],
  two: [text("who had the thing", "东西在谁手上"), text("where that person went", "这个人去了哪里")],
  three: [
    text("who had the thing", "东西在谁手上"),
    text("the place asked about", "到达所问的地点"),
    text("the place before", "到达前一个地点"),
  ],
  relation: [text("the relation asked about", "所问的关系")],
};

/** Names "hop 1", "hop 2", … */
export const hopNames = (hops: number): Text[] =>
  Array.from({ length: hops }, (_, hop) => say({ hop: number(hop + 1) }, "hop {hop}", "第 {hop} 跳"));

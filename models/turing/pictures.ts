/** Figure of the number that is a stack, while a program runs. */
import type { Chart } from "../figure.ts";
import { text } from "../text.ts";
import type { StackCourse } from "./facts.ts";
import { commands } from "./model.ts";

/** Draws the number s before each step and after the last one, with the commands between. */
export function courseFigure({ program, numbers }: StackCourse): Chart {
  const points = numbers.map((number, i) => [i, number] as const);
  return {
    kind: "chart",
    title: text("The number s while a program runs", "运行程序时的数 s"),
    x: { label: text("step", "步") },
    y: { label: text("the number s", "数 s"), domain: [0, 1.05] },
    layers: [
      { mark: "line", name: "s", points },
      { mark: "points", name: "s", points },
      { mark: "text", texts: program.map((command, i) => [i + 0.5, 1.02, commands[command]!] as const) },
    ],
  };
}

/** Look: a program of pushes and pops that the reader types, and the number that is the stack. */
import { ArgumentError } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number } from "../../quantity.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import type { StackCourse } from "../facts.ts";
import { courseFigure } from "../pictures.ts";
import { courseOf } from "../stack.ts";

const signs = ["0", "1", "-", "."];

const inputs = {
  program: {
    kind: "text",
    label: {
      en: "program: 0 or 1 pushes this bit, - pops, . waits",
      zh: "程序：0 或 1 表示压入这一位，- 弹出，. 等待",
    },
    value: "1011----",
    longest: 40,
  },
} as const satisfies Inputs;

interface Facts {
  readonly course: StackCourse;
  /** Bits that were pushed and not popped, as an actual stack has them, and as the network reads the top. */
  readonly depth: number;
  readonly verdict: "right" | "wrong" | "underflow";
}

export const program = defineLook({
  question: {
    en: "Which number is the stack after each push and pop, and when does it forget?",
    zh: "每次压入和弹出之后，栈是哪个数，什么时候会记错？",
  },
  inputs,

  async view({ program: typed }): Promise<Facts> {
    const commands = Array.from(typed, (sign) => {
      const command = signs.indexOf(sign);
      if (command >= 0) return command;
      throw new ArgumentError(`program contains "${sign}"`, { rule: `It may contain ${signs.join(" ")} only.` });
    });
    const course = await courseOf(commands);
    return { course, ...compared(course) };
  },

  words({ course: { program: commands, numbers }, depth, verdict }) {
    return paragraph(
      say(
        {
          steps: count(commands.length, "step", "steps", "步"),
          number: number(numbers.at(-1)!, { digits: 6 }),
          depth: count(depth, "bit", "bits", "位"),
        },
        "After {steps}, the number is {number}, and an actual stack would hold {depth}.",
        "{steps}之后，这个数是 {number}；真正的栈里应该有 {depth}。",
      ),
      cases(verdict, {
        right: text("The network read every popped bit correctly.", "弹出的每一位，网络都读对了。"),
        wrong: text(
          "The network read a wrong bit: the digits of the number were used up.",
          "网络读错了：这个数的数位已经用完。",
        ),
        underflow: text("The program pops an empty stack.", "程序从空栈里弹出。"),
      }),
    );
  },

  figure: ({ course }) => courseFigure(course),
});

/** Compares the tops that the network reads before each pop with an actual stack. */
function compared({ program: commands, tops }: StackCourse): Pick<Facts, "depth" | "verdict"> {
  const stack: number[] = [];
  let verdict: Facts["verdict"] = "right";
  for (const [t, command] of commands.entries()) {
    if (command < 2) stack.push(command);
    if (command !== 2) continue;
    const bit = stack.pop();
    if (bit === undefined) return { depth: stack.length, verdict: "underflow" };
    if (tops[t] !== bit) verdict = "wrong";
  }
  return { depth: stack.length, verdict };
}

/** Look: a linear recurrence of the reader's choice, computed as a chain and as a tree. */
import { ArgumentError, Tensor } from "hebb";
import type { Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number } from "../../quantity.ts";
import { say, text } from "../../text.ts";
import { byLoop, byScan } from "../recurrence.ts";
import { type Composed, compositionsOf, treeFigure } from "../tree.ts";

const most = 12;

const inputs = {
  factors: {
    kind: "text",
    label: text("factors of the state, separated by spaces", "状态的系数 a，用空格隔开"),
    value: "0.9 0.9 0 0.9 -1 0.9 0.5 0.9",
    longest: 120,
  },
  inputs: {
    kind: "text",
    label: text("what each step adds, separated by spaces", "每一步加上的数 b，用空格隔开"),
    value: "1 0 2 0 0 1 0 0",
    longest: 120,
  },
} as const satisfies Inputs;

interface MapsFacts {
  readonly composed: readonly Composed[];
  /** States after each step, step by step and by the tree. */
  readonly loop: readonly number[];
  readonly scan: readonly number[];
}

export const maps = defineLook({
  question: {
    en: "How does a tree of compositions compute the same states as a chain of steps?",
    zh: "一棵复合的树，怎样算出和一步步走相同的状态？",
  },
  inputs,

  async view({ factors, inputs }): Promise<MapsFacts> {
    const [a, b] = [parsed("factors", factors), parsed("inputs", inputs)];
    if (a.length !== b.length) {
      throw new ArgumentError(`factors has ${a.length} numbers, but inputs has ${b.length}`, {
        rule: "Each step needs a factor and an input.",
      });
    }
    const columns = (values: readonly number[]) => Tensor.from([...values], [values.length, 1, 1]);
    const [loop, scan] = await Promise.all([byLoop, byScan].map((way) => way(columns(a), columns(b)).array()));
    return { composed: await compositionsOf(a, b), loop: [...loop!], scan: [...scan!] };
  },

  words({ composed, loop, scan }) {
    const depth = Math.max(...composed.map(({ level }) => level));
    return say(
      {
        steps: count(loop.length, "step", "steps", "步"),
        depth: count(depth, "level", "levels", "层"),
        work: count(composed.length - loop.length, "composition", "compositions", "次复合"),
        loop: number(loop.at(-1)!),
        scan: number(scan.at(-1)!),
      },
      "The chain needs {steps}, one after another; the tree has {depth} and {work}. The last state is {loop} by the chain and {scan} by the tree.",
      "链要先后走 {steps}；树有 {depth}，共 {work}。最后的状态，链算出 {loop}，树算出 {scan}。",
    );
  },

  figure: figureOf,
});

function figureOf({ composed, loop, scan }: MapsFacts): Panels {
  const pointsOf = (values: readonly number[]) => values.map((value, t) => [t + 1, value] as const);
  return {
    kind: "panels",
    title: text("A linear recurrence as a chain and as a tree", "线性循环：一条链，一棵树"),
    columns: 1,
    panels: [
      treeFigure(
        text(
          "Each node is the map a h + b of its elements; prefixes begin at one",
          "每个结点是所含元素的映射 a h + b；从一开始的是前缀",
        ),
        composed,
        { values: true },
      ),
      {
        kind: "chart",
        title: text("States", "状态"),
        x: { label: text("step", "步") },
        y: { label: "h" },
        layers: [
          { mark: "line", name: text("chain", "链"), points: pointsOf(loop) },
          { mark: "points", name: text("tree", "树"), points: pointsOf(scan) },
        ],
      },
    ],
  };
}

function parsed(name: "factors" | "inputs", list: string): number[] {
  const values = list
    .split(/[\s,，]+/)
    .filter((part) => part !== "")
    .map(Number);
  const isUsable = values.length > 0 && values.length <= most && values.every((value) => Math.abs(value) <= 100);
  if (isUsable) return values;
  throw new ArgumentError(`${name} was given "${list}"`, {
    rule: `It must be 1 to ${most} numbers between -100 and 100, separated by spaces.`,
    fix: `For example: "${inputs[name].value}".`,
  });
}

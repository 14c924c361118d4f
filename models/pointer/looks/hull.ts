/** Look: the trained network points to the hull of points that the reader places. */
import { ArgumentError } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number, percent } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { paragraph, say, text } from "../../text.ts";
import { beams, probabilitiesOf } from "../decoding.ts";
import { coverage, isRight } from "../evaluation.ts";
import type { HullExample } from "../facts.ts";
import { type Point, hullOf } from "../geometry.ts";
import { PointerNetwork } from "../model.ts";
import { hullChart, pointerMap } from "../pictures.ts";
import { tasks } from "../tasks.ts";

const [fewest, most] = [3, 16];

const inputs = {
  points: {
    kind: "text",
    label: text("points x,y with coordinates in percent, separated by spaces", "各点的坐标 x,y（百分数），用空格隔开"),
    value: "10,20 85,15 90,80 50,50 20,90 40,30 60,70",
    longest: 120,
  },
  width: {
    kind: "number",
    label: text("beam width", "束宽"),
    value: 1,
    min: 1,
    max: 16,
    integer: true,
  },
} as const satisfies Inputs;

interface HullFacts extends HullExample {
  readonly right: "exact" | "different";
  /** Fraction of the hull's area that the answer covers; 0 if its edges cross. */
  readonly area: number;
}

export const hull = defineLook({
  question: { en: "Which points does the network point to as the convex hull?", zh: "网络会指出哪些点作为凸包？" },
  inputs,

  async view({ points: list, width }, saved): Promise<HullFacts> {
    const points = parsed(list);
    const files = await saved();
    const { hidden } = await savedSettings<{ hidden: number }>(files, "settings.json");
    const { features } = tasks.hull;
    const model = await files.load("hull", new PointerNetwork({ features, hidden }));
    const problem = { inputs: points, answer: hullOf(points) };
    const { answer } = await beams(model, points.length)(problem, width);
    return {
      points,
      hull: problem.answer,
      answer,
      probabilities: await probabilitiesOf(model, problem, answer),
      right: isRight("hull", problem, answer) ? "exact" : "different",
      area: coverage([problem], [answer]),
    };
  },

  words({ points, hull: corners, answer, right, area }) {
    const values = {
      points: count(points.length, "point", "points", "个点"),
      answer: number(answer.length),
      corners: number(corners.length),
      area: percent(area),
    };
    const found = say(
      values,
      "Of {points}, the network points to {answer}; the hull has {corners} corners. The answer covers {area} of its area.",
      "{points}里，网络指出了 {answer} 个；凸包有 {corners} 个顶点，答案覆盖了 {area} 的面积。",
    );
    return paragraph(
      right === "exact"
        ? text("The answer is exact.", "答案全对。")
        : text("The answer differs from the hull.", "答案和凸包不完全一致。"),
      found,
    );
  },

  figure: (facts) => ({
    kind: "panels",
    title: text("A convex hull by pointing", "用指针求凸包"),
    columns: 2,
    panels: [hullChart(facts, text("Points and hull", "点集与凸包")), pointerMap(facts.probabilities)],
  }),
});

function parsed(list: string): Point[] {
  const pairs = list
    .trim()
    .split(/\s+/)
    .map((pair) => pair.split(/[,，]/));
  const points = pairs.map(([x, y]): Point => [Number(x) / 100, Number(y) / 100]);
  const valid = (value: number) => value >= 0 && value <= 1;
  const isPoint = ([x, y]: Point, i: number) =>
    pairs[i]!.length === 2 && pairs[i]!.every((one) => one !== "") && valid(x) && valid(y);
  const different = new Set(points.map(String)).size === points.length;
  if (points.length >= fewest && points.length <= most && points.every(isPoint) && different) {
    if (hullOf(points).length >= fewest) return points;
    throw new ArgumentError(`points was given "${list}"`, { rule: "The points must not all lie on one line." });
  }
  throw new ArgumentError(`points was given "${list}"`, {
    rule: `It must be ${fewest} to ${most} different points x,y with coordinates from 0 to 100, separated by spaces.`,
    fix: 'For example: "10,20 85,15 50,90".',
  });
}

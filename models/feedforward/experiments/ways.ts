/** Contribution of each path from the input to the output, on data that need different ones. */
import { wine } from "hebb/data";
import type { Chart, Panels, Point } from "../../figure.ts";
import { bars } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { Points, Task, Way, WaysFacts } from "../facts.ts";
import type { Ways } from "../model.ts";
import { accuracyOn, drawPoints, planes } from "../tasks.ts";
import { crossValidate } from "../validation.ts";
import { waysWords } from "../words.ts";

const ways: Readonly<Record<Way, Ways>> = {
  all: { wide: true, deep: true, skip: true },
  wide: { wide: true, deep: false, skip: false },
  deep: { wide: false, deep: true, skip: false },
  skip: { wide: false, deep: false, skip: true },
};
const names = Object.keys(ways) as Way[];

/** Number of points that are drawn in the figure. */
const shown = 300;

export const waysExperiment = defineExperiment<WaysFacts>({
  question: {
    en: "How much do the wide branch, the deep branch and the skip connection each contribute?",
    zh: "宽支路、深支路和跨层连接，各自起了多大作用？",
  },
  seeds: 5,

  async measure(run) {
    const table = await wine();
    const points: { task: Task; points: Points }[] = [];
    const measured = await run.overSeeds(async (one) => {
      const found: Record<string, Record<string, number>> = {};
      for (const task of planes) {
        const drawn = await drawPoints(task, one.quick ? 400 : 2000);
        if (points.length < planes.length) points.push({ task, points: firstOf(drawn) });
        const own: Record<string, number> = (found[task] = {});
        for (const way of names) own[way] = await accuracyOn(one, `${task}, ${way}`, drawn, ways[way]);
      }
      const options = { epochs: one.quick ? 10 : 40, repeats: one.quick ? 1 : 2 };
      const ofWine: Record<string, number> = (found["wine"] = {});
      for (const way of names) {
        const { accuracy } = await crossValidate(one, table, { ...options, ways: ways[way], label: `wine, ${way}` });
        ofWine[way] = accuracy;
      }
      return found;
    });
    const over = (task: Task, way: Way) =>
      summarize(
        measured.map((found) => found[task]![way]!),
        run.seeds,
      );
    const compare = (task: Task, a: Way, b: Way) => distinguishable(over(task, a), over(task, b));
    const all: readonly Task[] = [...planes, "wine"];
    return {
      tasks: all.map((task) => ({
        task,
        accuracies: {
          all: over(task, "all"),
          wide: over(task, "wide"),
          deep: over(task, "deep"),
          skip: over(task, "skip"),
        },
      })),
      points,
      hidden: compare("xor", "wide", "skip"),
      overWide: compare("board", "all", "wide"),
      overDeep: compare("board", "all", "deep"),
      wine: compare("wine", "all", "skip"),
    };
  },

  words: waysWords,

  table: ({ tasks }) => ({
    columns: [text("data", "数据"), ...names.map((way) => ({ name: wayName(way), unit: "fraction" as const }))],
    rows: tasks.map(({ task, accuracies }) => [taskName(task), ...names.map((way) => accuracies[way])]),
  }),

  figure: ({ tasks, points }): Panels => ({
    kind: "panels",
    title: text("Which way which data need", "什么样的数据需要哪条路"),
    columns: 3,
    panels: [
      ...points.map(({ task, points: drawn }) => scatter(task, drawn)),
      ...tasks.map(({ task, accuracies }): Chart => ({
        kind: "chart",
        title: taskName(task),
        x: { label: text("ways", "可用的路") },
        y: { label: text("test accuracy", "测试集准确率"), domain: [0, 1] },
        layers: bars(names.map((way) => [wayName(way), accuracies[way]] as const)),
      })),
    ],
  }),
});

const firstOf = ({ places, labels }: Points): Points => ({
  places: places.slice(0, 2 * shown),
  labels: labels.slice(0, shown),
});

function scatter(task: Task, { places, labels }: Points): Chart {
  const of = (label: number) =>
    [...labels.keys()].filter((i) => labels[i] === label).map((i): Point => [places[2 * i]!, places[2 * i + 1]!]);
  return {
    kind: "chart",
    title: taskName(task),
    x: { label: text("first feature", "第一个特征"), domain: [-1, 1] },
    y: { label: text("second feature", "第二个特征"), domain: [-1, 1] },
    layers: [
      { mark: "points", name: text("one class", "一类"), points: of(0) },
      { mark: "points", name: text("the other", "另一类"), points: of(1) },
    ],
  };
}

const taskName = (task: Task) =>
  cases(task, {
    line: text("two sides of a line", "直线的两边"),
    xor: text("exclusive or (XOR)", "异或（XOR）"),
    board: text("board of nine fields", "九格棋盘"),
    wine: text("three kinds of wine", "三种葡萄酒"),
  });

const wayName = (way: Way) =>
  cases(way, {
    all: text("all", "全部"),
    wide: text("wide", "宽"),
    deep: text("deep", "深"),
    skip: text("skip", "跨层"),
  });

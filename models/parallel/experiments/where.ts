/** Speed of the scan compared with the loop by batch size and width: the recurrence alone, with its gradient. */
import { type Tensor, compile, grad, random, threads } from "hebb";
import type { Chart } from "../../figure.ts";
import { count } from "../../quantity.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import type { Size } from "../exactness.ts";
import type { WhereFacts } from "../facts.ts";
import { byLoop, byPlainScan, byScan } from "../recurrence.ts";
import { type Step, inSeconds, ratiosOf, slower, timesOf, timingOf } from "../timing.ts";
import { whereWords } from "../words-of-time.ts";

export const whereExperiment = defineExperiment<WhereFacts>({
  question: {
    en: "When is a parallel scan faster than a plain loop on a CPU?",
    zh: "在 CPU 上，什么时候并行扫描比逐步循环更快？",
  },

  async measure(run) {
    const { time, batches, widths, rounds } = run.quick
      ? { time: 33, batches: [1, 4], widths: [1, 8], rounds: 3 }
      : { time: 4096, batches: [1, 2, 4, 8, 16], widths: [1, 4, 16, 64], rounds: 31 };
    const cells: WhereFacts["cells"][number][] = [];
    for (const batch of batches) {
      for (const width of widths) {
        const [loop, scan, plain] = await timesOf(
          run,
          `batch ${batch}, width ${width}`,
          [byLoop, byScan, byPlainScan].map((way) => recurrenceStep(way, { batch, time, width })),
          rounds,
        );
        cells.push({
          batch,
          width,
          loop: inSeconds(loop!),
          scan: inSeconds(scan!),
          plain: inSeconds(plain!),
          ratio: timingOf(ratiosOf(loop!, scan!)),
          order: slower(loop!, scan!),
        });
      }
    }
    return { length: time, threads: threads(), rounds, cells, wins: winsOf(cells) };
  },

  words: whereWords,

  table: ({ cells }) => ({
    columns: [
      text("batch size", "批量大小"),
      text("width", "宽度"),
      text("loop (ms)", "逐步循环（毫秒）"),
      text("scan (ms)", "并行扫描（毫秒）"),
      text("scan, gradient of each operation (ms)", "并行扫描，逐个运算求梯度（毫秒）"),
      { name: text("loop / scan", "循环用时与扫描用时之比"), digits: 2 },
    ],
    rows: cells.map(({ batch, width, loop, scan, plain, ratio }) => [
      batch,
      width,
      ...[loop, scan, plain].map(({ median }) => 1000 * median),
      ratio.median,
    ]),
  }),

  figure: figureOf,
});

/** Computes states and gradients from given coefficients, without the layer around them. */
function recurrenceStep(way: typeof byScan, { batch, time, width }: Size): Step {
  const a = random.uniform([time, batch, width]);
  const b = random.normal([time, batch, width]);
  const step = compile((a: Tensor, b: Tensor) => {
    const states = way(a, b);
    const [da, db] = grad(states.square().sum(), [a, b]);
    return { states, da, db, done: da.sum() };
  });
  return () => step(a, b).done.item();
}

/** Returns the states with which the scan is faster. */
export function winsOf(
  cells: readonly Pick<WhereFacts["cells"][number], "batch" | "width" | "order">[],
): WhereFacts["wins"] {
  const sizes = (order: string) =>
    cells.filter((cell) => cell.order === order).map(({ batch, width }) => batch * width);
  const [wins, losses] = [sizes("a is larger"), sizes("b is larger")];
  if (wins.length === 0) return losses.length === 0 ? "unclear" : "none";
  if (losses.length === 0) return "all";
  return Math.max(...wins) <= Math.min(...losses) ? "small states" : "mixed";
}

function figureOf({ length, cells }: WhereFacts): Chart {
  const widths = [...new Set(cells.map(({ width }) => width))];
  return {
    kind: "chart",
    title: say(
      { length: count(length, "step", "steps", "步") },
      "Loop and scan over {length}, with their gradient",
      "循环和扫描各算 {length}，连同梯度",
    ),
    x: { label: text("numbers in the state of a batch", "整个批量的状态里有多少个数"), scale: "log" },
    y: { label: text("time of the loop / time of the scan", "循环用时与扫描用时之比"), scale: "log" },
    layers: [
      { mark: "rule", axis: "y", value: 1, name: text("equally fast", "一样快") },
      ...widths.map((width) => ({
        mark: "points" as const,
        name: say({ width: count(width, "unit", "units", "个单元") }, "{width} wide", "宽 {width}"),
        points: cells
          .filter((cell) => cell.width === width)
          .map(({ batch, ratio }) => [batch * width, ratio.median] as const),
      })),
    ],
  };
}

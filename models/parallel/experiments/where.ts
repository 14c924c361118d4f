/** Speed of the scan compared with the loop by batch size and width: the recurrence alone, with its gradient. */
import { type Tensor, compile, grad, random } from "hebb";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import type { Size } from "../exactness.ts";
import { byLoop, byPlainScan, byScan } from "../recurrence.ts";
import { type Step, machineWords, medianTimes } from "../timing.ts";
import { median } from "../../shared/statistics.ts";

interface Cell extends Size {
  readonly loop: number;
  readonly scan: number;
  readonly plain: number;
}

export const whereExperiment: EnglishExperiment = {
  question: {
    en: "When is a parallel scan faster than a plain loop on a CPU?",
    zh: "在 CPU 上，什么时候并行扫描比逐步循环更快？",
  },

  async measure(run: Run): Promise<Finding> {
    const { time, batches, widths, rounds } = run.quick
      ? { time: 33, batches: [1, 4], widths: [1, 8], rounds: 3 }
      : { time: 4096, batches: [1, 2, 4, 8, 16], widths: [1, 4, 16, 64], rounds: 31 };
    const cells: Cell[] = [];
    for (const batch of batches) {
      for (const width of widths) {
        const size = { batch, time, width };
        const [loop, scan, plain] = await medianTimes(
          run,
          `batch ${batch}, width ${width}`,
          [byLoop, byScan, byPlainScan].map((way) => recurrenceStep(way, size)),
          rounds,
        );
        cells.push({ ...size, loop: loop!, scan: scan!, plain: plain! });
      }
    }
    return {
      answer: answerOf(cells),
      table: {
        columns: ["batch", "width", "loop (ms)", "scan (ms)", "scan, gradient of each operation (ms)", "loop / scan"],
        rows: cells.map(({ batch, width, loop, scan, plain }) => [batch, width, loop, scan, plain, loop / scan]),
      },
      figure: {
        kind: "heatmap",
        title: `Time of the loop over that of the scan: ${time} steps with their gradient, ${machineWords()}`,
        rows: { label: "batch", names: batches.map(String) },
        columns: { label: "width", names: widths.map(String) },
        values: batches.map((own) => cells.filter(({ batch }) => batch === own).map(({ loop, scan }) => loop / scan)),
        scale: "log",
        label: "above 1 the scan is faster",
        numbers: true,
      },
    };
  },
};

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

/** Relative difference in time below which two times count as equal. */
const noise = 0.05;

function answerOf(cells: readonly Cell[]): string {
  const ratio = ({ loop, scan }: Cell) => loop / scan;
  const ranked = cells.toSorted((a, b) => ratio(b) - ratio(a));
  const [best, worst] = [ranked[0]!, ranked.at(-1)!];
  const place = ({ batch, width }: Cell) => `batch ${batch} and width ${width}`;
  const wins = cells.filter((cell) => ratio(cell) > 1 + noise);
  const losses = cells.filter((cell) => ratio(cell) < 1 - noise);
  const size = ({ batch, width }: Cell) => batch * width;
  const sizes = (some: readonly Cell[]) => `${Math.min(...some.map(size))} to ${Math.max(...some.map(size))}`;
  const plain = cells.map((cell) => cell.plain / cell.scan).toSorted((a, b) => a - b);
  return (
    `Over ${cells[0]!.time} steps with their gradient, on ${machineWords()}, ` +
    (wins.length === 0
      ? "the scan wins nowhere; "
      : `the scan wins in ${wins.length} of ${cells.length} cases, with states of ${sizes(wins)} numbers in the whole batch (at best, at ${place(best)}, the loop takes ${ratio(best).toFixed(2)} times its time); `) +
    (losses.length === 0
      ? "the loop wins nowhere. "
      : `the loop wins in ${losses.length}, with ${sizes(losses)} numbers (at ${place(worst)} it takes ${ratio(worst).toFixed(2)} times the time of the scan): a state that fills the vector unit leaves a scan nothing to gain, ` +
        "and the loop has half of its work and a state that stays in the cache. ") +
    `Differentiated operation by operation, and not as a recurrence from the end, the scan takes ${plain[0]!.toFixed(1)} to ${plain.at(-1)!.toFixed(1)} times as long (median ${median(plain).toFixed(1)}).`
  );
}

/** Where the scan itself is faster than the loop: the recurrence alone, with its gradient, over batch and width. */
import { type Tensor, compile, grad, random } from "hebb";
import type { Run } from "../../run.ts";
import type { Experiment, Finding } from "../../system.ts";
import type { Size } from "../exactness.ts";
import { byLoop, byPlainScan, byScan } from "../recurrence.ts";
import { type Step, machineWords, medianTimes } from "../timing.ts";

interface Cell extends Size {
  readonly loop: number;
  readonly scan: number;
  readonly plain: number;
}

export const whereExperiment: Experiment = {
  question: "Where does a parallel scan win over its own loop on a CPU?",

  async measure(run: Run): Promise<Finding> {
    const { time, batches, widths, rounds } = run.quick
      ? { time: 33, batches: [1, 4], widths: [1, 8], rounds: 3 }
      : { time: 1024, batches: [1, 2, 4, 8, 16, 32], widths: [1, 4, 16, 64, 128], rounds: 9 };
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
        label: "above 1 the scan is faster",
        numbers: true,
      },
    };
  },
};

/** States and gradients from coefficients that are given, as without the layer around them. */
function recurrenceStep(way: typeof byScan, { batch, time, width }: Size): Step {
  const a = random.uniform([time, batch, width]);
  const b = random.normal([time, batch, width]);
  const step = compile((a: Tensor, b: Tensor) => {
    const states = way(a, b);
    const [da, db] = grad(states.square().sum(), [a, b]);
    return { states, da, db, done: da.sum() };
  });
  return () => step(a, b).done.number();
}

function answerOf(cells: readonly Cell[]): string {
  const wins = cells.filter(({ loop, scan }) => scan < loop);
  const [best, worst] = [Math.max, Math.min].map((pick) => {
    const ratio = pick(...cells.map(({ loop, scan }) => loop / scan));
    return cells.find(({ loop, scan }) => loop / scan === ratio)!;
  }) as [Cell, Cell];
  const ratio = ({ loop, scan }: Cell) => (loop / scan).toFixed(2);
  const place = ({ batch, width }: Cell) => `batch ${batch} and width ${width}`;
  const most = Math.max(...wins.map(({ batch, width }) => batch * width));
  const plain = cells.map((cell) => cell.plain / cell.scan).toSorted((a, b) => a - b);
  return (
    `Over ${cells[0]!.time} steps with their gradient, on ${machineWords()}, the scan is the faster one in ${wins.length} of ${cells.length} cases` +
    (wins.length === 0 ? ". " : `, with at most ${most} numbers in a state of the whole batch. `) +
    `The loop takes ${ratio(best)} times its time at ${place(best)}, and ${ratio(worst)} times at ${place(worst)}: ` +
    "a vector unit has little to do in a small state, but a large one fills it, and then the loop, whose state stays in the cache, has only half of the work. " +
    `Differentiated operation by operation, instead of as a recurrence from the end, the scan takes ${plain[0]!.toFixed(1)} to ${plain.at(-1)!.toFixed(1)} times as long.`
  );
}

/** Cost of gates that do not read the state: accuracy on five tasks, at the training length and beyond. */
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type Recurrence, type TaskName, recurrences, tasks, trainReader } from "../tasks.ts";
import { measure } from "../../recurrence/training.ts";

const names: Readonly<Record<Recurrence, string>> = {
  minGRU: "minGRU",
  "two layers": "minGRU, two layers",
  signed: "minGRU with 1 - 2z",
  GRU: "GRU",
};

/** Multiples of the training length. */
const factors = [1, 2, 4];

interface Row {
  readonly task: TaskName;
  readonly recurrence: Recurrence;
  /** Accuracy at each multiple. */
  readonly shares: readonly number[];
}

export const priceExperiment: EnglishExperiment = {
  question: {
    en: "What can a recurrent network no longer do once it is made parallel?",
    zh: "循环网络为了能并行，放弃了什么能力？",
  },

  async measure(run: Run): Promise<Finding> {
    const { chosen, settings } = run.quick
      ? {
          chosen: ["latch", "parity"] as const,
          settings: { hidden: 32, examples: 1500, epochs: 15, learningRate: 2e-2 },
        }
      : {
          chosen: ["latch", "sum", "copy", "parity", "cups"] as const,
          settings: { hidden: 64, examples: 4000, epochs: 40, learningRate: 1e-2 },
        };
    const rows: Row[] = [];
    for (const name of chosen) {
      for (const recurrence of recurrences) {
        const task = tasks[name];
        const model = await trainReader(run, recurrence, task, settings);
        const shares = [];
        for (const factor of factors) shares.push(await measure(model, task, factor * task.length, run.seed));
        rows.push({ task: name, recurrence, shares });
      }
    }
    return {
      answer: answerOf(rows),
      table: {
        columns: ["task", "recurrence", ...factors.map((factor) => `${factor} times the trained length`)],
        rows: rows.map(({ task, recurrence, shares }) => [tasks[task].title, names[recurrence], ...shares]),
      },
      figure: {
        kind: "chart",
        title: `Right answers at the trained length`,
        x: { label: "task" },
        y: { label: "share of right answers", domain: [0, 1] },
        layers: recurrences.map((recurrence) => ({
          mark: "bars",
          name: names[recurrence],
          values: chosen.map((name) => [tasks[name].title, shareIn(rows, name, recurrence)] as const),
        })),
      },
    };
  },
};

function shareIn(rows: readonly Row[], name: TaskName, own: Recurrence, at = 0): number {
  return rows.find(({ task, recurrence }) => task === name && recurrence === own)!.shares.at(at)!;
}

/** Accuracy above which a task counts as solved. */
const solved = 0.98;

function answerOf(rows: readonly Row[]): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const chosen = [...new Set(rows.map(({ task }) => task))];
  const titles = (names: readonly TaskName[]) => names.map((name) => tasks[name].title).join(", ") || "nothing";
  const isSolved = (recurrence: Recurrence) => (name: TaskName) => shareIn(rows, name, recurrence) >= solved;
  const [kept, lost] = [isSolved("minGRU"), (name: TaskName) => !isSolved("minGRU")(name) && isSolved("GRU")(name)].map(
    (test) => chosen.filter(test),
  ) as [TaskName[], TaskName[]];
  const each = (recurrence: Recurrence) =>
    lost.map((name) => `${tasks[name].title} ${percent(shareIn(rows, name, recurrence))}`).join(", ");
  const keeps = kept.includes("latch")
    ? ` (of the latch ${percent(shareIn(rows, "latch", "minGRU", -1))} at ${factors.at(-1)} times the length)`
    : "";
  const first = `A gate that reads the input alone still chooses what to keep: one layer of minGRU solves ${titles(kept)}${keeps}. `;
  if (lost.length === 0) return `${first}Of what the GRU solves nothing is lost here.`;
  const [won, missed] = [isSolved("signed"), (name: TaskName) => !isSolved("signed")(name)].map((test) =>
    lost.filter(test),
  ) as [TaskName[], TaskName[]];
  const limit = missed.length === 0 ? "" : `, but not ${titles(missed)}`;
  const reason = missed.includes("cups")
    ? ": factors of single units give the same product in any order, and swaps do not"
    : "";
  return (
    `${first}What it gives up is a state that decides how it changes itself: ${each("minGRU")} (GRU ${each("GRU")}). ` +
    `A second layer, whose gates see the states of the first, reaches ${each("two layers")}. ` +
    `With factors from -1 to 1 in place of 0 to 1, which can turn a sign, one layer solves ${titles(won)}${limit}${reason}.`
  );
}

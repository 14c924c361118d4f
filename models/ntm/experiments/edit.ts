/** Edits of single slots between the end of a sequence and its copy. */
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { reaches, summarize } from "../../verdicts.ts";
import type { EditFacts } from "../facts.ts";
import { bitsFigure } from "../figures.ts";
import type { NeuralTuringMachine } from "../model.ts";
import { experimentCopy } from "../recipes.ts";
import { type Sequence, copyOf } from "../tasks.ts";
import { testOf, trainMachine } from "../training.ts";
import { answerEdited } from "../tracing.ts";
import { editWords } from "../words.ts";

export const editExperiment = defineExperiment<EditFacts>({
  question: {
    en: "If one slot is edited after the sequence was shown, what changes in the copy?",
    zh: "序列展示完以后改写一个记忆片段，复制出来的序列哪里会变？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) =>
      measureEdits(one, await trainMachine(one, "copy", "copy", experimentCopy(one.quick))),
    );
    const summary = (key: "changed" | "kept" | "unused") =>
      summarize(
        measured.map((one) => one[key]),
        run.seeds,
      );
    const [changed, kept] = [summary("changed"), summary("kept")];
    const precise = [changed, kept].every((one) => reaches(one, { op: ">=", value: 0.9 }) === "reached");
    return {
      changed,
      kept,
      unused: summary("unused"),
      verdict: precise ? "just there" : "not just there",
      example: measured[0]!.example,
    };
  },

  words: editWords,

  table: ({ changed, kept, unused }) => ({
    columns: [
      text("after the edit", "改写之后"),
      { name: text("fraction of the edits", "占改写次数的比例"), unit: "fraction" },
    ],
    rows: [
      [text("the edited place shows the new vector", "被改写的位置给出新向量"), changed],
      [text("all other places are unchanged", "其他位置都不变"), kept],
      [text("edit of an unused slot: nothing changes", "改写没用过的片段：什么都不变"), unused],
    ],
  }),

  figure: ({ example: { place, before, after, written } }) => {
    const names = before.map((_, i) => (i === place ? `✎ ${i + 1}` : String(i + 1)));
    // Empty but for the edited place, so that it is below the same place of the copy.
    const alone = before.map((row, i) => (i === place ? written : row.map(() => NaN)));
    return {
      kind: "panels",
      title: text("A slot is edited between the sequence and its copy", "在展示和复制之间改写一个记忆片段"),
      columns: 1,
      panels: [
        bitsFigure(text("Copy without an edit", "不改写时的复制结果"), before, names),
        bitsFigure(text("Vector written into the slot", "写进记忆片段的向量"), alone, names),
        bitsFigure(text("Copy after the edit", "改写以后的复制结果"), after, names),
      ],
    };
  },
});

/** Vectors of each sequence, and number of sequences for each edited place. */
const [longest, count] = [10, 20];

async function measureEdits(run: Run, model: NeuralTuringMachine) {
  const length = Math.min(longest, experimentCopy(run.quick).sizes.length[1]);
  const [shown, others] = [run.seed, run.seed + 100].map((seed) =>
    testOf("copy", { length, repeats: 1 }, count, seed),
  ) as [Sequence[], Sequence[]];
  const found = { changed: 0, kept: 0, unused: 0 };
  const examples: EditFacts["example"][] = [];
  for (let place = 0; place < length; place++) {
    // The other sequence differs in one vector only, so that its memory is a memory of this machine.
    const rewritten = shown.map(({ answer }, i) => copyOf(answer.with(place, others[i]!.answer[place]!)));
    const { before, after } = await answerEdited(model, shown, rewritten, place);
    const unused = await answerEdited(model, shown, others, "unused");
    for (let i = 0; i < count; i++) {
      const [was, now] = [before[i]!, after[i]!];
      const written = others[i]!.answer[place]!;
      if (isSame([now[place]!], [written])) found.changed++;
      if (isSame(now.toSpliced(place, 1), was.toSpliced(place, 1))) found.kept++;
      if (isSame(unused.after[i]!, unused.before[i]!)) found.unused++;
    }
    examples.push({ place, before: before[0]!, after: after[0]!, written: others[0]!.answer[place]! });
  }
  const share = (key: keyof typeof found) => found[key] / (length * count);
  const example = examples[Math.floor(length / 2)]!;
  return { changed: share("changed"), kept: share("kept"), unused: share("unused"), example };
}

type Rows = readonly (readonly number[])[];
const isSame = (a: Rows, b: Rows): boolean => a.every((row, i) => row.every((bit, k) => bit === b[i]![k]));

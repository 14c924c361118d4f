/** Sentences that each hop reads, compared with the sentences that the answer follows from. */
import type { Heatmap } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { name, say, text } from "../../text.ts";
import { reaches, summarize } from "../../verdicts.ts";
import { answersOf, isCovered, largestOf } from "../answering.ts";
import type { Example, ReadingFacts, TaskReading } from "../facts.ts";
import { hopNames, supportNames, taskTitle } from "../names.ts";
import { experimentTraining } from "../recipes.ts";
import type { Story, TaskName } from "../stories.ts";
import { questionsOf, trainNetwork } from "../training.ts";
import { readingWords } from "../words.ts";

const tasks = ["one", "two", "three"] as const satisfies readonly TaskName[];

export const readingExperiment = defineExperiment<ReadingFacts>({
  question: { en: "Which sentence does each hop read?", zh: "每一跳读的是哪句话？" },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const found: Reading[] = [];
      for (const task of tasks) {
        const training = experimentTraining(one.quick, task);
        const { train, testStories } = questionsOf(task, training, one.seed);
        const model = await trainNetwork(one, `task ${task}`, train, training);
        found.push(readingsOf(testStories, await answersOf(model, testStories, training.longest)));
      }
      return found;
    });
    const read = tasks.map((task, t) =>
      summarized(
        task,
        measured.map((found) => found[t]!),
        run.seeds,
      ),
    );
    const reached = read.filter(({ covered }) => reaches(covered, { op: ">=", value: 0.5 }) === "reached").length;
    return { tasks: read, verdict: reached === 0 ? "no task" : reached === tasks.length ? "all tasks" : "some tasks" };
  },

  words: readingWords,

  table: ({ tasks }) => ({
    columns: [
      text("task", "任务"),
      text("supporting sentence", "支持句"),
      ...hopNames(tasks[0]!.largest.length).map((name) => ({ name, unit: "fraction" as const })),
    ],
    rows: tasks.flatMap(({ task, largest }) =>
      supportNames[task].map((role, s) => [taskTitle(task), role, ...largest.map((hop) => hop[s]!)]),
    ),
  }),

  figure: ({ tasks }) => ({
    kind: "panels",
    title: text("Reading a story in hops", "一跳一跳地读故事"),
    columns: 1,
    panels: tasks.map(({ example }) => storyFigure(example)),
  }),
});

interface Reading {
  readonly accuracy: number;
  readonly covered: number;
  readonly largest: readonly (readonly number[])[];
  readonly example: Example;
}

type Answers = Awaited<ReturnType<typeof answersOf>>;

function readingsOf(stories: readonly Story[], answers: Answers): Reading {
  const share = (holds: (i: number) => boolean) => stories.filter((_, i) => holds(i)).length / stories.length;
  const read = answers.map(largestOf);
  const { support } = stories[0]!;
  return {
    accuracy: share((i) => answers[i]!.answer === stories[i]!.answer),
    covered: share((i) => isCovered(stories[i]!, answers[i]!)),
    largest: read[0]!.map((_, hop) => support.map((_, s) => share((i) => read[i]![hop] === stories[i]!.support[s]))),
    example: exampleOf(stories, answers),
  };
}

/** Sentences of a story that is short enough to be drawn. */
const [fewest, most] = [5, 9];

/** Returns the first story of a size that can be drawn; its answer may be right or wrong. */
function exampleOf(stories: readonly Story[], answers: Answers): Example {
  const fits = stories.findIndex(({ sentences }) => sentences.length >= fewest && sentences.length <= most);
  const at = Math.max(0, fits);
  const { answer: predicted, weights } = answers[at]!;
  return { ...stories[at]!, predicted, weights };
}

function summarized(task: TaskName, readings: readonly Reading[], seeds: readonly number[]): TaskReading {
  const summary = (value: (reading: Reading) => number) => summarize(readings.map(value), seeds);
  const { largest, example } = readings[0]!;
  return {
    task,
    accuracy: summary(({ accuracy }) => accuracy),
    covered: summary(({ covered }) => covered),
    largest: largest.map((hop, h) => hop.map((_, s) => summary((one) => one.largest[h]![s]!))),
    example,
  };
}

/** Draws the weights of each sentence in each hop; ✓ marks the sentences that the answer follows from. */
export function storyFigure({ sentences, question, support, predicted, weights }: Example): Heatmap {
  return {
    kind: "heatmap",
    title: say({ question: name(question), answer: name(predicted) }, "{question}? {answer}", "{question}？ {answer}"),
    rows: {
      label: text("sentence", "句子"),
      names: sentences.map((sentence, i) => name(support.includes(i) ? `✓ ${sentence}` : sentence)),
    },
    columns: { label: text("weight in each hop", "各跳的权重"), names: hopNames(weights.length) },
    // Two digits, as the cells show them.
    values: sentences.map((_, n) => weights.map((hop) => Math.round(100 * hop[n]!) / 100)),
    domain: [0, 1],
    label: text("weight", "权重"),
    numbers: true,
  };
}

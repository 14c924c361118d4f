/** Machines with a recurrent and with a feed-forward controller, on all tasks. */
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { ControllersFacts } from "../facts.ts";
import type { ControllerKind } from "../model.ts";
import { controllerName, taskTitle } from "../names.ts";
import { controllerTasks } from "../recipes.ts";
import { taskNames } from "../tasks.ts";
import { testSequences, trainMachine, wrongBits } from "../training.ts";
import { controllersWords } from "../words-of-parts.ts";

const controllers = ["LSTM", "feed-forward"] as const satisfies readonly ControllerKind[];

/** Number of test sequences of each task. */
const tested = 300;

export const controllersExperiment = defineExperiment<ControllersFacts>({
  question: {
    en: "Does the controller need a memory of its own?",
    zh: "有了外部记忆，控制器自己还需要记忆吗？",
  },
  seeds: 3,

  async measure(run) {
    const training = controllerTasks(run.quick);
    const measured = await run.overSeeds(async (one) => {
      const rows: number[][] = [];
      for (const task of taskNames) {
        const row: number[] = [];
        const sequences = testSequences(task, training[task].sizes, tested, one.seed);
        for (const controller of controllers) {
          const machine = { ...training[task].machine, controller };
          const label = `${task}, ${controller}`;
          row.push(await wrongBits(await trainMachine(one, label, task, { ...training[task], machine }), sequences));
        }
        rows.push(row);
      }
      return rows;
    });
    const wrong = taskNames.map((_, t) =>
      controllers.map((_, c) =>
        summarize(
          measured.map((rows) => rows[t]![c]!),
          run.seeds,
        ),
      ),
    );
    return {
      tasks: taskNames,
      controllers,
      wrong,
      orders: wrong.map(([lstm, feedForward]) => distinguishable(lstm!, feedForward!)),
    };
  },

  words: controllersWords,

  table: ({ tasks, controllers, wrong }) => ({
    columns: [
      text("task", "任务"),
      ...controllers.map((controller) => ({ name: controllerName(controller), digits: 3 })),
    ],
    rows: tasks.map((task, t) => [taskTitle(task), ...wrong[t]!]),
  }),

  figure: ({ tasks, controllers, wrong }) => ({
    kind: "chart",
    title: text("Wrong bits per test sequence", "每个测试序列错的位数"),
    x: { label: text("task", "任务") },
    y: { label: text("wrong bits", "错误的位数") },
    layers: controllers.map((controller, c) => ({
      mark: "bars",
      name: controllerName(controller),
      values: tasks.map((task, t) => [taskTitle(task), wrong[t]![c]!.mean] as const),
    })),
  }),
});

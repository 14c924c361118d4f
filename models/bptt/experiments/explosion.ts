/** The course's experiment: gradients explode on DigitSum, and clipping bounds them. */
import type { Chart, Layer } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type Course, descend, lastLoss } from "../explosion.ts";
import { median } from "../../shared/statistics.ts";

const bound = 0.25;

export const explosionExperiment: EnglishExperiment = {
  question: {
    en: "Why do the gradients of a recurrent network explode, and does clipping help?",
    zh: "循环神经网络的梯度为什么会爆炸，梯度截断管用吗？",
  },

  async measure(run: Run): Promise<Finding> {
    const settings = { length: 10, hidden: 32, gain: 2, learningRate: 1, steps: run.quick ? 300 : 1500 };
    const courses: Record<string, Course> = {
      "as it is": await descend(run, "unclipped", settings),
      [`clipped to ${bound}`]: await descend(run, "clipped", { ...settings, bound }),
    };
    const [free, clipped] = Object.values(courses) as [Course, Course];
    const largest = (values: readonly number[]) => Math.max(...values.filter(Number.isFinite));
    const ends = [lastLoss(free), lastLoss(clipped)] as const;
    const better = ends[1] < ends[0] || Number.isNaN(ends[0]);
    return {
      answer:
        `With U at ${settings.gain} times an orthogonal matrix and a rate of ${settings.learningRate} the norm of the gradient reaches ${largest(free.norms).toFixed(1)}, and each step ` +
        `is as long: the loss ends at ${ends[0].toFixed(2)} nats, where guessing the sums by their frequency costs 2.78. Clipped, no step is longer than ` +
        `${largest(clipped.taken).toFixed(2)}, and the same training ends at ${ends[1].toFixed(2)} nats${better ? "" : ", which here is no gain"}. The direction of a gradient on a cliff ` +
        `is right, only its length is not (Pascanu et al., 2013).`,
      table: {
        columns: ["gradient", "largest norm", "median norm", "longest step / learning rate", "loss at the end"],
        rows: Object.entries(courses).map(([name, course], i) => [
          name,
          largest(course.norms),
          median(course.norms),
          largest(course.taken),
          ends[i]!,
        ]),
      },
      figure: {
        kind: "panels",
        title: "Exploding gradients on DigitSum, 10 digits",
        columns: 1,
        panels: [
          chart("Norm of the step, divided by the learning rate", "norm", courses, ({ taken }) => taken, "log"),
          chart("Loss", "nats", courses, ({ losses }) => losses, "log"),
        ],
      },
    };
  },
};

function chart(
  title: string,
  label: string,
  courses: Readonly<Record<string, Course>>,
  of: (course: Course) => readonly number[],
  scale: "linear" | "log",
): Chart {
  const layers = Object.entries(courses).map(([name, course]): Layer => {
    return { mark: "line", name, points: of(course).map((value, i) => [i + 1, value]) };
  });
  return { kind: "chart", title, x: { label: "step" }, y: { label, scale }, layers };
}

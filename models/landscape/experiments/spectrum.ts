/** Extreme eigenvalues of the Hessian during training, from usual initial weights and from near the saddle at 0. */
import type { Chart, Panels } from "../../figure.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { checkAgainstMatrix } from "../curvature.ts";
import { networkOf, smallDigits } from "../digits.ts";
import { type Place, chartOfPaths, follow } from "../path.ts";
import { moveToSaddle } from "../saddle.ts";

const learningRate = 0.3;
/** Scale of the initial weights near the saddle. */
const factor = 0.01;

export const spectrum: EnglishExperiment = {
  question: {
    en: "Does training end in a minimum, or does the loss still curve downward in some direction?",
    zh: "训练结束时真的到了最小值吗，还是损失沿某些方向仍然向下弯？",
  },

  async measure(run): Promise<Finding> {
    const { train } = await smallDigits(run.quick ? 500 : 5000);
    const settings = { learningRate, batchSize: 50, updates: run.quick ? 100 : 4000, products: run.quick ? 25 : 60 };
    const usual = networkOf(train, 32, run.seed);
    const near = networkOf(train, 32, run.seed);
    await moveToSaddle(near, train, factor);
    const path = async (model: typeof usual, label: string) =>
      follow(run, model, train, { ...settings, factor: run.quick ? 4 : 1.7, label });
    const paths = { "usual weights": await path(usual, "usual weights"), "near the saddle": await path(near, "near") };
    const { spectra } = await checkAgainstMatrix(run);
    return {
      answer: answerOf(paths["usual weights"], paths["near the saddle"], spectra),
      table: {
        columns: ["start", "updates", "loss", "gradient", "smallest eigenvalue", "within", "largest eigenvalue"],
        rows: Object.entries(paths).flatMap(([name, places]) => places.map((place) => rowOf(name, place))),
      },
      figure: figureOf(paths, spectra),
    };
  },
};

function rowOf(name: string, { update, loss, gradient, lowest, highest }: Place): (string | number)[] {
  const numbers = [loss, gradient, lowest.value, lowest.bound, highest.value];
  return [name, update, ...numbers.map((value) => Number(value.toPrecision(3)))];
}

function answerOf(usual: readonly Place[], near: readonly Place[], spectra: readonly Float64Array[]): string {
  const [start, end] = [usual[0]!, usual.at(-1)!];
  const ratio = ({ lowest, highest }: Place) => `${((100 * -lowest.value) / highest.value).toFixed(1)} %`;
  const always = [...usual, ...near].every(({ lowest }) => lowest.value + lowest.bound < 0);
  const early = always
    ? "At every place that was measured the loss is curved downwards in some direction"
    : "Not everywhere is the loss curved downwards in some direction";
  const last =
    end.lowest.value < 0
      ? `so that the training ends in no minimum: some direction still leads down, and the gradient's norm is ${end.gradient.toFixed(3)}`
      : "so that the end lies in a valley";
  const [before, after] = spectra.map((values) => values.filter((value) => value < -1e-6).length);
  return (
    `${early}: at the usual weights the smallest eigenvalue is ${start.lowest.value.toFixed(3)}, ${ratio(start)} of the largest in size, ` +
    `after ${end.update} updates ${end.lowest.value.toPrecision(2)}, ${ratio(end)}, ${last}. ` +
    `Near the saddle at 0 the gradient is ${near[0]!.gradient.toExponential(1)} and the smallest eigenvalue ${near[0]!.lowest.value.toFixed(3)}. ` +
    `Of all ${spectra[0]!.length} eigenvalues of a tiny network ${before} are negative before its training and ${after} after it.`
  );
}

function figureOf(paths: Readonly<Record<string, readonly Place[]>>, spectra: readonly Float64Array[]): Panels {
  return {
    kind: "panels",
    title: "Curvature along the training",
    columns: 3,
    panels: [
      chartOfPaths("loss", paths),
      chartOfPaths("gradient", paths),
      chartOfPaths("highest", paths, [{ mark: "rule", axis: "y", value: 2 / learningRate, name: "2 / rate" }]),
      chartOfPaths("lowest", paths, [{ mark: "rule", axis: "y", value: 0 }]),
      ranks(spectra),
    ],
  };
}

function ranks(spectra: readonly Float64Array[]): Chart {
  return {
    kind: "chart",
    title: "a tiny network: all eigenvalues",
    x: { label: "rank" },
    y: { label: "eigenvalue" },
    layers: spectra.map((values, i) => {
      const points = [...values].map((value, rank) => [rank + 1, value] as const);
      return { mark: "points", name: ["before training", "after training"][i]!, points } as const;
    }),
  };
}

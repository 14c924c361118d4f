/** Averaging against choosing: gradients of the scores, training, temperature, and a task that needs an average. */
import type { Tensor } from "hebb";
import { compile, crossEntropy, grad, random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { averagingErrors } from "../averaging.ts";
import type { AverageFacts, Temperature } from "../facts.ts";
import { Recall, type Reading, readings } from "../model.ts";
import { recalled, testRecall, trainRecall } from "../recall.ts";
import { averageWords } from "../words.ts";

const [pairs, width] = [8, 16];
const temperatures = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4].map((power) => 2 ** power);

export const averageExperiment = defineExperiment<AverageFacts>({
  question: {
    en: "Why does attention average all values instead of taking the one with the largest weight?",
    zh: "注意力为什么要把所有值加权平均，而不是直接取权重最大的那一个？",
  },
  seeds: 3,

  async measure(run) {
    const steps = run.quick ? 200 : 1500;
    const measured = await run.overSeeds((one) => measureSeed(one, steps));
    const over = (pick: (one: (typeof measured)[number]) => number) => summarize(measured.map(pick), run.seeds);
    const recalls = readings.map((_, i) => over(({ trained }) => trained[i]!));
    const gradients: { readonly reached: number; readonly gradient: number }[] = [];
    for (const reading of readings) gradients.push(await firstGradients(reading));
    const averaging = { soft: over(({ errors }) => errors.soft), argmax: over(({ errors }) => errors.argmax) };
    return {
      trained: readings.map((reading, i) => ({ reading, recall: recalls[i]!, ...gradients[i]! })),
      temperatures: measured[0]!.temperatures,
      argmax: over(({ argmax }) => argmax),
      averaging,
      learning: distinguishable(recalls[0]!, recalls[1]!),
      straight: distinguishable(recalls[0]!, recalls[2]!),
      mixture: distinguishable(averaging.argmax, averaging.soft),
    };
  },

  words: averageWords,

  table: ({ trained }) => ({
    columns: [
      text("reading", "读取方式"),
      { name: text("recall after training", "训练后的准确率"), unit: "fraction" },
      { name: text("scores with a gradient", "有梯度的得分"), unit: "fraction" },
      text("mean gradient of a score", "得分的平均梯度"),
    ],
    rows: trained.map(({ reading, recall, reached, gradient }) => [nameOf(reading), recall, reached, gradient]),
  }),

  figure: figureOf,
});

async function measureSeed(run: Run, steps: number) {
  const trained: number[] = [];
  const models: Recall[] = [];
  for (const reading of readings) {
    const model = await trainRecall(run, { pairs, steps, width, reading, label: `recall, ${reading}` });
    models.push(model);
    trained.push(await recalled(model, pairs));
  }
  const soft = models[0]!;
  const found: Temperature[] = [];
  for (const temperature of temperatures) found.push(await atTemperature(soft, temperature));
  return {
    trained,
    temperatures: found,
    argmax: await recallOf(soft, "argmax"),
    errors: await averagingErrors(run, steps),
  };
}

/** Gradients of the loss by the scores, mean over test lists, of a model before training. */
async function firstGradients(reading: Reading): Promise<{ reached: number; gradient: number }> {
  random.seed(0);
  const model = new Recall({ width, reading });
  const gradients = await (await scoreGradients(model, reading, 1)).array();
  const sizes = Array.from(gradients, Math.abs);
  return {
    reached: sizes.filter((size) => size > 0).length / sizes.length,
    gradient: sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
  };
}

/** Returns the gradient of each list's own loss by its scores, [lists, pairs]. */
async function scoreGradients(model: Recall, reading: Reading, temperature: number): Promise<Tensor> {
  const [letters, digits, asked, answers] = await testRecall(pairs);
  return compile((heat: Tensor) => {
    const { scores, logits } = model.read(letters, digits, asked, { reading, temperature: heat });
    // The loss of an argmax does not depend on the scores, which `grad` rejects. The added zero gives their gradient, 0.
    const loss = crossEntropy(logits, answers, { reduction: "sum" }).add(scores.sum().mul(0));
    return grad(loss, [scores])[0];
  })(temperature);
}

async function recallOf(model: Recall, reading: Reading): Promise<number> {
  const [letters, digits, asked, answers] = await testRecall(pairs);
  const right = () => model.read(letters, digits, asked, { reading }).logits.argmax(-1).equal(answers).mean();
  return compile(right)().item();
}

async function atTemperature(model: Recall, temperature: number): Promise<Temperature> {
  const [letters, digits, asked, answers] = await testRecall(pairs);
  const measured = compile((heat: Tensor) => {
    const { weights, logits } = model.read(letters, digits, asked, { temperature: heat });
    return { largest: weights.max(-1).mean(), recall: logits.argmax(-1).equal(answers).mean() };
  })(temperature);
  const gradients = await (await scoreGradients(model, "soft", temperature)).array();
  return {
    temperature,
    recall: await measured.recall.item(),
    largest: await measured.largest.item(),
    gradient: Array.from(gradients, Math.abs).reduce((sum, size) => sum + size, 0) / gradients.length,
  };
}

function figureOf({ trained, temperatures, averaging }: AverageFacts): Panels {
  const along = (key: keyof Temperature) => temperatures.map((one): Point => [one.temperature, one[key]]);
  const bars = (title: Chart["title"], label: Chart["title"], values: readonly (readonly [Chart["title"], number])[]) =>
    ({
      kind: "chart",
      title,
      x: { label: text("reading", "读取方式") },
      y: { label },
      layers: [{ mark: "bars", values }],
    }) satisfies Chart;
  const x = { label: text("temperature T", "温度 T"), scale: "log" } as const;
  return {
    kind: "panels",
    title: text("Average or maximum", "加权平均还是取最大"),
    columns: 3,
    panels: [
      bars(
        text("Scores that receive a gradient", "有梯度的得分"),
        text("fraction of scores", "所占比例"),
        trained.map(({ reading, reached }) => [nameOf(reading), reached]),
      ),
      bars(
        text("Recall after training", "训练后的准确率"),
        text("accuracy", "准确率"),
        trained.map(({ reading, recall }) => [nameOf(reading), recall.mean]),
      ),
      bars(text("Error of an average", "求平均值的误差"), text("root mean squared error", "均方根误差"), [
        [nameOf("soft"), averaging.soft.mean],
        [nameOf("argmax"), averaging.argmax.mean],
      ]),
      {
        kind: "chart",
        title: text("The trained attention at other temperatures", "训练好的注意力，换不同的温度"),
        x,
        y: { label: text("share", "比例"), domain: [0, 1] },
        layers: [
          { mark: "line", name: text("recall", "准确率"), points: along("recall") },
          { mark: "line", name: text("largest weight", "最大的权重"), points: along("largest") },
        ],
      },
      {
        kind: "chart",
        title: text("Gradient that reaches the scores", "传到得分的梯度"),
        x,
        y: { label: text("mean magnitude", "平均大小"), scale: "log" },
        layers: [{ mark: "line", points: along("gradient") }],
      },
    ],
  };
}

const nameOf = (reading: Reading) =>
  cases(reading, {
    soft: text("softmax", "softmax"),
    argmax: text("argmax", "argmax"),
    "straight-through": text("straight-through", "直通估计"),
  });

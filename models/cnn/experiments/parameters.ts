/** Compares convolutions with fully connected and locally connected layers of the same shapes. */
import { correct, evaluate } from "hebb";
import { type Pictures as Digits, mnist } from "hebb/data";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { type LayerKind, type ParametersFacts, layerKinds } from "../facts.ts";
import { WithLayers, builders } from "../layer-kinds.ts";
import { layerNames } from "../names.ts";
import { learn } from "../reading.ts";
import { parametersWords } from "../words.ts";

type Row = ParametersFacts["kinds"][number];

export const parameters = defineExperiment<ParametersFacts>({
  question: {
    en: "How many parameters does a convolution save compared with a fully connected layer, and does it cost accuracy?",
    zh: "把全连接层换成卷积能省多少参数，准确率会下降吗？",
  },
  seeds: 3,

  async measure(run) {
    const { train, test } = await mnist();
    const [examples, epochs, every] = run.quick ? [1000, 1, 4] : [10_000, 4, 40];
    const training = train.take(examples);
    const digits = test.take(run.quick ? 200 : 5000);
    const measured = await run.overSeeds(async (one) => {
      const rows: Trained[] = [];
      for (const kind of layerKinds) rows.push(await trainKind(one, kind, { training, digits, epochs, every }));
      return rows;
    });
    const kinds = layerKinds.map((kind, i): Row => {
      const accuracy = summarize(
        measured.map((rows) => rows[i]!.accuracy),
        run.seeds,
      );
      const { parameters, products, curve } = measured[0]![i]!;
      return { kind, parameters, products, accuracy, curve };
    });
    const [convolution, local, full] = kinds.map(({ accuracy }) => accuracy);
    return {
      examples,
      steps: kinds[0]!.curve.at(-1)![0],
      kinds,
      full: distinguishable(convolution!, full!),
      local: distinguishable(convolution!, local!),
    };
  },

  words: parametersWords,

  table: ({ kinds }) => ({
    columns: [
      text("layers in place of the two convolutions", "用来替换两个卷积层的层"),
      text("parameters", "参数个数"),
      text("products for one digit", "处理一个数字的乘法次数"),
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
    ],
    rows: kinds.map(({ kind, parameters, products, accuracy }) => [layerNames(kind), parameters, products, accuracy]),
  }),

  figure: figureOf,
});

interface Lesson {
  readonly training: Digits;
  readonly digits: Digits;
  readonly epochs: number;
  /** Steps between two evaluations for the curve. */
  readonly every: number;
}

interface Trained {
  readonly parameters: number;
  readonly products: number;
  readonly accuracy: number;
  readonly curve: Point[];
}

async function trainKind(run: Run, kind: LayerKind, lesson: Lesson): Promise<Trained> {
  const { training, digits, epochs, every } = lesson;
  const { layers, parameters, products } = builders[kind]();
  const model = new WithLayers(...layers);
  const watch = { digits: digits.take(Math.min(1000, digits.length)), every };
  const curve = await learn(run, model, training, { label: kind, epochs, watch });
  const { accuracy } = await evaluate(model, digits, { metrics: { accuracy: correct } });
  return { parameters, products, accuracy: accuracy!, curve };
}

function figureOf({ kinds }: ParametersFacts): Panels {
  const costs = (title: Text, label: Text, cost: (row: Row) => number): Chart => ({
    kind: "chart",
    title,
    x: { label: text("layers", "层的种类") },
    y: { label, scale: "log" },
    layers: [{ mark: "bars", values: kinds.map((row) => [layerNames(row.kind), cost(row)] as const) }],
  });
  const accuracy: Chart = {
    kind: "chart",
    title: text("Accuracy after equal numbers of steps", "训练同样步数后的准确率"),
    x: { label: text("step", "步") },
    y: { label: text("test accuracy", "测试集准确率") },
    layers: kinds.map(({ kind, curve }) => ({ mark: "line", name: layerNames(kind), points: curve })),
  };
  const panels = [
    costs(text("Storage", "存储"), text("parameters", "参数个数"), ({ parameters }) => parameters),
    costs(
      text("Computation", "计算量"),
      text("products for one digit", "处理一个数字的乘法次数"),
      (row) => row.products,
    ),
    accuracy,
  ];
  const title = text("Layers of the same shapes: convolution, local, fully connected", "形状相同的三种层");
  return { kind: "panels", title, columns: 3, panels };
}

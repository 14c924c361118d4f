/** Distributions from ten scores at different temperatures. */
import { type Tensor, compile, crossEntropy } from "hebb";
import { type Pictures, mnist } from "hebb/data";
import type { Chart, Panels, Pictures as PictureFigure, Point } from "../../figure.ts";
import { number } from "../../quantity.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, say, text } from "../../text.ts";
import { entropy } from "../information.ts";
import type { TemperatureFacts, Warmth } from "../facts.ts";
import { type SoftmaxClassifier, classes, softmax } from "../model.ts";
import { trainClassifier } from "../training.ts";
import { temperatureWords } from "../words.ts";

// Powers of two, which divide without rounding.
const temperatures = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((power) => 2 ** power);

export const temperature = defineExperiment<TemperatureFacts>({
  question: {
    en: "How does softmax turn a list of scores into a probability distribution, and what does the temperature change?",
    zh: "Softmax 怎样把几个得分变成概率分布，温度又改变了什么？",
  },

  async measure(run) {
    const digits = await mnist();
    const [train, held] = digits.train.take(run.quick ? 6000 : 60_000).split(5 / 6, { seed: run.seed });
    const model = await trainClassifier(run, train, { epochs: 10, quiet: true });
    const measure = warmthOf(model);
    const found: Warmth[] = [];
    for (const value of temperatures) found.push(await measure(digits.test, value));
    const best = await bestTemperature(measure, held);
    const fitted = await measure(digits.test, best);
    const plain = found.find(({ temperature }) => temperature === 1)!;
    const excess = plain.confidence - plain.accuracy;
    const confidence = excess > 0.01 ? "too high" : excess < -0.01 ? "too low" : "right";
    return { example: await doubtful(model, digits.test.take(400)), found, fitted, confidence };
  },

  words: temperatureWords,

  table: ({ found, fitted }) => ({
    columns: [
      { name: text("temperature T", "温度 T") },
      { name: text("accuracy", "准确率"), unit: "fraction", digits: 2 },
      { name: text("cross entropy", "交叉熵"), digits: 3 },
      { name: text("entropy of q", "q 的熵"), digits: 3 },
      { name: text("confidence", "置信度"), unit: "fraction" },
      {
        name: text(
          "calibration error (confidence against accuracy, by bins)",
          "校准误差（按置信度分组，与准确率之差的平均）",
        ),
        unit: "fraction",
      },
      text("temperature chosen on", "温度选自"),
    ],
    rows: [...found, fitted].map((row) => [
      row.temperature,
      row.accuracy,
      row.crossEntropy,
      row.entropy,
      row.confidence,
      row.calibration,
      row === fitted ? text("held-out digits", "留出的数字") : "",
    ]),
  }),

  figure({ example, found }): Panels {
    return {
      kind: "panels",
      title: text(
        "From scores to a distribution, and the effect of the temperature",
        "从得分到概率分布，以及温度的作用",
      ),
      columns: 3,
      panels: [...stepsOf(example), ...overTemperatures(found)],
    };
  },
});

type MeasureWarmth = (examples: Pictures, temperature: number) => Promise<Warmth>;

function warmthOf(model: SoftmaxClassifier): MeasureWarmth {
  const measure = compile((images: Tensor, labels: Tensor, temperature: Tensor) => {
    const scores = model.forward(images).div(temperature);
    const q = softmax(scores);
    return {
      crossEntropy: crossEntropy(scores, labels),
      entropy: entropy(q).mean(),
      confidence: q.max(-1),
      right: q.argmax(-1).equal(labels),
    };
  });
  return async (examples, temperature) => {
    const result = measure(examples.field(0), examples.field(1), temperature);
    const [confidence, right] = [await result.confidence.array(), await result.right.array()];
    return {
      temperature,
      accuracy: mean([...right]),
      crossEntropy: await result.crossEntropy.item(),
      entropy: await result.entropy.item(),
      confidence: mean([...confidence]),
      calibration: calibrationError(confidence, right),
    };
  };
}

/** Returns Σ over bins of |accuracy - confidence|, each weighted by its fraction of the pictures. */
export function calibrationError(confidence: ArrayLike<number>, right: ArrayLike<number>, bins = 15): number {
  const excess = new Float64Array(bins);
  for (let i = 0; i < confidence.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(confidence[i]! * bins));
    excess[bin]! += confidence[i]! - right[i]!;
  }
  return excess.reduce((sum, value) => sum + Math.abs(value), 0) / confidence.length;
}

/** Returns the temperature with the lowest cross entropy on held-out digits, to within 2%. */
async function bestTemperature(measure: MeasureWarmth, held: Pictures): Promise<number> {
  const values = Array.from({ length: 81 }, (_, i) => 1.02 ** (i - 40));
  const found: Warmth[] = [];
  for (const value of values) found.push(await measure(held, value));
  return found.reduce((best, next) => (next.crossEntropy < best.crossEntropy ? next : best)).temperature;
}

/** Returns the scores of the digit whose distribution has the largest entropy. */
async function doubtful(model: SoftmaxClassifier, digits: Pictures): Promise<TemperatureFacts["example"]> {
  const scores = model.forward(digits.field(0));
  const entropies = [...(await entropy(softmax(scores)).array())];
  const row = entropies.indexOf(Math.max(...entropies));
  const labels = await digits.field(1).array();
  return {
    scores: [
      ...(await scores
        .slice([row, row + 1])
        .reshape([classes])
        .array()),
    ],
    label: labels[row]!,
    pixels: Uint8Array.from(
      await digits
        .field(0)
        .slice([row, row + 1])
        .array(),
    ),
  };
}

/** Draws the scores, their exponentials, and the quotients beside the target, then two other temperatures. */
function stepsOf({ scores, label, pixels }: TemperatureFacts["example"]): (Chart | PictureFigure)[] {
  const largest = Math.max(...scores);
  const exponentials = (T: number) => scores.map((score) => Math.exp((score - largest) / T));
  const quotients = (T: number) => {
    const values = exponentials(T);
    const total = values.reduce((sum, value) => sum + value, 0);
    return values.map((value) => value / total);
  };
  const target = scores.map((_, c) => Number(c === label));
  const q = text("prediction q", "预测 q");
  const p = text("target p", "目标 p");
  const bars = (
    title: Text,
    y: string,
    series: readonly (readonly [Text | undefined, readonly number[]])[],
  ): Chart => ({
    kind: "chart",
    title,
    x: { label: text("class", "类别") },
    y: { label: y, ...(y === "q" && { domain: [0, 1] }) },
    layers: series.map(([name, values]) => ({
      mark: "bars",
      ...(name && { name }),
      values: values.map((value, c) => [String(c), value] as const),
    })),
  });
  const at = (T: number) => say({ T: number(T) }, "q at temperature {T}", "温度为 {T} 时的 q");
  return [
    {
      kind: "pictures",
      title: text("A digit that is hard to classify", "一个难分类的数字"),
      width: 28,
      height: 28,
      columns: 1,
      images: [{ pixels, caption: say({ label: number(label) }, "label {label}", "标签 {label}") }],
      scale: "gray",
    },
    bars(text("Its scores s", "它的得分 s"), "s", [[undefined, scores]]),
    bars(text("Exponentials: all positive", "取指数：全变成正数"), "exp(s − max s)", [[undefined, exponentials(1)]]),
    bars(text("Divided by their sum: q, beside the target p", "除以总和：得到 q，旁边是目标 p"), "q", [
      [q, quotients(1)],
      [p, target],
    ]),
    bars(at(0.25), "q", [[q, quotients(0.25)]]),
    bars(at(4), "q", [[q, quotients(4)]]),
  ];
}

function overTemperatures(found: readonly Warmth[]): Chart[] {
  const along = (key: keyof Warmth) => found.map((warmth): Point => [warmth.temperature, warmth[key]]);
  const x = { label: text("temperature T", "温度 T"), scale: "log" } as const;
  return [
    {
      kind: "chart",
      title: text("All test digits: entropy and cross entropy", "全部测试数字：熵与交叉熵"),
      x,
      y: { label: text("nats", "奈特") },
      layers: [
        { mark: "line", name: text("entropy of q", "q 的熵"), points: along("entropy") },
        { mark: "line", name: text("cross entropy H(p,q)", "交叉熵 H(p,q)"), points: along("crossEntropy") },
      ],
    },
    {
      kind: "chart",
      title: text("All test digits: confidence", "全部测试数字：置信度"),
      x,
      y: { label: text("share", "比例"), domain: [0, 1] },
      layers: [
        { mark: "line", name: text("mean confidence", "平均置信度"), points: along("confidence") },
        { mark: "line", name: text("accuracy", "准确率"), points: along("accuracy") },
      ],
    },
  ];
}

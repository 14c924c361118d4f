/** Cost of self-attention, convolution and recurrence against the length of the sequence. */
import { Conv1d, type Module, MultiHeadAttention, RNN, Tensor, compile, grad, parameters, random } from "hebb";
import type { Chart } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import type { CostFacts, LayerKind } from "../facts.ts";
import { costWords } from "../words.ts";

const kinds = ["attention", "convolution", "recurrence"] as const satisfies readonly LayerKind[];
const [features, kernel] = [64, 3];

export const costExperiment = defineExperiment<CostFacts>({
  question: {
    en: "How does the cost of self-attention grow with the length, beside convolution and recurrence?",
    zh: "序列变长时，自注意力的计算量怎样增长，和卷积、循环相比如何？",
  },

  async measure(run) {
    const lengths = run.quick ? [16, 32, 64] : [16, 32, 64, 128, 256, 512, 1024, 2048];
    const layers: CostFacts["layers"][number][] = [];
    for (const kind of kinds) {
      const seconds = await run.once(kind, () => timesOf(run, kind, lengths));
      const multiplications = lengths.map((n) => multiplicationsOf(kind, n));
      layers.push({ kind, multiplications, seconds, exponent: Math.log2(seconds.at(-1)! / seconds.at(-2)!) });
    }
    const [attention, , recurrence] = layers.map(({ seconds }) => seconds) as [number[], number[], number[]];
    const cheaper = lengths.filter((_, i) => attention[i]! < recurrence[i]!);
    return {
      lengths,
      features,
      kernel,
      layers,
      cheaper: cheaper.at(-1) ?? null,
    };
  },

  words: costWords,

  table: ({ lengths, layers }) => ({
    columns: [
      text("length", "长度"),
      ...layers.flatMap(({ kind }) => {
        const { en, zh } = nameOf(kind);
        return [
          { en: `multiplications, ${en}`, zh: `${zh}的乘法次数` },
          { name: { en: `time, ${en}`, zh: `${zh}的用时` }, unit: "seconds" as const },
        ];
      }),
    ],
    rows: lengths.map((length, i) => [
      length,
      ...layers.flatMap(({ multiplications, seconds }) => [multiplications[i]!, seconds[i]!]),
    ]),
  }),

  figure: ({ lengths, layers }) => ({
    kind: "panels",
    title: text("Cost against length", "计算量随长度的变化"),
    columns: 2,
    panels: [
      chartOf(
        text("Counted: multiplications of a forward pass", "数出来的：前向计算的乘法次数"),
        text("multiplications", "乘法次数"),
        lengths,
        layers.map(({ kind, multiplications }) => ({ kind, values: multiplications })),
      ),
      chartOf(
        text("Measured: time of a forward and a backward pass", "测出来的：前向和反向各一遍的用时"),
        text("seconds", "秒"),
        lengths,
        layers.map(({ kind, seconds }) => ({ kind, values: seconds })),
      ),
    ],
  }),
});

function chartOf(
  title: Chart["title"],
  label: Chart["title"],
  lengths: readonly number[],
  curves: readonly { readonly kind: LayerKind; readonly values: readonly number[] }[],
): Chart {
  return {
    kind: "chart",
    title,
    x: { label: text("length", "长度"), scale: "log" },
    y: { label, scale: "log" },
    layers: curves.map(({ kind, values }) => ({
      mark: "line",
      name: nameOf(kind),
      points: lengths.map((length, i) => [length, values[i]!] as const),
    })),
  };
}

/** Returns the parameters of a layer, and its function of x [1, n, features]. */
function layerOf(kind: LayerKind): { readonly layer: Module; readonly forward: (x: Tensor) => Tensor } {
  if (kind === "attention") {
    const layer = new MultiHeadAttention(features, 1);
    return { layer, forward: (x) => layer.forward(x) };
  }
  if (kind === "convolution") {
    const layer = new Conv1d(features, features, kernel, { padding: (kernel - 1) / 2 });
    return { layer, forward: (x) => layer.forward(x.transpose()) };
  }
  const layer = new RNN(features, features);
  return { layer, forward: (x) => layer.forward(x).outputs };
}

/**
 * Multiplications of a forward pass: projections and scores n² · d twice for attention, and a product of a matrix with
 * each position for the others.
 */
function multiplicationsOf(kind: LayerKind, n: number): number {
  if (kind === "attention") return 4 * n * features ** 2 + 2 * n ** 2 * features;
  return (kind === "convolution" ? kernel : 2) * n * features ** 2;
}

/** Median of several times of a forward and a backward pass at each length, in seconds. */
async function timesOf(run: Run, kind: LayerKind, lengths: readonly number[]): Promise<number[]> {
  const { layer, forward } = layerOf(kind);
  const weights = parameters(layer).map(([, param]) => param);
  const pass = compile((x: Tensor) => {
    const loss = forward(x).square().mean();
    return grad(loss, weights).reduce((sum, gradient) => sum.add(gradient.abs().sum()), loss);
  });
  const medians: number[] = [];
  for (const [i, length] of lengths.entries()) {
    const shape = [1, length, features];
    const x = Tensor.from(await random.normal(shape).array(), shape);
    // The first call compiles; the second one may still warm up.
    await pass(x).item();
    await pass(x).item();
    const times: number[] = [];
    const begun = performance.now();
    while (times.length < 9 || (performance.now() - begun < 200 && times.length < 101)) {
      const start = performance.now();
      await pass(x).item();
      times.push((performance.now() - start) / 1000);
    }
    medians.push(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!);
    run.progress(kind, i + 1, lengths.length);
  }
  return medians;
}

const nameOf = (kind: LayerKind) =>
  cases(kind, {
    attention: text("self-attention", "自注意力"),
    convolution: text("convolution", "卷积"),
    recurrence: text("recurrence", "循环"),
  });

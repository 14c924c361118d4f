/** Signals of untrained networks, block by block: the size of the values forward, and of the gradients backward. */
import { type Tensor, compile, crossEntropy, grad, observe, stack } from "hebb";
import type { Pictures } from "hebb/data";
import type { Chart, Panels, Point } from "../figure.ts";
import { type Text, cases, text } from "../text.ts";
import { DeepNetwork } from "./model.ts";
import { scaleByData } from "./scaling.ts";

/** Plain networks with He initialization, plain networks whose weights are scaled by data, and residual networks. */
export const ways = ["plain", "scaled", "residual"] as const;
export type Way = (typeof ways)[number];

const wayWords = (way: Way): Text =>
  cases(way, {
    plain: text("plain, He initialization", "普通网络，He 初始化"),
    scaled: text("plain, scaled by data", "普通网络，按数据缩放"),
    residual: text("residual", "残差网络"),
  });

/** Signals before training, block by block. */
export interface Signals {
  /** Root mean square of the output of each block. */
  readonly forward: readonly number[];
  /** Norm of the gradient of the loss by that output, ‖∂L/∂h‖. */
  readonly backward: readonly number[];
}

/** Measures the signals of a new network with these examples. */
export async function signalsOf(depth: number, way: Way, examples: Pictures): Promise<Signals> {
  const model = new DeepNetwork({ depth, shortcut: way === "residual" });
  if (way === "scaled") await scaleByData(model, examples.field(0));
  const measured = compile((images: Tensor, labels: Tensor) => {
    const [logits, seen] = observe(() => model.forward(images));
    const states = model.blocks.map((_, i) => seen[`blocks.${i}`]!);
    const gradients = grad(crossEntropy(logits, labels), states);
    return {
      forward: stack(states.map((h) => h.square().mean().sqrt())),
      backward: stack(gradients.map((gradient) => gradient.norm())),
    };
  })(examples.field(0), examples.field(1));
  return { forward: [...(await measured.forward.array())], backward: [...(await measured.backward.array())] };
}

/** The last value relative to the first. */
export const shareOf = (values: readonly number[]): number => values.at(-1)! / values[0]!;

/** Draws the signals by block: forward, and backward. */
export function signalCharts(signals: readonly { readonly way: Way; readonly signals: Signals }[]): Chart[] {
  const lines = (direction: keyof Signals) =>
    signals.map(({ way, signals: found }) => ({
      mark: "line" as const,
      name: wayWords(way),
      points: found[direction].map((value, i): Point => [i + 1, value]),
    }));
  return [
    {
      kind: "chart",
      title: text("Values before training", "训练之前的活性值"),
      x: { label: text("block", "残差单元") },
      y: { label: text("root mean square of h", "h 的均方根"), scale: "log" },
      layers: lines("forward"),
    },
    {
      kind: "chart",
      title: text("Gradients before training", "训练之前的梯度"),
      x: { label: text("block", "残差单元") },
      y: { label: "‖∂L/∂h‖", scale: "log" },
      layers: lines("backward"),
    },
  ];
}

export const signalPanels = (title: Text, charts: readonly Chart[]): Panels => ({
  kind: "panels",
  title,
  columns: 2,
  panels: charts,
});

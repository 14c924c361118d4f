/**
 * Figures of the effects of activation functions: slopes, gradients of the layers, losses, and losses with dead units.
 */
import { type Tensor, arange, compile, grad } from "hebb";
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import { type Text, cases, text } from "../../text.ts";
import type { Activated, ActivationName, ActivationsFacts } from "../facts.ts";

export function activationsFigure({ usual, low, bias, slopes }: ActivationsFacts): Panels {
  const layerLabel = text("layer", "层");
  return {
    kind: "panels",
    title: text("One network, six activations", "同一个网络，六种激活函数"),
    columns: 2,
    panels: [
      {
        kind: "chart",
        title: text("Slope of the activation", "激活函数的斜率"),
        x: { label: "z" },
        y: { label: "f'(z)" },
        layers: slopes.map(({ name, points }) => ({ mark: "line", name: nameOf(name), points })),
      },
      {
        kind: "chart",
        title: text("Gradients at the start", "起初的梯度"),
        x: { label: layerLabel },
        y: { label: "‖∂L/∂W‖", scale: "log" },
        layers: usual.map(({ name, gradients }) => ({
          mark: "line",
          name: nameOf(name),
          points: gradients.map((norm, i): Point => [i + 1, norm]),
        })),
      },
      losses(text("Training", "训练"), usual),
      losses({ en: `Training from biases of ${bias} in layer 1`, zh: `第 1 层的偏置从 ${bias} 开始训练` }, low),
    ],
  };
}

/** Draws the losses, without steps whose loss is far above chance, so that the curves remain distinguishable. */
function losses(title: Text, courses: readonly Activated[]): Chart {
  return {
    kind: "chart",
    title,
    x: { label: text("step", "步") },
    y: { label: text("loss (nats)", "损失（奈特）"), domain: [0, highest] },
    layers: courses.map(({ name, curve }): Layer => {
      return { mark: "line", name: nameOf(name), points: curve.filter(([, loss]) => loss < highest) };
    }),
  };
}

// Chance among ten classes has a loss of 2.3.
const highest = 2.6;

/** Slopes f'(z) at places around 0. */
export async function slopesOf(f: (z: Tensor) => Tensor): Promise<Point[]> {
  // An even number of points skips 0, where some slopes jump.
  const count = 160;
  const slopes = compile(() => {
    const z = arange(count)
      .cast("f32")
      .sub((count - 1) / 2)
      .div(20);
    return { z, slope: grad(f(z).sum(), [z])[0] };
  });
  const { z, slope } = slopes();
  const places = await z.array();
  return Array.from(await slope.array(), (value, i): Point => [places[i]!, value]);
}

export const nameOf = (name: ActivationName): Text =>
  cases(name, {
    sigmoid: text("logistic", "Logistic 函数"),
    tanh: text("tanh", "tanh"),
    relu: text("ReLU", "ReLU"),
    leakyRelu: text("leaky ReLU", "带泄露的 ReLU"),
    elu: text("ELU", "ELU"),
    gelu: text("GELU", "GELU"),
  });

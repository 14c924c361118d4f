/**
 * Figures of the effects of activation functions: slopes, gradients of the layers, losses, and losses with dead units.
 */
import { type Tensor, arange, compile, grad } from "hebb";
import type { Chart, Layer, Panels, Point } from "../../figure.ts";
import type { Course } from "./activations-training.ts";

export async function activationsFigure(
  functions: Readonly<Record<string, (z: Tensor) => Tensor>>,
  usual: readonly Course[],
  low: readonly Course[],
): Promise<Panels> {
  const slopes: Layer[] = [];
  for (const [name, f] of Object.entries(functions)) slopes.push({ mark: "line", name, points: await slopesOf(f) });
  const gradients = usual.map(({ name, gradients }): Layer => {
    return { mark: "line", name, points: gradients.map((norm, i): Point => [i + 1, norm]) };
  });
  return {
    kind: "panels",
    title: "One network, six activations",
    columns: 2,
    panels: [
      chart("Slope of the activation", ["z", "f'(z)"], slopes),
      { ...chart("Gradients at the start", ["layer", "‖∂L/∂W‖"], gradients), y: { label: "‖∂L/∂W‖", scale: "log" } },
      losses("Training", usual),
      losses("Training from biases of -10 in layer 1", low),
    ],
  };
}

function chart(title: string, [x, y]: readonly [string, string], layers: readonly Layer[]): Chart {
  return { kind: "chart", title, x: { label: x }, y: { label: y }, layers };
}

/** Draws the losses, without steps whose loss is far above chance, so that the curves remain distinguishable. */
function losses(title: string, courses: readonly Course[]): Chart {
  const layers = courses.map(({ name, curve }): Layer => {
    return { mark: "line", name, points: curve.filter(([, loss]) => loss < highest) };
  });
  return { ...chart(title, ["step", "loss (nats)"], layers), y: { label: "loss (nats)", domain: [0, highest] } };
}

// Chance among ten classes has a loss of 2.3.
const highest = 2.6;

async function slopesOf(f: (z: Tensor) => Tensor): Promise<Point[]> {
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

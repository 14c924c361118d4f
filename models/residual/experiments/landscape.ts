/** Whether residual connections make the loss surface smoother: surfaces and curvature of trained networks, side by side. */
import { crossEntropy, hessianOperator, lanczos } from "hebb";
import { type Pictures, fashionMnist } from "hebb/data";
import type { Run } from "../../run.ts";
import { type Surface, evenly, filterNormalised, lossSurface, surfaceChart } from "../../surface.ts";
import type { Experiment } from "../../system.ts";
import { lossAround, nonConvexity } from "../roughness.ts";
import { type Network, type Trained, nameOf, trainNetwork } from "../training.ts";

/** By Adam, at rates chosen as the recipes' are: by momentum the deep plain network does not learn. */
const networks: Readonly<Record<"full" | "quick", readonly Network[]>> = {
  full: [
    { depth: 20, shortcut: false, rate: 1e-3, optimiser: "adam" },
    { depth: 20, shortcut: true, rate: 1e-3, optimiser: "adam" },
    { depth: 56, shortcut: false, rate: 2e-4, optimiser: "adam" },
    { depth: 56, shortcut: true, rate: 1e-3, optimiser: "adam" },
  ],
  quick: [
    { depth: 14, shortcut: false, rate: 1e-3, optimiser: "adam" },
    { depth: 14, shortcut: true, rate: 1e-3, optimiser: "adam" },
  ],
};

/** Of the plane, in lengths of the filters. */
const span = 0.5;

export interface Relief {
  readonly trained: Trained;
  readonly surface: Surface;
  /** Extreme eigenvalues of the Hessian of the loss over the same images. */
  readonly lowest: number;
  readonly highest: number;
}

export const landscape: Experiment = {
  question: "Do residual connections make the loss surface smoother?",

  async measure(run) {
    const { train, test } = await fashionMnist({ cut: run.quick });
    const lesson = { train: train.take(run.quick ? 1500 : 10_000), test, epochs: run.quick ? 1 : 3 };
    const probe = train.take(run.quick ? 100 : 256);
    const reliefs: Relief[] = [];
    for (const network of networks[run.quick ? "quick" : "full"]) {
      const trained = await trainNetwork(run, network, lesson);
      reliefs.push({ trained, ...(await reliefOf(run, trained, probe)) });
    }
    return {
      answer: answerOf(reliefs),
      table: {
        columns: [
          "network",
          "training loss",
          "loss at the centre",
          `loss at ${span / 2}`,
          `loss at ${span}`,
          "non-convexity",
          "lowest eigenvalue",
          "highest eigenvalue",
        ],
        rows: reliefs.map(({ trained, surface, lowest, highest }) => [
          nameOf(trained.network),
          trained.loss,
          lossAround(surface, 0),
          lossAround(surface, span / 2),
          lossAround(surface, span),
          nonConvexity(surface),
          lowest,
          highest,
        ]),
      },
      figure: {
        kind: "panels",
        title: "Loss around trained networks, along two directions as long as their filters",
        columns: 2,
        panels: reliefs.map(({ trained, surface }) => surfaceChart(nameOf(trained.network), surface)),
      },
    };
  },
};

async function reliefOf(run: Run, { network, model }: Trained, probe: Pictures): Promise<Omit<Relief, "trained">> {
  const places = evenly(span, run.quick ? 9 : 21);
  const surface = await lossSurface(model, probe, {
    loss: crossEntropy,
    directions: [await filterNormalised(model), await filterNormalised(model)],
    x: places,
    y: places,
    progress: (done, total) => run.progress(`surface: ${nameOf(network)}`, done, total),
  });
  const [images, labels] = [probe.field(0), probe.field(1)];
  const hessian = hessianOperator(() => crossEntropy(model.forward(images), labels), model);
  const steps = run.quick ? 10 : 20;
  let done = 0;
  const product = async (vector: Float64Array) => {
    run.progress(`curvature: ${nameOf(network)}`, ++done, steps);
    return hessian.product(vector);
  };
  const { values } = await lanczos(product, { size: hessian.size, steps, seed: run.seed });
  return { surface, lowest: values[0]!, highest: values.at(-1)! };
}

function answerOf(reliefs: readonly Relief[]): string {
  return reliefs.length.toString();
}

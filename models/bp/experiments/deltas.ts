/** Error terms in a deep network on the way back, by activation: for one digit, and during training. */
import { initialize, reference } from "hebb";
import type { Chart, Heatmap, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment } from "../../system.ts";
import type { ActivationName } from "../activations.ts";
import { BPNetwork } from "../model.ts";
import { type Examples, classes, descend, inputs, load, pixels, targets } from "../training.ts";
import { mean } from "../../shared/statistics.ts";

const width = 32;
const sizes = [pixels, width, width, width, width, classes];
const names: readonly ActivationName[] = ["logistic", "tanh", "relu"];

interface Flow {
  readonly activation: ActivationName;
  /** |δ⁽ˡ⁾| of every unit, for one digit before training: [layers][units]. */
  readonly units: readonly (readonly number[])[];
  /** Mean ‖δ⁽ˡ⁾‖ of every layer at every step: [steps][layers]. */
  readonly norms: readonly (readonly number[])[];
  /** Loss over the last steps. */
  readonly loss: number;
}

export const deltas: EnglishExperiment = {
  question: {
    en: "How does the error travel back from layer to layer, and does it shrink on the way?",
    zh: "误差怎样一层一层往回传，会不会越传越小？",
  },

  async measure(run) {
    const { train } = await load();
    const flows: Flow[] = [];
    for (const activation of names) flows.push(await flowOf(run, activation, train));
    return { answer: answerOf(flows), table: tableOf(flows), figure: figureOf(flows) };
  },
};

async function flowOf(run: Run, activation: ActivationName, examples: Examples): Promise<Flow> {
  const model = new BPNetwork(sizes, { activation });
  // Every activation starts from the same weights.
  initialize(model, { scope: "deltas" });
  const units = await unitsOf(model, examples.take(1));
  const norms: (readonly number[])[] = [];
  const losses: number[] = [];
  const onStep = (_: number, loss: number, ofLayers: readonly number[]) => {
    norms.push(ofLayers);
    losses.push(loss);
  };
  const epochs = run.quick ? 5 : 40;
  await descend(run, model, examples, {
    epochs,
    learningRate: 0.2,
    lambda: 0,
    label: activation,
    kept: { norms, losses },
    onStep,
  });
  return { activation, units, norms, loss: mean(losses.slice(-45)) };
}

async function unitsOf(model: BPNetwork, example: Examples): Promise<number[][]> {
  const pass = model.propagate(inputs(example.field(0)));
  const values = await reference(...model.deltas(pass, targets(example.field(1))));
  return values.map((layer) => Array.from(layer, Math.abs));
}

/** Returns the norm of the errors in the first layer relative to the last layer, over the first steps of training. */
export function shrinkage({ norms }: Pick<Flow, "norms">): number {
  const early = norms.slice(0, 10);
  return mean(early.map((layers) => layers[0]!)) / mean(early.map((layers) => layers.at(-1)!));
}

function answerOf(flows: readonly Flow[]): string {
  const hops = sizes.length - 2;
  const each = flows.map((flow) => {
    const factor = shrinkage(flow) ** (1 / hops);
    return `${flow.activation} multiplies them by ${factor.toFixed(2)} a layer, which leaves the first layer ${shrinkage(flow).toPrecision(2)} of the last one's`;
  });
  const [logistic, ...others] = flows.map(shrinkage) as [number, ...number[]];
  const vanish = others.every((other) => logistic < other / 3);
  const losses = flows.map(({ activation, loss }) => `${loss.toPrecision(2)} (${activation})`).join(", ");
  return (
    "Each layer's δ comes from the next one's: through its weights backwards, then times the slope of the activation. " +
    `In a network of ${sizes.length - 1} layers with Xavier's weights ${each.join("; ")}. ` +
    (vanish
      ? "The slope of the logistic function is at most 1/4, so that its errors vanish on the way; "
      : "Here the logistic function's small slope makes no great difference; ") +
    `after equal training the losses are ${losses} nats.`
  );
}

function tableOf(flows: readonly Flow[]) {
  const layers = sizes.slice(1).map((_, l) => `‖δ‖ of layer ${l + 1}`);
  const row = ({ activation, norms, loss }: Flow, when: string, steps: readonly (readonly number[])[]) => [
    activation,
    when,
    ...norms[0]!.map((_, layer) => mean(steps.map((step) => step[layer]!))),
    when === "last" ? loss : "",
  ];
  return {
    columns: ["activation", "steps", ...layers, "loss"],
    rows: flows.flatMap((flow) => [
      row(flow, "first", flow.norms.slice(0, 10)),
      row(flow, "last", flow.norms.slice(-45)),
    ]),
  };
}

function figureOf(flows: readonly Flow[]): Panels {
  const layers = sizes.slice(1).map((_, l) => String(l + 1));
  const maps = flows.map(({ activation, units }): Heatmap => {
    // The last layer is narrower than the hidden layers.
    const padded = units.map((row) => Array.from({ length: width }, (_, i) => row[i] ?? NaN));
    return {
      kind: "heatmap",
      title: `One digit, ${activation}, before training`,
      rows: { label: "layer", names: layers.toReversed() },
      columns: { label: "unit" },
      values: padded.toReversed(),
      scale: "log",
      label: "|δ|",
    };
  });
  const charts = flows.map(({ activation, norms }): Chart => {
    const span = Math.max(1, Math.floor(norms.length / 60));
    const starts = Array.from({ length: Math.floor(norms.length / span) }, (_, i) => i * span);
    const at = (layer: number, start: number) => mean(norms.slice(start, start + span).map((step) => step[layer]!));
    return {
      kind: "chart",
      title: `In training, ${activation}`,
      x: { label: "step" },
      y: { label: "mean of ‖δ‖", scale: "log", domain: [1e-4, 2] },
      layers: layers.map((name, l) => ({
        mark: "line",
        name: `layer ${name}`,
        points: starts.map((start): Point => [start + span / 2, at(l, start)]),
      })),
    };
  });
  return {
    kind: "panels",
    title: "Errors flow back from the last layer to the first",
    columns: 3,
    panels: [...maps, ...charts],
  };
}

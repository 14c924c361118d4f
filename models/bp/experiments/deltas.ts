/** Error terms in a deep network on the way back, by activation: for one digit, and in the first steps of training. */
import { initialize, reference } from "hebb";
import type { Chart, Heatmap, Panels } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { curve } from "../../shared/curves.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { ActivationName } from "../activations.ts";
import type { DeltasFacts, Flow } from "../facts.ts";
import { BPNetwork } from "../model.ts";
import { type Examples, classes, descend, inputs, load, pixels, targets } from "../training.ts";
import { deltasWords } from "../words.ts";

const width = 32;
const sizes = [pixels, width, width, width, width, classes];
const layers = sizes.length - 1;
const names: readonly ActivationName[] = ["logistic", "tanh", "relu"];

/** Numbers of steps at the start and at the end over which is averaged. */
const [early, late] = [10, 45];

export const deltas = defineExperiment<DeltasFacts>({
  question: {
    en: "How does the error travel back from layer to layer, and does it shrink on the way?",
    zh: "误差怎样一层一层往回传，会不会越传越小？",
  },
  seeds: 3,

  async measure(run) {
    const { train } = await load();
    const measured = await run.overSeeds(async (one) => {
      const flows: Measured[] = [];
      for (const activation of names) flows.push(await flowOf(one, activation, train));
      return flows;
    });
    const flows = names.map((activation, k): Flow => {
      const over = (value: (found: Measured) => number) =>
        summarize(
          measured.map((found) => value(found[k]!)),
          run.seeds,
        );
      return {
        activation,
        units: measured[0]![k]!.units,
        shares: Array.from({ length: layers }, (_, l) => over(({ norms }) => norms[l]! / norms.at(-1)!)),
        factor: over(({ norms }) => (norms[0]! / norms.at(-1)!) ** (1 / (layers - 1))),
        loss: over(({ loss }) => loss),
      };
    });
    const [logistic, tanh] = flows as [Flow, Flow];
    return {
      flows,
      layers,
      vanishing: distinguishable(tanh.shares[0]!, logistic.shares[0]!),
      loss: distinguishable(logistic.loss, tanh.loss),
    };
  },

  words: deltasWords,

  table: ({ flows }) => ({
    columns: [
      text("activation", "激活函数"),
      ...Array.from({ length: layers - 1 }, (_, l) => ({
        name: { en: `‖δ‖ of layer ${l + 1}, relative to the last`, zh: `第 ${l + 1} 层的 ‖δ‖（相对于最后一层）` },
        digits: 4,
      })),
      { name: text("loss after training", "训练后的损失"), digits: 3 },
    ],
    rows: flows.map(({ activation, shares, loss }) => [nameOf(activation), ...shares.slice(0, -1), loss]),
  }),

  figure: ({ flows }): Panels => ({
    kind: "panels",
    title: text("Errors flow back from the last layer to the first", "误差从最后一层往第一层传"),
    columns: 2,
    panels: [chartOf(flows), ...flows.map(unitsMap)],
  }),
});

/** Measurement with one seed. */
interface Measured {
  readonly units: readonly (readonly number[])[];
  /** Mean ‖δ⁽ˡ⁾‖ of each layer over the first steps. */
  readonly norms: readonly number[];
  readonly loss: number;
}

async function flowOf(run: Run, activation: ActivationName, examples: Examples): Promise<Measured> {
  const model = new BPNetwork(sizes, { activation });
  // Every activation starts from the same weights.
  initialize(model, { scope: "deltas" });
  const units = await unitsOf(model, examples.take(1));
  const norms: (readonly number[])[] = [];
  const losses: number[] = [];
  await descend(run, model, examples, {
    epochs: run.quick ? 5 : 40,
    learningRate: 0.2,
    lambda: 0,
    label: activation,
    kept: { norms, losses },
    onStep(step, loss, ofLayers) {
      if (step <= early) norms.push(ofLayers);
      losses.push(loss);
    },
  });
  return {
    units,
    norms: Array.from({ length: layers }, (_, l) => mean(norms.map((ofLayers) => ofLayers[l]!))),
    loss: mean(losses.slice(-late)),
  };
}

async function unitsOf(model: BPNetwork, example: Examples): Promise<number[][]> {
  const pass = model.propagate(inputs(example.field(0)));
  const values = await reference(...model.deltas(pass, targets(example.field(1))));
  return values.map((layer) => Array.from(layer, Math.abs));
}

function chartOf(flows: readonly Flow[]): Chart {
  const numbers = Array.from({ length: layers }, (_, l) => l + 1);
  return {
    kind: "chart",
    title: text("Norm of the error terms in the first steps", "训练刚开始时误差项的范数"),
    x: { label: text("layer", "层") },
    y: { label: text("‖δ‖, relative to the last layer", "‖δ‖（相对于最后一层）"), scale: "log" },
    layers: flows.flatMap(({ activation, shares }) => curve(nameOf(activation), numbers, shares)),
  };
}

/** |δ| of all units, the last layer on top. */
function unitsMap({ activation, units }: Flow): Heatmap {
  // The last layer is narrower than the hidden layers.
  const padded = units.map((row) => Array.from({ length: width }, (_, i) => row[i] ?? NaN));
  const { en, zh } = nameOf(activation);
  return {
    kind: "heatmap",
    title: { en: `One digit before training, ${en}`, zh: `训练之前的一个数字，${zh}` },
    rows: { label: text("layer", "层"), names: units.map((_, l) => String(l + 1)).toReversed() },
    columns: { label: text("unit", "单元") },
    values: padded.toReversed(),
    label: text("size of the error term |δ|", "误差项的大小 |δ|"),
  };
}

const nameOf = (activation: ActivationName) =>
  cases(activation, {
    logistic: text("logistic", "Logistic 函数"),
    tanh: text("tanh", "tanh"),
    relu: text("ReLU", "ReLU"),
  });

/** Figure of thinned networks, and of the predictions of all sub-networks for one digit. */
import type { Chart, Panels } from "../../figure.ts";
import { number } from "../../quantity.ts";
import { thinnedSample } from "../../shared/structures/thinned.ts";
import { say, text } from "../../text.ts";
import type { SubnetworksFacts } from "../facts.ts";

export function subnetworksFigure({ networks, two, example }: SubnetworksFacts): Panels {
  const [width] = two.layers;
  const label = number(example.label);
  const samples = example.drawn.map(({ mask, probability }, m) =>
    thinnedSample({
      title: say({ sample: number(m + 1) }, "Sub-network {sample}, drawn in training", "训练中采样出的子网络 {sample}"),
      kept: [mask.slice(0, width), mask.slice(width)].map((layer) => layer.map((bit) => bit === 1)),
      input: { label: "x", detail: say({ label }, "digit {label}", "数字 {label}") },
      output: { label: `q(${example.label}|x)`, detail: number(probability, { digits: 2 }) },
    }),
  );
  return {
    kind: "panels",
    title: say(
      { networks: number(networks) },
      "Three of {networks} sub-networks, and the predictions of all",
      "{networks} 个子网络中的三个，以及全部子网络的预测",
    ),
    columns: 2,
    panels: [...samples, histogram(example)],
  };
}

function histogram({ label, all, arithmetic, geometric, scaled }: SubnetworksFacts["example"]): Chart {
  return {
    kind: "chart",
    title: say(
      { label: number(label) },
      "All sub-networks: probability of the class {label}",
      "全部子网络：类别 {label} 的概率",
    ),
    x: { label: `q(${label}|x)`, domain: [0, 1] },
    y: { label: text("sub-networks", "子网络个数") },
    layers: [
      { mark: "histogram", values: all },
      { mark: "rule", axis: "x", name: text("arithmetic mean", "算术平均"), value: arithmetic },
      { mark: "rule", axis: "x", name: text("geometric mean", "几何平均"), value: geometric },
      { mark: "rule", axis: "x", name: text("single pass", "只算一遍"), value: scaled },
    ],
  };
}

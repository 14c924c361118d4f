/** Canonical programs of layers with loops and windows, forward and backward, written with the public API. */
import { gradients } from "../../src/grad/reverse.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { type Node, topological } from "../../src/graph/node.ts";
import { type Module, type Tensor, Conv2d, GRU, LSTM, MaxPool2d, parameters, relu, scan } from "../../src/index.ts";
import { tensorOf } from "../../src/tensor/value/tensor.ts";

const f32 = (name: string, ...shape: number[]) => b.input(shape, "f32", name);

/** Returns the graph of `y` and of its gradients with respect to `by`. */
function graphOf(y: Node, by: readonly Node[] = []): Graph {
  const slopes = by.length > 0 ? gradients([y], [f32("dy", ...y.shape)], by).map((slope) => slope!) : [];
  const outputs = [y, ...slopes];
  return { inputs: topological(outputs).filter(({ op }) => op === "input"), outputs, assignments: [] };
}

const parametersOf = (module: Module) => parameters(module).map(([, param]) => param.node);

function recurrent(layer: GRU | LSTM): Graph {
  const { outputs } = layer.forward(tensorOf(f32("x", 16, 20, 8)));
  return graphOf(outputs.node, parametersOf(layer));
}

/** A 3x3 convolution. With few channels it is a product over windows, with many it uses Winograd's algorithm. */
function convolution(channels: number): Graph {
  const layer = new Conv2d(channels, 2 * channels, 3, { padding: 1 });
  const y = relu(layer.forward(tensorOf(f32("images", 8, channels, 14, 14))));
  return graphOf(y.node, parametersOf(layer));
}

export const layerPrograms: Record<string, () => Graph> = {
  "a running mean, by a loop": () => {
    const x = tensorOf(f32("x", 50, 12));
    const step = (mean: Tensor, row: Tensor): [Tensor, Tensor] => {
      const next = mean.mul(0.9).add(row.mul(0.1));
      return [next, next];
    };
    const [, means] = scan(step, tensorOf(f32("first", 12)), x);
    return graphOf(means.node, [x.node]);
  },
  "a GRU with its gradients": () => recurrent(new GRU(8, 24)),
  "an LSTM with its gradients": () => recurrent(new LSTM(8, 24)),
  "a convolution of few channels with its gradients": () => convolution(3),
  "a convolution of many channels with its gradients": () => convolution(16),
  "pooling, backward": () => {
    const x = tensorOf(f32("x", 8, 6, 14, 14));
    return graphOf(new MaxPool2d(2).forward(x).node, [x.node]);
  },
};

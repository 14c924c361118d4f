/** Figures of traced graphs: their content, and the compatibility of the two types. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LSTM, Linear, Module, Residual, Sequential, type Tensor, graphOf, relu, zeros } from "hebb";
import type { Figure } from "../figure.ts";
import { graphFigure } from "./graph.ts";

const model = new Sequential(new Linear(4, 4), new Residual(new Sequential(new Linear(4, 4), relu)));
const graph = graphOf(model, zeros([2, 4]));

test("the nodes and edges returned by graphOf fit a figure without conversion", () => {
  const figure: Figure = { kind: "graph", title: "A residual block", ...graph };
  assert.equal(figure.nodes.length, 6);
});

test("nodes show a label and a shape, and their parameters if requested", () => {
  const plain = graphFigure("A residual block", graph);
  assert.deepEqual(
    plain.nodes.map(({ label, detail, group }) => [label, detail, group]),
    [
      ["input", "[2, 4]", undefined],
      ["Linear(4, 4)", "[2, 4]", undefined],
      ["Linear(4, 4)", "[2, 4]", "layers.1.layer"],
      ["relu", "[2, 4]", "layers.1.layer"],
      ["add", "[2, 4]", "layers.1"],
      ["output", "[2, 4]", undefined],
    ],
  );
  const [, layer] = graphFigure("A residual block", graph, { parameters: true, direction: "right" }).nodes;
  assert.equal(layer!.detail, "[2, 4]\nweight [4, 4]\nbias [4]");
});

test("two nodes share one line, and edges from gradients are marked as backward", () => {
  class Reader extends Module {
    recurrent = new LSTM(2, 3);
    forward(x: Tensor): Tensor {
      const { outputs, state } = this.recurrent.forward(x);
      return outputs.sum().add(state[0]!.cell.sum());
    }
  }
  const { nodes, edges } = graphFigure("Back", graphOf(new Reader(), zeros([1, 4, 2]), { gradients: true }));
  assert.equal(new Set(edges.map(({ from, to }) => `${from} ${to}`)).size, edges.length);
  const backwards = new Set(nodes.filter(({ label }) => label.startsWith("∇")).map(({ id }) => id));
  assert.ok(backwards.size > 0);
  for (const { from, back = false } of edges) assert.equal(back, backwards.has(from));
});

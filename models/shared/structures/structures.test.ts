/** The builders of structure diagrams: what they show agrees with the layers of Hebb. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Conv2d,
  GRUCell,
  LSTMCell,
  type Module,
  type Param,
  RNNCell,
  Tensor,
  type TracedNode,
  crossEntropy,
  grad,
  graphOf,
  parameters,
} from "hebb";
import type { Structure, StructureNode } from "../../figure.ts";
import { convolutionWindow, convolve } from "./convolution.ts";
import { gruCell } from "./gru.ts";
import { structures } from "./index.ts";
import { network } from "./layer.ts";
import { lstmCell } from "./lstm.ts";
import { normBalls } from "./norms.ts";
import { rbm } from "./rbm.ts";
import { rnnUnrolled } from "./rnn.ts";
import { softmaxSteps } from "./softmax.ts";
import { withValues } from "./values.ts";

const labelOf = ({ label = "" }: StructureNode) => (typeof label === "string" ? label : label.en);
const nodeOf = ({ nodes }: Structure, id: string) => nodes.find((node) => node.id === id)!;
const countOf = ({ nodes }: Structure, label: string) => nodes.filter((node) => labelOf(node) === label).length;

/** Number of operations of a traced graph with this name. */
const traced = (nodes: readonly TracedNode[], name: string, shape = "") =>
  nodes.filter(({ label, detail }) => [label, ...detail.split("\n")].includes(name) && detail.endsWith(shape)).length;

const x = Tensor.from([0.5, -1, 2], [1, 3]);
const h = Tensor.from([0.3, -0.7], [1, 2]);

test("the diagram of an LSTM cell has the gates, products and sums of LSTMCell", () => {
  const cell = new LSTMCell(3, 2);
  const step = (x: Tensor, hidden: Tensor, cellState: Tensor) => cell.forward(x, { hidden, cell: cellState });
  const { nodes } = graphOf(step, x, h, h, { level: "operations" });
  const diagram = lstmCell();
  assert.equal(countOf(diagram, "σ"), traced(nodes, "sigmoid"));
  assert.equal(countOf(diagram, "tanh"), traced(nodes, "tanh"));
  assert.equal(countOf(diagram, "×"), traced(nodes, "mul"));
  // The sums of W x, U h and b have the width of all gates.
  assert.equal(countOf(diagram, "+"), traced(nodes, "add", "[1, 2]"));
});

test("the diagram of a GRU cell has the gates of GRUCell, and its formula gives the same state", async () => {
  const cell = new GRUCell(3, 2);
  const { nodes } = graphOf((x: Tensor, h: Tensor) => cell.forward(x, h), x, h, { level: "operations" });
  const diagram = gruCell();
  assert.equal(countOf(diagram, "σ"), traced(nodes, "sigmoid"));
  assert.equal(countOf(diagram, "tanh"), traced(nodes, "tanh"));
  const [weightIh, weightHh, biasIh, biasHh] = ["weightIh", "weightHh", "biasIh", "biasHh"].map(named(cell));
  const [xr, xz, xn] = x.matmul(weightIh!.transpose(0, 1)).add(biasIh!).chunk(3, -1) as [Tensor, Tensor, Tensor];
  const [hr, hz, hn] = h.matmul(weightHh!.transpose(0, 1)).add(biasHh!).chunk(3, -1) as [Tensor, Tensor, Tensor];
  const [r, z] = [xr.add(hr).sigmoid(), xz.add(hz).sigmoid()];
  const candidate = xn.add(r.mul(hn)).tanh();
  const expected = await z.mul(h).add(z.neg().add(1).mul(candidate)).array();
  const state = await cell.forward(x, h).array();
  for (const [i, value] of Array.from(expected).entries()) assert.ok(Math.abs(value - state[i]!) < 1e-6);
});

test("the folded network has one recurrence, and the unrolled one a recurrence per step, as RNNCell", () => {
  const cell = new RNNCell(3, 2);
  const unrolled = (x: Tensor, h: Tensor) => cell.forward(x, cell.forward(x, cell.forward(x, h)));
  const { nodes } = graphOf(unrolled, x, h, { level: "operations" });
  const { edges = [] } = rnnUnrolled({ steps: 3 });
  const recurrences = edges.filter(({ dashed }) => dashed === true);
  // One more in the folded network.
  assert.equal(recurrences.length, traced(nodes, "tanh") + 1);
});

function named(module: Module) {
  return (name: string): Param => parameters(module).find(([path]) => path === name)![1];
}

test("softmax shows probabilities of its scores", () => {
  const diagram = softmaxSteps({ scores: [1, 1, 1 + Math.log(2)] });
  const values = ["p1", "p2", "p3"].map((id) => nodeOf(diagram, id).value!);
  for (const [i, share] of [0.25, 0.25, 0.5].entries()) assert.ok(Math.abs(values[i]! - share) < 1e-12);
  assert.ok(softmaxSteps().nodes.every(({ value }) => value === undefined));
});

test("the gradient beside a target is that of the cross entropy", async () => {
  const [scores, target] = [
    [2, 1, -0.5],
    [0, 0.75, 0.25],
  ];
  const [s, p] = [Tensor.from(scores, [1, 3]), Tensor.from(target, [1, 3])];
  const slopes = await grad(crossEntropy(s, p), [s])[0].array();
  const diagram = softmaxSteps({ scores, target });
  const shown = ["g1", "g2", "g3"].map((id) => Number((nodeOf(diagram, id).detail as string).replace("−", "-")));
  for (const [i, slope] of Array.from(slopes).entries()) assert.ok(Math.abs(slope - shown[i]!) <= 0.005, String(shown));
  assert.throws(() => softmaxSteps({ target }), /a target of 3 for no scores/);
  assert.throws(() => softmaxSteps({ scores: [1, 2], target }), /a target of 3 for 2 scores/);
});

test("the feature map is that of Conv2d", async () => {
  const input = Array.from({ length: 5 }, (_, i) => Array.from({ length: 6 }, (_, j) => (i * 7 + j * 3) % 5));
  const kernel = [
    [1, 0, -1],
    [2, 1, 0],
    [0, 3, -2],
  ];
  const layer = new Conv2d(1, 1, 3, { bias: false });
  await named(layer)("weight").set(Tensor.from(kernel.flat(), [1, 1, 3, 3]));
  const output = await layer.forward(Tensor.from(input.flat(), [1, 1, 5, 6])).array();
  assert.deepEqual(convolve(input, kernel).flat(), Array.from(output));
  const { cells } = nodeOf(convolutionWindow({ input, kernel }), "output");
  assert.deepEqual([cells!.rows, cells!.columns], [3, 4]);
});

test("the contour of the loss touches the diamond at a corner and the disk elsewhere", () => {
  const diagram = normBalls();
  const [diamond, disk] = ["l1-touch", "l2-touch"].map((id) => nodeOf(diagram, id).at);
  assert.ok(Math.abs(diamond![0]) < 1e-9 && Math.abs(diamond![1] + 2) < 1e-9);
  const center = nodeOf(diagram, "l2-minimum").at[0] - nodeOf(diagram, "l1-minimum").at[0];
  assert.ok(disk![0] - center > 0.3 && disk![1] < -0.3);
});

test("layers and weights have the requested sizes", () => {
  assert.equal(rbm({ visible: 5, hidden: 2 }).edges!.length, 10);
  const weights = [
    [
      [1, -2, 3],
      [0, 1, 0],
    ],
  ];
  const { edges, scale } = network({ sizes: [3, 2], weights });
  assert.deepEqual(
    edges!.map(({ value }) => value),
    [1, 0, -2, 1, 3, 0],
  );
  assert.equal(scale!.colors, "diverging");
});

test("values are shown at the nodes with their ids, in both languages", () => {
  const scale = { label: "gate", colors: "sequential", domain: [0, 1] } as const;
  const diagram = withValues(lstmCell(), { forget: 0.934, keep: 0.2 }, scale);
  const { value, detail } = nodeOf(diagram, "forget");
  assert.deepEqual([value, detail], [0.934, { en: "forget gate\n0.93", zh: "遗忘门\n0.93" }]);
  assert.deepEqual([nodeOf(diagram, "keep").value, nodeOf(diagram, "keep").detail], [0.2, undefined]);
  assert.equal(nodeOf(diagram, "emit").value, undefined);
  assert.equal(nodeOf(lstmCell(), "forget").value, undefined);
});

test("every diagram has a title and a description in both languages", () => {
  for (const [name, build] of Object.entries(structures)) {
    const { title, description } = build();
    for (const words of [title, description]) {
      assert.ok(typeof words === "object" && words.en !== "" && /\p{sc=Han}/u.test(words.zh), name);
    }
  }
});

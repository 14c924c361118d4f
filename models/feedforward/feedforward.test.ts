/** The network's formula and graph, and its accuracy on wines and penguins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, graphOf, parameters, zeros } from "hebb";
import { slow } from "../../test/full.ts";
import { findingOf, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { BranchedNetwork, all } from "./model.ts";
import { system } from "./system.ts";

type Matrix = readonly (readonly number[])[];

const product = (w: Matrix, x: readonly number[]) =>
  w.map((row) => row.reduce((sum, value, i) => sum + value * x[i]!, 0));
const plus = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value + b[i]!);
const relu = (x: readonly number[]) => x.map((value) => Math.max(0, value));

test("the logits equal the formula in plain numbers", async () => {
  const model = new BranchedNetwork(5, 3);
  const values = new Map<string, { matrix: Matrix; vector: number[] }>();
  for (const [path, param] of parameters(model)) {
    const data = [...(await param.array())];
    const width = param.shape[1] ?? 1;
    const matrix = Array.from({ length: param.shape[0]! }, (_, i) => data.slice(i * width, (i + 1) * width));
    values.set(path, { matrix, vector: data });
  }
  const weight = (name: string) => values.get(`${name}.weight`)!.matrix;
  const layer = (name: string, x: readonly number[]) =>
    plus(product(weight(name), x), values.get(`${name}.bias`)!.vector);
  const x = [0.5, -1, 2, 0, 0.25];
  const branches = [...relu(layer("wide", x)), ...relu(layer("deep2", layer("deep1", x).map(Math.tanh)))];
  const expected = plus(layer("output", branches), product(weight("skip"), x));
  const logits = await model.forward(Tensor.from(x, [1, 5])).array();
  logits.forEach((logit, i) => assert.ok(Math.abs(logit - expected[i]!) < 1e-5));
});

test("a removed path has no effect", async () => {
  const model = new BranchedNetwork(4, 2, { ...all, wide: false });
  const x = Tensor.from([1, 2, 3, 4], [1, 4]);
  const before = [...(await model.forward(x).array())];
  await model.wide.weight.set(new Float32Array(64).fill(9));
  assert.deepEqual([...(await model.forward(x).array())], before);
});

test("the graph contains both branches, the skip connection and all parameters", () => {
  const model = new BranchedNetwork(13, 3);
  const { nodes, edges } = graphOf(model, zeros([1, 13]));
  const input = nodes.find(({ role }) => role === "input")!;
  const read = edges.filter(({ from }) => from === input.id).map(({ to }) => nodes.find(({ id }) => id === to)!.path);
  assert.deepEqual(new Set(read), new Set(["deep1", "skip", "wide"]));
  const paths = nodes.flatMap(({ parameters: own = [] }) => own.map(({ path }) => path));
  assert.deepEqual(new Set(paths), new Set(parameters(model).map(([path]) => path)));
});

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});

slow("a network without any path predicts the most frequent wine, and one with all paths does better", async () => {
  const { table } = await findingOf(system.experiments["ways"]!, new Run({ quick: true, seed: 1 }));
  const share = Object.fromEntries(table.rows.map(([name, value]) => [name!, Number(value)]));
  assert.ok(share["none"]! < 0.45 && share["all three"]! > 0.9, JSON.stringify(share));
  const order = await findingOf(system.experiments["order"]!, new Run({ quick: true }));
  assert.match(order.answer, /12 nodes in 9 ranks/);
});

/** The network's formula and graph, and its accuracy on wines and penguins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, graphOf, parameters, zeros } from "hebb";
import { measure, train } from "../conduct.ts";
import { Run } from "../run.ts";
import { orderExperiment } from "./experiments/order.ts";
import { waysExperiment } from "./experiments/ways.ts";
import { order } from "./looks/order.ts";
import { BranchedNetwork, all } from "./model.ts";
import { ranksOf } from "./ranks.ts";
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

test("a branch with a hidden layer learns XOR, which no line separates", async () => {
  const { tasks } = await measure(waysExperiment, new Run({ quick: true, seed: 1 }));
  const { accuracies } = tasks.find(({ task }) => task === "xor")!;
  assert.ok(accuracies.skip.mean < 0.7 && accuracies.wide.mean > 0.85, JSON.stringify(accuracies));
});

test("every node of the network comes after all that it reads", async () => {
  const { nodes, parameters: count } = await measure(orderExperiment, new Run({ quick: true }));
  assert.deepEqual([nodes.length, Math.max(...nodes.map(({ rank }) => rank)), count], [12, 8, 522]);
});

test("ranks are longest paths, and a cycle is named in the order of its edges", () => {
  const edges = (text: string) => text.split(" ").map((edge) => ({ from: edge[0]!, to: edge[1]! }));
  const { ranks, cycle } = ranksOf(["y", "x", "a", "b"], edges("xa ab by xy"));
  assert.deepEqual([Object.fromEntries(ranks), cycle], [{ x: 0, a: 1, b: 2, y: 3 }, null]);
  const closed = ranksOf(["x", "a", "b", "c", "y"], edges("xa ab bc ca cy"));
  assert.deepEqual([...closed.ranks.keys()], ["x"]);
  const found = closed.cycle!;
  const next = { a: "b", b: "c", c: "a" } as Record<string, string>;
  assert.equal(found.length, 3);
  found.forEach((node, i) => assert.equal(found[(i + 1) % 3], next[node]));
  assert.deepEqual(ranksOf(["a"], edges("aa")).cycle, ["a"]);
});

test("the look of a graph names its order or its cycle, and rejects other texts", async () => {
  const look = async (edges: string) => order.words(await order.view({ edges }, () => Promise.reject(new Error())));
  assert.match((await look("x>h h>y x>y")).en, /order is x, h, y, and the longest path takes 2 steps/);
  assert.match((await look("x>h h>x")).zh, /有环/);
  await assert.rejects(() => look("x-h"), { name: "ArgumentError", message: /form from>to/ });
});

/**
 * Canonical programs: the building blocks of networks. Snapshots of their plans make a lost fusion visible as a diff.
 */
import { sizeOf } from "../../src/base/shape.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Assignment, Graph } from "../../src/graph/graph.ts";
import type { Node } from "../../src/graph/node.ts";
import { topological } from "../../src/graph/node.ts";
import { argsort, cumulativeSum } from "../nodes.ts";

const c = (value: number) => b.constant(value, "f32");
const f32 = (name: string, ...shape: number[]) => b.input(shape, "f32", name);
const i32 = (name: string, ...shape: number[]) => b.input(shape, "i32", name);

function graphOf(outputs: readonly Node[], assignments: readonly Assignment[] = []): Graph {
  const roots = [...outputs, ...assignments.flatMap(({ target, value }) => [target, value])];
  const inputs = topological(roots).filter(({ op }) => op === "input");
  return { inputs, outputs, assignments };
}

const relu = (x: Node) => b.where(b.less(c(0), x), x, c(0));
const sigmoid = (x: Node) => b.div(c(1), b.add(c(1), b.exp(b.neg(x))));
const linear = (x: Node, weight: Node, bias: Node) => b.add(b.dot(x, weight, 0, 1), bias);
const total = (x: Node) =>
  b.reshape(
    b.reduceSum(
      x,
      x.shape.map((_, axis) => axis),
    ),
    [],
  );
const mean = (x: Node) => b.mul(total(x), c(1 / sizeOf(x.shape)));

function logSumExp(x: Node): Node {
  const axis = x.shape.length - 1;
  const largest = b.detach(b.reduceMax(x, [axis]));
  return b.add(b.log(b.reduceSum(b.exp(b.sub(x, largest)), [axis])), largest);
}

function softmax(x: Node): Node {
  const axis = x.shape.length - 1;
  const powers = b.exp(b.sub(x, b.detach(b.reduceMax(x, [axis]))));
  return b.div(powers, b.reduceSum(powers, [axis]));
}

function crossEntropy(logits: Node, labels: Node): Node {
  const [rows, classes] = logits.shape as [number, number];
  const hit = b.equal(b.reshape(labels, [rows, 1]), b.reshape(b.iota(classes), [1, classes]));
  return mean(b.sub(logSumExp(logits), b.reduceSum(b.where(hit, logits, c(0)), [1])));
}

function standardize(x: Node): Node {
  const axis = x.shape.length - 1;
  const share = c(1 / x.shape[axis]!);
  const centered = b.sub(x, b.mul(b.reduceSum(x, [axis]), share));
  const variance = b.mul(b.reduceSum(b.mul(centered, centered), [axis]), share);
  return b.div(centered, b.sqrt(b.add(variance, c(1e-5))));
}

function layerNorm(x: Node): Node {
  const axis = x.shape.length - 1;
  return b.add(b.mul(standardize(x), f32("gain", x.shape[axis]!)), f32("shift", x.shape[axis]!));
}

const inputsOf = (root: Node) => topological([root]).filter(({ op, dtype }) => op === "input" && dtype === "f32");

/** Returns a graph with a loss, its gradients, and an update of all its inputs except the data. */
function trained(loss: Node, data: readonly Node[], update: (param: Node, gradient: Node) => Assignment[]): Graph {
  const params = inputsOf(loss).filter((node) => !data.includes(node));
  const slopes = gradients([loss], [c(1)], params);
  return graphOf(
    [loss],
    params.flatMap((param, i) => update(param, slopes[i]!)),
  );
}

const descend = (param: Node, gradient: Node): Assignment[] => [
  { target: param, value: b.sub(param, b.mul(gradient, c(0.1))) },
];

function adam(): (param: Node, gradient: Node) => Assignment[] {
  const count = f32("step");
  const next = b.add(count, c(1));
  const learningRate = b.div(c(1e-3), b.sub(c(1), b.pow(c(0.9), next)));
  const root = b.sqrt(b.sub(c(1), b.pow(c(0.999), next)));
  let counted = false;
  return (param, gradient) => {
    const [m, v] = [f32(`${param.name}/m`, ...param.shape), f32(`${param.name}/v`, ...param.shape)];
    const first = b.add(b.mul(m, c(0.9)), b.mul(gradient, c(0.1)));
    const second = b.add(b.mul(v, c(0.999)), b.mul(b.mul(gradient, gradient), c(0.001)));
    const move = b.mul(learningRate, b.div(first, b.add(b.div(b.sqrt(second), root), c(1e-8))));
    const assignments = [
      { target: m, value: first },
      { target: v, value: second },
      { target: param, value: b.sub(param, move) },
    ];
    if (counted) return assignments;
    counted = true;
    return [{ target: count, value: next }, ...assignments];
  };
}

function network(x: Node, sizes: readonly number[], activation: (x: Node) => Node): Node {
  return sizes.slice(1).reduce((h, size, i) => {
    const z = linear(h, f32(`weight${i}`, size, sizes[i]!), f32(`bias${i}`, size));
    return i < sizes.length - 2 ? activation(z) : z;
  }, x);
}

const x = (...shape: number[]) => f32("x", ...shape);

export const programs: Record<string, () => Graph> = {
  "a map": () => graphOf([b.add(b.mul(b.tanh(b.mul(x(4096), c(1.5))), c(2)), c(1))]),
  "a map over a broadcast row": () => graphOf([b.mul(b.add(x(64, 48), f32("row", 48)), f32("column", 64, 1))]),
  "a transposed copy": () => graphOf([b.permute(x(33, 17), [1, 0])]),
  "a reversed slice": () => graphOf([b.slice(x(20, 30), [19, 2], [20, 14], [-1, 2])]),
  "a reshape that needs a copy": () => graphOf([b.exp(b.reshape(b.permute(x(6, 10), [1, 0]), [60]))]),
  padding: () => graphOf([b.pad(b.exp(x(7, 5)), [1, 2], [0, 3])]),
  joining: () => graphOf([b.concat([x(4, 6), b.neg(f32("y", 3, 6))], 0)]),
  "a sum of everything": () => graphOf([total(x(1000, 1000))]),
  "sums of rows and of columns": () => graphOf([b.reduceSum(x(100, 64), [1]), b.reduceSum(x(100, 64), [0])]),
  "a sum over the middle axis": () => graphOf([b.reduceSum(x(8, 50, 24), [1])]),
  "running sums down columns and along one row": () =>
    graphOf([cumulativeSum(x(100, 64), 0, false, false), cumulativeSum(f32("row", 4096), 0, true, false)]),
  "an order of rows": () => graphOf([argsort(x(300, 100), 1, true)]),
  argmax: () => graphOf([b.argmax(x(32, 10), 1)]),
  softmax: () => graphOf([softmax(x(512, 1024))]),
  "softmax, backward": () => {
    const logits = x(64, 100);
    return graphOf(gradients([softmax(logits)], [f32("dy", 64, 100)], [logits]).map((node) => node!));
  },
  "cross entropy": () => graphOf([crossEntropy(x(128, 10), i32("labels", 128))]),
  "cross entropy with its gradient": () => {
    const logits = x(128, 10);
    const loss = crossEntropy(logits, i32("labels", 128));
    return graphOf([loss, gradients([loss], [c(1)], [logits])[0]!]);
  },
  "layer norm": () => graphOf([layerNorm(x(256, 64))]),
  "layer norm, backward": () => {
    const rows = x(256, 64);
    const y = layerNorm(rows);
    return graphOf(gradients([y], [f32("dy", 256, 64)], [rows, ...inputsOf(y).slice(1)]).map((node) => node!));
  },
  dot: () => graphOf([b.dot(x(64, 32), f32("y", 48, 32), 0, 1)]),
  "dot of transposed operands": () =>
    graphOf([b.dot(b.permute(x(32, 64), [1, 0]), b.permute(f32("y", 32, 48), [1, 0]), 0, 1)]),
  "dot in batches": () => graphOf([b.dot(x(8, 20, 12), f32("y", 8, 16, 12), 1, 1)]),
  "dot of a matrix and a vector": () => graphOf([b.dot(x(64, 32), f32("y", 32), 0, 1)]),
  "dot of two vectors": () => graphOf([b.dot(x(3000), f32("y", 3000), 0, 1)]),
  "a layer: dot, bias, activation": () => graphOf([relu(linear(x(64, 32), f32("weight", 48, 32), f32("bias", 48)))]),
  "a dot of normalized bytes": () => {
    const bytes = b.input([64, 32], "u8", "bytes");
    return graphOf([b.dot(b.mul(b.cast(bytes, "f32"), c(1 / 255)), f32("y", 48, 32), 0, 1)]);
  },
  attention: () => {
    const [q, k, v] = ["q", "k", "v"].map((name) => f32(name, 8, 20, 16)) as [Node, Node, Node];
    const weights = softmax(b.mul(b.dot(q, k, 1, 1), c(0.25)));
    return graphOf([b.dot(weights, b.permute(v, [0, 2, 1]), 1, 1)]);
  },
  "an embedding and its gradient": () => {
    const [table, tokens] = [f32("table", 65, 32), i32("tokens", 4, 16)];
    const dy = f32("dy", 4, 16, 32);
    return graphOf([b.take(table, tokens, 0), ...gradients([b.take(table, tokens, 0)], [dy], [table]).map((n) => n!)]);
  },
  "products of looked-up rows with both gradients": () => {
    const [table, weight, tokens] = [f32("table", 65, 64), f32("weight", 96, 64), i32("tokens", 8, 64)];
    const y = b.dot(b.permute(b.take(table, tokens, 0), [1, 0, 2]), weight, 0, 1);
    return graphOf([y, ...gradients([y], [f32("dy", 64, 8, 96)], [table, weight]).map((node) => node!)]);
  },
  "a network trained by Adam": () => {
    const data = x(128, 784);
    const loss = crossEntropy(network(data, [784, 512, 512, 10], relu), i32("labels", 128));
    return trained(loss, [data], adam());
  },
  "a small network trained by descent": () => {
    const [data, targets] = [x(32, 2), f32("targets", 32, 1)];
    const error = b.sub(network(data, [2, 16, 16, 1], b.tanh), targets);
    return trained(mean(b.mul(error, error)), [data, targets], descend);
  },
  "contrastive divergence": () => {
    const [v0, weight] = [x(100, 784), f32("weight", 784, 500)];
    const [visible, hidden] = [f32("visible", 784), f32("hidden", 500)];
    const h0 = sigmoid(b.add(b.dot(v0, b.permute(weight, [1, 0]), 0, 1), hidden));
    const sample = b.cast(b.less(f32("noise", 100, 500), h0), "f32");
    const v1 = sigmoid(b.add(b.dot(sample, weight, 0, 1), visible));
    const h1 = sigmoid(b.add(b.dot(v1, b.permute(weight, [1, 0]), 0, 1), hidden));
    const outer = (v: Node, h: Node) => b.dot(b.permute(v, [1, 0]), b.permute(h, [1, 0]), 0, 1);
    const value = b.add(weight, b.mul(b.sub(outer(v0, h0), outer(v1, h1)), c(0.0005)));
    const error = b.sub(v0, v1);
    return graphOf([mean(b.mul(error, error))], [{ target: weight, value }]);
  },
  "two states that change places": () => {
    const [first, second] = [f32("first", 40), f32("second", 40)];
    return graphOf(
      [],
      [
        { target: first, value: second },
        { target: second, value: first },
      ],
    );
  },
  "state that is read after it has a new value": () => {
    const [state, weight] = [f32("state", 16, 16), f32("weight", 16, 16)];
    const next = b.tanh(b.dot(state, weight, 0, 1));
    return graphOf([b.dot(next, b.permute(state, [1, 0]), 0, 1)], [{ target: state, value: next }]);
  },
};

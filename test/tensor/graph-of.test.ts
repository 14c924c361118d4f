import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BatchNorm,
  Conv2d,
  Dropout,
  GRUCell,
  LSTM,
  Linear,
  MaxPool2d,
  Residual,
  Sequential,
  TransformerEncoderLayer,
  crossEntropy,
  relu,
} from "../../src/nn/index.ts";
import { sgd } from "../../src/optim/index.ts";
import {
  Module,
  Param,
  Tensor,
  type TracedGraph,
  compile,
  concat,
  grad,
  graphOf,
  observe,
  parameters,
  random,
  scan,
  zeros,
} from "../../src/tensor/index.ts";
import { countPrograms, messageOf } from "./helpers.ts";

/** One line per node: its description, group and inputs. */
function text({ nodes, edges }: TracedGraph): string[] {
  return nodes.flatMap(({ id, label, role, detail, group, loop, gradient }) => {
    const sources = edges
      .filter(({ to }) => to === id)
      .map(({ from }) => nodes.find((node) => node.id === from)!.label);
    const sign = { input: ">", parameter: "#", operation: "", output: "=", state: "@" }[role];
    const about = `${group === undefined ? "" : ` in ${group}`}${gradient ? " back" : ""}`;
    const line = `${sign}${label} ${detail.replaceAll("\n", ", ")}${about}${sources.length ? ` <- ${sources.join(" | ")}` : ""}`;
    return loop === undefined ? [line] : [line, ...text(loop.step).map((inner) => `  ${inner}`)];
  });
}

/** Asserts the invariants of every graph. */
function checkForm({ nodes, edges }: TracedGraph): void {
  const places = new Map(nodes.map(({ id }, i) => [id, i]));
  assert.equal(places.size, nodes.length);
  for (const { from, to } of edges) assert.ok(places.get(from)! < places.get(to)!, `${from} comes before ${to}`);
  for (const { loop } of nodes) {
    if (loop === undefined) continue;
    checkForm(loop.step);
    const inside = new Map(loop.step.nodes.map((node) => [node.id, node]));
    for (const [entry, exit] of loop.carries) {
      assert.deepEqual([inside.get(entry)!.role, inside.get(exit)!.role], ["state", "state"]);
      assert.deepEqual(inside.get(entry)!.shape, inside.get(exit)!.shape);
    }
    for (const [entry, outside] of loop.given) assert.ok(inside.has(entry) && places.has(outside));
  }
}

class Branches extends Module {
  left = new Linear(4, 8);
  right = new Linear(4, 8);
  dropout = new Dropout(0.5);
  output = new Linear(16, 3);
  shortcut = new Linear(4, 3, { bias: false });

  forward(image: Tensor): Tensor {
    const pixels = image.flatten(1).cast("f32").div(255);
    const both = concat([this.left.forward(pixels).relu(), this.right.forward(pixels).softmax()], 1);
    return this.output.forward(this.dropout.forward(both)).add(this.shortcut.forward(pixels));
  }
}

test("a network with two branches and a shortcut, as one would draw it", async () => {
  const model = new Branches();
  let graph: TracedGraph = { nodes: [], edges: [] };
  const images = zeros([5, 2, 2], "u8");
  assert.equal(await countPrograms(async () => void (graph = graphOf(model, images))), 0);
  checkForm(graph);
  assert.deepEqual(text(graph), [
    ">input [5, 2, 2]",
    "div 255 [5, 4] <- input",
    "Linear(4, 8) [5, 8] <- div 255",
    "relu [5, 8] <- Linear(4, 8)",
    "Linear(4, 8) [5, 8] <- div 255",
    "softmax [5, 8] <- Linear(4, 8)",
    "concat [5, 16] <- relu | softmax",
    "Dropout(0.5) [5, 16] <- concat",
    "Linear(16, 3) [5, 3] <- Dropout(0.5)",
    "Linear(4, 3) [5, 3] <- div 255",
    "add [5, 3] <- Linear(16, 3) | Linear(4, 3)",
    "=output [5, 3] <- add",
  ]);
  const left = graph.nodes.find(({ path }) => path === "left")!;
  assert.deepEqual(left.parameters, [
    { path: "left.weight", shape: [8, 4] },
    { path: "left.bias", shape: [8] },
  ]);
  assert.deepEqual([left.role, left.shape, left.dtype], ["operation", [5, 8], "f32"]);
});

test("a small expression, forward and backward, as operations", () => {
  const [w, b] = [new Param([3], (shape) => zeros(shape)), new Param([], (shape) => zeros(shape))];
  parameters({ w, b });
  const error = (x: Tensor) => x.mul(w).sum().add(b).exp();
  const graph = graphOf(error, zeros([3]), { level: "operations", gradients: true });
  checkForm(graph);
  assert.deepEqual(text(graph), [
    ">input [3]",
    "#w [3]",
    "mul [3] <- input | w",
    "reduceSum [1] <- mul",
    "#b []",
    "add [] <- reduceSum | b",
    "exp [] <- add",
    "=loss [] <- exp",
    "mul 1 [] back <- exp",
    "mul [3] back <- mul 1 | w",
    "=∂loss/∂input [3] <- mul",
    "mul [3] back <- mul 1 | input",
    "=∂loss/∂w [3] <- mul",
    "=∂loss/∂b [] <- mul 1",
  ]);
  const gradients = new Set(graph.nodes.flatMap(({ id, gradient }) => (gradient ? [id] : [])));
  for (const { from, back = false } of graph.edges) assert.equal(back, gradients.has(from));
});

test("a function that returns a loss and gradients is drawn by layers, the backward pass too", () => {
  const model = new Sequential(new Linear(4, 8), relu, new Linear(8, 3));
  const params = parameters(model).map(([, param]) => param);
  const graph = graphOf(
    (x: Tensor, labels: Tensor) => {
      const loss = crossEntropy(model.forward(x), labels);
      return { loss, slope: grad(loss, params)[0]! };
    },
    zeros([5, 4]),
    zeros([5], "i32").named("labels"),
    { names: ["x"] },
  );
  checkForm(graph);
  assert.deepEqual(text(graph), [
    ">x [5, 4]",
    "Linear(4, 8) [5, 8] <- x",
    "relu [5, 8] <- Linear(4, 8)",
    "Linear(8, 3) [5, 3] <- relu",
    ">labels [5]",
    "crossEntropy [] <- Linear(8, 3) | labels",
    "=loss [] <- crossEntropy",
    "∇ crossEntropy [5, 3] back <- crossEntropy | crossEntropy",
    "∇ Linear(8, 3) [5, 8] back <- Linear(8, 3) | ∇ crossEntropy",
    "∇ relu [5, 8] back <- relu | ∇ Linear(8, 3)",
    "∇ Linear(4, 8) [8, 4] back <- ∇ relu | x",
    "=slope [8, 4] <- ∇ Linear(4, 8)",
  ]);
});

test("modules that combine others are groups; modules that use parameters directly are one node", () => {
  class Net extends Module {
    block = new TransformerEncoderLayer(8, 2, { feedForward: 16, dropout: 0 });
    tail = new Sequential(new Residual(new Sequential(new Linear(8, 8), relu)));
    forward(x: Tensor): Tensor {
      return this.tail.forward(this.block.forward(x));
    }
  }
  const model = new Net();
  const graph = graphOf(model, zeros([2, 4, 8]));
  checkForm(graph);
  assert.deepEqual(text(graph), [
    ">input [2, 4, 8]",
    "MultiHeadAttention(8, 2) [2, 4, 8] in block <- input",
    "add [2, 4, 8] in block <- input | MultiHeadAttention(8, 2)",
    "LayerNorm(8) [2, 4, 8] in block <- add",
    "Linear(8, 16) [2, 4, 16] in block <- LayerNorm(8)",
    "relu [2, 4, 16] in block <- Linear(8, 16)",
    "Linear(16, 8) [2, 4, 8] in block <- relu",
    "add [2, 4, 8] in block <- LayerNorm(8) | Linear(16, 8)",
    "LayerNorm(8) [2, 4, 8] in block <- add",
    "Linear(8, 8) [2, 4, 8] in tail.layers.0.layer <- LayerNorm(8)",
    "relu [2, 4, 8] in tail.layers.0.layer <- Linear(8, 8)",
    "add [2, 4, 8] in tail.layers.0 <- LayerNorm(8) | relu",
    "=output [2, 4, 8] <- add",
  ]);
  assert.deepEqual(text(graphOf(model, zeros([2, 4, 8]), { closed: ["block", "tail"] })).slice(1, 3), [
    `${String(model.block)} [2, 4, 8] <- input`,
    `${String(model.tail)} [2, 4, 8] <- ${String(model.block)}`,
  ]);
  const open = text(graphOf(model, zeros([2, 4, 8]), { open: ["block.selfAttn"], closed: ["tail"] }));
  assert.ok(open.some((line) => line.startsWith("attention [2, 2, 4, 4]")));
  assert.ok(open.some((line) => line.startsWith("Linear(8, 8)") && line.includes("in block.selfAttn")));
});

test("a layer used twice, several models, and layers without a model", () => {
  class Twice extends Module {
    shared = new Linear(4, 4);
    forward(x: Tensor): Tensor {
      return this.shared.forward(this.shared.forward(x).tanh());
    }
  }
  const graph = graphOf(new Twice(), zeros([2, 4]));
  assert.deepEqual(
    graph.nodes.map(({ path }) => path),
    [undefined, "shared", undefined, "shared#2", undefined],
  );
  const [first, second] = [new Linear(2, 3), new Linear(3, 1)];
  assert.deepEqual(text(graphOf((x: Tensor) => second.forward(first.forward(x).sigmoid()), zeros([1, 2]))), [
    ">input [1, 2]",
    "Linear(2, 3) [1, 3] <- input",
    "sigmoid [1, 3] <- Linear(2, 3)",
    "Linear(3, 1) [1, 1] <- sigmoid",
    "=output [1, 1] <- Linear(3, 1)",
  ]);
  assert.deepEqual(text(graphOf(first, zeros([1, 2]))), [
    ">input [1, 2]",
    `#${first.weight.path} [3, 2]`,
    "matmul [1, 3] <- input | weight",
    "#bias [3]",
    "add [1, 3] <- matmul | bias",
    "=output [1, 3] <- add",
  ]);
});

test("convolutions, normalization and pooling, and the assignments of a training step", () => {
  const model = new Sequential(new Conv2d(1, 4, 3), new BatchNorm(4), relu, new MaxPool2d(2));
  const graph = graphOf((x: Tensor) => model.forward(x), zeros([2, 1, 6, 6]));
  checkForm(graph);
  assert.deepEqual(
    graph.nodes.map(({ label, detail }) => `${label} ${detail}`),
    [
      "input [2, 1, 6, 6]",
      `${String(model.layers[0])} [2, 4, 4, 4]`,
      "BatchNorm(4) [2, 4, 4, 4]",
      "relu [2, 4, 4, 4]",
      `${String(model.layers[3])} [2, 4, 2, 2]`,
      "output [2, 4, 2, 2]",
    ],
  );
  const optimizer = sgd(model, { learningRate: 0.1 });
  const step = compile((x: Tensor) => optimizer.minimize(model.forward(x).square().mean()));
  const operations = graphOf(step, zeros([2, 1, 6, 6]), { level: "operations" });
  checkForm(operations);
  const states = operations.nodes.filter(({ role }) => role === "state").map(({ label }) => label);
  const expected = parameters(model).map(([path]) => path);
  assert.deepEqual(new Set(states.filter((path) => !path.startsWith("optimizer"))), new Set(expected));
  assert.ok(graphOf(step, zeros([2, 1, 6, 6])).nodes.every(({ role }) => role !== "state"));
});

class Reader extends Module {
  recurrent = new LSTM(3, 4);
  output = new Linear(4, 1);
  forward(x: Tensor): Tensor {
    return this.output.forward(this.recurrent.forward(x).state[0]!.hidden);
  }
}

test("a recurrent layer is one node, or a loop with its step if opened", () => {
  const model = new Reader();
  const x = zeros([2, 5, 3]);
  assert.deepEqual(text(graphOf(model, x)), [
    ">input [2, 5, 3]",
    "LSTM(3, 4) [2, 4] <- input",
    "Linear(4, 1) [2, 1] <- LSTM(3, 4)",
    "=output [2, 1] <- Linear(4, 1)",
  ]);
  const graph = graphOf(model, x, { open: ["recurrent"] });
  checkForm(graph);
  const { label, detail, loop, parameters: used } = graph.nodes.find((node) => node.loop)!;
  assert.deepEqual([label, detail, loop!.length, loop!.reverse], ["scan", "5 times\n[2, 4]", 5, false]);
  assert.deepEqual(used, [{ path: "recurrent.cells.0.0.weightHh", shape: [16, 4] }]);
  assert.equal(loop!.carries.length, 2);
  const names = loop!.step.nodes.map((node) => node.label);
  assert.deepEqual(
    loop!.step.nodes.filter(({ role }) => role === "state").map((node) => node.label),
    ["states.hidden", "states.cell", "states.hidden", "states.cell"],
  );
  for (const gate of ["inputGate", "forgetGate", "candidate", "outputGate"]) assert.ok(names.includes(gate), gate);
  const gate = loop!.step.nodes.find((node) => node.label === "forgetGate")!;
  assert.equal(gate.detail, "sigmoid\n[2, 4]");
});

test("a loop includes hoisted operations of its cell, and the backward pass is a loop too", () => {
  class Net extends Module {
    cell = new GRUCell(1, 2);
    forward(rows: Tensor): Tensor {
      const [last, outputs] = scan(
        (h: Tensor, row: Tensor) => {
          const next = this.cell.forward(row, h);
          return [next, next.mul(2).named("double")];
        },
        rows.sum(0).mul(zeros([3, 2])),
        rows,
        { reverse: true },
      );
      return last.sum().add(outputs.sum());
    }
  }
  const model = new Net();
  const rows = zeros([5, 3, 1]).named("rows");
  const graph = graphOf(model, rows);
  checkForm(graph);
  assert.deepEqual(text(graph), [
    ">rows [5, 3, 1]",
    "sum [3, 1] <- rows",
    "mul 0 [3, 2] <- sum",
    "scan 5 times, backwards, [3, 2] <- mul 0 | rows",
    "  >rows [3, 1]",
    "  @carry 0 [3, 2]",
    "  GRUCell(1, 2) [3, 2] <- rows | carry 0",
    "  @carry 0 [3, 2] <- GRUCell(1, 2)",
    "  double mul 2, [3, 2] <- GRUCell(1, 2)",
    "  =double [3, 2] <- double",
    "sum [] <- scan",
    "sum [] <- scan",
    "add [] <- sum | sum",
    "=output [] <- add",
  ]);
  const { parameters: used, loop } = graph.nodes.find((node) => node.loop)!;
  const cell = loop!.step.nodes.find(({ path }) => path === "cell")!;
  const paths = ["cell.biasHh", "cell.biasIh", "cell.weightHh", "cell.weightIh"];
  for (const list of [used!, cell.parameters!]) assert.deepEqual(list.map(({ path }) => path).sort(), paths);
  assert.equal(loop!.given.length, 2);
  const both = graphOf(model, rows, { gradients: true });
  checkForm(both);
  const loops = both.nodes.filter((node) => node.loop);
  assert.deepEqual(
    loops.map((node) => [node.label, node.loop!.reverse, node.gradient]),
    [
      ["scan", true, undefined],
      ["∇ scan", false, true],
    ],
  );
  const gradients = both.nodes.filter(({ label }) => label.startsWith("∂loss/∂")).map(({ label }) => label.slice(7));
  assert.deepEqual(gradients.sort(), ["cell.biasHh", "cell.biasIh", "cell.weightHh", "cell.weightIh", "rows"]);
});

test("names of arguments, results and named values; nested, number and static arguments", () => {
  const given = zeros([2]).named("given");
  const graph = graphOf(
    ({ a, b }: { a: Tensor; b: readonly Tensor[] }, scale: Tensor, mode: string) => ({
      sum: a.add(b[0]!).mul(scale),
      parts: [a.neg().named("negative"), null, mode] as const,
    }),
    { a: given, b: [zeros([2])] },
    Tensor.from(2),
    "static",
  );
  assert.deepEqual(text(graph), [
    ">given [2]",
    ">input 0.b[0] [2]",
    "add [2] <- given | input 0.b[0]",
    ">input 1 []",
    "mul [2] <- add | input 1",
    "=sum [2] <- mul",
    "negative neg, [2] <- given",
    "=parts.0 [2] <- negative",
  ]);
  const of = (name: string) => [`>${name} [0]`, `rate exp, [0] <- ${name}`, "=rate [0] <- rate"];
  const rate = (x: Tensor) => x.exp().named("rate");
  assert.deepEqual(text(graphOf(rate, zeros([0]))), of("input"));
  assert.deepEqual(text(graphOf(rate, zeros([0]).named("time"))), of("time"));
  assert.deepEqual(text(graphOf(rate, zeros([0]).named("time"), { names: ["x"] })), of("x"));
});

test("tensors from outside are inputs; constants and reshapes are omitted", () => {
  const table = Tensor.from([1, 2, 3]);
  const computed = table.exp().named("computed");
  const graph = graphOf(
    (x: Tensor) => [x.add(table).mul(computed), x.reshape([3, 1]), Tensor.from(5).mul(2)],
    zeros([3]),
  );
  assert.deepEqual(text(graph), [
    ">input [3]",
    ">tensor [3]",
    "add [3] <- input | tensor",
    ">computed [3]",
    "mul [3] <- add | computed",
    "=0 [3] <- mul",
    "=1 [3, 1] <- input",
    "constant []",
    "=2 [] <- constant",
  ]);
});

test("random draws are calls; long chains and functions with observe work", () => {
  const graph = graphOf((x: Tensor) => x.add(random.normal([3]).mul(0.1)), zeros([3]));
  assert.deepEqual(text(graph), [
    ">input [3]",
    "normal [3]",
    "mul 0.1 [3] <- normal",
    "add [3] <- input | mul 0.1",
    "=output [3] <- add",
  ]);
  let chain = Tensor.from([1]);
  for (let i = 0; i < 20_000; i++) chain = chain.add(1);
  assert.equal(graphOf((x: Tensor) => x.mul(chain), zeros([1])).nodes.length, 4);
  const long = graphOf(
    (x: Tensor) => Array.from({ length: 20_000 }).reduce<Tensor>((sum) => sum.add(x), x),
    zeros([1]),
  );
  assert.equal(long.nodes.length, 20_002);
  const model = new Reader();
  const seen = graphOf((x: Tensor) => observe(() => model.forward(x))[0], zeros([2, 5, 3]));
  assert.deepEqual(text(seen), text(graphOf(model, zeros([2, 5, 3]))));
});

test("patched methods are restored, even after an error", () => {
  const before = Object.getOwnPropertyDescriptors(Tensor.prototype);
  graphOf((x: Tensor) => x.relu(), zeros([1]));
  assert.throws(() => graphOf((x: Tensor) => x.matmul(zeros([3])), zeros([1])), /cannot contract/);
  assert.deepEqual(Object.getOwnPropertyDescriptors(Tensor.prototype), before);
});

const messages: readonly (readonly [body: () => unknown, message: string])[] = [
  [
    () => graphOf(zeros([1]) as unknown as Module & { forward(): Tensor }),
    `ArgumentError: graphOf was given a value of class Tensor
  It must be a function of tensors or a module.`,
  ],
  [
    () => graphOf((x: Tensor) => x, zeros([1]), { level: "layers" as "modules" }),
    `ArgumentError: graphOf was given the string "layers" as its level
  It must be "modules" or "operations".`,
  ],
  [
    () => graphOf((x: Tensor) => x, zeros([2]), { gradients: true }),
    `ShapeError: graphOf was given a loss that is not a scalar

    input   f32 [2]   from graph-of.test
  Its shape must be [].
  Reduce it first: loss.mean().`,
  ],
  [
    () => graphOf((x: Tensor) => ({ x }), zeros([]), { gradients: true }),
    `ArgumentError: graphOf was given a value of class Object
  It must be a function that returns a scalar tensor if gradients is true.`,
  ],
  [
    () => graphOf(async (x: Tensor) => x, zeros([1])),
    `ArgumentError: the function of graphOf returned a promise
  It must return tensors, or arrays or plain objects of them.`,
  ],
  [
    () => graphOf((x: unknown) => x as Tensor, new Map()),
    `ArgumentError: input of graphOf is a value of class Map
  It must be a tensor, Float32Array, Int32Array, Uint8Array, number, string, boolean, array or plain object.
  Convert other arrays with Tensor.from; use other objects from the enclosing scope.`,
  ],
  [
    () => compile((x: Tensor) => (graphOf(relu, x), x))(zeros([1])),
    `StateError: graphOf was called inside compile
  A traced function describes a program without values.
  Call it outside, on the function that you compile.`,
  ],
];

for (const [body, message] of messages) {
  test(`error: ${message.split("\n")[0]}`, async () => {
    assert.equal((await messageOf(body)).trim(), message);
  });
}

/** Losses beyond the cases of PyTorch: empty batches, labels out of range, infinite logits, error messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DTypeError, FaultError, ShapeError } from "../../src/base/errors.ts";
import { topological } from "../../src/graph/node.ts";
import {
  type CrossEntropyOptions,
  Linear,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  klDivergence,
  meanSquaredError,
} from "../../src/nn/index.ts";
import { sgd } from "../../src/optim/index.ts";
import { Param, Tensor, compile, grad, reference, show, zeros } from "../../src/tensor/index.ts";

const labelsOf = (...labels: number[]) => Tensor.from(Int32Array.from(labels));
const numbers = async (x: Tensor) => [...(await x.array())];
const logits = () =>
  Tensor.from([
    [1, 2, 3],
    [0, -1, 4],
  ]);

test("the mean over no rows is NaN and does not change parameters", async () => {
  const layer = new Linear(2, 3);
  const step = compile(() => {
    const loss = crossEntropy(layer.forward(zeros([0, 2])), zeros([0], "i32"));
    return [loss, ...grad(loss, [layer.weight, layer.bias!])];
  });
  const [loss, ...slopes] = step();
  assert.ok(Number.isNaN(await loss!.item()));
  for (const slope of slopes) assert.ok((await numbers(slope)).every((x) => x === 0));
});

test("the mean over no rows is NaN, and its gradient is empty", async () => {
  const x = zeros([0, 3]);
  const pairs: [string, Tensor][] = [
    ["labels", crossEntropy(x, zeros([0], "i32"))],
    ["ignoreIndex", crossEntropy(x, zeros([0], "i32"), { ignoreIndex: -1 })],
    ["probabilities", crossEntropy(x, zeros([0, 3]))],
    ["binary", binaryCrossEntropyWithLogits(x, zeros([0, 3]))],
    ["squared", meanSquaredError(x, zeros([0, 3]))],
    ["divergence", klDivergence(x, zeros([0, 3]))],
  ];
  for (const [name, loss] of pairs) {
    const [gradient] = grad(loss, [x]);
    assert.ok(Number.isNaN(await loss.item()), name);
    assert.deepEqual([...(await gradient.array())], [], name);
  }
});

test("a batch of ignored rows has the loss 0 and changes nothing", async () => {
  const x = logits();
  for (const options of [{}, { labelSmoothing: 0.1 }, { weight: Tensor.from([1, 2, 3]) }]) {
    const loss = crossEntropy(x, labelsOf(-1, -1), { ignoreIndex: -1, ...options });
    const [gradient] = grad(loss, [x]);
    assert.equal(await loss.item(), 0);
    assert.deepEqual((await numbers(gradient)).map(Math.abs), [0, 0, 0, 0, 0, 0]);
  }
});

test("reading a loss or a gradient with a label out of range rejects, for any options", async () => {
  const options: CrossEntropyOptions[] = [
    {},
    { reduction: "none" },
    { ignoreIndex: -7 },
    { labelSmoothing: 0.1 },
    { weight: Tensor.from([1, 2, 3]) },
  ];
  for (const label of [3, -1, -100, 2 ** 31 - 1]) {
    const refused = { name: "FaultError", message: new RegExp(`crossEntropy: label ${label} of element 1 is out of`) };
    for (const option of options) {
      const x = logits();
      const loss = crossEntropy(x, labelsOf(2, label), option);
      await assert.rejects(loss.array(), refused);
      await assert.rejects(grad(loss.sum(), [x])[0].array(), refused);
      await assert.rejects(reference(crossEntropy(logits(), labelsOf(2, label), option)), FaultError);
    }
  }
});

test("a step with an invalid label changes no state, whether SIMD lanes run along rows or classes", async () => {
  for (const [rows, classes] of [
    [7, 3],
    [64, 2],
    [33, 40],
    [300, 10],
  ] as const) {
    const weight = new Param([classes], (shape) => zeros(shape));
    const steps = new Param([], (shape) => zeros(shape), { trainable: false });
    const optimizer = sgd(weight, { learningRate: 1 });
    const step = compile((x: Tensor, y: Tensor) => {
      steps.assign(steps.add(1));
      return optimizer.minimize(crossEntropy(x.add(weight), y));
    });
    const x = zeros([rows, classes]);
    const labels = (at: number, bad: number) => Int32Array.from({ length: rows }, (_, i) => (i === at ? bad : i % 2));
    await step(x, labels(0, 1)).item();
    const before = await weight.array();
    for (const at of [0, 2, rows - 2, rows - 1]) {
      for (const bad of [classes, -1]) {
        const message = new RegExp(`label ${bad} of element ${at} is out of range`);
        await assert.rejects(step(x, labels(at, bad)).item(), { name: "FaultError", message });
      }
    }
    assert.deepEqual(await weight.array(), before);
    assert.equal(await steps.item(), 1);
  }
});

test("labels may be bytes", async () => {
  const expected = await crossEntropy(logits(), labelsOf(0, 2)).item();
  assert.equal(await crossEntropy(logits(), Tensor.from(Uint8Array.of(0, 2))).item(), expected);
  const ignored = crossEntropy(logits(), Tensor.from(Uint8Array.of(255, 2)), { ignoreIndex: 255, reduction: "sum" });
  assert.equal(await ignored.item(), (await numbers(crossEntropy(logits(), labelsOf(0, 2), { reduction: "none" })))[1]);
});

test("the gradient of labels is (softmax - target) / rows", async () => {
  const x = logits();
  const [gradient] = grad(crossEntropy(x, labelsOf(0, 2)), [x]);
  const softmax = await numbers(x.softmax());
  const expected = softmax.map((p, i) => (p - (i === 0 || i === 5 ? 1 : 0)) / 2);
  (await numbers(gradient)).forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-7));
});

test("labels are compared and gathered only for their check, so loss and gradient are row kernels", () => {
  const x = logits();
  const loss = crossEntropy(x, labelsOf(0, 2));
  const nodes = topological([loss.node, grad(loss, [x])[0].node]);
  const ops = new Set(nodes.map(({ op }) => op));
  assert.ok(ops.has("equal") && ops.has("iota"));
  assert.ok(!ops.has("scatterAdd"), [...ops].join(", "));
  assert.deepEqual(
    nodes.filter(({ op }) => op === "take").map(({ inputs }) => inputs[0]!.op),
    ["iota"],
  );
});

test("a class with the logit -Infinity is impossible and adds no loss unless it is the target", async () => {
  const x = Tensor.from([[0, 0, -Infinity]]);
  const even = Math.log(2);
  const close = (value: number) => assert.ok(Math.abs(value - even) < 1e-6, `${value}`);
  close(await crossEntropy(x, labelsOf(1)).item());
  close(await crossEntropy(x, Tensor.from([[0.5, 0.5, 0]])).item());
  assert.equal(await crossEntropy(x, labelsOf(2)).item(), Infinity);
  const gradients = grad(crossEntropy(x, Tensor.from([[0.5, 0.5, 0]])), [x]);
  assert.deepEqual(await numbers(gradients[0]), [0, 0, 0]);
});

test("large logits keep their precision, because the row maximum is subtracted first", async () => {
  const loss = crossEntropy(Tensor.from([[1e6 + 1, 1e6]]), labelsOf(1));
  assert.ok(Math.abs((await loss.item()) - Math.log(1 + Math.E)) < 1e-6);
});

test("a scalar label matches one row of logits", async () => {
  const loss = crossEntropy(Tensor.from([0, 0]), Tensor.from(1, [], "i32"));
  assert.ok(Math.abs((await loss.item()) - Math.log(2)) < 1e-6);
});

test("weights of 0 for all classes result in a loss of 0", async () => {
  assert.equal(await crossEntropy(logits(), labelsOf(0, 1), { weight: zeros([3]) }).item(), 0);
});

test("binary cross entropy weights positives by a number or per class, for any element type", async () => {
  const x = Tensor.from([[0, 0]]);
  const y = Tensor.from([[true, false]]);
  const values = async (positiveWeight: number | Tensor) =>
    (await numbers(binaryCrossEntropyWithLogits(x, y, { positiveWeight, reduction: "none" }))).map(
      (value) => value / Math.log(2),
    );
  for (const weight of [3, Tensor.from([3, 5])]) {
    (await values(weight)).forEach((value, i) => assert.ok(Math.abs(value - [3, 1][i]!) < 1e-6));
  }
});

test("losses are compiled with the step that uses them", async () => {
  const step = compile((x: Tensor, y: Tensor) => [crossEntropy(x, y), ...grad(crossEntropy(x, y), [x])]);
  const [loss, gradient] = step(logits(), labelsOf(0, 2));
  assert.ok((await loss!.item()) > 0);
  assert.deepEqual(gradient!.shape, [2, 3]);
});

test("targets that do not match are rejected with a fix", () => {
  const x = logits();
  const refused = (make: () => unknown, type: new (...args: never[]) => Error, message: RegExp) => {
    assert.throws(make, (error: unknown) => error instanceof type && message.test(error.message));
  };
  refused(() => crossEntropy(x, labelsOf(0, 1, 2)), ShapeError, /Labels must have the shape \[2\]/);
  refused(() => crossEntropy(x, Tensor.from([0, 1])), ShapeError, /target\.cast\("i32"\)/);
  refused(() => crossEntropy(x, zeros([2, 3], "i32")), ShapeError, /target\.cast\("f32"\)/);
  refused(() => crossEntropy(x.cast("i32"), labelsOf(0, 1)), DTypeError, /Logits must be f32/);
  refused(() => crossEntropy(zeros([2, 0]), labelsOf(0, 1)), ShapeError, /last axis must not be empty/);
  refused(() => crossEntropy(x, labelsOf(0, 1), { weight: zeros([2]) }), ShapeError, /The weight must be f32 \[3\]/);
  refused(() => crossEntropy(x, labelsOf(0, 1), { labelSmoothing: 2 }), ArgumentError, /from 0 to 1/);
  refused(() => crossEntropy(x, zeros([2, 3]), { ignoreIndex: 0 }), ArgumentError, /requires integer labels/);
  refused(
    () => crossEntropy(x, labelsOf(0, 1), { reduction: "avg" as never }),
    ArgumentError,
    /"mean", "sum" or "none"/,
  );
  refused(
    () => meanSquaredError(zeros([4, 1]), zeros([4])),
    ShapeError,
    /target\.reshape\(prediction\.shape\) would fit/,
  );
  refused(() => binaryCrossEntropyWithLogits(zeros([4]), zeros([1])), ShapeError, /do not broadcast/);
  refused(() => klDivergence(zeros([4]), zeros([1])), ShapeError, /do not broadcast/);
});

test("the loss of labels and its gradient are one kernel over rows and one for the mean", async () => {
  const step = compile((x: Tensor, y: Tensor) => {
    const loss = crossEntropy(x, y);
    return [loss, ...grad(loss, [x])];
  });
  await step(zeros([64, 10]), zeros([64], "i32"))[0]!.item();
  const kernels = show(step).match(/^kernel \d+: .*/gm) ?? [];
  assert.equal(kernels.length, 2, kernels.join("\n"));
});

/** Compiled convolutions and their first- and second-order gradients against the reference, on one and two threads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Shape } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { setThreads, startThreads } from "../../src/runtime/index.ts";
import { Case, check } from "./cases.ts";
import { CompiledGraph, graphOf } from "./compiled.ts";
import { convolutions, convolve, withGradients } from "./convolutions.ts";

const zero = b.constant(0, "f32");
const relu = (x: Node) => b.where(b.less(zero, x), x, zero);

for (const convolution of convolutions) {
  test(`a convolution and its gradients match the reference: ${convolution.name}`, () => {
    check(convolution.name, (found) => withGradients(convolution, (shape) => found.input(shape)));
    check(`${convolution.name}, activated`, (found) => withGradients(convolution, (shape) => found.input(shape), relu));
  });
}

/** An input broadcast along its spatial axes, like the gradient of a mean over them. */
const repeated = (found: Case) => (shape: Shape) =>
  b.expand(found.input(shape.map((length, axis) => (axis < 2 ? length : 1))), shape);

test("convolutions of broadcast operands and their gradients match the reference", () => {
  for (const convolution of convolutions) {
    check(`${convolution.name}, everything repeated`, (found) => withGradients(convolution, repeated(found)));
    check(`${convolution.name}, images or kernels repeated`, (found) => {
      const some = (shape: Shape) => (shape[0] === convolution.images ? repeated(found)(shape) : found.input(shape));
      return withGradients(convolution, some);
    });
  }
});

test("stacked convolutions whose results have several readers match the reference", () => {
  check("layers", (found) => {
    const [x, first, second] = [found.input([2, 3, 6, 5]), found.input([4, 3, 3, 3]), found.input([3, 4, 3, 3])];
    const same = { name: "same", images: 2, inputs: 3, outputs: 4, image: [6, 5], kernel: [3, 3], padding: 1 };
    const biased = b.add(convolve(x, first, same), b.reshape(found.input([4]), [4, 1, 1]));
    const hidden = relu(biased);
    const y = b.add(x, convolve(hidden, second, same));
    const rows = b.reshape(y, [2, 90]);
    return [
      y,
      b.reduceSum(hidden, [0, 2, 3]),
      b.reduceMax(y, [1]),
      b.dot(rows, found.input([7, 90]), 0, 1),
      b.permute(hidden, [1, 3, 0, 2]),
      b.concat([hidden, y], 1),
      b.slice(hidden, [1, 3, 0, 1], [1, 2, 3, 2], [1, -1, 2, 1]),
    ];
  });
});

test("a large convolution has the same bits on one thread and on two", async () => {
  const found = new Case();
  const large = { name: "large", images: 16, inputs: 9, outputs: 11, image: [19, 17], kernel: [3, 3], padding: 1 };
  // Values whose sums round, so that the order of additions matters.
  const outputs = withGradients(large, (shape) => found.given(shape, "f32", (n) => Math.sin(n + shape.length)));
  const compiled = new CompiledGraph(graphOf(outputs));
  const bits = () => compiled.run(found.feeds).outputs.map((values) => Buffer.from(values.buffer).toString("base64"));
  setThreads(1);
  const alone = bits();
  setThreads(2);
  assert.equal(await startThreads(), 2);
  for (let round = 0; round < 5; round++) assert.deepEqual(bits(), alone);
  setThreads(1);
  compiled.release();
});

test("a convolution reads its windows in place, without an array of all windows", () => {
  const found = new Case();
  const same = { name: "same", images: 2, inputs: 8, outputs: 8, image: [8, 8], kernel: [3, 3], padding: 1 };
  const outputs = withGradients(same, (shape) => found.input(shape)).slice(0, 3);
  const { program } = new CompiledGraph(graphOf(outputs));
  // An array of all windows would be nine times as large as an image.
  const image = 4 * 2 * 8 * 8 * 8;
  assert.ok(program.buffers.every(({ bytes }) => bytes < 2 * image));
});

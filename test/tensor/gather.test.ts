/** gather: values against loops, gradients to second order, and what it refuses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { Tensor, arange, compile, gather, grad, gradCheck, ones, sort } from "../../src/tensor/index.ts";
import { assertTensor, messageOf } from "./helpers.ts";

const x = Tensor.from([
  [1, 2, 3],
  [4, 5, 6],
]);
const at = (nested: number[][]) => Tensor.from(nested, undefined, "i32");

test("one element for each index, along either axis", async () => {
  await assertTensor(gather(x, 0, at([[1, 0, 1]])), [1, 3], [4, 2, 6]);
  await assertTensor(
    gather(
      x,
      1,
      at([
        [2, 0],
        [1, 1],
      ]),
    ),
    [2, 2],
    [3, 1, 5, 5],
  );
  await assertTensor(gather(x, -1, at([[2, 2, 2, 0]])), [1, 4], [3, 3, 3, 1]);
  await assertTensor(gather(x, 0, at([[1], [1], [0]])), [3, 1], [4, 4, 1]);
  await assertTensor(gather(x.greater(2), 1, at([[2], [0]])), [2, 1], [1, 1]);
  await assertTensor(gather(x, 0, Tensor.from(new Int32Array(0), [0, 3])), [0, 3], []);
});

test("three axes, as loops say, read and compiled", async () => {
  const shape: Shape = [3, 4, 5];
  const values = arange(60).cast("f32").reshape(shape);
  for (const axis of [0, 1, 2]) {
    const lengths = shape.with(axis, 2);
    const [bound, strides] = [shape[axis]!, [20, 5, 1]];
    const indices = Int32Array.from({ length: sizeOf(lengths) }, (_, i) => (7 * i + axis) % bound);
    const expected = Array.from(indices, (index, i) => {
      const place = [
        Math.trunc(i / (lengths[1]! * lengths[2]!)),
        Math.trunc(i / lengths[2]!) % lengths[1]!,
        i % lengths[2]!,
      ];
      return place.with(axis, index).reduce((sum, p, j) => sum + p * strides[j]!, 0);
    });
    const chosen = Tensor.from(indices, lengths);
    await assertTensor(gather(values, axis, chosen), lengths, expected);
    const step = compile((v: Tensor, i: Tensor) => gather(v, axis, i).add(0));
    await assertTensor(step(values, chosen), lengths, expected);
  }
});

test("by the indices of a sort it gives the sorted values", async () => {
  const values = Tensor.from([
    [3, 1, 2],
    [0, 5, -4],
  ]);
  const sorted = sort(values, 1);
  await assertTensor(gather(values, 1, sorted.indices), [2, 3], [...(await sorted.values.array())]);
});

test("gradients are right to second order, and add up where an index comes twice", async () => {
  const indices = at([
    [1, 0, 1],
    [1, 1, 0],
    [0, 0, 0],
  ]);
  const f = (v: Tensor) =>
    gather(v, 0, indices)
      .sin()
      .mul(
        gather(
          v,
          1,
          at([
            [2, 2],
            [0, 1],
          ]),
        ).sum(),
      )
      .sum();
  await gradCheck(f, [x.mul(0.3)]);
  await gradCheck((v) => grad(f(v), [v])[0].square().sum(), [x.mul(0.3)]);
  await assertTensor(grad(gather(x, 1, at([[2, 2, 0]])).sum(), [x])[0], [2, 3], [1, 0, 2, 0, 0, 0]);
});

test("it refuses other ranks, longer indices, floats, and fails at indices out of range", async () => {
  const refused = [
    await messageOf(() => gather(x, 0, Tensor.from([0], [1], "i32"))),
    await messageOf(() => gather(x, 0, at([[0, 0, 0, 0]]))),
    await messageOf(() => gather(x, 0, ones([1, 3]))),
    await messageOf(() => gather(x, 2, at([[0]]))),
    await messageOf(() => gather(x, 1, at([[0], [3]])).array()),
    await messageOf(() => gather(x, 0, at([[-1]])).array()),
  ];
  assert.deepEqual(refused, [
    `ShapeError: gather cannot look up [1] in [2, 3]

    x         f32 [2, 3]
    indices   i32 [1]
  indices must have the rank of x; only axis 0 may be longer than in x.`,
    `ShapeError: gather cannot look up [1, 4] in [2, 3]

    x         f32 [2, 3]
    indices   i32 [1, 4]
  indices must have the rank of x; only axis 0 may be longer than in x.`,
    `DTypeError: gather does not support f32

    indices   f32 [1, 3]
  Supported: i32.
  Cast it to i32.`,
    `ShapeError: gather has no axis 2

    x   f32 [2, 3]
  Axes run from -2 to 1.`,
    `FaultError: gather: index 3 of element 1 is out of range
  It must be at least 0 and less than 3.`,
    `FaultError: gather: index -1 of element 0 is out of range
  It must be at least 0 and less than 2.`,
  ]);
});

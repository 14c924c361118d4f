/** Shapes and types of results, and the error messages for wrong operands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType } from "../../src/base/dtype.ts";
import type { Shape } from "../../src/base/shape.ts";
import type { Attributes } from "../../src/ops/primitive.ts";
import { type PrimitiveName, primitives } from "../nodes.ts";

const value = (shape: Shape, dtype: DType = "f32", label?: string) => ({ shape, dtype, label });
const infer = (name: PrimitiveName, inputs: readonly ReturnType<typeof value>[], attributes: Attributes = {}) =>
  primitives[name].infer(inputs, attributes);

test("every record is named by its key", () => {
  for (const [name, primitive] of Object.entries(primitives)) assert.equal(primitive.name, name);
});

test("elementwise results broadcast; comparisons return bool", () => {
  assert.deepEqual(infer("add", [value([3, 1]), value([4])]), { shape: [3, 4], dtype: "f32" });
  assert.deepEqual(infer("less", [value([2], "i32"), value([], "i32")]), { shape: [2], dtype: "bool" });
  assert.deepEqual(infer("where", [value([2, 1], "bool"), value([3], "u8"), value([], "u8")]), {
    shape: [2, 3],
    dtype: "u8",
  });
  assert.deepEqual(infer("cast", [value([2])], { dtype: "u8" }), { shape: [2], dtype: "u8" });
});

test("shapes and types of structural results", () => {
  assert.deepEqual(infer("take", [value([2, 3, 4]), value([5, 6], "i32")], { axis: 1 }).shape, [2, 5, 6, 4]);
  assert.deepEqual(infer("reduceSum", [value([2, 3], "bool")], { axes: [1] }), { shape: [2, 1], dtype: "i32" });
  assert.deepEqual(infer("argmax", [value([2, 3], "u8")], { axis: 0 }), { shape: [1, 3], dtype: "i32" });
  assert.deepEqual(infer("dot", [value([2, 3, 5]), value([2, 7, 5])], { batch: 1, contract: 1 }).shape, [2, 3, 7]);
});

type Mistake = readonly [PrimitiveName, readonly ReturnType<typeof value>[], Attributes, kind: string, message: string];

const mistakes: readonly Mistake[] = [
  [
    "add",
    [value([128, 256], "f32", "hidden"), value([128], "f32", "bias")],
    {},
    "ShapeError",
    "add cannot broadcast [128, 256] with [128]\n\n    hidden   f32 [128, 256]\n    bias     f32 [128]\n" +
      "  Aligned at the last axis, lengths must be equal or 1.\n  Reshape [128] to [128, 1].",
  ],
  [
    "mul",
    [value([2], "i32"), value([2])],
    {},
    "DTypeError",
    "mul cannot mix i32 with f32\n\n    x   i32 [2]\n    y   f32 [2]\n" +
      "  The element types must be equal.\n  Cast both to f32.",
  ],
  [
    "exp",
    [value([3], "u8")],
    {},
    "DTypeError",
    "exp does not support u8\n\n    x   u8 [3]\n  Supported: f32.\n  Cast it to f32.",
  ],
  [
    "where",
    [value([2], "f32"), value([2]), value([2])],
    {},
    "DTypeError",
    "where does not support f32\n\n    condition   f32 [2]\n  Supported: bool.\n  Cast it to bool.",
  ],
  [
    "bitcast",
    [value([2], "i32")],
    { dtype: "i32" },
    "ArgumentError",
    "bitcast cannot convert i32 to i32\n  It converts f32 to i32, or i32 to f32.",
  ],
  [
    "reshape",
    [value([2, 3])],
    { shape: [4, 2] },
    "ShapeError",
    "reshape cannot change [2, 3] to [4, 2]\n\n    x   f32 [2, 3]\n  Both must have 6 elements; one length may be -1 if the others divide 6.",
  ],
  [
    "permute",
    [value([2, 3])],
    { order: [0, 0] },
    "ShapeError",
    "permute cannot use axes [0, 0]\n\n    x   f32 [2, 3]\n  Axes must be distinct integers from 0 to 1.",
  ],
  [
    "expand",
    [value([2, 3])],
    { shape: [4, 3] },
    "ShapeError",
    "expand cannot change [2, 3] to [4, 3]\n\n    x   f32 [2, 3]\n" +
      "  The ranks must be equal; only axes of length 1 can be repeated.",
  ],
  [
    "slice",
    [value([5])],
    { starts: [3], lengths: [3], steps: [1] },
    "ArgumentError",
    "slice cannot take 3 elements from index 3 of axis 0, step 1\n\n    x   f32 [5]\n" +
      "  The axis has 5 elements. A step must not be 0.",
  ],
  [
    "pad",
    [value([5])],
    { before: [-1], after: [0] },
    "ArgumentError",
    "pad cannot use before [-1]\n\n    x   f32 [5]\n  Pass one integer per axis, at least 0.",
  ],
  [
    "concat",
    [value([2, 3]), value([3, 3])],
    { axis: 1 },
    "ShapeError",
    "concat cannot join [2, 3] and [3, 3] along axis 1\n\n    input 0   f32 [2, 3]\n    input 1   f32 [3, 3]\n" +
      "  All other axes must have equal lengths.",
  ],
  ["concat", [], { axis: 0 }, "ArgumentError", "concat needs at least one input"],
  [
    "take",
    [value([5]), value([2])],
    { axis: 0 },
    "DTypeError",
    "take does not support f32\n\n    indices   f32 [2]\n  Supported: i32.\n  Cast it to i32.",
  ],
  [
    "scatterAdd",
    [value([5, 2]), value([3], "i32"), value([3])],
    { axis: 0 },
    "ShapeError",
    "scatterAdd cannot add [3] along axis 0\n\n    target    f32 [5, 2]\n    indices   i32 [3]\n    updates   f32 [3]\n" +
      "  updates must have the target's shape with the axis replaced by the shape of indices.\n" +
      "  Pass updates of shape [3, 2].",
  ],
  [
    "argmax",
    [value([2, 0])],
    { axis: 1 },
    "ShapeError",
    "argmax cannot reduce zero elements along axis 1\n\n    x   f32 [2, 0]\n  The axis must have at least one element.",
  ],
  [
    "reduceSum",
    [value([2, 3])],
    { axes: [2] },
    "ShapeError",
    "reduceSum cannot use axes [2]\n\n    x   f32 [2, 3]\n  Axes must be distinct integers from 0 to 1.",
  ],
  [
    "reduceMax",
    [value([0, 3])],
    { axes: [0] },
    "ShapeError",
    "reduceMax cannot reduce zero elements\n\n    x   f32 [0, 3]\n  The reduced axes must have at least one element.",
  ],
  [
    "dot",
    [value([128, 256], "f32", "hidden.relu()"), value([10, 128], "f32", "output.weight")],
    { batch: 0, contract: 1 },
    "ShapeError",
    "dot cannot contract [128, 256] with [10, 128]\n\n    hidden.relu()   f32 [128, 256]\n    output.weight   f32 [10, 128]\n" +
      "  The first 0 and the last 1 axes must have equal lengths.",
  ],
  [
    "dot",
    [value([2, 3, 4]), value([5, 3, 4])],
    { batch: 1, contract: 1 },
    "ShapeError",
    "dot cannot contract [2, 3, 4] with [5, 3, 4]\n\n    x   f32 [2, 3, 4]\n    y   f32 [5, 3, 4]\n" +
      "  The first 1 and the last 1 axes must have equal lengths.",
  ],
  [
    "dot",
    [value([4]), value([4])],
    { batch: 1, contract: 1 },
    "ShapeError",
    "dot cannot contract [4] with [4]\n\n    x   f32 [4]\n    y   f32 [4]\n" +
      "  The first 1 and the last 1 axes must have equal lengths.",
  ],
  [
    "iota",
    [],
    { length: -1 },
    "ArgumentError",
    "iota cannot have length -1\n  length must be an integer of at least 0.",
  ],
];

for (const [name, inputs, attributes, kind, message] of mistakes) {
  test(`${kind}: ${message.split("\n")[0]}`, () => {
    assert.throws(() => infer(name, inputs, attributes), { name: kind, message });
  });
}

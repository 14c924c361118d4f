/** Shapes and types of results, and the messages for operands that do not fit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType } from "../../src/base/dtype.ts";
import type { Shape } from "../../src/base/shape.ts";
import type { Attributes } from "../../src/ops/primitive.ts";
import { type PrimitiveName, primitives } from "../nodes.ts";

const value = (shape: Shape, dtype: DType = "f32", label?: string) => ({ shape, dtype, label });
const infer = (name: PrimitiveName, inputs: readonly ReturnType<typeof value>[], attributes: Attributes = {}) =>
  primitives[name].infer(inputs, attributes);

test("every record stands under its own name", () => {
  for (const [name, primitive] of Object.entries(primitives)) assert.equal(primitive.name, name);
});

test("elementwise results broadcast; comparisons give bool", () => {
  assert.deepEqual(infer("add", [value([3, 1]), value([4])]), { shape: [3, 4], dtype: "f32" });
  assert.deepEqual(infer("less", [value([2], "i32"), value([], "i32")]), { shape: [2], dtype: "bool" });
  assert.deepEqual(infer("where", [value([2, 1], "bool"), value([3], "u8"), value([], "u8")]), {
    shape: [2, 3],
    dtype: "u8",
  });
  assert.deepEqual(infer("cast", [value([2])], { dtype: "u8" }), { shape: [2], dtype: "u8" });
});

test("structural results", () => {
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
      "  Aligned at the last axis, lengths must be equal or 1.\n  [128] reshaped to [128, 1] would fit.",
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
    "exp cannot take u8\n\n    x   u8 [3]\n  exp takes f32.\n  Cast it to f32.",
  ],
  [
    "where",
    [value([2], "f32"), value([2]), value([2])],
    {},
    "DTypeError",
    "where cannot take f32\n\n    condition   f32 [2]\n  where takes bool.\n  Cast it to bool.",
  ],
  [
    "bitcast",
    [value([2], "i32")],
    { dtype: "i32" },
    "ArgumentError",
    "bitcast cannot turn i32 into i32\n  It turns f32 into i32, or i32 into f32.",
  ],
  [
    "reshape",
    [value([2, 3])],
    { shape: [4, 2] },
    "ShapeError",
    "reshape cannot turn [2, 3] into [4, 2]\n\n    x   f32 [2, 3]\n  Both must hold 6 elements; one length may be -1 if the others divide that.",
  ],
  [
    "permute",
    [value([2, 3])],
    { order: [0, 0] },
    "ShapeError",
    "permute cannot use axes [0, 0]\n\n    x   f32 [2, 3]\n  Each axis is an integer from 0 to 1, named once.",
  ],
  [
    "expand",
    [value([2, 3])],
    { shape: [4, 3] },
    "ShapeError",
    "expand cannot turn [2, 3] into [4, 3]\n\n    x   f32 [2, 3]\n" +
      "  Both must have as many axes, and only axes of length 1 are repeated.",
  ],
  [
    "slice",
    [value([5])],
    { starts: [3], lengths: [3], steps: [1] },
    "ArgumentError",
    "slice cannot take 3 elements from 3 by 1 of axis 0\n\n    x   f32 [5]\n" +
      "  Every element must lie within the 5 of the axis, and a step is not 0.",
  ],
  [
    "pad",
    [value([5])],
    { before: [-1], after: [0] },
    "ArgumentError",
    "pad cannot use before [-1]\n\n    x   f32 [5]\n  It takes one whole number for each axis, at least 0.",
  ],
  [
    "concat",
    [value([2, 3]), value([3, 3])],
    { axis: 1 },
    "ShapeError",
    "concat cannot join [2, 3] and [3, 3] along axis 1\n\n    input 0   f32 [2, 3]\n    input 1   f32 [3, 3]\n" +
      "  All axes but the joined one must have equal lengths.",
  ],
  ["concat", [], { axis: 0 }, "ArgumentError", "concat needs at least one input"],
  [
    "take",
    [value([5]), value([2])],
    { axis: 0 },
    "DTypeError",
    "take cannot take f32\n\n    indices   f32 [2]\n  take takes i32.\n  Cast it to i32.",
  ],
  [
    "scatterAdd",
    [value([5, 2]), value([3], "i32"), value([3])],
    { axis: 0 },
    "ShapeError",
    "scatterAdd cannot add [3] along axis 0\n\n    target    f32 [5, 2]\n    indices   i32 [3]\n    updates   f32 [3]\n" +
      "  The updates have the target's shape with the axis replaced by the shape of the indices.\n" +
      "  Updates of shape [3, 2] would fit.",
  ],
  [
    "argmax",
    [value([2, 0])],
    { axis: 1 },
    "ShapeError",
    "argmax has no element to choose along axis 1\n\n    x   f32 [2, 0]\n  The axis must have at least one element.",
  ],
  [
    "reduceSum",
    [value([2, 3])],
    { axes: [2] },
    "ShapeError",
    "reduceSum cannot use axes [2]\n\n    x   f32 [2, 3]\n  Each axis is an integer from 0 to 1, named once.",
  ],
  [
    "reduceMax",
    [value([0, 3])],
    { axes: [0] },
    "ShapeError",
    "reduceMax has no element to choose\n\n    x   f32 [0, 3]\n  The reduced axes must have at least one element.",
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
    "iota cannot have length -1\n  A length is a whole number, at least 0.",
  ],
];

for (const [name, inputs, attributes, kind, message] of mistakes) {
  test(`${kind}: ${message.split("\n")[0]}`, () => {
    assert.throws(() => infer(name, inputs, attributes), { name: kind, message });
  });
}

/** Wrong operands, in plain JavaScript. */
import * as hebb from "../../src/index.ts";
import { type Loose, loosely } from "./loosely.ts";
import { misuses } from "./misuse.ts";

const { Tensor, concat, einsum, ones, stack, where } = loosely(hebb);

const x: Loose = ones([2, 3]);
const i: Loose = Tensor.from(new Int32Array([0, 1]));

misuses("wrong operands", {
  "a missing operand": () => x.add(),
  "a string": () => x.add("1"),
  "an array": () => x.add([1, 2, 3]),
  "a typed array": () => x.add(new Float32Array(3)),
  "a promise": () => x.add(Promise.resolve(1)),
  "shapes that do not broadcast": () => ones([2, 3]).add(ones([4])),
  "shapes that would broadcast with another axis order": () => x.mul(ones([2])),
  "a named and an unnamed tensor": () => x.named("x").add(ones([4])),
  "a fraction and integers": () => i.add(0.5),
  "arithmetic on u8": () => Tensor.from(new Uint8Array([1])).add(1),
  "a product of bools": () => x.less(1).mul(x.less(1)),
  "a shift of floats": () => x.shiftLeft(1),
  "a logical operation on floats": () => x.and(1),
  "a condition as a number": () => where(1, x, x),
  "a float condition": () => where(x, x, x),
  "a fraction as a value beside integers": () => where(i.less(1), i, 0.5),
  "a missing value of where": () => where(i.less(1), 1),
  "a string as a value of where": () => where(i.less(1), "1", 2),
  "a matrix product with a number": () => x.matmul(2),
  "a matrix product with an array": () => x.matmul([[1], [2], [3]]),
  "a matrix product of mismatched shapes": () => x.matmul(ones([2, 3])),
  "a matrix product with a scalar": () => x.matmul(ones([])),
  "no tensors to join": () => concat([]),
  "no tensors to stack": () => stack([]),
  "tensors as separate arguments": () => concat(x, x),
  "numbers among tensors": () => stack([x, 1]),
  "a stack of tensors with different shapes": () => stack([x, ones([3])]),
  "concat along an axis out of range": () => concat([x, x], 2),
  "an einsum formula without spaces": () => einsum("ij,jk->ik", x, x),
  "an einsum formula without an arrow": () => einsum("i j", x),
  "operands of einsum in an array": () => einsum("i j -> i", [x]),
  "an einsum formula for more tensors": () => einsum("i j, j k -> i k", x),
  "an einsum axis with two lengths": () => einsum("i j, i j -> i", x, ones([2, 4])),
  "a number as a name": () => x.named(3),
});

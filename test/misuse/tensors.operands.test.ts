/** Wrong operands, in plain JavaScript. */
import * as hebb from "../../src/index.ts";
import { type Loose, loosely } from "./loosely.ts";
import { misuses } from "./misuse.ts";

const { Tensor, concat, einsum, ones, stack, where } = loosely(hebb);

const x: Loose = ones([2, 3]);
const i: Loose = Tensor.from(new Int32Array([0, 1]));

misuses("wrong operands", {
  "no operand": () => x.add(),
  "a text": () => x.add("1"),
  "an array": () => x.add([1, 2, 3]),
  "a typed array": () => x.add(new Float32Array(3)),
  "a promise": () => x.add(Promise.resolve(1)),
  "shapes that do not meet": () => ones([2, 3]).add(ones([4])),
  "shapes that would meet in another place": () => x.mul(ones([2])),
  "a named and an unnamed one": () => x.named("x").add(ones([4])),
  "half a number to integers": () => i.add(0.5),
  "arithmetic on bytes": () => Tensor.from(new Uint8Array([1])).add(1),
  "a product of truths": () => x.less(1).mul(x.less(1)),
  "a shift of floats": () => x.shiftLeft(1),
  "truth of floats": () => x.and(1),
  "a condition that is a number": () => where(1, x, x),
  "a condition of floats": () => where(x, x, x),
  "half a number where integers are": () => where(i.less(1), i, 0.5),
  "nothing where a value is": () => where(i.less(1), 1),
  "a text where a value is": () => where(i.less(1), "1", 2),
  "a product by a number": () => x.matmul(2),
  "a product by an array": () => x.matmul([[1], [2], [3]]),
  "a product that does not fit": () => x.matmul(ones([2, 3])),
  "a product by a scalar": () => x.matmul(ones([])),
  "no tensors to join": () => concat([]),
  "no tensors to stack": () => stack([]),
  "tensors side by side": () => concat(x, x),
  "numbers among tensors": () => stack([x, 1]),
  "tensors of other shapes": () => stack([x, ones([3])]),
  "joined along no axis": () => concat([x, x], 2),
  "letters without spaces": () => einsum("ij,jk->ik", x, x),
  "no arrow": () => einsum("i j", x),
  "tensors of a formula in an array": () => einsum("i j -> i", [x]),
  "a formula for more tensors": () => einsum("i j, j k -> i k", x),
  "an axis of two lengths": () => einsum("i j, i j -> i", x, ones([2, 4])),
  "a name that is a number": () => x.named(3),
});

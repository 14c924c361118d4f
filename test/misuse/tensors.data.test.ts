/** Wrong data, shapes and element types, in plain JavaScript. */
import * as hebb from "../../src/index.ts";
import { type Loose, loosely } from "./loosely.ts";
import { misuses } from "./misuse.ts";

const { Tensor, arange, full, ones, zeros } = loosely(hebb);

const x: Loose = ones([2, 3]);
const holes: unknown[] = [1];
holes[2] = 3;
const circular: unknown[] = [];
circular.push(circular);

misuses("wrong data, shapes and element types", {
  "a shape as a number": () => zeros(3),
  "a missing shape": () => zeros(),
  "a shape as a string": () => ones("3"),
  "lengths as separate arguments": () => zeros(2, 3),
  "a shape as a tensor": () => zeros(x),
  "a negative length": () => zeros([-1]),
  "a fractional length": () => zeros([1.5]),
  "a length as a string": () => zeros(["2"]),
  "a length beyond 2^31": () => zeros([2 ** 31]),
  "a tensor larger than memory": () => zeros([1e5, 1e5]).array(),
  "a missing value": () => full([2]),
  "a value as a string": () => full([2], "1"),
  "an unknown element type": () => zeros([1], "f64"),
  "a shape as the element type": () => zeros([2], [3]),
  "a fractional integer": () => full([2], 0.5, "i32"),
  "a negative count": () => arange(-1),
  "a count as a string": () => arange("3"),
  "a missing count": () => arange(),
  "a step of 0": () => arange(0, 3, 0),
  "a step away from the end": () => arange(3, 0),
  "numbers beyond i32": () => arange(2 ** 31, 2 ** 31 + 2),
  "missing data": () => Tensor.from(),
  "data as a string": () => Tensor.from("1,2"),
  "rows of different lengths": () => Tensor.from([[1, 2], [3]]),
  "numbers and booleans": () => Tensor.from([1, true]),
  "strings in an array": () => Tensor.from(["1", "2"]),
  "a hole in an array": () => Tensor.from(holes),
  "an array that contains itself": () => Tensor.from(circular),
  "data that does not match the shape": () => Tensor.from([1, 2, 3], [2, 2]),
  "an element type as the shape": () => Tensor.from([1, 2, 3], "i32"),
  "data of an unknown element type": () => Tensor.from([1], [1], "f64"),
  "fractions as integers": () => Tensor.from([0.5], [1], "i32"),
  "integers beyond i32": () => Tensor.from(new Uint32Array([4e9])),
  "64-bit integers beyond i32": () => Tensor.from(new BigInt64Array([2n ** 40n])),
  bigints: () => Tensor.from([1n]),
  "data as a tensor": () => Tensor.from(x),
  "tensors in an array": () => Tensor.from([x, x]),
  "data as an object": () => Tensor.from({ a: 1 }),
  "data as a promise": () => Tensor.from(Promise.resolve([1])),
  "bytes without a type": () => Tensor.from(new DataView(new ArrayBuffer(8))),
  "new Tensor instead of Tensor.from": () => new Tensor([1, 2]),
  "a cast to an unknown type": () => x.cast("float32"),
  "a cast without a type": () => x.cast(),
  "a bitcast to a type of another size": () => x.bitcast("u8"),
});

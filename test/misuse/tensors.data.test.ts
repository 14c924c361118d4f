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
  "a number for a shape": () => zeros(3),
  "no shape": () => zeros(),
  "a text for a shape": () => ones("3"),
  "lengths side by side": () => zeros(2, 3),
  "a tensor for a shape": () => zeros(x),
  "a negative length": () => zeros([-1]),
  "half a length": () => zeros([1.5]),
  "a text for a length": () => zeros(["2"]),
  "a length beyond 2^31": () => zeros([2 ** 31]),
  "more than memory": () => zeros([1e5, 1e5]).array(),
  "no value": () => full([2]),
  "a text for a value": () => full([2], "1"),
  "an element type that there is not": () => zeros([1], "f64"),
  "a shape for an element type": () => zeros([2], [3]),
  "half an integer": () => full([2], 0.5, "i32"),
  "a negative count": () => arange(-1),
  "a text for a count": () => arange("3"),
  "no count": () => arange(),
  "a step of 0": () => arange(0, 3, 0),
  "a step away from the end": () => arange(3, 0),
  "numbers beyond i32": () => arange(2 ** 31, 2 ** 31 + 2),
  "no data": () => Tensor.from(),
  "a text for data": () => Tensor.from("1,2"),
  "rows of different lengths": () => Tensor.from([[1, 2], [3]]),
  "numbers and booleans": () => Tensor.from([1, true]),
  "texts in an array": () => Tensor.from(["1", "2"]),
  "a hole in an array": () => Tensor.from(holes),
  "an array in itself": () => Tensor.from(circular),
  "data that do not fill the shape": () => Tensor.from([1, 2, 3], [2, 2]),
  "an element type for the shape": () => Tensor.from([1, 2, 3], "i32"),
  "data of an element type that there is not": () => Tensor.from([1], [1], "f64"),
  "fractions as integers": () => Tensor.from([0.5], [1], "i32"),
  "integers beyond i32": () => Tensor.from(new Uint32Array([4e9])),
  "long integers beyond i32": () => Tensor.from(new BigInt64Array([2n ** 40n])),
  bigints: () => Tensor.from([1n]),
  "a tensor for data": () => Tensor.from(x),
  "tensors in an array": () => Tensor.from([x, x]),
  "an object for data": () => Tensor.from({ a: 1 }),
  "a promise for data": () => Tensor.from(Promise.resolve([1])),
  "bytes without a type": () => Tensor.from(new DataView(new ArrayBuffer(8))),
  "new in place of from": () => new Tensor([1, 2]),
  "a cast to what there is not": () => x.cast("float32"),
  "a cast to nothing": () => x.cast(),
  "bits of another size": () => x.bitcast("u8"),
});

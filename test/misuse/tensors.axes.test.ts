/** Wrong axes, ranges and counts, in plain JavaScript. */
import * as hebb from "../../src/index.ts";
import { type Loose, loosely } from "./loosely.ts";
import { misuses } from "./misuse.ts";

const { Tensor, cumulativeSum, gather, ones, sort, topK, window, zeros } = loosely(hebb);

const x: Loose = ones([2, 3]);
const i: Loose = Tensor.from(new Int32Array([0, 1]));

misuses("wrong axes, ranges and counts", {
  "a text for an axis": () => x.sum("1"),
  "an axis that there is not": () => x.sum(2),
  "an axis twice": () => x.sum([0, 0]),
  "null for all axes": () => x.sum(null),
  "half an axis": () => x.mean(1.5),
  "axes where one is meant": () => x.argmax([0]),
  "no element to choose": () => zeros([0]).max(),
  "softmax of no axis": () => x.softmax(5),
  "lengths of a reshape side by side": () => x.reshape(3, 2),
  "a reshape that does not fit": () => x.reshape([4, 2]),
  "two lengths left open": () => x.reshape([-1, -1]),
  "an open length that does not divide": () => x.reshape([-1, 4]),
  "a length below -1": () => x.reshape([-2, 3]),
  "axes of a permutation side by side": () => x.permute(1, 0),
  "no permutation": () => x.permute(),
  "a permutation of an axis twice": () => x.permute([0, 0]),
  "a permutation of too few": () => x.permute([0]),
  "a vector transposed": () => ones([3]).transpose(),
  "expanded along a long axis": () => x.expand([2, 4]),
  "a number for widths": () => x.pad(1),
  "a negative width": () =>
    x.pad([
      [-1, 0],
      [0, 0],
    ]),
  "an index for a range": () => x.slice(0),
  "an empty range": () => x.slice([]),
  "ranges in an array": () => x.slice([[0, 1]]),
  "a range of one": () => x.slice([1]),
  "a range of four": () => x.slice([0, 1, 1, 1]),
  "a step of 0": () => x.slice([0, 2, 0]),
  "a text for a range": () => x.slice("0:1"),
  "a tensor for a range": () => x.slice(i),
  "half a bound": () => x.slice([0, 1.5]),
  "more ranges than axes": () => x.slice([0, 1], [0, 1], [0, 1]),
  "parts that do not divide": () => x.chunk(4, 1),
  "no parts": () => x.chunk(),
  "a text for parts": () => x.chunk("2"),
  "very many parts": () => x.chunk(1e9),
  "no length": () => x.split(),
  "a length of 0": () => x.split(0),
  "half a length": () => x.split(1.5),
  "lengths that do not add up": () => x.split([1, 1], 1),
  "a long axis dropped": () => x.squeeze(0),
  "nowhere for a new axis": () => x.unsqueeze(),
  "rows by floats": () => x.take(ones([3])),
  "rows by an array": () => x.take([0, 1]),
  "a row that there is not": () => x.take(Tensor.from(new Int32Array([5]))).array(),
  "elements by an array": () => gather(x, 0, [[0]]),
  "elements by the axis last": () => gather(x, i, 0),
  "updates of another shape": () => x.scatterAdd(i, ones([2, 2])),
  "a text for a count of classes": () => i.oneHot("3"),
  "classes of floats": () => x.oneHot(3),
  "more than there are": () => topK(x, 5),
  "a text for a count": () => topK(x, "2"),
  "no tensor to sort": () => sort([3, 1, 2]),
  "running sums along no axis": () => cumulativeSum(x),
  "a window of nothing": () => window(x, 0),
  "a text for a window": () => window(x, "2"),
  "a window beyond the axis": () => window(x, 5),
  "one number of many": () => x.item(),
});

/** Wrong axes, ranges and counts, in plain JavaScript. */
import * as hebb from "../../src/index.ts";
import { type Loose, loosely } from "./loosely.ts";
import { misuses } from "./misuse.ts";

const { Tensor, cumulativeSum, gather, ones, sort, topK, window, zeros } = loosely(hebb);

const x: Loose = ones([2, 3]);
const i: Loose = Tensor.from(new Int32Array([0, 1]));

misuses("wrong axes, ranges and counts", {
  "an axis as a string": () => x.sum("1"),
  "an axis out of range": () => x.sum(2),
  "a repeated axis": () => x.sum([0, 0]),
  "null for all axes": () => x.sum(null),
  "a fractional axis": () => x.mean(1.5),
  "several axes instead of one": () => x.argmax([0]),
  "the maximum of no elements": () => zeros([0]).max(),
  "softmax along an axis out of range": () => x.softmax(5),
  "lengths of a reshape as separate arguments": () => x.reshape(3, 2),
  "a reshape to another size": () => x.reshape([4, 2]),
  "two inferred lengths": () => x.reshape([-1, -1]),
  "an inferred length that does not divide": () => x.reshape([-1, 4]),
  "a length below -1": () => x.reshape([-2, 3]),
  "axes of a permutation as separate arguments": () => x.permute(1, 0),
  "a missing permutation": () => x.permute(),
  "a permutation with a repeated axis": () => x.permute([0, 0]),
  "a permutation of too few axes": () => x.permute([0]),
  "the transpose of a vector": () => ones([3]).transpose(),
  "an expansion of an axis longer than 1": () => x.expand([2, 4]),
  "a number as padding widths": () => x.pad(1),
  "a negative padding width": () =>
    x.pad([
      [-1, 0],
      [0, 0],
    ]),
  "an index as a range": () => x.slice(0),
  "an empty range": () => x.slice([]),
  "ranges in one array": () => x.slice([[0, 1]]),
  "a range of one number": () => x.slice([1]),
  "a range of four numbers": () => x.slice([0, 1, 1, 1]),
  "a range with a step of 0": () => x.slice([0, 2, 0]),
  "a range as a string": () => x.slice("0:1"),
  "a range as a tensor": () => x.slice(i),
  "a fractional bound": () => x.slice([0, 1.5]),
  "more ranges than axes": () => x.slice([0, 1], [0, 1], [0, 1]),
  "a chunk count that does not divide": () => x.chunk(4, 1),
  "a missing chunk count": () => x.chunk(),
  "a chunk count as a string": () => x.chunk("2"),
  "a very large chunk count": () => x.chunk(1e9),
  "a missing length of a split": () => x.split(),
  "a length of 0 in a split": () => x.split(0),
  "a fractional length in a split": () => x.split(1.5),
  "lengths that do not add up to the axis": () => x.split([1, 1], 1),
  "a squeeze of an axis longer than 1": () => x.squeeze(0),
  "a missing position of a new axis": () => x.unsqueeze(),
  "row indices as floats": () => x.take(ones([3])),
  "row indices as an array": () => x.take([0, 1]),
  "a row index out of range": () => x.take(Tensor.from(new Int32Array([5]))).array(),
  "element indices as an array": () => gather(x, 0, [[0]]),
  "the axis of gather last": () => gather(x, i, 0),
  "updates of the wrong shape": () => x.scatterAdd(i, ones([2, 2])),
  "a class count as a string": () => i.oneHot("3"),
  "float class labels": () => x.oneHot(3),
  "topK of more elements than the axis has": () => topK(x, 5),
  "a count of topK as a string": () => topK(x, "2"),
  "an array to sort": () => sort([3, 1, 2]),
  "running sums without an axis": () => cumulativeSum(x),
  "a window of size 0": () => window(x, 0),
  "a window size as a string": () => window(x, "2"),
  "a window longer than the axis": () => window(x, 5),
  "item() of several elements": () => x.item(),
});

/** A manually derived gradient, compared with autodiff in double precision. */
import { Tensor, crossEntropy, grad, random, reference } from "hebb";

const [x, weight] = [random.normal([7, 3]), random.normal([3, 4])];
const labels = Tensor.from([0, 1, 2, 3, 0, 1, 2], [7], "i32");
const logits = x.matmul(weight);
const [autodiff] = grad(crossEntropy(logits, labels), [weight]);
const byHand = x
  .transpose()
  .matmul(logits.softmax().sub(labels.oneHot(4)))
  .div(7);

const [expected, found] = await reference(autodiff, byHand);
const deviation = Math.max(...expected!.map((value, i) => Math.abs(value - found![i]!)));
console.log("they differ by", deviation);

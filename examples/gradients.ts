/** Gradients are tensors, so they can be differentiated again. */
import { Tensor, grad } from "hebb";

const x = Tensor.from([1, 2, 3]);
const [slope] = grad(x.pow(3).sum(), [x]);
const [curvature] = grad(slope.sum(), [x]);
console.log(await slope.array(), await curvature.array());

/** The Hessian of a loss: Hessian-vector products, largest eigenvalues, and the whole matrix. */
import {
  Linear,
  Sequential,
  Tensor,
  crossEntropy,
  eigenSymmetric,
  hessianOperator,
  hvp,
  lanczos,
  random,
  tanh,
} from "hebb";

const w = Tensor.from([1, 2]);
const loss = w.pow(3).sum();
const [product] = hvp(loss, [w], [Tensor.from([1, 1])]);
console.log("Hessian times (1, 1)", await product!.array());

const model = new Sequential(new Linear(2, 8), tanh, new Linear(8, 2));
const [x, labels] = [random.normal([64, 2]), random.bernoulli(0.5, [64]).cast("i32")];
const hessian = hessianOperator(() => crossEntropy(model.forward(x), labels), model);
const ritz = await lanczos(hessian.product, { size: hessian.size, steps: 20 });
console.log("largest eigenvalues by Lanczos", ritz.values.slice(-3), "within", ritz.bounds.slice(-3));
const { values } = eigenSymmetric(await hessian.matrix());
console.log("of the whole matrix", values.slice(-3));

/** Activation functions of one tensor, which can be used as layers of a Sequential. They call the methods of Tensor. */
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { called } from "./called.ts";

const activation = (name: "relu" | "elu" | "gelu" | "silu" | "sigmoid" | "tanh" | "softplus") =>
  called(name, (x: Tensor): Tensor => given(x, name)[name]());

/** Rectified linear unit: max(x, 0), elementwise (Nair and Hinton, 2010). */
export const relu = /* @__PURE__ */ activation("relu");
/** Leaky ReLU: x if x > 0, else slope · x, elementwise. `slope` defaults to 0.01 (Maas et al., 2013). */
export const leakyRelu = /* @__PURE__ */ called("leakyRelu", (x: Tensor, slope?: number): Tensor =>
  given(x, "leakyRelu").leakyRelu(slope),
);
/** Exponential linear unit: x if x > 0, else exp(x) - 1, elementwise (Clevert et al., 2015). */
export const elu = /* @__PURE__ */ activation("elu");
/** Gaussian error linear unit: x · Φ(x), elementwise, with the normal distribution Φ (Hendrycks and Gimpel, 2016). */
export const gelu = /* @__PURE__ */ activation("gelu");
/** Sigmoid linear unit, also called swish: x · σ(x), elementwise (Elfwing et al., 2017). */
export const silu = /* @__PURE__ */ activation("silu");
/** Logistic function: 1 / (1 + exp(-x)), elementwise. */
export const sigmoid = /* @__PURE__ */ activation("sigmoid");
/** Hyperbolic tangent, elementwise. */
export const tanh = /* @__PURE__ */ activation("tanh");
/** Softplus, a smooth ReLU: log(1 + exp(x)), elementwise. */
export const softplus = /* @__PURE__ */ activation("softplus");

/** Activations as functions of one tensor, so that they may stand beside layers in a Sequential. The mathematics is Tensor's. */
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";
import { called } from "./called.ts";

const activation = (name: "relu" | "elu" | "gelu" | "silu" | "sigmoid" | "tanh" | "softplus") =>
  called(name, (x: Tensor): Tensor => given(x, name)[name]());

export const relu = /* @__PURE__ */ activation("relu");
export const leakyRelu = /* @__PURE__ */ called("leakyRelu", (x: Tensor, slope?: number): Tensor =>
  given(x, "leakyRelu").leakyRelu(slope),
);
export const elu = /* @__PURE__ */ activation("elu");
export const gelu = /* @__PURE__ */ activation("gelu");
export const silu = /* @__PURE__ */ activation("silu");
export const sigmoid = /* @__PURE__ */ activation("sigmoid");
export const tanh = /* @__PURE__ */ activation("tanh");
export const softplus = /* @__PURE__ */ activation("softplus");

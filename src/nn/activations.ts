/** Activations as functions of one tensor, so that they may stand beside layers in a Sequential. The mathematics is Tensor's. */
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";

export const relu = (x: Tensor): Tensor => given(x, "relu").relu();
export const leakyRelu = (x: Tensor, slope?: number): Tensor => given(x, "leakyRelu").leakyRelu(slope);
export const elu = (x: Tensor): Tensor => given(x, "elu").elu();
export const gelu = (x: Tensor): Tensor => given(x, "gelu").gelu();
export const silu = (x: Tensor): Tensor => given(x, "silu").silu();
export const sigmoid = (x: Tensor): Tensor => given(x, "sigmoid").sigmoid();
export const tanh = (x: Tensor): Tensor => given(x, "tanh").tanh();
export const softplus = (x: Tensor): Tensor => given(x, "softplus").softplus();

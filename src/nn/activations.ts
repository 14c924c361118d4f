/** Activations as functions of one tensor, so that they may stand beside layers in a Sequential. The mathematics is Tensor's. */
import type { Tensor } from "../tensor/index.ts";

export const relu = (x: Tensor): Tensor => x.relu();
export const leakyRelu = (x: Tensor, slope?: number): Tensor => x.leakyRelu(slope);
export const elu = (x: Tensor): Tensor => x.elu();
export const gelu = (x: Tensor): Tensor => x.gelu();
export const silu = (x: Tensor): Tensor => x.silu();
export const sigmoid = (x: Tensor): Tensor => x.sigmoid();
export const tanh = (x: Tensor): Tensor => x.tanh();
export const softplus = (x: Tensor): Tensor => x.softplus();

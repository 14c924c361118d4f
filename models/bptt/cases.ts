/** Activations and inputs that the experiments on the size of gradients compare. */
import type { Tensor } from "hebb";
import { type Text, cases, text } from "../text.ts";
import type { InputCase } from "./facts.ts";

export const inputCases: readonly InputCase[] = ["linear", "small", "large"];

/** Activation of a case. */
export const activationOf = (kind: InputCase) =>
  kind === "linear" ? (x: Tensor): Tensor => x : (x: Tensor): Tensor => x.tanh();

export const nameOfCase = (kind: InputCase): Text =>
  cases(kind, {
    linear: text("linear units", "线性单元"),
    small: text("tanh, small inputs", "tanh，输入小"),
    large: text("tanh, large inputs", "tanh，输入大"),
  });

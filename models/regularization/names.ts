/** Names of the kinds of regularization and of optimizers, for texts and figures. */
import { type Text, cases, name, text } from "../text.ts";
import type { OptimizerName, Way } from "./pair.ts";
import type { Kind, Tuned } from "./train.ts";

export const kindWords = (kind: Kind): Text =>
  cases(kind, {
    none: text("none", "不加正则化"),
    l1: text("L1", "L1 正则化"),
    l2: text("L2", "L2 正则化"),
    decay: text("weight decay", "权重衰减"),
    norm: text("bounded norms", "范数约束"),
    early: text("early stopping", "早停法"),
  });

/** Names of the strengths of the kinds that have one. */
export const strengthLabel = (kind: Tuned): Text =>
  cases(kind, {
    l1: text("λ of L1", "L1 正则化的 λ"),
    l2: text("λ of L2", "L2 正则化的 λ"),
    decay: text("weight decay per learning rate", "权重衰减与学习率之比"),
    norm: text("bound on the norm of a unit", "每个神经元权重范数的上限"),
  });

export const optimizerWords = (optimizer: OptimizerName): Text =>
  cases(optimizer, { SGD: name("SGD"), momentum: text("SGD with momentum", "动量法"), Adam: name("Adam") });

export const wayWords = (way: Way): Text =>
  cases(way, { L2: text("L2 term", "L2 正则项"), decay: text("weight decay", "权重衰减") });

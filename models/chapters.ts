/** Chapters of the textbook (Qiu, Neural Networks and Deep Learning) that systems belong to, in the book's order. */
import type { Text } from "./language.ts";

export const chapters = {
  linear: { en: "Linear models", zh: "线性模型" },
  feedForward: { en: "Feed-forward networks", zh: "前馈神经网络" },
  convolution: { en: "Convolutional networks", zh: "卷积神经网络" },
  recurrence: { en: "Recurrent networks", zh: "循环神经网络" },
  optimization: { en: "Optimization and regularization", zh: "网络优化与正则化" },
  attention: { en: "Attention and external memory", zh: "注意力机制与外部记忆" },
  beliefNetworks: { en: "Deep belief networks", zh: "深度信念网络" },
  generation: { en: "Sequence generation", zh: "序列生成模型" },
} as const satisfies Readonly<Record<string, Text>>;

export type Chapter = keyof typeof chapters;

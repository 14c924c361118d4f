/** Ways to train a deep network: initializations and optimizers, without and with residual connections. */
import { type Text, cases, text } from "../text.ts";
import type { Network } from "./training.ts";

// Learning rates were chosen with 32 layers by the training loss of one seed after one pass over 10,000 images: for the
// plain network with momentum, of 0.005, 0.01, 0.03 and 0.1, of which 0.1 fails; scaled by data, of 0.01, 0.03 and 0.1, of
// which 0.1 fails; with Adam, of 0.0005, 0.001, 0.002 and 0.004; for the residual network with Adam, of 0.001 and 0.003. The
// residual network with momentum has the learning rate of the recipe.
export const networks = {
  plain: { shortcut: false, learningRate: 0.1 },
  slow: { shortcut: false, learningRate: 0.01 },
  scaled: { shortcut: false, learningRate: 0.03, scaled: true },
  adam: { shortcut: false, learningRate: 2e-3, optimizer: "adam" },
  residual: { shortcut: true, learningRate: 0.1 },
  residualAdam: { shortcut: true, learningRate: 3e-3, optimizer: "adam" },
} as const satisfies Record<string, Omit<Network, "depth">>;

/** A way to train a deep network. */
export type Remedy = keyof typeof networks;

/** Remedies for a plain network that does not learn with the learning rate of the residual one. */
export const plainRemedies = ["slow", "scaled", "adam"] as const;
export type PlainRemedy = (typeof plainRemedies)[number];

export const remedyNames = Object.keys(networks) as Remedy[];

export const remedyWords = (remedy: Remedy): Text =>
  cases(remedy, {
    plain: text("plain, same rate", "普通网络，同样的学习率"),
    slow: text("plain, lower rate", "普通网络，较小的学习率"),
    scaled: text("plain, lower rate, scaled by data", "普通网络，较小的学习率，按数据缩放"),
    adam: text("plain, Adam", "普通网络，Adam"),
    residual: text("residual", "残差网络"),
    residualAdam: text("residual, Adam", "残差网络，Adam"),
  });

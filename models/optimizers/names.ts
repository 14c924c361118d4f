/** Names of surfaces, optimizers, hyperparameters and networks in both languages. */
import { type Text, cases, name, text } from "../text.ts";
import type { HyperparameterName } from "./hyperparameters.ts";
import type { NetworkName } from "./networks.ts";
import type { SurfaceName } from "./surfaces.ts";
import { type OptimizerName, optimizers } from "./trajectories.ts";

export const surfaceName = (surface: SurfaceName): Text =>
  cases(surface, {
    sphere: text("ravine", "峡谷"),
    beale: text("curved valley", "弯谷"),
    saddle: text("saddle", "鞍面"),
  });

/** The name in a figure, a table or a sentence. */
export const optimizerName = (optimizer: OptimizerName): Text =>
  cases(optimizer, {
    sgd: text("plain SGD", "普通 SGD"),
    momentum: text("momentum", "动量法"),
    nesterov: text("Nesterov momentum", "Nesterov 动量法"),
    adagrad: name(optimizers.adagrad.title),
    rmsprop: name(optimizers.rmsprop.title),
    adam: name(optimizers.adam.title),
    adamw: name(optimizers.adamw.title),
  });

export const hyperparameterName = (hyperparameter: HyperparameterName): Text =>
  cases(hyperparameter, {
    learningRate: text("learning rate", "学习率"),
    momentum: text("momentum", "动量"),
    batchSize: text("batch size", "批量大小"),
    hidden: text("hidden units", "隐藏单元数"),
    weightDecay: text("weight decay", "权重衰减"),
  });

export const networkName = (network: NetworkName): Text =>
  cases(network, {
    mlp: text("multi-layer perceptron", "多层感知机"),
    cnn: text("convolutional network", "卷积网络"),
    lstm: text("LSTM", "LSTM"),
  });

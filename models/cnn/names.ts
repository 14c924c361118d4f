/** Names of compared layers, networks and poolings in both languages. */
import { type Text, cases, name, text } from "../text.ts";
import type { LayerKind, Pooling, ShiftedNetwork } from "./facts.ts";

export const layerNames = (kind: LayerKind): Text =>
  cases(kind, {
    convolution: text("convolution", "卷积"),
    local: text("local, not shared", "局部，不共享"),
    full: text("fully connected", "全连接"),
  });

export const networkNames = (network: ShiftedNetwork): Text =>
  cases(network, {
    full: text("fully connected network", "全连接网络"),
    lenet: name("LeNet-5"),
    taught: text("LeNet-5, trained with shifted digits", "LeNet-5，用平移过的数字训练"),
  });

export const poolingNames = (pooling: Pooling): Text =>
  cases(pooling, {
    max: text("largest of four", "取最大值"),
    mean: text("mean of four", "取平均值"),
    first: text("skipping, no pooling", "隔点取值"),
  });

/** Names of the classes of Fashion-MNIST, in the order of the labels. */
export const clothes: readonly Text[] = [
  text("T-shirt/top", "T 恤"),
  text("trouser", "裤子"),
  text("pullover", "套头衫"),
  text("dress", "连衣裙"),
  text("coat", "外套"),
  text("sandal", "凉鞋"),
  text("shirt", "衬衫"),
  text("sneaker", "运动鞋"),
  text("bag", "包"),
  text("ankle boot", "短靴"),
];

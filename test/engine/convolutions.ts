/**
 * Convolutions as graphs: windows over a zero-padded image and a product over channels and taps, with first- and
 * second-order gradients. Values are multiples of 1/8, so that sums are exact in any order.
 */
import type { Shape } from "../../src/base/shape.ts";
import { gradients } from "../../src/grad/reverse.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { window } from "../nodes.ts";

/** Sizes and options of a convolution. `stride`, `dilation` and `padding` apply to every spatial axis. */
export interface Convolution {
  readonly name: string;
  readonly images: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly image: Shape;
  readonly kernel: Shape;
  readonly stride?: number;
  readonly dilation?: number;
  readonly padding?: number;
  readonly groups?: number;
}

const plain = { images: 2, inputs: 3, outputs: 5, image: [6, 7], kernel: [3, 3] };

export const convolutions: readonly Convolution[] = [
  { name: "plain", ...plain },
  { name: "padding", ...plain, padding: 1 },
  { name: "one image, one channel, one output", images: 1, inputs: 1, outputs: 1, image: [5, 5], kernel: [3, 3] },
  { name: "images of one element", images: 3, inputs: 7, outputs: 9, image: [1, 1], kernel: [3, 3], padding: 1 },
  { name: "1x1", images: 2, inputs: 9, outputs: 17, image: [5, 4], kernel: [1, 1] },
  { name: "1x1, stride 2", images: 2, inputs: 5, outputs: 3, image: [5, 4], kernel: [1, 1], stride: 2 },
  { name: "stride 2", ...plain, stride: 2, padding: 1 },
  { name: "a last column unread", ...plain, image: [6, 6], stride: 2 },
  { name: "stride beyond the kernel", ...plain, image: [9, 8], kernel: [2, 2], stride: 3, padding: 2 },
  { name: "patches", ...plain, image: [6, 8], kernel: [2, 2], stride: 2 },
  { name: "dilation", ...plain, image: [9, 8], dilation: 2, padding: 2 },
  { name: "stride and dilation", ...plain, image: [9, 8], dilation: 2, stride: 2, padding: 1 },
  { name: "kernels that are not square", ...plain, kernel: [2, 5], padding: 2 },
  { name: "padding beyond the kernel", ...plain, kernel: [2, 2], padding: 3 },
  { name: "many channels", images: 1, inputs: 37, outputs: 35, image: [4, 5], kernel: [3, 3], padding: 1 },
  { name: "long rows", images: 2, inputs: 2, outputs: 11, image: [3, 61], kernel: [2, 3] },
  { name: "groups", ...plain, inputs: 4, outputs: 6, groups: 2, padding: 1 },
  { name: "depthwise", ...plain, inputs: 5, outputs: 5, groups: 5, padding: 1 },
  { name: "depthwise, stride 2, two outputs each", ...plain, inputs: 3, outputs: 6, groups: 3, stride: 2 },
  { name: "one axis", images: 2, inputs: 3, outputs: 5, image: [13], kernel: [4], padding: 2 },
  { name: "one axis, stride and dilation", ...plain, image: [17], kernel: [3], stride: 3, dilation: 2 },
  { name: "three axes", images: 2, inputs: 2, outputs: 3, image: [3, 4, 5], kernel: [2, 3, 2], padding: 1 },
  { name: "three axes, stride 2", images: 1, inputs: 2, outputs: 3, image: [5, 4, 5], kernel: [3, 2, 3], stride: 2 },
];

/** Convolves `x` [n, inputs, ...image] by `kernel` [outputs, inputs / groups, ...] to [n, outputs, ...counts]. */
export function convolve(x: Node, kernel: Node, convolution: Convolution): Node {
  const { groups = 1, padding = 0, stride = 1, dilation = 1 } = convolution;
  const axes = convolution.image.map((_, i) => i);
  const around = [0, 0, 0, ...axes.map(() => padding)];
  const [n, inputs, ...image] = x.shape as [number, number, ...number[]];
  const parts = b.pad(b.reshape(x, [n, groups, inputs / groups, ...image]), around, around);
  const view = axes.reduce((y, i) => window(y, 3 + i, kernel.shape[2 + i]!, stride, dilation), parts);
  const counts = axes.map((i) => 3 + i);
  const left = b.permute(view, [1, 0, ...counts, 2, ...axes.map((i) => 3 + axes.length + i)]);
  const right = b.reshape(kernel, [groups, kernel.shape[0]! / groups, ...kernel.shape.slice(1)]);
  const product = b.dot(left, right, 1, 1 + axes.length);
  const last = product.shape.length - 1;
  const channelsFirst = b.permute(product, [1, 0, last, ...axes.map((i) => 2 + i)]);
  return b.reshape(channelsFirst, [n, kernel.shape[0]!, ...channelsFirst.shape.slice(3)]);
}

/** Returns the result, its gradients for an input `dy`, and the gradients of those. */
export function withGradients(
  convolution: Convolution,
  input: (shape: Shape) => Node,
  activate: (x: Node) => Node = (x) => x,
): Node[] {
  const { images, inputs, outputs, image, kernel, groups = 1 } = convolution;
  const x = input([images, inputs, ...image]);
  const weight = input([outputs, inputs / groups, ...kernel]);
  const y = activate(convolve(activate(x), weight, convolution));
  const dy = input(y.shape);
  const first = gradients([y], [dy], [x, weight]).map((node) => node!);
  const second = gradients(first, [input(x.shape), input(weight.shape)], [x, weight, dy]);
  return [y, ...first, ...second.filter((node) => node !== null)];
}

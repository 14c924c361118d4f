/** A convolution: its window on the input, and the receptive field of stacked convolutions. */
import type { Place, Structure, StructureEdge, StructureNode } from "../../figure.ts";
import { edge, line, range, spread, stacked, text, unit, words } from "./parts.ts";

export interface WindowOptions {
  /** Values of the input and of the kernel. Default: an example of 5 × 5 and 3 × 3. */
  readonly input?: readonly (readonly number[])[];
  readonly kernel?: readonly (readonly number[])[];
  /** Row and column of the output that is marked. Default [0, 1]. */
  readonly position?: readonly [row: number, column: number];
}

const example = {
  input: [
    [1, 1, 1, 0, 0],
    [0, 1, 2, 1, 0],
    [0, 0, 1, 2, 1],
    [1, 0, 0, 1, 1],
    [2, 1, 0, 0, 1],
  ],
  kernel: [
    [1, 0, -1],
    [0, 1, 0],
    [-1, 0, 1],
  ],
};
const cell = 0.85;
/** Distance of a sign from the matrices at both sides. */
const gap = 0.9;

/** Draws one step of a convolution, computed as `Conv2d` does: without reversing the kernel. */
export function convolutionWindow(options: WindowOptions = {}): Structure {
  const { input = example.input, kernel = example.kernel, position = [0, 1] } = options;
  const output = convolve(input, kernel);
  const size = kernel.length;
  const [row, column] = position;
  const half = (matrix: readonly (readonly number[])[]) => (matrix[0]!.length / 2) * cell;
  const signs = { times: half(input) + gap, equals: half(input) + 3 * gap + 2 * half(kernel) };
  const places = {
    input: 0,
    kernel: signs.times + gap + half(kernel),
    output: signs.equals + gap + half(output),
  };
  return {
    kind: "structure",
    title: words("Convolution: one window, one output", "二维卷积：一个窗口算出一个输出"),
    description: words(
      `A window of ${size} × ${size} values of the input is multiplied element by element with the kernel and summed. The sum ${output[row]![column]} is one element of the feature map. The window then moves on.`,
      `输入中 ${size} × ${size} 的窗口与卷积核逐元素相乘再求和，得到特征映射中的一个元素 ${output[row]![column]}；窗口滑动，依次算出其余元素。`,
    ),
    nodes: [
      matrix("input", places.input, input, words("input", "输入"), [
        { at: position, size: [size, size], role: "weight" },
      ]),
      matrix("kernel", places.kernel, kernel, words("kernel", "卷积核"), []),
      matrix("output", places.output, output, words("feature map", "特征映射"), [
        { at: position, size: [1, 1], role: "state" },
      ]),
      text("times", [signs.times, 0], "⊗"),
      text("equals", [signs.equals, 0], "="),
    ],
    edges: [arrowOf(input, output, [column, size], places)],
    notes: ["y_{ij} = Σ_{u,v} w_{uv} x_{i+u-1, j+v-1}"],
  };
}

function matrix(
  id: string,
  x: number,
  values: readonly (readonly number[])[],
  name: ReturnType<typeof words>,
  marked: NonNullable<StructureNode["cells"]>["marked"],
): StructureNode {
  const texts = values.map((row) => row.map((value) => String(value).replace("-", "−")));
  return {
    id,
    shape: "cells",
    at: [x, 0],
    cells: { rows: values.length, columns: values[0]!.length, size: cell, texts, ...(marked && { marked }) },
    role: id === "input" ? "input" : id === "kernel" ? "weight" : "state",
    caption: { text: name, side: "below" },
  };
}

/** The cross-correlation of an input with a kernel, without padding. */
export function convolve(input: readonly (readonly number[])[], kernel: readonly (readonly number[])[]): number[][] {
  const size = kernel.length;
  return range(input.length - size + 1).map((i) =>
    range(input[0]!.length - size + 1).map((j) =>
      kernel.reduce(
        (sum, row, u) => sum + row.reduce((part, weight, v) => part + weight * input[i + u]![j + v]!, 0),
        0,
      ),
    ),
  );
}

/** A line from the columns of the window to that of the output. */
function arrowOf(
  input: readonly (readonly number[])[],
  output: readonly (readonly number[])[],
  [column, size]: readonly [column: number, size: number],
  places: { readonly input: number; readonly output: number },
): StructureEdge {
  const topOf = (values: readonly (readonly number[])[], middle: number, x: number): Place => [
    middle + (x - values[0]!.length / 2) * cell,
    (-values.length / 2) * cell,
  ];
  const start = topOf(input, places.input, column + size / 2);
  const end = topOf(output, places.output, column + 0.5);
  return edge(start, end, {
    via: [
      [start[0], start[1] - 0.7],
      [end[0], start[1] - 0.7],
    ],
    role: "weight",
    label: { text: words("multiply with the kernel and add", "与卷积核逐元素相乘再求和") },
  });
}

export interface FieldOptions {
  /** Width of the kernels. Default 3. */
  readonly kernel?: number;
  /** Number of convolutions. Default 2. */
  readonly layers?: number;
  /** Number of inputs. Default 9. */
  readonly inputs?: number;
}

/** Draws stacked one-dimensional convolutions without padding, and the receptive field of one unit at the top. */
export function receptiveField({ kernel = 3, layers = 2, inputs = 9 }: FieldOptions = {}): Structure {
  const sizes = range(layers + 1).map((layer) => inputs - layer * (kernel - 1));
  const top = Math.floor((sizes[layers]! - 1) / 2);
  const sees: Sight = (layer, i) => i >= top && i <= top + (layers - layer) * (kernel - 1);
  const width = layers * (kernel - 1) + 1;
  return {
    kind: "structure",
    title: words("Receptive field of stacked convolutions", "卷积层叠加后的感受野"),
    description: words(
      `${layers} convolutions with kernels of width ${kernel}. The marked unit at the top depends on ${width} of the ${inputs} inputs.`,
      `${layers} 层卷积，卷积核宽度为 ${kernel}。顶层标出的神经元与 ${inputs} 个输入中的 ${width} 个有关。`,
    ),
    nodes: fieldNodes(sizes, sees),
    edges: sizes
      .slice(1)
      .flatMap((size, below) => range(size).flatMap((i) => range(kernel).map((k) => fieldLine(below + 1, i, k, sees)))),
    notes: [
      words(
        `The receptive field grows by ${kernel - 1} per layer: 1 + ${layers} × ${kernel - 1} = ${width} inputs.`,
        `每加一层，感受野增加 ${kernel - 1}：1 + ${layers} × ${kernel - 1} = ${width} 个输入。`,
      ),
    ],
  };
}

/** Draws one step of a convolution, and below it the receptive field of stacked convolutions. */
export function slidingWindow(): Structure {
  const title = words("Convolution: a sliding window and its receptive field", "卷积：滑动窗口与感受野");
  return stacked(title, convolutionWindow(), receptiveField(), [4.2, 4.1]);
}

/** Returns true if the marked unit depends on unit `i` of a layer. */
type Sight = (layer: number, i: number) => boolean;

function fieldNodes(sizes: readonly number[], sees: Sight): StructureNode[] {
  return sizes.flatMap((size, layer) => {
    const y = 1.9 * (sizes.length - 1 - layer);
    const name = layer === 0 ? words("input", "输入") : words(`layer ${layer}`, `第 ${layer} 层`);
    return [
      ...spread(size, 0, 1.25).map((x, i) =>
        unit(`${layer}-${i}`, [x, y], undefined, {
          role: sees(layer, i) ? (layer === 0 ? "input" : "state") : "plain",
          size: [0.75, 0.75],
        }),
      ),
      text(`name-${layer}`, [-0.625 * sizes[0]! - 1.6, y], name),
    ];
  });
}

function fieldLine(layer: number, i: number, k: number, sees: Sight): StructureEdge {
  const isSeen = sees(layer, i) && sees(layer - 1, i + k);
  return line(`${layer - 1}-${i + k}`, `${layer}-${i}`, isSeen ? { role: "weight" } : { weight: 0 });
}

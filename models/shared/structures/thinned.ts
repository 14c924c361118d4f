/** Dropout: a network, and the thinned network that one mask leaves of it. */
import type { Structure, StructureEdge, StructureNode, Words } from "../../figure.ts";
import { box, edge, everyPair, line, range, spread, text, unit, words } from "./parts.ts";

export interface ThinnedOptions {
  /** Number of units in each layer. Default [4, 5, 5, 2]. */
  readonly sizes?: readonly number[];
  /** Dropped units: `dropped[layer]` lists their indices. */
  readonly dropped?: readonly (readonly number[])[];
}

/** Distance of two layers. Larger if the layers are large, so that steep connections do not cross units. */
function pitchOf(sizes: readonly number[]): number {
  return Math.max(2, 0.56 * (Math.max(...sizes) - 1));
}

const standard = { sizes: [4, 5, 5, 2], dropped: [[1], [0, 3], [1, 2, 4], []] };

export function thinnedNetwork({ sizes = standard.sizes, dropped = standard.dropped }: ThinnedOptions = {}): Structure {
  const width = pitchOf(sizes) * (sizes.length - 1);
  const gap = width + 2.6;
  const bottom = 0.6 * Math.max(...sizes) + 0.7;
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const absent = dropped.flat().length;
  return {
    kind: "structure",
    title: words("Dropout trains thinned networks", "暂退法：训练时随机丢弃一部分神经元"),
    description: words(
      `Left: a network with ${units} units. Right: the same network with ${absent} units dropped by a random mask, together with their connections.`,
      `左：完整的网络，共 ${units} 个神经元。右：按随机掩码丢弃 ${absent} 个神经元，它们的连接也一起去掉。`,
    ),
    nodes: [
      ...copyNodes("full", 0, sizes, []),
      ...copyNodes("thin", gap, sizes, dropped),
      text("full", [width / 2, bottom], words("full network", "完整网络")),
      text("thin", [gap + width / 2, bottom], words("one thinned network", "丢弃后的一个子网络")),
    ],
    edges: [
      edge([width + 0.7, 0], [gap - 0.7, 0], { role: "target", label: { text: words("mask", "掩码") } }),
      ...copyEdges("full", sizes, []),
      ...copyEdges("thin", sizes, dropped),
    ],
  };
}

function isDropped(dropped: readonly (readonly number[])[], layer: number, i: number): boolean {
  return dropped[layer]?.includes(i) ?? false;
}

function copyNodes(
  copy: string,
  left: number,
  sizes: readonly number[],
  dropped: readonly (readonly number[])[],
): StructureNode[] {
  return sizes.flatMap((size, layer) =>
    spread(size, 0, 1.2).map((y, i) =>
      unit(`${copy}-${layer}-${i}`, [left + pitchOf(sizes) * layer, y], undefined, {
        role: layer === 0 ? "input" : "state",
        size: [0.75, 0.75],
        ...(isDropped(dropped, layer, i) && { faded: true, shape: "unit", label: "×" }),
      }),
    ),
  );
}

function copyEdges(copy: string, sizes: readonly number[], dropped: readonly (readonly number[])[]): StructureEdge[] {
  return sizes.slice(1).flatMap((size, layer) =>
    range(sizes[layer]!).flatMap((i) =>
      range(size)
        .filter((j) => !isDropped(dropped, layer, i) && !isDropped(dropped, layer + 1, j))
        .map((j) => line(`${copy}-${layer}-${i}`, `${copy}-${layer + 1}-${j}`, { weight: 0.25 })),
    ),
  );
}

interface BoxText {
  readonly label: Words;
  /** Smaller text below the label, such as a value. */
  readonly detail?: Words;
}

export interface SampleOptions {
  readonly title: Words;
  /** True for each unit that is kept, by hidden layer. */
  readonly kept: readonly (readonly boolean[])[];
  /** Texts of the input and of the output. */
  readonly input?: BoxText;
  readonly output?: BoxText;
}

/** Draws the sub-network that one mask leaves, with all inputs as one box and all outputs as another. */
export function thinnedSample({
  title,
  kept,
  input = { label: "x" },
  output = { label: "y" },
}: SampleOptions): Structure {
  const units = kept.flat();
  const ids = (layer: number) => kept[layer]!.flatMap((isKept, i) => (isKept ? [`${layer}-${i}`] : []));
  const columns = [["input"], ...kept.map((_, layer) => ids(layer)), ["output"]];
  const pitch = Math.max(2.2, 0.5 * (Math.max(...kept.map(({ length }) => length)) - 1));
  const height = 1.4;
  return {
    kind: "structure",
    title,
    description: words(
      `A network in which ${units.filter(Boolean).length} of ${units.length} hidden units are kept. Dropped units are pale and have no connections.`,
      `${units.length} 个隐藏单元中保留了 ${units.filter(Boolean).length} 个。丢弃的单元颜色变淡，没有连接。`,
    ),
    nodes: [
      box("input", [0, 0], input.label, { ...input, role: "input", size: [1.1, height] }),
      ...kept.flatMap((layer, l) =>
        spread(layer.length, 0, 0.95).map((y, i) =>
          unit(`${l}-${i}`, [pitch * (l + 1), y], layer[i] ? undefined : "×", {
            role: "state",
            size: [0.7, 0.7],
            ...(!layer[i] && { faded: true }),
          }),
        ),
      ),
      box("output", [pitch * (kept.length + 1), 0], output.label, {
        ...output,
        role: "probability",
        size: [1.1, height],
      }),
    ],
    edges: columns.slice(1).flatMap((layer, i) => everyPair(columns[i]!, layer, { arrow: "none", weight: 0.35 })),
  };
}

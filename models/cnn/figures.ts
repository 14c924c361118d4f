/** Figures of LeNet-5: the filters of its first layer, and the feature maps of one digit. */
import { observe } from "hebb";
import type { Pictures as Digits } from "hebb/data";
import type { Panels, Pictures } from "../figure.ts";
import type { LeNet5 } from "./model.ts";

const side = 28;

/** Draws the kernels of C1. Kernels of later layers have too many channels to draw. */
export async function filters({ c1 }: LeNet5): Promise<Pictures> {
  const [count, , height, width] = c1.weight.shape as [number, number, number, number];
  const images = pieces(await c1.weight.array(), count).map((pixels) => ({ pixels }));
  return { kind: "pictures", title: "Filters of C1", width, height, columns: count, images, scale: "diverging" };
}

/** The output of a layer for one digit. */
export interface LayerMaps {
  readonly name: string;
  /** Maps of `side` x `side` values of at least 0, in row-major order. */
  readonly maps: readonly ArrayLike<number>[];
  readonly side: number;
}

/** Returns the maps of C1, S2, C3 and S4 for one of the digits. */
export async function mapsOf(model: LeNet5, digits: Digits, index: number): Promise<LayerMaps[]> {
  const digit = digits.field(0).slice([index, index + 1]);
  const [, seen] = observe(() => model.forward(digit));
  const layers = ["C1", "S2", "C3", "S4"].map(async (name) => {
    const layer = seen[name]!;
    const [, count, side] = layer.shape as [number, number, number];
    return { name, maps: pieces(await layer.array(), count), side };
  });
  return Promise.all(layers);
}

/** Draws the maps of one digit, one panel per layer, each scaled by its largest value. */
export async function pictureOfMaps(model: LeNet5, digits: Digits, index: number): Promise<Panels> {
  const pixels = digits.fields[0]!.data.subarray(index * side ** 2, (index + 1) * side ** 2);
  const digit = pictures("The digit", [pixels], side);
  const layers = (await mapsOf(model, digits, index)).map(({ name, maps, side }) => {
    const largest = Math.max(...maps.map((map) => Math.max(...Array.from(map)))) || 1;
    const inked = maps.map((map) => Array.from(map, (value) => (255 * value) / largest));
    return pictures(`${name}: ${maps.length} maps of ${side} x ${side}`, inked, side);
  });
  return { kind: "panels", title: "Feature maps of a digit in LeNet-5", columns: 1, panels: [digit, ...layers] };
}

function pictures(title: string, images: readonly ArrayLike<number>[], side: number): Pictures {
  const columns = Math.min(8, images.length);
  const shown = images.map((pixels) => ({ pixels }));
  return { kind: "pictures", title, width: side, height: side, columns, images: shown, scale: "gray" };
}

/** Splits `values` into `count` parts of equal length. */
function pieces<A extends { readonly length: number; subarray(start: number, end: number): A }>(
  values: A,
  count: number,
): A[] {
  const length = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * length, (i + 1) * length));
}

/** Kernels of the first layer of LeNet-5 and feature maps of a digit, measured and drawn. */
import { type Tensor, observe } from "hebb";
import type { Panels, Picture, Pictures } from "../figure.ts";
import { type Text, text } from "../text.ts";
import { type LayerMaps, drawnLayers } from "./facts.ts";
import type { LeNet5 } from "./model.ts";

const side = 28;

/** Draws the kernels of C1. Kernels of later layers have too many channels to draw. */
export function drawKernels(kernels: Float32Array): Pictures {
  const size = 5;
  const images = pieces(kernels, kernels.length / size ** 2).map((pixels) => ({ pixels }));
  return {
    kind: "pictures",
    title: text("Kernels of the first layer", "第一层的卷积核"),
    width: size,
    height: size,
    columns: images.length,
    images,
    scale: "diverging",
  };
}

/** Returns the kernels of C1, one after another. */
export async function kernelsOf({ c1 }: LeNet5): Promise<Float32Array> {
  return Float32Array.from(await c1.weight.array());
}

/** Returns the feature maps of one digit, u8 [1, 784]. */
export async function mapsOf(model: LeNet5, digit: Tensor): Promise<LayerMaps[]> {
  const [, seen] = observe(() => model.forward(digit));
  const layers = drawnLayers.map(async (layer): Promise<LayerMaps> => {
    const maps = seen[layer]!;
    const [, count, length] = maps.shape as [number, number, number];
    return { layer, count, side: length, values: Float32Array.from(await maps.array()) };
  });
  return Promise.all(layers);
}

/** Draws a digit and its maps, one panel per layer, each scaled by its largest value. */
export function drawMaps(pixels: Uint8Array, maps: readonly LayerMaps[]): Panels {
  const title = text("Feature maps of a digit in LeNet-5", "一个数字在 LeNet-5 里的特征映射");
  const digit = drawGray(text("The digit", "这个数字"), [{ pixels }], side);
  return { kind: "panels", title, columns: 1, panels: [digit, ...maps.map(drawLayer)] };
}

/** Draws the maps of one layer, scaled by their largest value. */
export function drawLayer({ layer, count, side: length, values }: LayerMaps): Pictures {
  const largest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  const inked = pieces(values, count).map((map) => ({ pixels: Array.from(map, (value) => (255 * value) / largest) }));
  const size = `${length} × ${length}`;
  return drawGray(
    { en: `${layer}: ${count} maps of ${size}`, zh: `${layer}：${count} 个 ${size} 的特征映射` },
    inked,
    length,
  );
}

/** Draws square gray images, at most eight in a row. */
export function drawGray(title: Text, images: readonly Picture[], length: number): Pictures {
  const columns = Math.min(8, images.length);
  return { kind: "pictures", title, width: length, height: length, columns, images, scale: "gray" };
}

/** Splits `values` into `count` parts of equal length. */
function pieces(values: Float32Array, count: number): Float32Array[] {
  const length = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * length, (i + 1) * length));
}

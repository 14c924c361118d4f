/** Canvases of 60 x 60 pixels with one handwritten digit at a random place. */
import { Tensor, random } from "hebb";
import type { Pictures } from "hebb/data";

/** Pixels on a side of a canvas and of a digit. */
export const [side, digitSide] = [60, 28];

/** Pixels of the left and top border of a digit's place, from 0 to 32. */
export type Corner = readonly [top: number, left: number];

export interface Canvases {
  /** u8 [n, 60, 60], from 0 (background) to 255 (ink). */
  readonly canvases: Tensor;
  /** i32 [n]. */
  readonly labels: Tensor;
  readonly corners: readonly Corner[];
}

/** Draws digits of `source` at random places. Belongs in a scope or a loop. */
export async function drawCanvases(source: Pictures, count: number): Promise<Canvases> {
  const drawn = await random.uniform([count, 3]).array();
  return place(
    source,
    Array.from({ length: count }, (_, i) => ({
      row: Math.floor(drawn[3 * i]! * source.length),
      corner: cornerAt(drawn[3 * i + 1]!, drawn[3 * i + 2]!),
    })),
  );
}

/** Places each of the first `count` digits of `source` once. The places depend on the run's seed only. */
export async function testCanvases(source: Pictures, count: number): Promise<Canvases> {
  const drawn = await random.scope("test canvases", () => random.uniform([count, 2]).array());
  return place(
    source,
    Array.from({ length: count }, (_, row) => ({ row, corner: cornerAt(drawn[2 * row]!, drawn[2 * row + 1]!) })),
  );
}

/** Places digits of `source`, given by row and corner. */
export function place(
  source: Pictures,
  digits: readonly { readonly row: number; readonly corner: Corner }[],
): Canvases {
  const [pixels, labels] = source.fields.map(({ data }) => data);
  const [canvases, digit] = [new Uint8Array(digits.length * side ** 2), digitSide ** 2];
  digits.forEach(({ row, corner }, i) => {
    const ink = (pixels as Uint8Array).subarray(row * digit, (row + 1) * digit);
    paint(canvases.subarray(i * side ** 2, (i + 1) * side ** 2), ink, corner);
  });
  return {
    canvases: Tensor.from(canvases, [digits.length, side, side]),
    labels: Tensor.from(Int32Array.from(digits, ({ row }) => labels![row]!)),
    corners: digits.map(({ corner }) => corner),
  };
}

/** Copies a digit into a canvas. */
export function paint(canvas: Uint8Array, digit: Uint8Array, [top, left]: Corner): void {
  for (let y = 0; y < digitSide; y++) {
    canvas.set(digit.subarray(y * digitSide, (y + 1) * digitSide), (top + y) * side + left);
  }
}

/** Maps two numbers from 0 to 1 to a corner. */
function cornerAt(y: number, x: number): Corner {
  const places = side - digitSide + 1;
  return [Math.floor(y * places), Math.floor(x * places)];
}

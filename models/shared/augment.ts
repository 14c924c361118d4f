/** Data augmentation: random shifts and horizontal flips. */
import { type Tensor, arange, random, where } from "hebb";

/** Options of `moved`. */
export interface Movement {
  /** Largest shift in pixels in each direction; all shifts are equally likely. */
  readonly reach: number;
  /** Flips half of the pictures horizontally. Default false. */
  readonly mirror?: boolean;
}

const side = 28;

/** Shifts each of the pictures [n, 784] at random; pixels that enter at the border are background. */
export function moved(pictures: Tensor, { reach, mirror = false }: Movement): Tensor {
  const count = pictures.shape[0]!;
  const offset = () => random.uniform([count, 1, 1], { high: 2 * reach + 1 }).cast("i32");
  const across = arange(side).reshape([1, 1, side]);
  const facing = mirror ? where(random.bernoulli(0.5, [count, 1, 1]), across.rsub(side - 1), across) : across;
  const columns = facing.add(offset());
  const rows = arange(side).reshape([1, side, 1]).add(offset());
  return lookUp(pictures, rows, columns, reach);
}

/** Largest shift of `shifted`, in pixels. */
const farthest = 8;

/**
 * Shifts the pictures [n, 784] by an integer number of pixels from -8 to 8. The distances may be arguments of a
 * compiled function.
 */
export function shifted(pictures: Tensor, right: Tensor | number, down: Tensor | number): Tensor {
  const line = arange(side).add(farthest);
  const columns = line.sub(whole(right)).reshape([1, 1, side]);
  const rows = line.sub(whole(down)).reshape([1, side, 1]);
  return lookUp(pictures, rows, columns, farthest);
}

function whole(number: Tensor | number): Tensor | number {
  return typeof number === "number" ? number : number.cast("i32");
}

/**
 * Returns the pixels at `rows` and `columns`, which broadcast to [n or 1, 28, 28], of pictures padded by `margin`
 * pixels.
 */
function lookUp(pictures: Tensor, rows: Tensor, columns: Tensor, margin: number): Tensor {
  const count = pictures.shape[0]!;
  const framed = pictures.reshape([count, side, side]).pad([
    [0, 0],
    [margin, margin],
    [margin, margin],
  ]);
  const width = side + 2 * margin;
  const picture = arange(count).reshape([count, 1, 1]);
  const places = picture.mul(width).add(rows).mul(width).add(columns);
  return framed.flatten().take(places).flatten(1);
}

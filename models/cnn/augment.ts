/** Pictures as they might have been taken as well: moved by some pixels, and seen in a mirror. */
import { type Tensor, arange, random, where } from "hebb";

export interface Movement {
  /** Pixels up, down, left or right at most; every number of them is equally likely. */
  readonly reach: number;
  /** Turn left and right half of the time. Default false. */
  readonly mirror?: boolean;
}

const side = 28;

/** Each of the pictures [n, 784] moved at random by itself; what comes in at the border is background. */
export function moved(pictures: Tensor, { reach, mirror = false }: Movement): Tensor {
  const count = pictures.shape[0]!;
  const offset = () => random.uniform([count, 1, 1], { high: 2 * reach + 1 }).cast("i32");
  const across = arange(side).reshape([1, 1, side]);
  const facing = mirror ? where(random.bernoulli(0.5, [count, 1, 1]), across.rsub(side - 1), across) : across;
  const columns = facing.add(offset());
  const rows = arange(side).reshape([1, side, 1]).add(offset());
  return lookUp(pictures, rows, columns, reach);
}

/** The most that `shifted` moves a picture. */
const farthest = 8;

/** The pictures [n, 784] moved by whole numbers of pixels, from -8 to 8, which may be arguments of a compiled function. */
export function shifted(pictures: Tensor, right: Tensor | number, down: Tensor | number): Tensor {
  const line = arange(side).add(farthest);
  const columns = line.sub(whole(right)).reshape([1, 1, side]);
  const rows = line.sub(whole(down)).reshape([1, side, 1]);
  return lookUp(pictures, rows, columns, farthest);
}

function whole(number: Tensor | number): Tensor | number {
  return typeof number === "number" ? number : number.cast("i32");
}

/** The pixels that lie at `rows` and `columns`, [n or 1, 28, 28] together, of pictures with `margin` pixels around them. */
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

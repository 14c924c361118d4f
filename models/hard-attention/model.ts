/**
 * Recurrent visual attention (Mnih et al., 2014): a network that sees a canvas through a few glimpses, and chooses the
 * place of each from what it has seen before.
 */
import {
  Embedding,
  Linear,
  Module,
  Tensor,
  categoricalLogProbability,
  concat,
  full,
  gather,
  sampleCategorical,
  scan,
  zeros,
} from "hebb";
import { side } from "./canvas.ts";

/** Places on a side of the grid of places, and the distance of two of them in pixels. */
export const [grid, pitch] = [7, 8];
export const placeCount = grid ** 2;
/** The place of the first glimpse, the middle of the canvas. */
export const middle = (placeCount - 1) / 2;

/** Returns the pixel at the center of a place, [y, x]. */
export function centerOf(place: number): readonly [y: number, x: number] {
  const first = (side - (grid - 1) * pitch) / 2;
  return [first + pitch * Math.floor(place / grid), first + pitch * (place % grid)];
}

/** Ways to choose places: drawn from the distribution, its maximum, or any place with the same probability. */
export type Choosing = "sampled" | "best" | "random";

/** Contents of a glimpse: squares of `size` x `size` cells around its place, one for each scale. */
export interface Sight {
  /** Cells on a side of a square. */
  readonly size: number;
  /** Pixels on a side of a cell, for each square. A cell shows the mean of its pixels. */
  readonly scales: readonly number[];
}

export interface GlimpseOptions extends Sight {
  readonly glimpses: number;
  /** Number of units of the core. */
  readonly hidden: number;
}

/** The glimpses at a batch of canvases, and what the network concludes from each. */
export interface Looking {
  /** Logits of the digit after each glimpse, [glimpses, batch, 10]. */
  readonly logits: Tensor;
  /** Place of each glimpse, i32 [glimpses, batch]. */
  readonly places: Tensor;
  /** Log-probability of each place after the first, [glimpses - 1, batch]. */
  readonly logProbabilities: Tensor;
  /** Expected reward of each place after the first, [glimpses - 1, batch]. */
  readonly baselines: Tensor;
  /** Distribution from which the place after each glimpse is chosen, [glimpses, batch, places]. */
  readonly distributions: Tensor;
}

export class GlimpseNetwork extends Module {
  readonly sight: Sight;
  readonly glimpses: number;
  readonly what: Linear;
  readonly joined: Linear;
  readonly where: Embedding;
  readonly core: Linear;
  readonly place: Linear;
  readonly digit: Linear;
  readonly baseline: Linear;

  constructor({ size, scales, glimpses, hidden }: GlimpseOptions) {
    super();
    this.sight = { size, scales };
    this.glimpses = glimpses;
    this.what = new Linear(scales.length * size ** 2, hidden / 2);
    this.joined = new Linear(hidden / 2, hidden);
    this.where = new Embedding(placeCount, hidden);
    this.core = new Linear(hidden, hidden);
    this.place = new Linear(hidden, placeCount);
    this.digit = new Linear(hidden, 10);
    this.baseline = new Linear(hidden, 1);
  }

  /** Maps canvases u8 [n, 60, 60] to logits of the ten digits after the last glimpse, [n, 10]. */
  forward(canvases: Tensor): Tensor {
    return this.look(canvases, "best")
      .logits.slice([this.glimpses - 1, this.glimpses])
      .squeeze(0);
  }

  /** Looks at canvases u8 [n, 60, 60]. The places are constants for every gradient: no gradient passes a choice. */
  look(canvases: Tensor, choosing: Choosing): Looking {
    const batch = canvases.shape[0]!;
    const crop = cropper(canvases, this.sight);
    const first = { h: zeros([batch, this.core.bias!.shape[0]!]), at: full([batch], middle, "i32") };
    const [, seen] = scan(
      ({ h: before, at }: typeof first) => {
        const glimpse = this.joined
          .forward(this.what.forward(crop(at)).relu())
          .add(this.where.forward(at))
          .relu();
        const h = this.core.forward(before).add(glimpse).relu();
        // Classification trains the core; rewards train only the distribution and the baseline.
        const scores = this.place.forward(h.detach());
        const chosen = choose(scores, choosing);
        const logProbability = categoricalLogProbability(scores, chosen);
        const baseline = this.baseline.forward(h.detach()).squeeze(1);
        const logits = this.digit.forward(h);
        return [
          { h, at: chosen },
          { logits, at, logProbability, baseline, distribution: scores.softmax() },
        ] as const;
      },
      first,
      null,
      { length: this.glimpses },
    );
    // The last choice is never looked at.
    const followed = (x: Tensor) => x.slice([0, this.glimpses - 1]);
    return {
      logits: seen.logits,
      places: seen.at,
      logProbabilities: followed(seen.logProbability),
      baselines: followed(seen.baseline),
      distributions: seen.distribution,
    };
  }
}

function choose(scores: Tensor, choosing: Choosing): Tensor {
  if (choosing === "best") return scores.argmax(-1);
  return sampleCategorical(choosing === "random" ? scores.mul(0) : scores);
}

/**
 * Returns a function from places i32 [n] to what a glimpse shows there, f32 [n, scales * size²] from 0 to 1. Beyond the
 * border, canvases are empty.
 */
export function cropper(canvases: Tensor, { size, scales }: Sight): (places: Tensor) => Tensor {
  const batch = canvases.shape[0]!;
  const border = Math.max(...scales.map((scale) => Math.ceil((size * scale) / 2)));
  const width = side + 2 * border;
  const pixels = canvases
    .pad([
      [0, 0],
      [border, border],
      [border, border],
    ])
    .reshape([batch, width ** 2]);
  const [centerY, centerX] = centerOf(0);
  return (places) => {
    const [y, x] = [places.div(grid), places.mod(grid)];
    const center = y
      .mul(pitch * width)
      .add(x.mul(pitch))
      .add((centerY + border) * width + centerX + border);
    const squares = scales.map((scale) =>
      gather(pixels, 1, center.unsqueeze(1).add(offsetsOf(size, scale, width)))
        .cast("f32")
        .reshape([batch, size ** 2, scale ** 2])
        .mean(-1),
    );
    return concat(squares, 1).div(255);
  };
}

/** Offsets of the pixels of a square from its center, cell by cell, i32 [size² scale²]. */
function offsetsOf(size: number, scale: number, width: number): Tensor {
  const before = Math.floor((size * scale) / 2);
  const [cells, pixels] = [size ** 2, scale ** 2];
  return Tensor.from(
    Int32Array.from({ length: cells * pixels }, (_, i) => {
      const [cell, pixel] = [Math.floor(i / pixels), i % pixels];
      const y = Math.floor(cell / size) * scale + Math.floor(pixel / scale) - before;
      const x = (cell % size) * scale + (pixel % scale) - before;
      return y * width + x;
    }),
  );
}

/** Two moons: two half circles in the plane that no line separates; drawn, not measured. */
import { ArgumentError } from "../../base/errors.ts";
import { foldIn, keyOf, threefry2x32, type Words } from "../../base/threefry.ts";
import { adopt, type Tensor } from "../../tensor/index.ts";
import { checkCount } from "../batches.ts";
import { Dataset } from "../dataset.ts";
import type { DataSet } from "../set.ts";

export interface TwoMoonsOptions {
  /** Examples in each part. Defaults 1000, 200, 200. */
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
  /** Deviation of what is added to both coordinates; a moon's radius is 1. Default 0.1. */
  readonly noise?: number;
  readonly seed?: number;
}

/** Points f32 [n, 2]; labels u8 [n], 0 for the upper moon and 1 for the lower one. */
export type Points = Dataset<[points: Tensor, labels: Tensor]>;

export interface TwoMoons {
  readonly train: Points;
  readonly validation: Points;
  readonly test: Points;
}

const classes = ["upper moon", "lower moon"];

export const twoMoonsSet: DataSet = {
  name: "two-moons",
  title: "Two moons",
  chinese: "双月",
  summary: "points on two half circles with noise, and on which",
  size: "as many points as asked for",
  source: "drawn by Hebb",
  license: "MIT",
  citation: "the data set `make_moons` of scikit-learn, drawn by a generator of Hebb's own",
  bundles: [],
  sample: async (seed) => {
    const { fields, length } = twoMoons({ train: 300, seed }).train;
    const [at, labels] = fields.map(({ data }) => data);
    const points = Array.from({ length }, (_, i) => ({ x: at![2 * i]!, y: at![2 * i + 1]!, label: labels![i]! }));
    return { kind: "points", points, classes };
  },
};

/**
 * Points around two half circles of radius 1, around (0, 0) and (1, 0.5). Labels alternate. The same `seed` (default 0)
 * gives the same points, and the size of one part changes nothing in another; no point is in two parts, nor twice in
 * one. Throws an ArgumentError for sizes that are no integers from 0 on, and for negative noise.
 */
export function twoMoons(options: TwoMoonsOptions = {}): TwoMoons {
  const { train = 1000, validation = 200, test = 200, noise = 0.1, seed = 0 } = options;
  for (const [part, size] of Object.entries({ train, validation, test })) checkCount(`the size of ${part}`, size, 0);
  if (!(noise >= 0 && noise < Infinity)) {
    throw new ArgumentError(`the noise of two moons cannot be ${noise}`, { rule: "It is a deviation from 0 on." });
  }
  const seen = new Set<string>();
  const draw = (part: number, size: number) => drawPart(size, noise, foldIn(keyOf(seed), part), seen);
  return { train: draw(0, train), validation: draw(1, validation), test: draw(2, test) };
}

/** Draws again what is `seen`, which hardly ever is; adds what it draws to it. */
function drawPart(size: number, noise: number, key: Words, seen: Set<string>): Points {
  const points = new Float32Array(2 * size);
  const labels = Uint8Array.from({ length: size }, (_, i) => i % 2);
  for (let i = 0; i < size; i++) {
    const own = foldIn(key, i);
    for (let attempt = 0; ; attempt++) {
      points.set(drawPoint(i % 2, noise, foldIn(own, attempt)), 2 * i);
      const point = points.subarray(2 * i, 2 * i + 2).join();
      if (seen.has(point)) continue;
      seen.add(point);
      break;
    }
  }
  const fields = [
    { data: points, shape: [size, 2] },
    { data: labels, shape: [size] },
  ];
  return new Dataset<[Tensor, Tensor]>(fields, adopt);
}

function drawPoint(moon: number, noise: number, key: Words): [number, number] {
  const [along] = threefry2x32(key, [0, 0]);
  const angle = (Math.PI * (along + 0.5)) / 2 ** 32;
  const [first, second] = threefry2x32(key, [0, 1]);
  // Two normal numbers of two uniform ones (Box, Muller, 1958).
  const radius = noise * Math.sqrt(-2 * Math.log((first + 0.5) / 2 ** 32));
  const turn = (2 * Math.PI * second) / 2 ** 32;
  const sign = moon === 0 ? 1 : -1;
  return [
    moon + sign * Math.cos(angle) + radius * Math.cos(turn),
    moon / 2 + sign * Math.sin(angle) + radius * Math.sin(turn),
  ];
}

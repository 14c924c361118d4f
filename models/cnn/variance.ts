/**
 * Parts of the variance of the units of LeNet-5 over digits in several positions: between classes, between the digits of
 * a class, and between the positions of a digit.
 */
import { type Tensor, compile, concat, observe } from "hebb";
import type { Pictures as Digits } from "hebb/data";
import { shifted } from "../shared/augment.ts";
import { type Parts, measuredLayers } from "./facts.ts";
import type { LeNet5 } from "./model.ts";

/** Measures of the maps of a layer. */
export interface MapMeasures {
  readonly shape: readonly number[];
  /** Fraction of values above 0. */
  readonly active: number;
  readonly parts: Parts<number>;
}

const classes = 10;

/** Measures the layers of `measuredLayers` over digits in nine positions, at most `reach` pixels off their own. */
export async function measureMaps(model: LeNet5, digits: Digits, reach: number): Promise<MapMeasures[]> {
  const steps = [-reach, 0, reach];
  const places = steps.flatMap((right) => steps.map((down) => [right, down] as const));
  const step = compile((images: Tensor, labels: Tensor) => {
    const moved = concat(places.map(([right, down]) => shifted(images, right, down)));
    const [, seen] = observe(() => model.forward(moved));
    const members = labels.cast("i32").oneHot(classes).transpose(); // [classes, n]
    const perLayer = measuredLayers.map((layer) => {
      const units = seen[layer]!.flatten(1); // [places * n, units], all digits in the first place, then in the second …
      const perDigit = units.reshape([places.length, images.shape[0]!, -1]).mean(0); // [n, units]
      return {
        active: units.greater(0).mean(),
        squares: units.square().sum(),
        digitSquares: perDigit.square().sum(),
        sums: members.matmul(perDigit), // [classes, units]
      };
    });
    return { perLayer, counts: members.sum(1) };
  });
  const [, seen] = observe(() => model.forward(digits.take(1).field(0)));
  const totals = measuredLayers.map((layer) => new Totals(seen[layer]!.shape.slice(1)));
  const counts = new Float64Array(classes);
  let batches = 0;
  for (const [images, labels] of digits.batches(100, { shuffle: false })) {
    const { perLayer, counts: some } = step(images, labels);
    (await some.array()).forEach((value, i) => (counts[i]! += value));
    for (const [i, { active, squares, digitSquares, sums }] of perLayer.entries()) {
      const total = totals[i]!;
      total.active += await active.item();
      total.squares += (await squares.item()) / places.length;
      total.digitSquares += await digitSquares.item();
      (await sums.array()).forEach((value, j) => (total.sums[j]! += value));
    }
    batches++;
  }
  return totals.map((total) => ({ shape: total.shape, active: total.active / batches, parts: total.parts(counts) }));
}

/** Sums over digits, in double precision. */
class Totals {
  readonly shape: readonly number[];
  active = 0;
  /** Sum of squares, averaged over positions. */
  squares = 0;
  /** Sum of squares of the means over positions. */
  digitSquares = 0;
  /** Sums of the means over positions, [classes, units]. */
  readonly sums: Float64Array;

  constructor(shape: readonly number[]) {
    this.shape = shape;
    this.sums = new Float64Array(classes * shape.reduce((product, length) => product * length, 1));
  }

  /** The law of total variance, applied twice. */
  parts(counts: Float64Array): Parts<number> {
    const units = this.sums.length / classes;
    const count = counts.reduce((sum, one) => sum + one, 0);
    let classSquares = 0;
    let square = 0;
    for (let unit = 0; unit < units; unit++) {
      let sum = 0;
      for (let label = 0; label < classes; label++) {
        const own = this.sums[label * units + unit]!;
        sum += own;
        if (counts[label]! > 0) classSquares += own ** 2 / counts[label]!;
      }
      square += sum ** 2 / count;
    }
    const total = this.squares - square;
    return {
      digit: (classSquares - square) / total,
      writing: (this.digitSquares - classSquares) / total,
      place: (this.squares - this.digitSquares) / total,
    };
  }
}

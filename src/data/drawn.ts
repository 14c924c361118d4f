/**
 * Data sets that are drawn, not measured: examples of a task in three parts, none in two of them or twice in one. How
 * many there are to train on changes nothing in what is held out.
 */
import type { DType } from "../base/dtype.ts";
import { typedArray } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import { type Words, foldIn, keyOf, threefry2x32 } from "../base/threefry.ts";
import { type Tensor, adopt } from "../tensor/index.ts";
import { checkCount } from "./batches.ts";
import { Dataset } from "./dataset.ts";
import { type Sample, type TableSample, chosen } from "./sample.ts";

export interface DrawOptions {
  /** Examples in each part. Defaults 3000, 500, 500. */
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
  /** Default 0. */
  readonly seed?: number;
}

export interface Parts<Part> {
  readonly train: Part;
  readonly validation: Part;
  readonly test: Part;
}

export type Drawn = Dataset<[inputs: Tensor, targets: Tensor]>;

/** A stream of random numbers. */
export class Numbers {
  readonly #key: Words;
  #count = 0;

  constructor(key: Words) {
    this.#key = key;
  }

  /** From 0 to below 1, with 53 random bits. */
  uniform(): number {
    const [high, low] = threefry2x32(this.#key, [0, this.#count++]);
    return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }
}

/** So many draws at most for one example that is not there yet. */
const attempts = 1000;

/** In the order train, validation, test; `draw` makes one example, whose `key` tells it from others. */
export function drawExamples<Example>(
  options: DrawOptions,
  draw: (numbers: Numbers) => Example,
  keyOfExample: (example: Example) => string,
): Parts<Example[]> {
  const { train = 3000, validation = 500, test = 500, seed = 0 } = options;
  const seen = new Set<string>();
  const part = (index: number, name: string, count: number) => {
    checkCount(`the size of ${name}`, count, 0);
    const key = foldIn(keyOf(seed), index);
    return Array.from({ length: count }, (_, i) => drawAnother(foldIn(key, i), draw, keyOfExample, seen));
  };
  // What is held out is drawn first, so that more training data do not change it.
  const [tested, validated] = [part(2, "test", test), part(1, "validation", validation)];
  return { train: part(0, "train", train), validation: validated, test: tested };
}

function drawAnother<Example>(
  key: Words,
  draw: (numbers: Numbers) => Example,
  keyOfExample: (example: Example) => string,
  seen: Set<string>,
): Example {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const example = draw(new Numbers(foldIn(key, attempt)));
    const name = keyOfExample(example);
    if (seen.has(name)) continue;
    seen.add(name);
    return example;
  }
  throw new ArgumentError(`there are hardly more than ${seen.size} different examples of this task`, {
    rule: "No example is drawn twice, and none for two parts.",
    fix: "Ask for fewer examples, or for longer ones.",
  });
}

/** The shape of one example's field, and its type. */
export interface FieldForm {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Examples of one form as data sets of two fields. */
export function drawParts(
  options: DrawOptions,
  forms: readonly [inputs: FieldForm, targets: FieldForm],
  draw: (numbers: Numbers) => readonly [inputs: readonly number[], targets: readonly number[]],
): Parts<Drawn> {
  const { train, validation, test } = drawExamples(options, draw, ([inputs]) => inputs.join());
  const asData = (examples: readonly (readonly [readonly number[], readonly number[]])[]): Drawn => {
    const fields = forms.map(({ shape, dtype }, i) => {
      const data = typedArray(dtype, examples.length * sizeOf(shape));
      examples.forEach((example, row) => data.set(example[i as 0 | 1], row * sizeOf(shape)));
      return { data, shape: [examples.length, ...shape] };
    });
    return new Dataset<[Tensor, Tensor]>(fields, adopt);
  };
  return { train: asData(train), validation: asData(validation), test: asData(test) };
}

/** Some examples as rows, a text for inputs and one for targets. */
export function drawnSample(
  { train: { fields, length } }: Parts<Drawn>,
  seed: number,
  [inputs, targets]: readonly [string, string] = ["inputs", "targets"],
): Sample {
  const text = (field: number, row: number) => {
    const { data, shape } = fields[field]!;
    const width = sizeOf(shape) / length;
    return Array.from(data.subarray(row * width, (row + 1) * width), (value) => String(Number(value.toFixed(2)))).join(
      " ",
    );
  };
  const rows = chosen(length, 8, seed).map((row): TableSample["rows"][number] => [text(0, row), text(1, row)]);
  return { kind: "table", columns: [inputs, targets], rows };
}

/** What the records of drawn sets have in common. */
export const drawnRecord = {
  size: "as many examples as asked for",
  source: "drawn by Hebb",
  license: "MIT",
  bundles: [],
} as const;

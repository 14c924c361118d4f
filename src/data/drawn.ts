/**
 * Synthetic data sets: random examples of a task in three disjoint parts without duplicates. The size of the training
 * part does not affect the validation and test parts.
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

/** Options of synthetic data sets. */
export interface DrawOptions {
  /** Number of training examples. Default 3000. */
  readonly train?: number;
  /** Number of validation examples. Default 500. */
  readonly validation?: number;
  /** Number of test examples. Default 500. */
  readonly test?: number;
  /** Random seed. Default 0. */
  readonly seed?: number;
}

/** Training, validation and test parts of a data set. */
export interface Parts<Part> {
  /** Training part. */
  readonly train: Part;
  /** Validation part. */
  readonly validation: Part;
  /** Test part. */
  readonly test: Part;
}

/** Inputs and targets of a synthetic task. */
export type Drawn = Dataset<[inputs: Tensor, targets: Tensor]>;

/** Stream of random numbers. */
export class Numbers {
  readonly #key: Words;
  #count = 0;

  constructor(key: Words) {
    this.#key = key;
  }

  /** Uniform number from 0 to below 1, with 53 random bits. */
  uniform(): number {
    const [high, low] = threefry2x32(this.#key, [0, this.#count++]);
    return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  }

  /** Random integer from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }
}

/** Maximum number of draws for one new example. */
const attempts = 1000;

/**
 * Draws three disjoint parts. `draw` creates one example; `keyOfExample` identifies it. Throws an ArgumentError if
 * there are not enough different examples.
 */
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
  // Test and validation are drawn first, so that the size of the training part does not change them.
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
  throw new ArgumentError(`this task has only about ${seen.size} different examples`, {
    rule: "Every example must be unique across all parts.",
    fix: "Request fewer or longer examples.",
  });
}

/** Shape and element type of a field of one example. */
export interface FieldForm {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Draws examples as data sets with the fields `inputs` and `targets`. */
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

/** Sample of a synthetic data set: rows with the inputs and the targets as text. */
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

/** Common properties of the records of synthetic data sets. */
export const drawnRecord = {
  size: "any number of examples",
  source: "generated by Hebb",
  license: "MIT",
  bundles: [],
} as const;

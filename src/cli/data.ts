/** `hebb data`: which data sets there are, and what they look like. */
import { HebbError } from "../base/errors.ts";
import { foldIn, keyOf } from "../base/threefry.ts";
import { type Pictures, mnist } from "../data/index.ts";
import { lookUp } from "./nearest.ts";
import { colourDepth } from "./terminal/colour.ts";
import { type Picture, pictures } from "./terminal/pictures.ts";
import { widthOf } from "./terminal/width.ts";

interface Source {
  readonly summary: string;
  readonly load: () => Promise<{ readonly train: Pictures; readonly test: Pictures }>;
}

const sources: Readonly<Record<string, Source>> = {
  mnist: { summary: "handwritten digits, 28 x 28 greys (LeCun, Cortes, Burges, 1998)", load: () => mnist() },
};

/** Says of each data set whether its files are there and intact. */
export async function listData(): Promise<void> {
  for (const [name, { summary, load }] of Object.entries(sources)) {
    console.log(`${name}  ${summary}\n  ${await stateOf(load)}`);
  }
}

async function stateOf(load: Source["load"]): Promise<string> {
  try {
    const { train, test } = await load();
    return `${train.length.toLocaleString("en")} examples to train on, ${test.length.toLocaleString("en")} to test`;
  } catch (error) {
    if (!(error instanceof HebbError)) throw error;
    process.exitCode = 1;
    return error.message;
  }
}

/** Draws some training examples, chosen by `seed`. */
export async function showData(name: string, { seed }: { readonly seed: number }): Promise<void> {
  const { train } = await lookUp(sources, name, "data set").load();
  const [images, labels] = train.fields.map(({ data }) => data) as [Uint8Array, Uint8Array];
  const items = Array.from({ length: 10 }, (_, i): Picture => {
    const at = foldIn(keyOf(seed), i)[0] % train.length;
    return { pixels: images.subarray(784 * at, 784 * (at + 1)), caption: String(labels[at]) };
  });
  console.log(pictures(items, { depth: colourDepth(process.stdout), columns: widthOf(process.stdout) }));
}

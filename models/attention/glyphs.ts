/**
 * Pictures of nine handwritten digits in nine colors, in a grid of 3 by 3. The question names a color; the answer is the
 * digit of this color.
 */
import { Conv2d, MaxPool2d, Module, Sequential, Tensor, compile, crossEntropy, random, relu } from "hebb";
import { type Pictures, digits } from "hebb/data";
import type { Run } from "../run.ts";
import { type Text, text } from "../text.ts";
import { Answerer, type ReaderKind } from "./reader.ts";
import { descend } from "./training.ts";

/** Places on a side of the grid, and pixels on a side of a digit and of a picture. */
export const [grid, glyph] = [3, 8];
export const side = grid * glyph;
const places = grid ** 2;

interface Color {
  readonly name: Text;
  /** Shares of red, green and blue. */
  readonly light: readonly [number, number, number];
}

export const colors: readonly Color[] = [
  { name: text("red", "红色"), light: [1, 0, 0] },
  { name: text("green", "绿色"), light: [0, 1, 0] },
  { name: text("blue", "蓝色"), light: [0, 0, 1] },
  { name: text("yellow", "黄色"), light: [1, 1, 0] },
  { name: text("magenta", "品红色"), light: [1, 0, 1] },
  { name: text("cyan", "青色"), light: [0, 1, 1] },
  { name: text("white", "白色"), light: [1, 1, 1] },
  { name: text("orange", "橙色"), light: [1, 0.5, 0] },
  { name: text("gray", "灰色"), light: [0.5, 0.5, 0.5] },
];

/** Pictures with questions and answers. */
export interface GlyphBatch {
  /** f32 [n, 3, 24, 24] from 0 to 1. */
  readonly pictures: Tensor;
  /** Number of the color asked for, i32 [n]. */
  readonly questions: Tensor;
  /** Place of this color, from 0 to 8. */
  readonly places: readonly number[];
  /** The digit, i32 [n]. */
  readonly answers: Tensor;
}

/** Draws pictures of these digits. Belongs in a scope or a loop. */
export async function drawGlyphs(source: Pictures, count: number): Promise<GlyphBatch> {
  const [pixels, labels] = source.fields.map(({ data }) => data);
  const drawn = await random.uniform([count, 2 * places + 1]).array();
  const pictures = new Float32Array(count * 3 * side ** 2);
  const [questions, answers] = [new Int32Array(count), new Int32Array(count)];
  const asked: number[] = [];
  for (let row = 0; row < count; row++) {
    const numbers = Array.from(drawn.slice(row * (2 * places + 1), (row + 1) * (2 * places + 1)));
    // The order of nine random numbers is a random permutation of the colors.
    const order = colors.map((_, c) => c).sort((a, b) => numbers[a]! - numbers[b]!);
    const place = Math.floor(numbers.at(-1)! * places);
    asked.push(place);
    questions[row] = order[place]!;
    order.forEach((color, at) => {
      const digit = Math.floor(numbers[places + at]! * source.length);
      if (at === place) answers[row] = labels![digit]!;
      const ink = pixels!.subarray(digit * glyph ** 2, (digit + 1) * glyph ** 2);
      paint(pictures.subarray(row * 3 * side ** 2, (row + 1) * 3 * side ** 2), at, ink, colors[color]!.light);
    });
  }
  return {
    pictures: Tensor.from(pictures, [count, 3, side, side]),
    questions: Tensor.from(questions),
    places: asked,
    answers: Tensor.from(answers),
  };
}

function paint(picture: Float32Array, place: number, ink: ArrayLike<number>, light: Color["light"]): void {
  const [top, left] = [glyph * Math.floor(place / grid), glyph * (place % grid)];
  light.forEach((share, channel) => {
    for (let i = 0; i < glyph ** 2; i++) {
      const [y, x] = [top + Math.floor(i / glyph), left + (i % glyph)];
      picture[channel * side ** 2 + y * side + x] = (share * ink[i]!) / 16;
    }
  });
}

/** A convolutional network whose feature map, 3 by 3, is reduced to one vector by a reader. */
export class GlyphNetwork extends Module {
  readonly features: Sequential;
  readonly answerer: Answerer;

  constructor(reader: ReaderKind) {
    super();
    const width = 48;
    this.features = new Sequential(
      new Conv2d(3, 16, 3, { padding: 1 }),
      relu,
      new MaxPool2d(2),
      new Conv2d(16, 32, 3, { padding: 1 }),
      relu,
      new MaxPool2d(2),
      new Conv2d(32, width, 2, { stride: 2 }),
      relu,
    );
    this.answerer = new Answerer({ reader, features: width, questions: colors.length, classes: 10 });
  }

  /** Returns the feature vectors of the nine places, [batch, 9, features]. */
  vectors(pictures: Tensor): Tensor {
    return this.features.forward(pictures).flatten(2).transpose(1, 2);
  }

  forward(pictures: Tensor, questions: Tensor): Tensor {
    return this.answerer.forward(this.vectors(pictures), questions);
  }
}

export async function trainGlyphs(run: Run, reader: ReaderKind, steps: number): Promise<GlyphNetwork> {
  const { train } = await digits();
  const model = new GlyphNetwork(reader);
  await descend(run, `pictures, ${reader}`, model, {
    steps,
    learningRate: 1e-3,
    async batch() {
      const { pictures, questions, answers } = await drawGlyphs(train, 64);
      return [pictures, questions, answers];
    },
    loss: (pictures, questions, answers) => crossEntropy(model.forward(pictures, questions), answers),
  });
  return model;
}

/** Draws test pictures, of digits that no training picture contains. */
export async function testGlyphs(count = 1000): Promise<GlyphBatch> {
  const { test } = await digits();
  return random.scope("test pictures", () => drawGlyphs(test, count));
}

/** Returns the fraction of test pictures whose question is answered correctly. */
export async function glyphAccuracy(model: GlyphNetwork): Promise<number> {
  const { pictures, questions, answers } = await testGlyphs();
  return compile(() => model.forward(pictures, questions).argmax(-1).equal(answers).mean())().item();
}

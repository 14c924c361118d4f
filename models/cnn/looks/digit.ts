/**
 * Look: a test digit or a drawn one, which the reader shifts, the kernels and feature maps of the trained LeNet-5, and
 * the receptive field of one unit.
 */
import { Tensor, compile } from "hebb";
import type { Panels, Picture, Pictures } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number, percent } from "../../quantity.ts";
import { type Text, cases, paragraph, say, text } from "../../text.ts";
import { shifted } from "../../shared/augment.ts";
import { digitInput, givenDigit, labelWords } from "../../shared/drawing.ts";
import * as input from "../../shared/inputs.ts";
import type { LayerMaps } from "../facts.ts";
import { type Field, receptiveFieldOf } from "../field.ts";
import { drawGray, drawKernels, drawLayer, kernelsOf, mapsOf } from "../figures.ts";
import { LeNet5 } from "../model.ts";

const side = 28;
/** Maps of C3. */
const mapCount = 16;

const inputs = {
  digit: digitInput,
  ...input.shifts,
  map: {
    kind: "number",
    label: text("map of the second convolution whose most active unit is examined", "看第二个卷积层的第几个特征映射"),
    value: 1,
    min: 1,
    max: mapCount,
    integer: true,
  },
} as const satisfies Inputs;

/** The most active unit of a map of C3. */
interface Unit {
  readonly row: number;
  readonly column: number;
  readonly value: number;
  readonly field: Field;
}

/** A picture as the network sees it. */
interface Seen {
  readonly pixels: Uint8Array;
  readonly probabilities: readonly number[];
  readonly maps: readonly LayerMaps[];
  readonly unit: Unit;
}

interface DigitFacts {
  /** Null for a drawing. */
  readonly label: number | null;
  readonly map: number;
  readonly kernels: Float32Array;
  readonly before: Seen;
  readonly after: Seen;
}

export const digit = defineLook({
  question: {
    en: "What do the filters, the feature maps and a single unit see of a digit, and what if it is shifted?",
    zh: "卷积核、特征映射和单个神经元，从一个数字里看到了什么？数字平移之后呢？",
  },
  inputs,

  async view({ digit: given, right, down, map }, saved): Promise<DigitFacts> {
    const { pixels, label } = await givenDigit(given);
    const model = await (await saved()).load("lenet", new LeNet5());
    const image = Tensor.from(pixels, [1, side * side]);
    const see = async (picture: Tensor) => seen(model, Uint8Array.from(await picture.array()), map - 1);
    return {
      label,
      map,
      kernels: await kernelsOf(model),
      before: await see(image),
      after: await see(shifted(image, right, down)),
    };
  },

  words: wordsOf,
  figure: figureOf,
});

async function seen(model: LeNet5, pixels: Uint8Array, map: number): Promise<Seen> {
  const picture = Tensor.from(pixels, [1, side * side]);
  const q = await compile((images: Tensor) => model.forward(images).softmax())(picture).array();
  const maps = await mapsOf(model, picture);
  return { pixels, probabilities: Array.from(q), maps, unit: mostActive(maps, map) };
}

/** Returns the most active unit of a map of C3. */
function mostActive(maps: readonly LayerMaps[], map: number): Unit {
  const { side: length, values } = maps.find(({ layer }) => layer === "C3")!;
  const own = values.subarray(map * length ** 2, (map + 1) * length ** 2);
  const value = Math.max(...own);
  const at = own.indexOf(value);
  const [row, column] = [Math.floor(at / length), at % length];
  return { row, column, value, field: receptiveFieldOf("C3", row, column) };
}

function wordsOf({ label, map, before, after }: DigitFacts): Text {
  const [first, second] = [before, after].map(({ probabilities: q }) => q.indexOf(Math.max(...q))) as [number, number];
  return paragraph(
    labelWords(label),
    say(
      {
        first: number(first),
        sure: percent(before.probabilities[first]!),
        second: number(second),
        later: percent(after.probabilities[second]!),
      },
      "In place, the network reads {first} with a probability of {sure}; where you put it, {second} with {later}.",
      "不动的时候，网络认作 {first}，概率 {sure}；移到你选的位置，认作 {second}，概率 {later}。",
    ),
    cases(before.unit.value > 0 && after.unit.value > 0 ? "active" : "silent", {
      active: () =>
        say(
          {
            map: number(map),
            size: count(after.unit.field.size, "pixel", "pixels", "个像素"),
            right: count(after.unit.column - before.unit.column, "unit", "units", "格"),
            down: number(after.unit.row - before.unit.row),
          },
          "The most active unit of map {map} sees a square with sides of {size}. Compared with the digit in place, it lies {right} to the right and {down} down; one unit is two pixels.",
          "特征映射 {map} 里最活跃的神经元，看到的是边长 {size}的方块。与数字不动时相比，它在映射里右移 {right}、下移 {down} 格，一格等于两个像素。",
        ),
      silent: () =>
        say(
          { map: number(map) },
          "No unit of map {map} is active in one of the positions; choose another map.",
          "特征映射 {map} 在其中一个位置上没有激活的神经元，换一个映射看看。",
        ),
    }),
  );
}

function figureOf({ kernels, map, before, after }: DigitFacts): Panels {
  const names = [text("in place", "不动"), text("shifted", "平移后")] as const;
  const both = [before, after];
  const framed = both.map(({ pixels, unit }, i): Picture => {
    return { pixels, caption: names[i]!, boxes: [visibleBox(unit.field)] };
  });
  const views = both.map(({ pixels, unit }, i): Picture => ({ pixels: cut(pixels, unit.field), caption: names[i]! }));
  const values = { map: number(map) };
  return {
    kind: "panels",
    title: text("A digit in LeNet-5", "LeNet-5 眼里的一个数字"),
    columns: 2,
    panels: [
      drawGray(
        say(values, "Receptive field of the most active unit in map {map}", "映射 {map} 里最活跃的神经元的感受野"),
        framed,
        side,
      ),
      drawGray(text("The part that this unit sees", "这个神经元看到的部分"), views, after.unit.field.size),
      predictions(text("Prediction in place", "不动时的判断"), before),
      predictions(text("Prediction after the shift", "平移后的判断"), after),
      drawKernels(kernels),
      ...after.maps.map((one) => (one.layer === "C3" ? withUnit(drawLayer(one), map - 1, after.unit) : drawLayer(one))),
    ],
  };
}

/** Marks a unit of one of the maps. */
function withUnit(layer: Pictures, map: number, { row, column }: Unit): Pictures {
  const boxes = [[column, row, 1, 1]] as const;
  return { ...layer, images: layer.images.map((picture, i) => (i === map ? { ...picture, boxes } : picture)) };
}

function predictions(title: Text, { probabilities }: Seen) {
  return {
    kind: "chart",
    title,
    x: { label: text("digit", "数字") },
    y: { label: text("probability", "概率"), domain: [0, 1] },
    layers: [{ mark: "bars", values: probabilities.map((value, i) => [String(i), value] as const) }],
  } as const;
}

/** The part of a receptive field within the picture: left, top, width, height. */
function visibleBox({ top, left, size }: Field): readonly [number, number, number, number] {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  return [x, y, Math.min(side, left + size) - x, Math.min(side, top + size) - y];
}

/** Returns the pixels of a receptive field; those outside of the picture are background. */
function cut(pixels: Uint8Array, { top, left, size }: Field): Uint8Array {
  return Uint8Array.from({ length: size ** 2 }, (_, i) => {
    const [x, y] = [left + (i % size), top + Math.floor(i / size)];
    return x < 0 || y < 0 || x >= side || y >= side ? 0 : pixels[y * side + x]!;
  });
}

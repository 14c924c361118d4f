/** Test digits and drawings as inputs of looks: sizes, places, and clear errors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { mnist } from "hebb/data";
import { checkText } from "../answer.ts";
import { chosenDigit, digitInput, givenDigit, pixelsOf } from "./drawing.ts";

const side = 28;
const rows = (pixels: Uint8Array): number[][] =>
  Array.from({ length: side }, (_, y) => Array.from(pixels.subarray(y * side, (y + 1) * side)));

/** First and last row with ink. */
const extent = (lines: readonly (readonly number[])[]): readonly [number, number] => {
  const inked = lines.map((line) => line.some((gray) => gray > 0));
  return [inked.indexOf(true), inked.lastIndexOf(true)];
};
const columns = (pixels: Uint8Array) => rows(pixels)[0]!.map((_, x) => rows(pixels).map((line) => line[x]!));

const seven = ["........", ".#####..", ".....#..", "....#...", "...#....", "...#....", "...#....", "........"];

test("a number is a test digit with its picture and label", async () => {
  const { pixels, label } = await givenDigit(" 3 ");
  const { test: source } = await mnist();
  assert.equal(label, source.fields[1]!.data[3]);
  assert.deepEqual(pixels, Uint8Array.from(source.fields[0]!.data.subarray(3 * side ** 2, 4 * side ** 2)));
  assert.equal(chosenDigit("9999"), 9999);
});

test("a drawing has no label, and its rows are separated by slashes or line breaks", async () => {
  assert.deepEqual(chosenDigit(seven.join("/")), seven);
  assert.deepEqual(chosenDigit(seven.join("\n")), seven);
  assert.deepEqual(chosenDigit(` ${seven.join(" / ")}\n`), seven);
  assert.equal((await givenDigit(seven.join("/"))).label, null);
});

test("the ink of a drawing is as large as a digit of MNIST, and its center of mass is in the middle", async () => {
  const { pixels } = await givenDigit(seven.join("/"));
  // Six rows of ink fill 20 pixels; empty rows and columns of the drawing do not matter.
  const [top, bottom] = extent(rows(pixels));
  assert.equal(bottom - top + 1, 20);
  const moved = ["........", "........", ...seven.slice(1, 7).map((row) => `..${row.slice(0, 6)}`)];
  assert.deepEqual(pixelsOf(moved, "ink"), pixels);
  const total = pixels.reduce((sum, gray) => sum + gray, 0);
  for (const axis of [rows(pixels), columns(pixels)]) {
    const middle = axis.reduce((sum, line, i) => sum + (i + 0.5) * line.reduce((a, b) => a + b, 0), 0) / total;
    assert.ok(Math.abs(middle - side / 2) <= 0.6, `${middle}`);
  }
  // Each mark covers (20 / 6)² pixels.
  assert.ok(Math.abs(total / 255 - 10 * (20 / 6) ** 2) < 0.1);
});

test("marks cover whole pixels where the scale allows it", () => {
  const bar = Array<string>(10).fill("#");
  const lines = rows(pixelsOf(bar, "ink"));
  lines.forEach((line, y) => {
    const expected = Array.from({ length: side }, (_, x) => (y >= 4 && y < 24 && (x === 13 || x === 14) ? 255 : 0));
    assert.deepEqual(line, expected);
  });
});

test("ink far from its center of mass stays in the picture", () => {
  // A heavy foot and a thin, high stroke: centered by mass, the stroke would leave the picture.
  const drawing = ["#.........", ...Array<string>(15).fill("#........."), ...Array<string>(4).fill("##########")];
  const pixels = pixelsOf(drawing, "ink");
  assert.deepEqual(extent(rows(pixels)), [0, 19]);
  const ink = drawing.join("").replaceAll(".", "").length;
  assert.equal(pixels.filter((gray) => gray === 255).length, ink);
});

test("the frame keeps a part of a digit in its place", () => {
  const half = ["..##..", ".#..#.", ".#..#.", "......", "......", "......"];
  const pixels = pixelsOf(half, "frame");
  // The frame fills rows 4 to 23, so that its upper half ends in the middle.
  assert.deepEqual(extent(rows(pixels)), [4, 13]);
  const [left, right] = extent(columns(pixels));
  assert.deepEqual([left, right], [side - 1 - right, right]);
});

test("what is neither a test digit nor a drawing is refused with a reason", () => {
  const refused = (given: string, reason: RegExp) => assert.throws(() => chosenDigit(given), reason, given);
  for (const given of ["10000", "-1", "2.5", "1e9"]) refused(given, /was given[^]*an integer from 0 to 9999/);
  for (const given of ["seven", "  ", "七"]) refused(given, /was given[^]*a drawing, 5 to 28 rows of # and \./);
  refused("#".repeat(64), /the drawing has 1 row[^]*separated by \//);
  refused("#.#/.#.", /the drawing has 2 rows/);
  refused(Array<string>(29).fill("#").join("/"), /the drawing has 29 rows/);
  refused("##/##/#/##/##", /row 3 of the drawing has 1 mark, and row 1 has 2/);
  refused("##/##//##/##", /row 3 of the drawing has 0 marks/);
  refused("/#/#/#/#", /row 1 of the drawing has 0 marks/);
  refused(Array<string>(5).fill("#".repeat(29)).join("/"), /row 1 of the drawing has 29 marks[^]*1 to 28 marks/);
  refused("##/#x/##/##/##", /row 2 of the drawing contains "x"[^]*# for ink/);
  refused("../../../../..", /no ink[^]*must be #/);
});

test("the largest drawing fits into the input, and its label says how to type it", () => {
  const largest = Array<string>(side).fill("#".repeat(side)).join("/");
  assert.ok(largest.length <= digitInput.longest);
  assert.deepEqual(checkText(digitInput.label), []);
});

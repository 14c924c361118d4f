import assert from "node:assert/strict";
import { test } from "node:test";
import { colorDepth } from "../../src/cli/terminal/color.ts";
import { digit, pictures } from "../../src/cli/terminal/pictures.ts";
import { plot } from "../../src/cli/terminal/plot.ts";
import { positionAxis, valueAxis, logTicks } from "../../src/figures/scale.ts";

test("a plot has round tick labels", () => {
  const picture = plot([0, 1, 2, 3, 4], { title: "loss", width: 24, height: 5, x: { name: "epoch", from: 1, to: 5 } });
  assert.equal(
    `\n${picture}\n`,
    `
   loss
4 ┤                 ⣀⠤⠒⠉
  │            ⢀⡠⠤⠒⠉
2 ┤        ⢀⡠⠔⠊⠁
  │    ⣀⠤⠒⠊⠁
0 ┤⣀⠤⠒⠉
  └─────┬─────────┬─────
        2         4
`,
  );
});

test("a plot has gaps for values that it cannot show, and accepts any number of values", () => {
  const inkOf = (text: string) => text.replace(/[^\u2801-\u28ff]/g, "").length;
  const gap = plot([1, 1, NaN, 1, 1], { width: 60 });
  assert.ok(inkOf(gap) > 0 && inkOf(gap) < inkOf(plot([1, 1, 1, 1, 1], { width: 60 })));
  assert.equal(inkOf(plot([0, -1, NaN], { scale: "log" })), 0);
  assert.equal(inkOf(plot([])), 0);
  assert.ok(inkOf(plot([3])) > 0);
  const many = plot(
    Float32Array.from({ length: 100_000 }, (_, i) => 1 / (i + 1)),
    { scale: "log", width: 80, height: 12 },
  );
  assert.equal(many.split("\n").length, 14);
  for (const line of many.split("\n")) assert.ok(line.length <= 80);
});

test("axes have round ticks", () => {
  const labels = (...args: Parameters<typeof valueAxis>) => valueAxis(...args).ticks.map(({ label }) => label);
  assert.deepEqual(labels([0.1, 2.3], "linear", [0, 1], 5), ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]);
  assert.deepEqual(labels([97.2, 98.4], "linear", [0, 1], 3), ["97.0", "97.5", "98.0", "98.5"]);
  assert.deepEqual(labels([0.03, 2.3], "log", [0, 1], 6), ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
  assert.deepEqual(labels([1e-7, 10], "log", [0, 1], 6).slice(0, 3), ["1e-7", "1e-6", "1e-5"]);
  assert.deepEqual(labels([0.31, 0.44], "log", [0, 1], 3), ["0.35", "0.4"]);
  assert.deepEqual(
    positionAxis([1, 2345], [0, 1], 5).ticks.map(({ label }) => label),
    ["500", "1,000", "1,500", "2,000"],
  );
});

test("Chinese takes two columns: captions are centered, and the label of an axis ends at the right border", () => {
  const [, caption] = pictures([{ pixels: new Uint8Array(64), caption: "七" }], { width: 8, height: 4 }).split("\n");
  assert.equal(caption, " 七");
  const lines = plot([0, 1], { width: 24, height: 5, x: { name: "步", from: 1, to: 5 } }).split("\n");
  assert.equal(lines.at(-1)!.length + 1, lines.at(-2)!.length);
});

test("pictures are side by side, with captions", () => {
  const cross = Uint8Array.from({ length: 64 }, (_, i) => ((i & 7) === i >> 3 || (i & 7) === 7 - (i >> 3) ? 255 : 0));
  const items = [digit(cross, 7, 7), { pixels: cross, caption: "x" }, digit(cross, 4, 9)];
  assert.deepEqual(
    items.map(({ caption }) => caption),
    ["7 ✓", "x", "4 ✗ (9)"],
  );
  const size = { width: 8, height: 8 };
  const row = "⠑⢄⡠⠊  ⠑⢄⡠⠊\n⡠⠊⠑⢄  ⡠⠊⠑⢄";
  assert.equal(pictures(items, { ...size, columns: 10 }), `${row}\n7 ✓    x\n\n⠑⢄⡠⠊\n⡠⠊⠑⢄\n4 ✗ (9)`);
});

test("pictures are grayscale in a terminal with colors", () => {
  const pixels = Uint8Array.from({ length: 16 }, (_, i) => (i < 8 ? 255 : 0));
  const size = { width: 4, height: 4 };
  const bright = "\x1b[38;2;255;255;255;48;2;0;0;0m▀";
  assert.equal(
    pictures([digit(pixels, 1, 1)], { ...size, depth: 24 }),
    `${bright}${bright}\x1b[0m\n\x1b[32m1 ✓\x1b[39m`,
  );
  assert.ok(pictures([digit(pixels, 1, 2)], { ...size, depth: 8 }).startsWith("\x1b[38;5;231;48;5;16m▀"));
  assert.ok(pictures([digit(pixels, 1, 2)], { ...size, depth: 4 }).startsWith("⠛⠛\n\x1b[31m1 ✗ (2)"));
});

test("only terminals have colors", () => {
  const terminal = (depth: number) => ({ isTTY: true, getColorDepth: () => depth });
  assert.deepEqual(
    [1, 4, 8, 24].map((depth) => colorDepth(terminal(depth))),
    [1, 4, 8, 24],
  );
  assert.equal(colorDepth({ ...terminal(24), isTTY: false }), 1);
  assert.equal(colorDepth({}), 1);
});

test("a logarithmic axis over many decades marks some of them", () => {
  const ticks = logTicks(1e-19, 1e15, 6);
  assert.ok(ticks.length > 4 && ticks.length < 13 && ticks.includes(1), ticks.join());
  assert.deepEqual(logTicks(1, 1000, 6), [1, 3, 10, 30, 100, 300, 1000]);
});

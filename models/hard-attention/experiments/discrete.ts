/** The loss as a function of the place, a staircase, and its expectation, a smooth function of the distribution. */
import { type Linear, Tensor, arange, categoricalLogProbability, compile, crossEntropy, grad, reinforce } from "hebb";
import { digits } from "hebb/data";
import type { Panels, Point } from "../../figure.ts";
import { number } from "../../quantity.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import type { DiscreteFacts } from "../facts.ts";
import { glyphSide, gridSide, trainReader } from "../grid.ts";
import { discreteWords } from "../words.ts";

const width = gridSide * glyphSide;
/** Number of pixels at which a glimpse can begin. */
const starts = width - glyphSide + 1;
/** Test digits in the strip, and the place of the one that is asked for. */
const shown = [3, 1, 4, 0, 5, 2] as const;
const askedAt = 2;
const deviations = [1, 3] as const;
/** Positions per pixel. */
const resolution = 20;
/** A derivative below this is zero. */
const negligible = 1e-6;

export const discreteExperiment = defineExperiment<DiscreteFacts>({
  question: {
    en: "A choice is discrete and has no gradient: what is it that has one?",
    zh: "选择是离散的，没有梯度，那么对什么可以求梯度？",
  },

  async measure(run) {
    const reader = await trainReader(run);
    const strip = await stripOf(shown);
    const losses = await lossesAlong(reader, strip, shown[askedAt]);
    const positions = Array.from({ length: (starts - 1) * resolution + 1 }, (_, i) => i / resolution);
    const staircase = positions.map((x) => losses[Math.floor(x)]!);
    const smooth: DiscreteFacts["smooth"][number][] = [];
    let difference = 0;
    for (const deviation of deviations) {
      const found = await expectation(losses, positions, deviation);
      smooth.push({ deviation, expected: found.expected, slopes: found.slopes });
      difference = Math.max(difference, found.difference);
    }
    const slope = (i: number) => staircase[i]! - staircase[Math.max(i - 1, 0)]!;
    const flat = share(positions.map((_, i) => Math.abs(slope(i)) < negligible));
    const smoothFlat = share(smooth[0]!.slopes.map((one) => Math.abs(one) < negligible));
    return {
      strip: Uint8Array.from(strip.flat(), (ink) => Math.round(255 * ink)),
      side: glyphSide,
      asked: shown[askedAt],
      losses,
      positions,
      staircase,
      smooth,
      flat,
      smoothFlat,
      verdict: flat > 0.9 && smoothFlat < 0.1 ? "smooth" : "unclear",
      difference,
      distributions: [12, 12.5].map((position) => ({
        position,
        probabilities: losses.map((_, k) => probability(k, position, deviations[0])),
      })),
    };
  },

  words: discreteWords,

  table: ({ losses, smooth }) => ({
    columns: [
      text("pixel", "像素"),
      { name: text("loss of a glimpse there", "看这里的损失"), digits: 3 },
      ...smooth.map(({ deviation }) => ({
        name: say(
          { deviation: number(deviation) },
          "expected loss, standard deviation {deviation}",
          "期望损失，标准差 {deviation}",
        ),
        digits: 3,
      })),
    ],
    rows: losses.map((loss, k) => [k, loss, ...smooth.map(({ expected }) => expected[k * resolution]!)]),
  }),

  figure: figureOf,
});

const share = (found: readonly boolean[]): number => found.filter(Boolean).length / found.length;

/** Rows of pixels from 0 to 1, of these test digits side by side. */
async function stripOf(wanted: readonly number[]): Promise<number[][]> {
  const { test } = await digits();
  const [images, labels] = test.fields.map(({ data }) => Array.from(data as ArrayLike<number>));
  const rows = wanted.map((digit) => labels!.indexOf(digit));
  return Array.from({ length: glyphSide }, (_, y) =>
    rows.flatMap((row) =>
      images!.slice((row * glyphSide + y) * glyphSide, (row * glyphSide + y + 1) * glyphSide).map((ink) => ink / 16),
    ),
  );
}

/** Returns the loss of a glimpse that begins at each pixel. */
async function lossesAlong(reader: Linear, strip: readonly (readonly number[])[], asked: number): Promise<number[]> {
  const glimpses = Array.from({ length: starts }, (_, x) => strip.flatMap((row) => row.slice(x, x + glyphSide)));
  const labels = Tensor.from(new Int32Array(starts).fill(asked));
  const losses = crossEntropy(reader.forward(Tensor.from(glimpses)), labels, { reduction: "none" });
  return [...(await losses.array())];
}

/** Scores of the pixels for places around each position: normal densities, whose softmax is the distribution. */
const scoresAround = (positions: Tensor, deviation: number): Tensor =>
  positions.unsqueeze(1).sub(arange(starts).cast("f32")).div(deviation).square().mul(-0.5);

/** Expected loss around each position, its derivative, and the derivative's distance from the mean of REINFORCE. */
async function expectation(losses: readonly number[], positions: readonly number[], deviation: number) {
  const L = Tensor.from(losses);
  const n = positions.length;
  const { expected, slope, mean } = compile((at: Tensor) => {
    const p = scoresAround(at, deviation).softmax();
    const expected = p.mul(L).sum(-1);
    const chosen = arange(starts).unsqueeze(0).expand([n, starts]);
    const all = scoresAround(at, deviation).unsqueeze(1).expand([n, starts, starts]);
    const each = reinforce(categoricalLogProbability(all, chosen), L.neg().expand([n, starts]), { reduction: "none" });
    return {
      expected,
      slope: grad(expected.sum(), [at])[0],
      mean: grad(each.mul(p.detach()).sum(), [at])[0],
    };
  })(Tensor.from(positions));
  const [values, slopes, means] = await Promise.all([expected.array(), slope.array(), mean.array()]);
  const difference = Math.max(...Array.from(slopes, (one, i) => Math.abs(one - means[i]!)));
  return { expected: [...values], slopes: [...slopes], difference };
}

function probability(pixel: number, position: number, deviation: number): number {
  const density = (k: number) => Math.exp(-0.5 * ((position - k) / deviation) ** 2);
  return density(pixel) / Array.from({ length: starts }, (_, k) => density(k)).reduce((sum, one) => sum + one);
}

/** Pixels on a side of a drawn pixel. */
const zoom = 8;

function enlarged(strip: Uint8Array, side: number): Uint8Array {
  const width = strip.length / side;
  return Uint8Array.from({ length: strip.length * zoom ** 2 }, (_, i) => {
    const [y, x] = [Math.floor(i / (width * zoom)), i % (width * zoom)];
    return strip[Math.floor(y / zoom) * width + Math.floor(x / zoom)]!;
  });
}

function figureOf({ strip, side, asked, positions, staircase, smooth, distributions }: DiscreteFacts): Panels {
  const along = (values: readonly number[]) => positions.map((x, i): Point => [x, values[i]!]);
  const x = { label: text("left edge of the glimpse, in pixels", "看的位置（左边缘，像素）") };
  const named = (deviation: number) =>
    say({ deviation: number(deviation) }, "expected, σ = {deviation}", "期望，σ = {deviation}");
  return {
    kind: "panels",
    title: text("The loss of a place, and the expected loss of a distribution", "位置的损失，与分布的期望损失"),
    columns: 2,
    panels: [
      {
        kind: "pictures",
        title: say({ asked: number(asked) }, "Where is the {asked}?", "{asked} 在哪里？"),
        width: (strip.length / side) * zoom,
        height: side * zoom,
        columns: 1,
        scale: "gray",
        images: [{ pixels: enlarged(strip, side), boxes: [[askedAt * side * zoom, 0, side * zoom, side * zoom]] }],
      },
      {
        kind: "chart",
        title: text("Loss", "损失"),
        x,
        y: { label: text("cross entropy", "交叉熵") },
        layers: [
          { mark: "line", name: text("one place", "一个位置"), points: along(staircase) },
          ...smooth.map(
            ({ deviation, expected }) => ({ mark: "line", name: named(deviation), points: along(expected) }) as const,
          ),
        ],
      },
      {
        kind: "chart",
        title: text("Derivative with respect to the place's distribution", "对分布参数的导数"),
        x: { label: text("center of the distribution, in pixels", "分布的中心（像素）") },
        y: { label: text("derivative of the expected loss", "期望损失的导数") },
        layers: [
          { mark: "rule", name: text("one place", "一个位置"), axis: "y", value: 0 },
          ...smooth.map(
            ({ deviation, slopes }) => ({ mark: "line", name: named(deviation), points: along(slopes) }) as const,
          ),
        ],
      },
      {
        kind: "chart",
        title: text("Discrete choices, continuous probabilities", "选择是离散的，概率是连续的"),
        x: { label: text("pixel", "像素"), domain: [7, 18] },
        y: { label: text("probability", "概率") },
        layers: distributions.map(
          ({ position, probabilities }) =>
            ({
              mark: "points",
              name: say({ position: number(position) }, "center {position}", "中心 {position}"),
              points: probabilities.map((p, k): Point => [k, p]).filter(([k]) => k >= 7 && k <= 18),
            }) as const,
        ),
      },
    ],
  };
}

/** Recall of many digits from noise and from half a picture, beside a classical Hopfield network. */
import { HopfieldNetwork, ModernHopfieldNetwork, type Tensor, arange, compile, projectionWeights } from "hebb";
import type { Chart, Panels, Picture, Pictures, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { settled } from "../capacity.ts";
import type { PicturesFacts } from "../facts.ts";
import { cut, digitPatterns, grays, noisy, recalledShare, side } from "../patterns.ts";
import { picturesWords } from "../words.ts";

const features = side * side;
export const beta = 2;
export const updates = 3;
const noise = 0.5;
const asked = 200;
const drawn = 5;

export const pictures = defineExperiment<PicturesFacts>({
  question: {
    en: "How many handwritten digits can a modern Hopfield network restore from half a picture?",
    zh: "只给半张图片，现代 Hopfield 网络能补全多少张手写数字？",
  },
  seeds: 3,

  async measure(run) {
    const counts = run.quick ? [5, 100] : [5, 20, 50, 100, 300, 1437];
    const measured = await run.overSeeds((one) => sharesOf(one, counts));
    const summaries = (kind: keyof Shares) =>
      counts.map((_, i) =>
        summarize(
          measured.map((found) => found[kind][i]!),
          run.seeds,
        ),
      );
    const [noisy, halves, classical] = [summaries("noisy"), summaries("halves"), summaries("classical")];
    return {
      beta,
      updates,
      counts,
      noise,
      noisy,
      halves,
      classical,
      completed: completedOf(halves.at(-1)!.mean),
      order: distinguishable(noisy.at(-1)!, classical.at(-1)!),
      pictures: await picturesOf(counts.at(-1)!),
    };
  },

  words: picturesWords,

  table: ({ counts, noisy, halves, classical }) => ({
    columns: [
      text("stored digits", "所存数字"),
      { name: text("modern, from noise", "现代网络，从噪声"), unit: "fraction" },
      { name: text("modern, from the upper half", "现代网络，从上半张"), unit: "fraction" },
      { name: text("classical with projection, from noise", "经典网络（投影规则），从噪声"), unit: "fraction" },
    ],
    rows: counts.map((count, i) => [count, noisy[i]!, halves[i]!, classical[i]!]),
  }),

  figure: figureOf,
});

const completedOf = (share: number) => (share >= 0.5 ? "most" : share >= 0.1 ? "some" : "few");

interface Shares {
  readonly noisy: number[];
  readonly halves: number[];
  readonly classical: number[];
}

async function sharesOf(run: Run, counts: readonly number[]): Promise<Shares> {
  const found: Shares = { noisy: [], halves: [], classical: [] };
  for (const count of counts) {
    const X = await digitPatterns(count);
    const wanted = X.slice([0, Math.min(count, asked)]);
    const damaged = await noisy(wanted, noise);
    const shares = await run.once(`${count} digits`, async () => {
      const recall = settled(await storing(X), updates);
      return {
        noisy: await recalledShare(recall(damaged), wanted),
        halves: await recalledShare(recall(cut(wanted, features / 2)), wanted),
        classical: await classicalShare(X, damaged),
      };
    });
    for (const kind of ["noisy", "halves", "classical"] as const) found[kind].push(shares[kind]);
  }
  return found;
}

async function storing(X: Tensor): Promise<ModernHopfieldNetwork> {
  const network = new ModernHopfieldNetwork(X.shape[0]!, features, { beta });
  await network.patterns.set(X);
  return network;
}

/** Stores the signs of the patterns by projection, and returns the share of exact recalls from the signs of noisy ones. */
async function classicalShare(X: Tensor, damaged: Tensor): Promise<number> {
  const signs = (x: Tensor) => x.greater(0).cast("f32").mul(2).sub(1);
  const network = new HopfieldNetwork(features);
  const bits = signs(X);
  await network.store(compile(projectionWeights)(bits));
  const order = arange(20 * features).mod(features);
  const count = damaged.shape[0]!;
  const exact = compile((start: Tensor, wanted: Tensor) =>
    network.forward(start, order).state.equal(wanted).cast("f32").min(-1).mean(),
  );
  return exact(signs(damaged), bits.slice([0, count])).item();
}

async function picturesOf(count: number): Promise<Uint8Array> {
  const X = await digitPatterns(count);
  const wanted = X.slice([0, drawn]);
  const recall = settled(await storing(X), updates);
  const [damaged, half] = [await noisy(wanted, noise), cut(wanted, features / 2)];
  // Programs have one shape of arguments each, so these have the same number of rows.
  const columns = [wanted, damaged, recall(damaged), half, recall(half)];
  const values = await Promise.all(columns.map(grays));
  const rows = Array.from({ length: drawn }, (_, row) =>
    values.flatMap((column) => column.slice(row * features, (row + 1) * features)),
  );
  return Uint8Array.from(rows.flat());
}

const captions = [
  text("stored", "所存"),
  text("noisy", "加噪声"),
  text("recalled", "回忆"),
  text("half", "半张"),
  text("recalled", "回忆"),
];

function figureOf({ counts, noisy, halves, classical, pictures }: PicturesFacts): Panels {
  const images = Array.from({ length: pictures.length / features }, (_, i): Picture => ({
    pixels: pictures.subarray(i * features, (i + 1) * features),
    ...(i < captions.length && { caption: captions[i]! }),
  }));
  const shown: Pictures = {
    kind: "pictures",
    title: text("Recall with the most stored digits", "存得最多时的回忆"),
    width: side,
    height: side,
    columns: captions.length,
    images,
    scale: "gray",
  };
  const line = (name: Text, shares: readonly Summary[]) => {
    const points = shares.map(({ mean }, i): Point => [counts[i]!, mean]);
    return [{ mark: "line", name, points } as const, { mark: "points", name, points } as const];
  };
  const chart: Chart = {
    kind: "chart",
    title: text("Recalls by the number of stored digits", "存的数字越来越多，还能回忆多少"),
    x: { label: text("stored digits", "所存数字"), scale: "log" },
    y: { label: text("recalled", "回忆成功的比例"), domain: [0, 1] },
    layers: [
      ...line(text("modern, from noise", "现代网络，从噪声"), noisy),
      ...line(text("modern, from the upper half", "现代网络，从上半张"), halves),
      ...line(text("classical with projection, from noise", "经典网络（投影规则），从噪声"), classical),
    ],
  };
  return {
    kind: "panels",
    title: text("Recall of handwritten digits", "手写数字的回忆"),
    columns: 2,
    panels: [shown, chart],
  };
}

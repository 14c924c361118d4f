/** Paths of the optimizers on a ravine, a curved valley and a saddle, each at the learning rate that suits it best. */
import { random } from "hebb";
import type { Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { PathsFacts, Way } from "../facts.ts";
import { optimizerName, surfaceName } from "../names.ts";
import { surfaceChart } from "../pictures.ts";
import { type SurfaceName, arrivalOf, heightsOf, near, surfaces } from "../surfaces.ts";
import { type OptimizerName, descendFrom, optimizerNames, optimizers, surfaceNames } from "../trajectories.ts";
import { pathsWords } from "../words.ts";

const limit = 500;
/** Starts are displaced by at most this fraction of each coordinate. */
const displacement = 0.3;
/** Steps of a path that is drawn. */
const drawn = 100;
/** Optimizers shown in figures; the other two are close to momentum and Adam. */
const shown: readonly OptimizerName[] = ["sgd", "momentum", "adagrad", "rmsprop", "adam"];

/** Candidate learning rates from 0.001 to 5, six for each factor of ten. */
const rates = [0.001, 0.01, 0.1, 1]
  .flatMap((power) => [1, 1.5, 2, 3, 5, 7].map((digit) => Number((digit * power).toPrecision(2))))
  .slice(0, -1);
const fewRates = [0.01, 0.05, 0.2, 1];

export const paths = defineExperiment<PathsFacts>({
  question: {
    en: "Which path does each optimizer take down the same surface, and which one reaches the minimum first?",
    zh: "在同一个曲面上，各种优化器会怎么走，谁最先到达最小值？",
  },
  seeds: 5,

  async measure(run) {
    const candidates = run.quick ? fewRates : rates;
    const factors = await run.overSeeds(async () => {
      const [x, y] = await random.uniform([2], { low: 1 - displacement, high: 1 + displacement }).array();
      return [x!, y!] as const;
    });
    const found: SurfaceFacts[] = [];
    for (const surface of surfaceNames) {
      const ways = await run.once(surface, () => waysOn(run, surface, factors, candidates));
      found.push(await factsOf(surface, ways));
    }
    return {
      surfaces: found,
      candidates: candidates.length,
      limit,
      displacement,
      leaders: leadersOf(found),
      saddle: found.find(({ surface }) => surface === "saddle")!.momentum,
    };
  },

  words: pathsWords,

  table: ({ surfaces: found, limit: most }) => ({
    columns: [
      text("surface", "曲面"),
      text("optimizer", "优化器"),
      text("learning rate", "学习率"),
      {
        name: { en: `steps to within ${near}, at most ${most}`, zh: `走进 ${near} 以内的步数，最多 ${most}` },
        digits: 1,
      },
      text("starts without success", "没走到的起点数"),
      { name: text("detour", "绕路的倍数"), digits: 2 },
    ],
    rows: found.flatMap(({ surface, ways }) =>
      ways.map(({ optimizer, learningRate, steps, missed, detour }) => [
        surfaceName(surface),
        optimizerName(optimizer),
        learningRate,
        steps,
        missed,
        detour ?? text("diverges", "发散"),
      ]),
    ),
  }),

  figure: ({ surfaces: found }) => ({
    kind: "panels",
    title: text(
      "Paths down three surfaces, each at its best learning rate",
      "三个曲面上的下降路径，各用最合适的学习率",
    ),
    columns: 3,
    panels: found.map(({ surface, heights, ways }) =>
      surfaceChart(
        surfaces[surface],
        heights,
        ways
          .filter(({ optimizer }) => shown.includes(optimizer))
          .map(({ optimizer, path }) => ({ name: optimizerName(optimizer), path: pointsOf(path) })),
      ),
    ),
  }),
});

type SurfaceFacts = PathsFacts["surfaces"][number];

async function waysOn(
  run: Run,
  surface: SurfaceName,
  factors: readonly Point[],
  candidates: readonly number[],
): Promise<Way[]> {
  const ways: Way[] = [];
  for (const [i, optimizer] of optimizerNames.entries()) {
    run.progress(surface, i, optimizerNames.length);
    ways.push(await wayOf(run, surface, optimizer, factors, candidates));
  }
  return ways;
}

async function factsOf(surface: SurfaceName, ways: readonly Way[]): Promise<SurfaceFacts> {
  const of = (name: OptimizerName) => ways.find(({ optimizer }) => optimizer === name)!.steps;
  const first = ways.reduce((best, way) => (way.steps.mean < best.steps.mean ? way : best)).optimizer;
  const momentum = distinguishable(of("sgd"), of("momentum"));
  return { surface, heights: await heightsOf(surfaces[surface]), ways, first, momentum };
}

/** Chooses the rate on three starts that are not among those of the seeds, and measures with it. */
async function wayOf(
  run: Run,
  name: SurfaceName,
  optimizer: OptimizerName,
  factors: readonly Point[],
  candidates: readonly number[],
): Promise<Way> {
  const surface = surfaces[name];
  const { start } = surface;
  const from = (x: number, y: number): Point => [x * start[0], y * start[1]];
  const descents = (starts: readonly Point[], learningRate: number) =>
    descendFrom(starts, surface, optimizers[optimizer], learningRate, limit);
  const tried = [start, from(1 - displacement, 1 - displacement), from(1 + displacement, 1 + displacement)];
  let [learningRate, fewest] = [candidates[0]!, Infinity];
  for (const candidate of candidates) {
    const total = (await descents(tried, candidate)).reduce((sum, path) => sum + stepsOf(name, path), 0);
    if (total < fewest) [learningRate, fewest] = [candidate, total];
  }
  const [usual, ...others] = await descents([start, ...factors.map(([x, y]) => from(x, y))], learningRate);
  const steps = others.map((path) => stepsOf(name, path));
  const missed = steps.filter((count) => count === limit).length;
  return {
    optimizer,
    learningRate,
    path: Float32Array.from(usual!.slice(0, drawn).flat()),
    detour: detourOf(usual!),
    steps: summarize(steps, run.seeds),
    missed,
  };
}

/** Returns the number of steps until the path stays near a minimum, or `limit`. */
const stepsOf = (surface: SurfaceName, path: readonly Point[]): number =>
  Math.min(limit, arrivalOf(surfaces[surface], path));

function detourOf(path: readonly Point[]): number | null {
  const apart = ([x1, y1]: Point, [x2, y2]: Point) => Math.hypot(x1 - x2, y1 - y2);
  const length = path.slice(1).reduce((sum, place, i) => sum + apart(place, path[i]!), 0);
  const detour = length / apart(path[0]!, path.at(-1)!);
  return Number.isFinite(detour) ? detour : null;
}

const pointsOf = (path: Float32Array): Point[] =>
  Array.from({ length: path.length / 2 }, (_, i) => [path[2 * i]!, path[2 * i + 1]!]);

/** An optimizer leads on a surface if no other one has fewer steps, measurably. */
function leadersOf(found: readonly SurfaceFacts[]): PathsFacts["leaders"] {
  const isBeaten = (optimizer: OptimizerName, { ways, first }: SurfaceFacts) => {
    const of = (name: OptimizerName) => ways.find((way) => way.optimizer === name)!.steps;
    return distinguishable(of(optimizer), of(first)) === "a is larger";
  };
  const leading = optimizerNames.filter((optimizer) => !found.some((one) => isBeaten(optimizer, one)));
  if (leading.length === 0) return "several";
  const [only] = leading;
  const beatsAll = found.every((one) => optimizerNames.every((other) => other === only || isBeaten(other, one)));
  return leading.length === 1 && beatsAll ? "one" : "unclear";
}

/** Paths of the optimizers on a ravine, a curved valley and a saddle. */
import type { Chart, Point } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type SurfaceName, distance, fieldOf, surfaces } from "../surfaces.ts";
import { type OptimizerName, descend, goldenOf, optimizerNames, optimizers, surfaceNames } from "../trajectories.ts";

/** Distance from a minimum that counts as having reached it. */
const near = 0.1;
/** Optimizers shown in figures; the other two are close to momentum and Adam. */
const shown: readonly OptimizerName[] = ["sgd", "momentum", "adagrad", "rmsprop", "adam"];

interface Way {
  readonly surface: SurfaceName;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly places: readonly Point[];
  /** Steps until the path stays near a minimum; Infinity if it does not. */
  readonly arrival: number;
  /** Length of the path relative to the straight line between its ends: 1 without a detour. */
  readonly detour: number;
}

export const paths: EnglishExperiment = {
  question: {
    en: "Which path does each optimizer take down the same surface, and which one reaches the minimum first?",
    zh: "在同一个曲面上，各种优化器会怎么走，谁最先到达最小值？",
  },

  async measure(run) {
    const ways: Way[] = [];
    for (const surface of surfaceNames) {
      for (const optimizer of optimizerNames) {
        run.progress("ways", ways.length, surfaceNames.length * optimizerNames.length);
        ways.push(await wayOf(surface, optimizer));
      }
    }
    const panels = await Promise.all(surfaceNames.map((name) => panel(name, ways)));
    return {
      answer: answerOf(ways),
      table: {
        columns: ["surface", "optimizer", "learning rate", `steps to within ${near}`, "distance after 100", "detour"],
        rows: ways.map(({ surface, optimizer, learningRate, places, arrival, detour }) => [
          surface,
          optimizers[optimizer].title,
          learningRate,
          arrival === Infinity ? "more than 100" : arrival,
          rounded(distance(surfaces[surface], places.at(-1)!)),
          rounded(detour),
        ]),
      },
      figure: { kind: "panels", title: "Ways down three surfaces, 100 steps", columns: 3, panels },
    };
  },
};

async function wayOf(surface: SurfaceName, optimizer: OptimizerName): Promise<Way> {
  const { learningRate } = goldenOf(surface, optimizer);
  const places = await descend(surfaces[surface], optimizers[optimizer], learningRate, 100);
  const away = places.findLastIndex((place) => distance(surfaces[surface], place) > near);
  const arrival = away === places.length - 1 ? Infinity : away + 1;
  const length = places.slice(1).reduce((sum, place, i) => sum + apart(place, places[i]!), 0);
  return { surface, optimizer, learningRate, places, arrival, detour: length / apart(places[0]!, places.at(-1)!) };
}

function apart([x1, y1]: Point, [x2, y2]: Point): number {
  return Math.hypot(x1 - x2, y1 - y2);
}

function answerOf(ways: readonly Way[]): string {
  const first = surfaceNames.map(
    (name) => ways.filter(({ surface }) => surface === name).sort((a, b) => a.arrival - b.arrival)[0]!,
  );
  const same = new Set(first.map(({ optimizer }) => optimizer)).size === 1;
  const list = first.map(
    ({ surface, optimizer, arrival }) => `${optimizers[optimizer].title} on ${names[surface]} (${steps(arrival)})`,
  );
  const claim = same
    ? "One optimizer is the first on all surfaces"
    : "Which optimizer is the first depends on the surface";
  const at = (name: OptimizerName) =>
    ways.find(({ surface, optimizer }) => surface === "saddle" && optimizer === name)!;
  const [plain, rolling] = [at("sgd").arrival, at("momentum").arrival];
  const saddle =
    plain > rolling
      ? `beside the line into the saddle SGD takes ${steps(plain)}, momentum at the same rate ${steps(rolling)}`
      : `momentum leaves the saddle no sooner than SGD (${steps(rolling)}, ${steps(plain)})`;
  return `${claim}: ${list.join(", ")}; ${saddle}.`;
}

const names: Record<SurfaceName, string> = { sphere: "the ravine", beale: "the valley", saddle: "the saddle" };

function steps(count: number): string {
  return count === Infinity ? "more than 100 steps" : `${count} steps`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

async function panel(name: SurfaceName, ways: readonly Way[]): Promise<Chart> {
  const surface = surfaces[name];
  const lines = ways
    .filter((way) => way.surface === name && shown.includes(way.optimizer))
    .map(({ optimizer, places }) => ({ mark: "line", name: optimizers[optimizer].title, points: places }) as const);
  return {
    kind: "chart",
    title: surface.title,
    x: { label: "x", domain: surface.x },
    y: { label: "y", domain: surface.y },
    equal: true,
    layers: [
      await fieldOf(surface),
      ...lines,
      { mark: "points", name: "start", points: [surface.start] },
      { mark: "points", name: "minimum", points: surface.minima },
    ],
  };
}

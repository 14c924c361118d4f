/** Look: the path of an optimizer from a start and with a learning rate of the reader's choice. */
import { ArgumentError } from "hebb";
import type { Point } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number } from "../../quantity.ts";
import { cases, paragraph, say, text } from "../../text.ts";
import { optimizerName, surfaceName } from "../names.ts";
import { surfaceChart } from "../pictures.ts";
import { type SurfaceName, arrivalOf, distance, heightsOf, surfaces } from "../surfaces.ts";
import { type OptimizerName, descendFrom, optimizers } from "../trajectories.ts";

const inputs = {
  surface: {
    kind: "text",
    label: text("surface: ravine, valley or saddle", "曲面：ravine（峡谷）、valley（弯谷）或 saddle（鞍面）"),
    value: "saddle",
    longest: 6,
  },
  optimizer: {
    kind: "text",
    label: text(
      "optimizer: sgd, momentum, nesterov, adagrad, rmsprop, adam or adamw",
      "优化器：sgd、momentum、nesterov、adagrad、rmsprop、adam 或 adamw",
    ),
    value: "momentum",
    longest: 8,
  },
  learningRate: {
    kind: "number",
    label: text("learning rate", "学习率"),
    value: 0.02,
    min: 1e-4,
    max: 5,
    scale: "log",
  },
  x: { kind: "number", label: text("x of the start", "起点的 x"), value: 0.01, min: -5, max: 5 },
  y: { kind: "number", label: text("y of the start", "起点的 y"), value: 1.5, min: -5, max: 5 },
} as const satisfies Inputs;

const surfaceOf: Readonly<Record<string, SurfaceName>> = { ravine: "sphere", valley: "beale", saddle: "saddle" };
const steps = 100;

interface Facts {
  readonly surface: SurfaceName;
  readonly optimizer: OptimizerName;
  readonly heights: Float32Array;
  readonly path: readonly Point[];
  /** Distance of the end from the nearest minimum. */
  readonly away: number;
  /** Steps until the path stays near a minimum. */
  readonly arrival: number;
  readonly outcome: "arrived" | "on the way" | "diverged";
}

export const pathLook = defineLook({
  question: {
    en: "Which path does this optimizer take from your start, with your learning rate?",
    zh: "由你选起点和学习率，这个优化器会怎么走？",
  },
  inputs,

  async view({ surface, optimizer, learningRate, x, y }): Promise<Facts> {
    const name = chosen(surfaceOf, "surface", surface);
    const kind = chosen(optimizers, "optimizer", optimizer);
    const [path] = await descendFrom([[x, y]], surfaces[name], kind, learningRate, steps);
    const away = distance(surfaces[name], path!.at(-1)!);
    const isLost = !Number.isFinite(away) || away > 100;
    const arrival = arrivalOf(surfaces[name], path!);
    return {
      surface: name,
      optimizer: optimizer as OptimizerName,
      heights: await heightsOf(surfaces[name]),
      path: path!.filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b)),
      away: isLost ? Infinity : away,
      arrival,
      outcome: isLost ? "diverged" : arrival < steps ? "arrived" : "on the way",
    };
  },

  words: ({ surface, optimizer, away, arrival, outcome }) =>
    paragraph(
      say(
        {
          surface: surfaceName(surface),
          optimizer: optimizerName(optimizer),
          steps: count(steps, "step", "steps", "步"),
        },
        "This is the path of {optimizer} on the {surface}, over {steps}.",
        "这是{optimizer}在{surface}上走了 {steps}的路径。",
      ),
      cases(outcome, {
        arrived: () =>
          say(
            { arrival: count(arrival, "step", "steps", "步") },
            "It stays close to a minimum after {arrival}.",
            "走了 {arrival}之后，就一直停在最小值附近。",
          ),
        "on the way": () =>
          say(
            { away: number(away) },
            "It does not stay at a minimum: at the end it is {away} away.",
            "它没有停到最小值处：最后离最小值还有 {away}。",
          ),
        diverged: text("It diverges: the learning rate is too high.", "它发散了，学习率太大。"),
      }),
    ),

  figure: ({ surface, optimizer, heights, path }) =>
    surfaceChart(surfaces[surface], heights, [{ name: optimizerName(optimizer), path }], path[0]),
});

/** Returns the entry of this name. Throws an ArgumentError that lists the names if there is none. */
function chosen<T>(table: Readonly<Record<string, T>>, input: string, name: string): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw new ArgumentError(`${input} was given "${name}"`, {
    rule: `It must be one of ${Object.keys(table).join(", ")}.`,
  });
}

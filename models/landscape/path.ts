/** Extreme eigenvalues of the Hessian along a descent. */
import type { Chart, Layer } from "../figure.ts";
import type { Run } from "../run.ts";
import { type Curvature, surveyor } from "./curvature.ts";
import { type Descent, type Digits, descend } from "./digits.ts";
import type { Network } from "./model.ts";

/** A measurement on the path. */
export interface Place extends Curvature {
  readonly update: number;
}

/** Options of `follow`. */
export interface PathOptions extends Omit<Descent, "kept" | "look"> {
  /** Factor by which the intervals between measurements grow. */
  readonly factor: number;
  /** Hessian-vector products for each measurement. */
  readonly products: number;
}

/** Runs a descent and measures before the first update, at growing intervals, and at the end. */
export async function follow(run: Run, model: Network, digits: Digits, options: PathOptions): Promise<Place[]> {
  const survey = surveyor(model, digits, options.products);
  const stops = stopsOf(options);
  const places: Place[] = [];
  const look = async (update: number) => {
    if (stops.has(update)) places.push({ update, ...(await survey()) });
  };
  await descend(run, model, digits, { ...options, kept: { places }, look });
  return places;
}

function stopsOf({ updates, factor }: PathOptions): Set<number> {
  const stops = new Set([0, updates]);
  // Omits a measurement just before the last one.
  for (let stop = 1; stop * Math.sqrt(factor) < updates; stop = Math.max(stop + 1, Math.round(stop * factor)))
    stops.add(stop);
  return stops;
}

/** Quantities to draw. */
const quantities = {
  loss: { title: "loss", label: "training loss (nats)", scale: "log", of: ({ loss }: Place) => loss },
  gradient: { title: "gradient", label: "norm", scale: "log", of: ({ gradient }: Place) => gradient },
  highest: {
    title: "most curved direction",
    label: "largest eigenvalue",
    scale: "linear",
    of: ({ highest }: Place) => highest.value,
  },
  lowest: {
    title: "most curved downwards",
    label: "smallest eigenvalue",
    scale: "linear",
    of: ({ lowest }: Place) => lowest.value,
  },
} as const;

/** Draws a line for each path. Updates are counted from 1 for the start, because a logarithmic axis has no 0. */
export function chartOfPaths(
  quantity: keyof typeof quantities,
  paths: Readonly<Record<string, readonly Place[]>>,
  below: readonly Layer[] = [],
): Chart {
  const { title, label, scale, of } = quantities[quantity];
  const lines = Object.entries(paths).map(([name, places]): Layer => {
    return { mark: "line", name, points: places.map((place) => [place.update + 1, of(place)]) };
  });
  return {
    kind: "chart",
    title,
    x: { label: "updates + 1", scale: "log" },
    y: { label, scale },
    layers: [...below, ...lines],
  };
}

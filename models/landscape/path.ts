/** Extreme eigenvalues of the Hessian along a descent. */
import type { Chart, Layer } from "../figure.ts";
import type { Run } from "../run.ts";
import { text } from "../text.ts";
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
  loss: {
    title: text("Loss", "损失"),
    label: text("training loss (nats)", "训练集损失（奈特）"),
    scale: "log",
    of: ({ loss }: Place) => loss,
  },
  gradient: {
    title: text("Gradient", "梯度"),
    label: text("norm", "范数"),
    scale: "log",
    of: ({ gradient }: Place) => gradient,
  },
  highest: {
    title: text("Most curved upward", "向上弯得最厉害"),
    label: text("largest eigenvalue", "最大特征值"),
    scale: "linear",
    of: ({ highest }: Place) => highest.value,
  },
  lowest: {
    title: text("Most curved downward", "向下弯得最厉害"),
    label: text("smallest eigenvalue", "最小特征值"),
    scale: "linear",
    of: ({ lowest }: Place) => lowest.value,
  },
} as const;

/** Draws a quantity of the path. Updates are counted from 1 for the start, because a logarithmic axis has no 0. */
export function chartOfPath(
  quantity: keyof typeof quantities,
  path: readonly Place[],
  below: readonly Layer[] = [],
): Chart {
  const { title, label, scale, of } = quantities[quantity];
  return {
    kind: "chart",
    title,
    x: { label: { en: "updates + 1", zh: "更新次数 + 1" }, scale: "log" },
    y: { label, scale },
    layers: [...below, { mark: "line", points: path.map((place) => [place.update + 1, of(place)]) }],
  };
}

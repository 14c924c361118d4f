/** Axes of terminal plots: domains and round ticks. Figures share the extents and the logarithmic ticks. */
import { scaleLinear, scaleLog } from "d3-scale";

export type ScaleKind = "linear" | "log";

export interface Axis {
  /** The position of a value, within the requested range. */
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** Returns true if an axis of `kind` can show `value`. */
export function isShown(value: number, kind: ScaleKind): boolean {
  return Number.isFinite(value) && (kind === "linear" || value > 0);
}

/** An axis over `values`, widened to round numbers, with about `count` ticks. */
export function valueAxis(values: Iterable<number>, kind: ScaleKind, range: [number, number], count: number): Axis {
  const [low, high] = extentOf(values, kind);
  return kind === "linear" ? linearAxis(low, high, range, count) : logAxis(low, high, range, count);
}

/** An axis from the minimum to the maximum of `values`. */
export function positionAxis(values: Iterable<number>, range: [number, number], count: number): Axis {
  const scale = scaleLinear(extentOf(values, "linear"), range);
  return { at: scale, ticks: labeled(scale.ticks(count), scale.tickFormat(count)) };
}

function linearAxis(low: number, high: number, range: [number, number], count: number): Axis {
  // The axis includes 0 if it is near, because losses and accuracies are compared with 0.
  const scale = scaleLinear([low > 0 && low < 0.4 * high ? 0 : low, high], range).nice(count);
  return { at: scale, ticks: labeled(scale.ticks(count), scale.tickFormat(count)) };
}

function logAxis(low: number, high: number, range: [number, number], count: number): Axis {
  const margin = (high / low) ** 0.04;
  const scale = scaleLog([low / margin, high * margin], range);
  return { at: scale, ticks: labeled(logTicks(low / margin, high * margin, count), shortest) };
}

/** Powers of ten. If these are too few, also 3 times, or 2 and 5 times, the powers of ten. */
export function logTicks(low: number, high: number, count: number): number[] {
  const decades = Math.log10(high / low);
  const leading = decades > 0.8 * count ? [1] : decades > 0.4 * count ? [1, 3] : [1, 2, 5];
  // Over many decades only every second, third, … power is marked, always including 1.
  const stride = Math.max(1, Math.round(decades / (1.5 * count)));
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
    if (exponent % stride !== 0) continue;
    ticks.push(...leading.map((digit) => Number(`${digit}e${exponent}`)));
  }
  const inside = ticks.filter((value) => value >= low && value <= high);
  // Linear ticks are better for less than a third of a decade.
  return inside.length > 1 ? inside : scaleLinear().domain([low, high]).ticks(count);
}

function shortest(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return rounded >= 1e-4 && rounded < 1e6 ? String(rounded) : rounded.toExponential();
}

function labeled(values: readonly number[], label: (value: number) => string): Axis["ticks"] {
  return values.map((value) => ({ value, label: label(value) }));
}

/** The minimum and the maximum of the values that an axis of `kind` can show, widened if they are equal. */
export function extentOf(values: Iterable<number>, kind: ScaleKind): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!isShown(value, kind)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return kind === "log" ? [0.1, 1] : [0, 1];
  if (low < high) return [low, high];
  return kind === "log" ? [low / 2, high * 2] : [low - (Math.abs(low) / 2 || 1), high + (Math.abs(high) / 2 || 1)];
}

/** Axes of a chart: scales from values to pixels, with round ticks and their labels. */
import { scaleLinear, scaleLog } from "d3-scale";
import { extentOf, isShown, logTicks } from "./scale.ts";
import { textWidth } from "./measure.ts";
import { escape, markup, paragraph } from "./svg.ts";

export interface Tick {
  readonly value: number;
  /** Label as markup, since powers of ten have superscripts. */
  readonly label: string;
  readonly width: number;
}

/** A domain with its ticks, before it has a position in pixels. */
export interface Domain {
  readonly kind: "linear" | "log";
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
}

export interface Scale extends Domain {
  at(value: number): number;
  /** Returns true if a value lies on the axis. */
  holds(value: number): boolean;
}

/** Extension of a domain beyond its values: none, a small margin, or to round numbers and to 0 if it is near. */
export type Rounding = "exact" | "padded" | "round";

export interface DomainOptions {
  readonly kind?: "linear" | "log" | undefined;
  readonly fixed?: readonly [low: number, high: number] | undefined;
  readonly rounding: Rounding;
  /** Approximate number of ticks. */
  readonly count: number;
}

export function domainOf(values: Iterable<number>, { kind = "linear", fixed, rounding, count }: DomainOptions): Domain {
  const [low, high] = fixed ?? widened(extentOf(values, kind), kind, rounding, count);
  if (kind === "log") return { kind, low, high, ticks: logarithmicTicks(low, high, count) };
  return { kind, low, high, ticks: linearTicks(low, high, count) };
}

function widened(
  [low, high]: [number, number],
  kind: "linear" | "log",
  rounding: Rounding,
  count: number,
): [number, number] {
  if (rounding === "exact") return [low, high];
  if (kind === "log") {
    const margin = (high / low) ** 0.04;
    return [low / margin, high * margin];
  }
  const margin = (high - low) * 0.04;
  if (rounding === "padded") return [low - margin, high + margin];
  // The axis includes 0 if it is near, because losses and accuracies are compared with 0.
  const start = low > 0 && low < 0.4 * high ? 0 : low;
  const [first, last] = scaleLinear().domain([start, high]).nice(count).domain();
  return [first!, last!];
}

export function scaleOf(domain: Domain, range: readonly [number, number]): Scale {
  const scale = (domain.kind === "log" ? scaleLog : scaleLinear)([domain.low, domain.high], [...range]);
  const slack = domain.kind === "log" ? 0 : 1e-9 * (domain.high - domain.low);
  const holds = (value: number) =>
    isShown(value, domain.kind) && value >= domain.low - slack && value <= domain.high + slack;
  return { ...domain, at: (value) => scale(value), holds };
}

function linearTicks(low: number, high: number, count: number): Tick[] {
  const scale = scaleLinear().domain([low, high]);
  const values = scale.ticks(count);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const format = scale.tickFormat(count, largest >= 1e6 ? "~s" : undefined);
  if (largest >= 1e-3 && largest < 1e6) return values.map((value) => plainTick(value, format(value)));
  return values.map((value) => {
    if (value === 0) return plainTick(0, "0");
    return largest < 1e-3 ? powerTick(value) : plainTick(value, format(value));
  });
}

/** Ticks of a logarithmic axis; over more than a few decades only powers of ten, written with exponents. */
function logarithmicTicks(low: number, high: number, count: number): Tick[] {
  const values = logTicks(low, high, count);
  if (low >= 1e-3 && high <= 1e4) return values.map((value) => plainTick(value, numberText(value)));
  const powers = values.filter((value) => Number.isInteger(Math.log10(value)));
  return (powers.length > 2 ? powers : values).map(powerTick);
}

export function plainTick(value: number, text: string): Tick {
  return { value, label: escape(text), width: textWidth(text, 12) };
}

/** A tick label such as 10⁻³ or 2·10⁻⁵. */
function powerTick(value: number): Tick {
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const rounded = String(Number(Number(digits).toPrecision(4)));
  const factor = rounded === "1" ? "" : rounded === "-1" ? "\u2212" : `${minus(rounded)}·`;
  const power = minus(String(Number(exponent)));
  const text = `${factor}10<tspan dy="-5" font-size="9">${power}</tspan>`;
  return { value, label: text, width: textWidth(`${factor}10`, 12) + textWidth(power, 9) };
}

/** The number with at most four significant digits. */
export function numberText(value: number): string {
  const rounded = Number(value.toPrecision(4));
  const size = Math.abs(rounded);
  return minus(size !== 0 && (size < 1e-3 || size >= 1e6) ? rounded.toExponential() : String(rounded));
}

function minus(text: string): string {
  return text.replaceAll("-", "\u2212");
}

/** The frame of a chart, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The grid lines behind the marks. */
export interface Grid {
  readonly across: boolean;
  readonly up: boolean;
}

/** Draws ticks, tick labels and grid lines. Omits labels that would overlap. */
export function drawAxes(x: Scale, y: Scale, frame: Frame, grid: Grid): string {
  const rules: string[] = [];
  const labels: string[] = [];
  const rows = y.ticks.map(({ value, label }) => ({ label, at: y.at(value), size: 12 }));
  for (const { at, label: text } of apart(rows, 2)) {
    if (grid.across) rules.push(`M${frame.left},${at.toFixed(1)}H${frame.right}`);
    labels.push(markup(frame.left - 9, at + 4, text, { class: "tick", anchor: "end" }));
  }
  const marks: string[] = [];
  const columns = x.ticks.map(({ value, label, width }) => ({ label, at: x.at(value), size: width }));
  for (const { at, label: text } of apart(columns, 8)) {
    if (grid.up) rules.push(`M${at.toFixed(1)},${frame.top}V${frame.bottom}`);
    marks.push(`M${at.toFixed(1)},${frame.bottom}v5`);
    labels.push(markup(at, frame.bottom + 19, text, { class: "tick", anchor: "middle" }));
  }
  const lines = rules.length > 0 ? `<path class="grid" d="${rules.join("")}"/>` : "";
  return `${lines}<path class="axis" d="M${frame.left},${frame.bottom}H${frame.right}${marks.join("")}"/>${labels.join("")}`;
}

/** Every tick, or every second, third, … one, so that labels of this size along the axis are apart. */
export function apart<T extends { readonly at: number; readonly size: number }>(ticks: readonly T[], gap: number): T[] {
  const isTight = (every: number) => {
    const kept = ticks.filter((_, i) => i % every === 0);
    return kept.some(({ at, size }, i) => {
      const next = kept[i + 1];
      return next !== undefined && Math.abs(next.at - at) < (size + next.size) / 2 + gap;
    });
  };
  let every = 1;
  while (every < ticks.length && isTight(every)) every++;
  return ticks.filter((_, i) => i % every === 0);
}

/** Draws the name of the x axis below its tick labels, which are `below` pixels high. */
export function drawName(lines: readonly string[], { left, right, bottom }: Frame, below = 24): string {
  return paragraph((left + right) / 2, bottom + below + 16, lines, 16, { class: "name", anchor: "middle" });
}

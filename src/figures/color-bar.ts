/** Color bars: the legends of color scales. */
import { type Domain, apart, domainOf, scaleOf } from "./axis.ts";
import { type ValueScale, rampSteps } from "./colors.ts";
import { textWidth, wrap } from "./measure.ts";
import { type Drawing, element, markup, paragraph } from "./svg.ts";

/** A color scale with its meaning. */
export interface ColorKey {
  readonly scale: ValueScale;
  readonly label: string | undefined;
  /** Set if the colors are translucent because lines and points are drawn over them. */
  readonly veiled: boolean;
}

const thickness = 12;

/** A vertical color bar with tick labels; its upper left corner is at `left`, `top`. */
export function colorBar(key: ColorKey, left: number, top: number, height: number): { body: string; width: number } {
  const domain = ticksOf(key, Math.max(2, Math.round(height / 55)));
  const axis = scaleOf(domain, [top + height, top]);
  const step = height / rampSteps;
  const cells = steps(key, (i) => ({
    x: left,
    y: top + height - (i + 1) * step,
    width: thickness,
    // Half a pixel of overlap avoids visible seams.
    height: step + (i === 0 ? 0 : 0.5),
  }));
  const names = axis.ticks.map(({ value, label }) => markup(left + 18, axis.at(value) + 4, label, { class: "tick" }));
  return {
    body: cells + names.join(""),
    width: 18 + Math.max(0, ...domain.ticks.map(({ width }) => width)),
  };
}

/** A horizontal color bar with its meaning before it, or above it if the meaning is long, and tick labels below. */
export function colorRow(key: ColorKey, width: number): Drawing {
  const lines = wrap(key.label ?? "", width, 13).filter((line) => line !== "");
  const beside = Math.max(0, ...lines.map((line) => textWidth(line, 13) + 14));
  const isBeside = lines.length <= 1 && beside <= 0.5 * width;
  const [left, top] = isBeside ? [beside, 0] : [0, 16 * lines.length + 6];
  const length = Math.min(240, width - left - 24);
  const domain = ticksOf(key, 4);
  const axis = scaleOf(domain, [left, left + length]);
  const step = length / rampSteps;
  const cells = steps(key, (i) => ({
    x: left + i * step,
    y: top,
    width: step + (i === rampSteps - 1 ? 0 : 0.5),
    height: thickness,
  }));
  const shown = axis.ticks.map(({ value, label, width: size }) => ({ label, at: axis.at(value), size }));
  const names = apart(shown, 8).map(({ at, label }) =>
    markup(at, top + 27, label, { class: "tick", anchor: "middle" }),
  );
  return {
    width: left + length + 24,
    height: top + 31,
    body: paragraph(0, 11, lines, 16, { class: "name" }) + cells + names.join(""),
  };
}

function ticksOf({ scale }: ColorKey, count: number): Domain {
  const kind = scale.kind === "log" ? "log" : "linear";
  return domainOf([scale.low, scale.high], { kind, rounding: "exact", count });
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function steps({ scale, veiled }: ColorKey, place: (step: number) => Place): string {
  const letter = scale.kind === "diverging" ? "d" : "q";
  const cells = Array.from({ length: rampSteps }, (_, i) => element("rect", { class: `${letter}${i}`, ...place(i) }));
  return `<g${veiled ? ' class="veil"' : ""}>${cells.join("")}</g>`;
}

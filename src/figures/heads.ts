/** Names above a plot: that of the vertical axis at the left, and the meaning of the colors at the right. */
import { textWidth, wrap } from "./measure.ts";
import { paragraph } from "./svg.ts";

const size = 13;
const line = 16;

export interface Heads {
  readonly height: number;
  /** Width of the widest line. */
  readonly width: number;
  /** Draws the names above `bottom`: the first one from `left`, the second one up to `right`, or from `left` if longer. */
  readonly draw: (left: number, right: number, bottom: number) => string;
}

/** Wraps the names to this width. The second one is above the first if both do not fit on one line. */
export function headsOf(axis: string, colors: string, width: number): Heads {
  const [first, second] = [axis, colors].map((text) => wrap(text, width, size).filter((part) => part !== "")) as [
    string[],
    string[],
  ];
  const [one, other] = [first, second].map((lines) => Math.max(0, ...lines.map((text) => textWidth(text, size))));
  const isBeside = first.length <= 1 && second.length <= 1 && one! + other! + 24 <= width;
  const rows = isBeside ? Math.max(first.length, second.length) : first.length + second.length;
  return {
    height: rows * line,
    width: isBeside ? 0 : Math.max(one!, other!),
    draw: (left, right, bottom) => {
      const [lower, upper] = [bottom - line * (first.length - 1), bottom - line * (rows - 1)];
      const isLong = other! > right - left;
      const place = isLong ? { x: left, anchor: "start" as const } : { x: right, anchor: "end" as const };
      return (
        paragraph(left, lower, first, line, { class: "name" }) +
        paragraph(place.x, upper, second, line, { class: "name", anchor: place.anchor })
      );
    },
  };
}

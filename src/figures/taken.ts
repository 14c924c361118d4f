/** Places text in a chart with the least overlap with marks and other text. */
import type { Point } from "../../models/figure.ts";
import type { Frame } from "./axis.ts";
import { textWidth } from "./measure.ts";

export interface Place {
  readonly x: number;
  readonly baseline: number;
  readonly anchor: "start" | "middle" | "end";
}

/** The occupied space of a chart: positions of marks in pixels, and boxes of placed text. */
export class Taken {
  readonly #marks: readonly Point[];
  readonly #texts: Frame[] = [];

  constructor(marks: readonly Point[]) {
    this.#marks = marks;
  }

  /**
   * Returns the candidate inside `frame` with the least overlap, preferring earlier ones. If none is inside, moves the
   * first one into the frame.
   */
  place(text: string, size: number, frame: Frame, candidates: readonly Place[]): Place {
    const width = textWidth(text, size);
    const inside = candidates.filter((place) => isInside(boxOf(place, width, size), frame));
    const costs = inside.map((place) => ({ place, cost: this.#cost(boxOf(place, width, size)) }));
    const best = costs.toSorted((a, b) => a.cost - b.cost)[0]?.place ?? pushed(candidates[0]!, width, frame);
    this.#texts.push(boxOf(best, width, size));
    return best;
  }

  /** Returns true if a text with its middle at `x` and this baseline covers no mark and no other text. */
  isFree(text: string, size: number, x: number, baseline: number): boolean {
    return this.#cost(boxOf({ x, baseline, anchor: "middle" }, textWidth(text, size), size)) === 0;
  }

  /** Reserves the place of a text with its middle at `x`. */
  add(text: string, size: number, x: number, baseline: number): void {
    this.#texts.push(boxOf({ x, baseline, anchor: "middle" }, textWidth(text, size), size));
  }

  /** Cost of a position. Overlap with text costs more than overlap with a mark. */
  #cost({ left, right, top, bottom }: Frame): number {
    const marks = this.#marks.filter(([x, y]) => x > left && x < right && y > top && y < bottom).length;
    const shared = this.#texts.map((other) => {
      const across = Math.min(right, other.right) - Math.max(left, other.left);
      const down = Math.min(bottom, other.bottom) - Math.max(top, other.top);
      return across > 0 && down > 0 ? across * down : 0;
    });
    return marks + shared.reduce((sum, area) => sum + area, 0);
  }
}

function boxOf({ x, baseline, anchor }: Place, width: number, size: number): Frame {
  const left = anchor === "start" ? x : anchor === "middle" ? x - width / 2 : x - width;
  return { left: left - 2, right: left + width + 2, top: baseline - size, bottom: baseline + 0.35 * size };
}

function isInside(box: Frame, frame: Frame): boolean {
  return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
}

function pushed({ x, baseline, anchor }: Place, width: number, frame: Frame): Place {
  const middle = anchor === "start" ? x + width / 2 : anchor === "middle" ? x : x - width / 2;
  const inner = Math.max(frame.left + width / 2, Math.min(middle, frame.right - width / 2));
  return { x: inner, baseline: Math.max(frame.top + 13, Math.min(baseline, frame.bottom - 5)), anchor: "middle" };
}

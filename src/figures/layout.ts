/** Layout of a chart: domains of the axes, frame, names and color bar. */
import type { Chart, Field } from "./shown.ts";
import { type Domain, type Frame, type Rounding, type Scale, domainOf, scaleOf } from "./axis.ts";
import { type NameRow, nameRow } from "./categories.ts";
import { type ColorKey, colorBar } from "./color-bar.ts";
import { fieldKey } from "./field.ts";
import { type Heads, headsOf } from "./heads.ts";
import { type Counted, categoriesOf, xsOf, ysOf } from "./layers.ts";
import type { Space } from "./space.ts";
import { wrap } from "./measure.ts";

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly frame: Frame;
  readonly x: Scale;
  readonly y: Scale;
  /** Categories of the bars; undefined if there are no bars. */
  readonly categories: readonly string[] | undefined;
  readonly categoryNames: NameRow | undefined;
  readonly xNames: readonly string[];
  readonly heads: Heads;
  readonly bar: ColorKey | undefined;
}

/** Computes the layout below a legend of height `top` and left of names that are `beside` wide. */
export function layoutOf(
  chart: Chart,
  layers: readonly Counted[],
  space: Space,
  { top = 0, beside = 14 }: { readonly top?: number; readonly beside?: number },
): Layout {
  const keys = layers.filter((layer): layer is Field => layer.mark === "field").map(fieldKey);
  const bar = space.isScaled === true ? undefined : keys.find(Boolean);
  // The left margin is not known yet.
  const heads = headsOf(chart.y.label, bar?.label ?? "", space.width - 60);
  const above = top + (top > 0 ? 12 : 0) + heads.height + 12;
  // Small charts have a taller aspect ratio.
  const natural = space.width * (space.width < 500 ? 0.5 : 0.42);
  const roomUp = space.height === undefined ? natural : Math.max(space.height - above - 48, 90);
  const yDomain = domainY(chart, layers, Math.max(2, Math.round(roomUp / 58)));
  const left = Math.ceil(Math.max(24, ...yDomain.ticks.map(({ width }) => width + 14)));
  const right = bar === undefined ? beside : 16 + colorBar(bar, 0, 0, roomUp).width;
  const roomAcross = Math.max(space.width - left - right, 60);
  const categories = categoriesOf(layers);
  const xDomain =
    categories === undefined ? domainX(chart, layers, Math.max(2, Math.floor(roomAcross / 85))) : indices(categories);
  const size = sizeOf(chart, xDomain, yDomain, roomAcross, roomUp, space.height !== undefined);
  const step = size.across / (categories?.length || 1);
  const categoryNames = categories && nameRow(categories, { at: (i) => left + (i + 0.5) * step, step, before: 16 });
  const xNames = wrap(chart.x.label, size.across + left, 13).filter((line) => line !== "");
  const below = (categoryNames?.height ?? 24) + (xNames.length > 0 ? 8 + 16 * xNames.length : 0);
  // Category names shrink the frame if the total height is given; otherwise they increase the height.
  const up = space.height === undefined || chart.equal === true ? size.up : Math.max(space.height - above - below, 90);
  const frame = { left, right: left + size.across, top: above, bottom: above + up };
  return {
    width: Math.max(left + size.across + right, left + heads.width),
    height: above + up + below,
    frame,
    x: scaleOf(xDomain, [frame.left, frame.right]),
    y: scaleOf(yDomain, [frame.bottom, frame.top]),
    categories,
    categoryNames,
    xNames,
    heads,
    bar,
  };
}

function domainX(chart: Chart, layers: readonly Counted[], count: number): Domain {
  const rounding: Rounding = layers.some(({ mark }) => mark === "field")
    ? "exact"
    : chart.equal === true || isScatter(layers)
      ? "padded"
      : "exact";
  return domainOf(layers.flatMap(xsOf), { kind: chart.x.scale, fixed: chart.x.domain, rounding, count });
}

function domainY(chart: Chart, layers: readonly Counted[], count: number): Domain {
  const isPlane = layers.some(({ mark }) => mark === "field");
  const rounding = isPlane ? "exact" : chart.equal === true ? "padded" : "round";
  const foot = chart.y.scale === "log" ? footOf(layers) : [];
  return domainOf([...layers.flatMap(ysOf), ...foot], { kind: chart.y.scale, fixed: chart.y.domain, rounding, count });
}

/** The base of bars and bins on a logarithmic axis, low enough that the lowest bar is visible. */
function footOf(layers: readonly Counted[]): number[] {
  if (layers.some(({ mark }) => mark === "bins")) return [0.6];
  const values = layers.flatMap((layer) => (layer.mark === "bars" ? layer.values.map(([, value]) => value) : []));
  const lowest = Math.min(...values.filter((value) => value > 0));
  return Number.isFinite(lowest) ? [10 ** Math.floor(Math.log10(lowest / 2))] : [];
}

/** Returns true if the layers show positions in the plane rather than functions of x. */
export function isScatter(layers: readonly Counted[]): boolean {
  return layers.some(({ mark }) => mark === "points" || mark === "arrows" || mark === "text");
}

/** The domain of bars at 0, 1, 2, …, with a margin of half a bar position on both sides. */
function indices(categories: readonly string[]): Domain {
  return { kind: "linear", low: -0.5, high: Math.max(categories.length, 1) - 0.5, ticks: [] };
}

/** Size of the frame. With equal units on both axes, one side may be smaller than the available space. */
function sizeOf(chart: Chart, x: Domain, y: Domain, across: number, up: number, isFixed: boolean) {
  if (chart.equal !== true || x.kind !== y.kind) return { across, up };
  const span = ({ kind, low, high }: Domain) => (kind === "log" ? Math.log(high / low) : high - low);
  const ratio = span(y) / span(x);
  const tallest = isFixed ? up : Math.min(Math.max(up, across), 460);
  return ratio * across <= tallest ? { across, up: ratio * across } : { across: tallest / ratio, up: tallest };
}

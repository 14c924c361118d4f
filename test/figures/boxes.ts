/** Boxes of the texts of a drawing, to check that all of them are readable: large enough, apart and inside of the view. */
import { textWidth } from "../../src/figures/measure.ts";
import { type Tag, classesOf } from "./svg.ts";

type Spot = readonly [x: number, y: number];

/** The corners of a text on the page, in order, and its font size after scaling. */
export interface TextBox {
  readonly text: string;
  readonly size: number;
  readonly corners: readonly Spot[];
  /** Corners of the views that clip the text: left, top, right, bottom. */
  readonly views: readonly (readonly [left: number, top: number, right: number, bottom: number])[];
}

/** Positions of an element on the page. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly views: TextBox["views"];
}

const sizes: Readonly<Record<string, number>> = { title: 18, heading: 15, tick: 12, caption: 12, small: 11, big: 15 };
/** Bold letters are wider. */
const weights: Readonly<Record<string, number>> = { title: 1.1, heading: 1.1, wrong: 1.1 };

/** Returns the boxes of all texts with letters. */
export function textBoxes(root: Tag): TextBox[] {
  return boxesOf(root, { x: 0, y: 0, scale: 1, views: [] });
}

function boxesOf(tag: Tag, frame: Frame): TextBox[] {
  if (tag.name === "text") return tag.text.trim() === "" ? [] : [boxOf(tag, frame)];
  const inner = innerFrame(tag, frame);
  return tag.children.flatMap((child) => boxesOf(child, inner));
}

function innerFrame({ name, attributes }: Tag, { x, y, scale, views }: Frame): Frame {
  if (name === "svg") {
    const [left, top, width, height] = attributes["viewBox"]!.split(" ").map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const zoom = Number(attributes["width"]) / width;
    const corner = [x + scale * Number(attributes["x"] ?? 0), y + scale * Number(attributes["y"] ?? 0)] as const;
    const view = [corner[0], corner[1], corner[0] + scale * zoom * width, corner[1] + scale * zoom * height] as const;
    const inner = scale * zoom;
    return { x: corner[0] - inner * left, y: corner[1] - inner * top, scale: inner, views: [...views, view] };
  }
  const [, dx = "0", dy = "0"] = /^translate\((\S+) (\S+)\)$/.exec(attributes["transform"] ?? "") ?? [];
  return { x: x + scale * Number(dx), y: y + scale * Number(dy), scale, views };
}

function boxOf(tag: Tag, { x, y, scale, views }: Frame): TextBox {
  const { attributes } = tag;
  const classes = classesOf(tag);
  const styled = /font-size:([\d.]+)px/.exec(attributes["style"] ?? "")?.[1];
  const size = styled === undefined ? (classes.map((name) => sizes[name]).find(Boolean) ?? 13) : Number(styled);
  const weight = classes.map((name) => weights[name]).find(Boolean) ?? 1;
  const width = widthOf(tag, size) * weight;
  const start = { middle: -width / 2, end: -width }[attributes["text-anchor"] ?? ""] ?? 0;
  const degrees = Number(/^rotate\((\S+)/.exec(attributes["transform"] ?? "")?.[1] ?? 0);
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corner = (across: number, down: number): Spot => [
    x + scale * (Number(attributes["x"]) + across * cos - down * sin),
    y + scale * (Number(attributes["y"]) + across * sin + down * cos),
  ];
  const [top, bottom] = [-0.76 * size, 0.2 * size];
  const corners = [
    corner(start, top),
    corner(start + width, top),
    corner(start + width, bottom),
    corner(start, bottom),
  ];
  return { text: shownText(tag), size: size * scale, corners, views };
}

/** The text without its tooltip, which precedes it. */
function shownText({ text, children }: Tag): string {
  const hint = children.find(({ name }) => name === "title");
  return text.slice(hint?.text.length ?? 0);
}

/** Width of a text; exponents have a font of their own. */
function widthOf(tag: Tag, size: number): number {
  const shown = shownText(tag);
  const small = tag.children.filter(({ attributes }) => attributes["font-size"] !== undefined);
  const raised = small.map((child) => child.text).join("");
  return textWidth(shown.slice(0, shown.length - raised.length), size) + textWidth(raised, 9);
}

/** Returns what is wrong with the texts of a drawing: overlaps, texts outside of a view, and small fonts. */
export function faultsOf(root: Tag): string[] {
  const boxes = textBoxes(root);
  return [
    ...boxes
      .filter(({ size }) => size < 8)
      .map(({ text, size }) => `"${text}" has a font of ${size.toFixed(1)} pixels`),
    ...boxes.filter(isCut).map(({ text }) => `"${text}" leaves the view`),
    ...boxes.flatMap((one, i) =>
      boxes.slice(i + 1).flatMap((other) => (meet(one, other) ? [`"${one.text}" covers "${other.text}"`] : [])),
    ),
  ];
}

function isCut({ corners, views }: TextBox): boolean {
  return corners.some(([x, y]) =>
    views.some(([left, top, right, bottom]) => x < left - 1 || x > right + 1 || y < top - 1 || y > bottom + 1),
  );
}

/** Returns true if two rectangles, which may be rotated, share more than a pixel in every direction of their sides. */
function meet({ corners: one }: TextBox, { corners: other }: TextBox): boolean {
  return [one, other].every((corners) =>
    [0, 1].every((side) => {
      const [from, to] = [corners[side]!, corners[side + 1]!];
      const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
      const along = [(to[0] - from[0]) / length, (to[1] - from[1]) / length] as const;
      const spans = [one, other].map((spots) => spots.map(([x, y]) => x * along[0] + y * along[1]));
      return (
        Math.min(...spans.map((span) => Math.max(...span))) - Math.max(...spans.map((span) => Math.min(...span))) > 1
      );
    }),
  );
}

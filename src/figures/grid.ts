/** Places a graph with given positions: nodes in columns and rows, edges straight or curved around other nodes. */
import type { EdgeText, NodeBox, PlacedEdge, PlacedNode, Spot } from "./parts.ts";

/** Minimum distance between nodes in pixels. */
const gap = { across: 44, down: 40 };
/** Distance between two edges that connect the same nodes, in pixels. */
const apart = 16;

export function placeInGrid(
  boxes: readonly NodeBox[],
  texts: readonly EdgeText[],
): { nodes: PlacedNode[]; edges: PlacedEdge[] } {
  const widest = Math.max(0, ...texts.map(({ width }) => width));
  const tallest = Math.max(0, ...texts.map(({ height }) => height));
  const columns = middles(
    boxes.map(({ node, width }) => [node.at![0], width]),
    Math.max(gap.across, widest + 26),
  );
  const rows = middles(
    boxes.map(({ node, height }) => [node.at![1], height]),
    Math.max(gap.down, tallest + 26),
  );
  const nodes = boxes.map((box) => ({ ...box, x: columns(box.node.at![0]), y: rows(box.node.at![1]) }));
  return { nodes, edges: texts.map((text, i) => join(text, bowOf(i, texts, nodes), nodes)) };
}

/** A function from columns or rows to pixels. Each is as wide as its widest node; unused ones widen the gap. */
function middles(sizes: readonly (readonly [place: number, size: number])[], gap: number): (place: number) => number {
  const places = Array.from(new Set(sizes.map(([place]) => place))).sort((a, b) => a - b);
  const size = (place: number) => Math.max(...sizes.filter((one) => one[0] === place).map((one) => one[1]));
  const found = new Map<number, number>();
  for (const [i, place] of places.entries()) {
    const before = places[i - 1];
    const distance = before === undefined ? 0 : Math.max(place - before, 0.5);
    const step = before === undefined ? 0 : size(before) / 2 + size(place) / 2 + gap * distance;
    found.set(place, (before === undefined ? 0 : found.get(before)!) + step);
  }
  return (place) => found.get(place)!;
}

/** Distance of the middle of an edge from the straight line, to the left as seen from the tail. */
function bowOf(index: number, texts: readonly EdgeText[], nodes: readonly PlacedNode[]): number {
  const { edge } = texts[index]!;
  const [tail, head] = endsOf(edge, nodes);
  const between = nodes.filter((node) => node !== tail && node !== head && isCrossed(node, tail, head));
  if (between.length > 0) {
    const across = Math.abs(head.x - tail.x) >= Math.abs(head.y - tail.y);
    return 26 + Math.max(...between.map(({ width, height }) => (across ? height : width) / 2));
  }
  const isTwin = ({ edge: { from, to } }: EdgeText) => from === edge.from && to === edge.to;
  const twins = texts.filter(isTwin).length;
  const place = texts.slice(0, index).filter(isTwin).length;
  const isMutual = texts.some(({ edge: { from, to } }) => from === edge.to && to === edge.from);
  return isMutual ? apart * (0.75 + place) : apart * 1.5 * (place - (twins - 1) / 2);
}

function endsOf({ from, to }: EdgeText["edge"], nodes: readonly PlacedNode[]): [PlacedNode, PlacedNode] {
  const of = (id: string) => nodes.find(({ node }) => node.id === id)!;
  return [of(from), of(to)];
}

/** Returns true if the straight line between two nodes crosses or nearly touches a third node. */
function isCrossed({ x, y, width, height }: PlacedNode, tail: Spot, head: Spot): boolean {
  const steps = 40;
  return Array.from({ length: steps + 1 }, (_, i) => i / steps).some((t) => {
    const [dx, dy] = [tail.x + t * (head.x - tail.x) - x, tail.y + t * (head.y - tail.y) - y];
    return Math.abs(dx) < width / 2 + 4 && Math.abs(dy) < height / 2 + 4;
  });
}

function join(text: EdgeText, bow: number, nodes: readonly PlacedNode[]): PlacedEdge {
  const [tail, head] = endsOf(text.edge, nodes);
  if (tail === head) return cornerLoop(text, tail);
  const length = Math.hypot(head.x - tail.x, head.y - tail.y) || 1;
  const [leftX, leftY] = [(head.y - tail.y) / length, (tail.x - head.x) / length];
  const middle = { x: (tail.x + head.x) / 2 + bow * leftX, y: (tail.y + head.y) / 2 + bow * leftY };
  const points = [border(tail, middle), ...(bow === 0 ? [] : [middle]), border(head, middle)];
  return { ...text, course: "free", points, label: middle };
}

/** A loop at a corner of its node, since edges to neighbors start at the sides. */
function cornerLoop(text: EdgeText, { x, y, width, height }: PlacedNode): PlacedEdge {
  const [right, top] = [x + width / 2, y - height / 2];
  const [start, end] = [
    { x: right - 13, y: top },
    { x: right, y: top + 0.5 * Math.min(height, 26) },
  ];
  const points = [
    start,
    { x: right - 5, y: top - 16 },
    { x: right + 16, y: top - 12 },
    { x: right + 18, y: top + 8 },
    end,
  ];
  const label = { x: right + 16 + text.width / 2, y: top - 12 - text.height / 2 };
  return { ...text, course: "free", points, label };
}

/** The point at which the line from the center of a node to `to` leaves the node. */
function border({ x, y, width, height }: PlacedNode, to: Spot): Spot {
  const [dx, dy] = [to.x - x, to.y - y];
  const part = Math.min(width / 2 / Math.abs(dx), height / 2 / Math.abs(dy), 1);
  return { x: x + part * dx, y: y + part * dy };
}

/** Draws several figures in a grid. Charts in the same row have the same height. */
import type { Figure, Panels } from "./shown.ts";
import { colorRow } from "./color-bar.ts";
import { palette } from "./colors.ts";
import { legendOf } from "./chart.ts";
import { seriesColors } from "./layers.ts";
import { type Entry, drawLegend } from "./legend.ts";
import { withSameScale } from "./same-scale.ts";
import type { Draw, Space } from "./space.ts";
import { type Drawing, moved } from "./svg.ts";

const gap = { across: 32, down: 34 };

/** Draws the panels. `draw` draws one panel with its title. */
export function drawPanels(figure: Panels, space: Space, draw: Draw): Drawing {
  const { panels, key } = withSameScale(figure);
  const entries = commonLegend(panels, space);
  const names = drawLegend(entries, space.width);
  const below = names.height > 0 ? names.height + 16 : 0;
  const scale = key === undefined ? undefined : colorRow(key, space.width);
  const top = below + (scale === undefined ? 0 : scale.height + 16);
  const inner = { ...space, isNamed: entries.length > 0, isScaled: key !== undefined || space.isScaled === true };
  const grid = drawGrid(panels, figure.columns, inner, draw);
  return {
    width: Math.max(grid.width, names.width, scale?.width ?? 0),
    height: top + grid.height,
    body: `${names.body}${moved(0, below, scale?.body ?? "")}${moved(0, top, grid.body)}`,
  };
}

/** The common legend of charts with equal legends, drawn once above all of them. */
function commonLegend(panels: readonly Figure[], space: Space): Entry[] {
  const charts = panels.filter((panel) => panel.kind === "chart");
  if (charts.length < 2 || charts.length < panels.length) return [];
  const legends = charts.map((chart) => legendOf(chart, space));
  const [first, ...others] = legends.map((entries) =>
    entries.map((entry) => [entry.name, entry.color, ...entry.marks].join("\n")).join("\n\n"),
  );
  return others.every((other) => other === first) ? legends[0]! : [];
}

/** Draws the panels in rows. A column is wider than the others if one of its panels cannot be narrower. */
function drawGrid(panels: readonly Figure[], columns: number, space: Space, draw: Draw): Drawing {
  const count = Math.max(1, Math.min(columns, panels.length));
  const width = (space.width - gap.across * (count - 1)) / count;
  const rows: Drawing[][] = [];
  for (let first = 0; first < panels.length; first += count) {
    rows.push(evenly(panels.slice(first, first + count), { ...space, width }, draw));
  }
  const lefts = [0];
  for (let column = 0; column < count; column++) {
    const widest = Math.max(width, ...rows.map((row) => row[column]?.width ?? 0));
    lefts.push(lefts[column]! + widest + gap.across);
  }
  let y = 0;
  const pieces = rows.map((row) => {
    const piece = moved(0, y, row.map(({ body }, i) => moved(lefts[i]!, 0, body)).join("\n"));
    y += Math.max(...row.map(({ height }) => height)) + gap.down;
    return piece;
  });
  return {
    width: Math.max(0, ...rows.flatMap((row) => row.map((drawing, i) => lefts[i]! + drawing.width))),
    height: Math.max(0, y - gap.down),
    body: pieces.join("\n"),
  };
}

function evenly(panels: readonly Figure[], space: Space, draw: Draw): Drawing[] {
  const drawn = panels.map((panel) => draw(panel, space));
  const height = Math.max(...drawn.map((drawing) => drawing.height));
  return drawn.map((drawing, i) => {
    const isLower = panels[i]!.kind === "chart" && drawing.height < height;
    return isLower ? draw(panels[i]!, { ...space, height }) : drawing;
  });
}

/** Colors shared by series of the same name in all panels; empty if there are more names than colors. */
export function commonColors(figure: Figure): ReadonlyMap<string, number> {
  const all = seriesColors(chartsOf(figure).flatMap(({ layers }) => layers));
  return new Set(all.values()).size === all.size && all.size <= palette.length ? all : new Map();
}

function chartsOf(figure: Figure): Extract<Figure, { kind: "chart" }>[] {
  if (figure.kind === "chart") return [figure];
  return figure.kind === "panels" ? figure.panels.flatMap(chartsOf) : [];
}

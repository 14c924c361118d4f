/** Checks figures before they are drawn: rows of equal length, complete names, edges between existing nodes. */
import type { Chart, Figure, Graph, Heatmap, Panels, Pictures, Structure, Words } from "../../models/figure.ts";
import { languages } from "../../models/language.ts";
import { ArgumentError } from "../base/errors.ts";
import { type Colored, coloredOf } from "./same-scale.ts";
import { type Shown, inLanguage, wordsIn } from "./shown.ts";

export function checkFigure(figure: Figure): void {
  switch (figure.kind) {
    case "chart":
      return checkChart(figure);
    case "heatmap":
      return checkHeatmap(figure);
    case "pictures":
      return checkPictures(figure);
    case "graph":
      return checkGraph(figure);
    case "structure":
      return checkStructure(figure);
    case "panels":
      if (!isCount(figure.columns))
        fault(figure, `has ${figure.columns} columns`, "The number of columns must be an integer of at least 1.");
      checkSameScale(inLanguage(figure, "en"));
      return figure.panels.forEach(checkFigure);
  }
}

function checkChart(chart: Chart): void {
  checkNames(
    chart,
    chart.layers.flatMap((layer) => ("name" in layer && layer.name !== undefined ? [layer.name] : [])),
  );
  checkNames(
    chart,
    chart.layers.flatMap((layer) => (layer.mark === "bars" ? layer.values.map(([category]) => category) : [])),
  );
  checkDomain(chart, "x", chart.x.scale, chart.x.domain);
  checkDomain(chart, "y", chart.y.scale, chart.y.domain);
  for (const layer of chart.layers) {
    if (layer.mark !== "field") continue;
    checkRows(chart, layer.values);
    checkDomain(chart, "values", layer.scale, layer.domain);
    if (chart.x.scale === "log" || chart.y.scale === "log") {
      fault(
        chart,
        "has a field over a logarithmic axis",
        "A field requires linear axes, because its values are equally spaced.",
      );
    }
    const columns = layer.values[0]?.length ?? 0;
    if (layer.values.length < 2 || columns < 2) {
      fault(
        chart,
        `has a field of ${layer.values.length} rows and ${columns} columns`,
        "A field must have at least 2 rows and 2 columns.",
      );
    }
    for (const [name, [low, high]] of [
      ["x", layer.x],
      ["y", layer.y],
    ] as const) {
      if (!(low < high))
        fault(
          chart,
          `has a field from ${low} to ${high} along ${name}`,
          "The first bound must be less than the second.",
        );
    }
  }
}

/** Names that are equal in one language only would give a series one color there and two in the other language. */
function checkNames(chart: Chart, names: readonly Words[]): void {
  for (const language of languages) {
    const known = new Map<string, Words>();
    for (const name of names) {
      const shown = wordsIn(name, language);
      const before = known.get(shown) ?? name;
      known.set(shown, before);
      const other = languages.find((one) => wordsIn(before, one) !== wordsIn(name, one));
      if (other === undefined) continue;
      const [first, second] = [wordsIn(before, other), wordsIn(name, other)];
      fault(
        chart,
        `has two names "${first}" and "${second}" (${other}) that are both "${shown}" (${language})`,
        "Names that differ in one language must differ in all languages.",
      );
    }
  }
}

/** Checks the bounds of an axis or of a color scale. */
function checkDomain(
  figure: Figure,
  name: string,
  scale: string | undefined,
  domain: readonly [number, number] | undefined,
): void {
  if (domain === undefined) return;
  const [low, high] = domain;
  const what = `has a domain of ${name} from ${low} to ${high}`;
  if (!(low < high && Number.isFinite(low) && Number.isFinite(high)))
    fault(figure, what, "The first bound must be less than the second, and both must be finite.");
  if (scale === "log" && low <= 0) fault(figure, what, "A logarithmic scale requires positive bounds.");
}

/** Checks that the values of all panels fit one color scale: of one kind and with one meaning. */
function checkSameScale(panels: Shown<Panels>): void {
  if (panels.sameScale !== true) return;
  const colored = panels.panels.flatMap(coloredOf);
  if (colored.length === 0)
    fault(panels, "has no values for a common color scale", "Panels need a heat map, a field, or images around 0.");
  for (const [what, of] of [
    ["kinds", (part: Colored) => ("images" in part ? part.scale : (part.scale ?? "sequential"))],
    ["labels", ({ label }: Colored) => label],
  ] as const) {
    const found = Array.from(new Set(colored.map(of).filter((value) => value !== undefined)));
    if (found.length > 1)
      fault(
        panels,
        `has ${what} "${found.join('", "')}" of one color scale`,
        `A common scale has one of these ${what}.`,
      );
  }
}

function checkHeatmap(map: Heatmap): void {
  checkRows(map, map.values);
  checkDomain(map, "values", map.scale, map.domain);
  const sizes = { rows: map.values.length, columns: map.values[0]?.length ?? 0 };
  for (const side of ["rows", "columns"] as const) {
    const { names } = map[side];
    if (names !== undefined && names.length !== sizes[side]) {
      fault(map, `has ${sizes[side]} ${side} and ${names.length} names for them`, `Name all ${side}, or none.`);
    }
  }
}

function checkRows(figure: Figure, values: readonly (readonly number[])[]): void {
  const columns = values[0]?.length;
  const odd = values.findIndex((row) => row.length !== columns);
  if (odd < 0) return;
  const what = `has ${columns} values in row 0 and ${values[odd]!.length} in row ${odd}`;
  fault(figure, what, "All rows must have the same length.");
}

function checkPictures(figure: Pictures): void {
  const { width, height, columns, images, scale, sameScale = false, domain } = figure;
  checkDomain(figure, "values", undefined, domain);
  if (scale !== "diverging" && (sameScale || domain !== undefined))
    fault(figure, `has a common scale for "${scale}"`, 'Only images of the scale "diverging" have one.');
  if (!isCount(columns))
    fault(figure, `has ${columns} columns`, "The number of columns must be an integer of at least 1.");
  if (!isCount(width) || !isCount(height))
    fault(figure, `has images of ${width}x${height}`, "Width and height must be integers of at least 1.");
  const size = width * height * (scale === "color" ? 3 : 1);
  const odd = images.findIndex(({ pixels }) => pixels.length !== size);
  if (odd < 0) return;
  const rule = scale === "color" ? "A pixel has three values: red, green and blue." : "A pixel has one value.";
  fault(
    figure,
    `has ${images[odd]!.pixels.length} values in image ${odd}, not ${size} for ${width}x${height} pixels`,
    rule,
  );
}

function checkGraph(graph: Graph): void {
  const ids = new Set<string>();
  for (const { id } of graph.nodes) {
    if (ids.has(id)) fault(graph, `has two nodes "${id}"`, "Ids must be unique.");
    ids.add(id);
  }
  const placed = graph.nodes.filter(({ at }) => at !== undefined).length;
  if (placed > 0 && placed < graph.nodes.length) {
    fault(
      graph,
      `has positions for ${placed} of ${graph.nodes.length} nodes`,
      "Give the position of all nodes, or of none.",
    );
  }
  for (const { from, to } of graph.edges) {
    for (const end of [from, to]) {
      if (!ids.has(end))
        fault(graph, `has an edge from "${from}" to "${to}", but no node "${end}"`, "Edges refer to nodes by id.");
    }
  }
}

function checkStructure(structure: Structure): void {
  const { nodes, edges = [], scale } = structure;
  const ids = new Set<string>();
  for (const { id } of nodes) {
    if (ids.has(id)) fault(structure, `has two nodes "${id}"`, "Ids must be unique.");
    ids.add(id);
  }
  for (const end of edges.flatMap(({ from, to }) => [from, to])) {
    const id = typeof end === "string" ? end : "node" in end ? end.node : undefined;
    if (id !== undefined && !ids.has(id))
      fault(structure, `has an edge to or from "${id}", but no node "${id}"`, "Edges refer to nodes by id.");
  }
  const hasValues =
    [...nodes, ...edges].some(({ value }) => value !== undefined) || nodes.some(({ cells }) => cells?.values);
  if (hasValues && scale === undefined)
    fault(structure, "has values without a scale", "Values need a scale of colors.");
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function fault({ title, kind }: Figure, what: string, rule: string): never {
  throw new ArgumentError(`the ${kind} "${wordsIn(title, "en")}" ${what}`, { rule });
}

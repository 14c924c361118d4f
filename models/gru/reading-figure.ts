/** A series, its forecast, and the gates of all units below it, along one axis of time. */
import type { Chart, Panels } from "../figure.ts";
import { type Text, name, text } from "../text.ts";
import type { SeriesReading } from "./facts.ts";

/** Rows of pixels for each unit, and the distance of the first from the border of the unit. */
const [copies, edge] = [6, 1 / 12];

interface Labels {
  readonly x: Text;
  /** Unit of the values. */
  readonly y: string;
}

export function readingFigure(reading: SeriesReading, title: Text, labels: Labels): Panels {
  const { years, past, truth, forecast, z, r } = reading;
  const [from, to] = [years[0]!, years.at(-1)!];
  const x = { label: labels.x, domain: [from, to] as const };
  const after = (values: readonly number[]) => values.map((value, i) => [years[past.length + i]!, value] as const);
  const last = [[years[past.length - 1]!, past.at(-1)!] as const];
  const gates = (heading: Text, values: readonly (readonly number[])[], label: string): Chart => ({
    kind: "chart",
    title: heading,
    x,
    y: { label: text("unit, by similarity", "神经元（按相似程度排列）"), domain: [-0.5, values.length - 0.5] },
    layers: [
      {
        mark: "field",
        // Pixels are smoothed: several equal rows for a unit keep its neighbors apart.
        values: values.toReversed().flatMap((unit) => Array.from({ length: copies }, () => unit)),
        x: [from, years[past.length - 1]!],
        y: [edge - 0.5, values.length - 0.5 - edge],
        domain: [0, 1],
        label: name(label),
      },
    ],
  });
  return {
    kind: "panels",
    title,
    columns: 1,
    sameScale: true,
    panels: [
      {
        kind: "chart",
        title: text("Three years that are read, and the year that is forecast", "读三年，预测下一年"),
        x,
        y: { label: labels.y },
        layers: [
          { mark: "line", name: text("read", "读入"), points: past.map((value, t) => [years[t]!, value] as const) },
          { mark: "line", name: text("what follows", "实际的后续"), points: [...last, ...after(truth)] },
          {
            mark: "line",
            name: text("forecast", "预测"),
            dashed: true,
            points: [...last, ...after(forecast)],
          },
        ],
      },
      gates(text("Update gates: one keeps the old state", "更新门：一表示保留旧状态"), z, "z, r"),
      gates(
        text("Reset gates: zero hides the old state from the candidate", "重置门：零表示候选状态看不到旧状态"),
        r,
        "z, r",
      ),
    ],
  };
}

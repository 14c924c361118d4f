/** Contribution of each path from the input to the output: the network with some of them removed. */
import { wine } from "hebb/data";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import type { Ways } from "../model.ts";
import { crossValidate } from "../validation.ts";

const cases: readonly { readonly name: string; readonly ways: Ways }[] = [
  { name: "all three", ways: { wide: true, deep: true, skip: true } },
  { name: "wide and deep", ways: { wide: true, deep: true, skip: false } },
  { name: "wide alone", ways: { wide: true, deep: false, skip: false } },
  { name: "deep alone", ways: { wide: false, deep: true, skip: false } },
  { name: "skip alone", ways: { wide: false, deep: false, skip: true } },
  { name: "none", ways: { wide: false, deep: false, skip: false } },
];

export const waysExperiment: EnglishExperiment = {
  question: {
    en: "How much do the wide branch, the deep branch and the skip connection each contribute?",
    zh: "宽支路、深支路和跨层连接，各自起了多大作用？",
  },

  async measure(run: Run): Promise<Finding> {
    const table = await wine();
    const options = run.quick ? { epochs: 10, repeats: 1 } : { epochs: 40, repeats: 10 };
    const rows: (readonly [name: string, mean: number, deviation: number])[] = [];
    for (const { name, ways } of cases) {
      const { accuracy, accuracies } = await crossValidate(run, table, { ...options, ways, label: name });
      rows.push([name, accuracy, deviationOf(accuracies)]);
    }
    const of = (name: string) => `${(100 * rows.find(([own]) => own === name)![1]).toFixed(1)} %`;
    const single = rows.filter(([name]) => name.endsWith("alone"));
    const best = single.reduce((a, b) => (b[1] > a[1] ? b : a));
    return {
      answer:
        `Of the wines ${of("all three")} are told rightly with all ways, ${of("wide alone")} by the wide branch alone, ${of("deep alone")} by the deep one and ${of("skip alone")} by the skip, ` +
        `which is a linear classifier; with none, ${of("none")}, as much as always naming the most frequent. The best single way, ${best[0]}, has ${of(best[0])}: ` +
        (best[1] >= rows[0]![1] - 0.005
          ? "on data as simple as these one way is enough, and the others do no harm."
          : "together they know more than any of them."),
      table: { columns: ["ways", "accuracy", "deviation over divisions"], rows },
      figure: {
        kind: "chart",
        title: "Wines told rightly, by the ways that are left",
        x: { label: "" },
        y: { label: "accuracy", domain: [0, 1] },
        layers: [{ mark: "bars", values: rows.map(([name, mean]) => [name, mean] as const) }],
      },
    };
  },
};

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
}

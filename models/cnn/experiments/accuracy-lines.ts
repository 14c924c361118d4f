/** A chart of the accuracy by the distance that digits are shifted. */
import type { Chart, Layer } from "../../figure.ts";
import { type Text, text } from "../../text.ts";
import type { Summary } from "../../verdicts.ts";

/** Accuracies of one network, by distance. */
export interface AccuracyLine {
  readonly name: Text;
  readonly accuracies: readonly Summary[];
}

/** Draws a line for each network, with a band of one standard deviation if there are several seeds. */
export function accuracyLines(title: Text, distances: readonly number[], lines: readonly AccuracyLine[]): Chart {
  const bands = lines.flatMap(({ name, accuracies }): Layer[] =>
    accuracies[0]!.n === 1
      ? []
      : [
          {
            mark: "band",
            name,
            points: accuracies.map(
              ({ mean, std }, i) => [distances[i]!, Math.max(0, mean - std!), Math.min(1, mean + std!)] as const,
            ),
          },
        ],
  );
  return {
    kind: "chart",
    title,
    x: { label: text("shift (pixels), mean of four directions", "平移的像素数，四个方向取平均") },
    y: { label: text("test accuracy", "测试集准确率") },
    layers: [
      ...bands,
      ...lines.map(({ name, accuracies }): Layer => ({
        mark: "line",
        name,
        points: accuracies.map(({ mean }, i) => [distances[i]!, mean] as const),
      })),
    ],
  };
}

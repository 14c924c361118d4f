/** Figure of the loss around the deepest networks, on one scale for both, and their measures by depth. */
import type { Chart, Panels } from "../../figure.ts";
import { text } from "../../text.ts";
import type { LandscapeFacts } from "../facts.ts";
import { networkWords } from "../names.ts";

export function landscapeFigure({ span, reliefs, surfaces }: LandscapeFacts): Panels {
  const depth = Math.max(...reliefs.map((relief) => relief.depth));
  const range = [-span, span] as const;
  return {
    kind: "panels",
    title: text("Loss around trained networks, on one scale", "训练好的网络周围的损失，两图同一标尺"),
    columns: 2,
    sameScale: true,
    panels: surfaces.map(({ shortcut, losses }): Chart => {
      return {
        kind: "chart",
        title: networkWords({ depth, shortcut }),
        x: { label: text("first random direction", "第一个随机方向") },
        y: { label: text("second random direction", "第二个随机方向") },
        equal: true,
        layers: [
          { mark: "field", values: losses, x: range, y: range, as: "both", scale: "log", label: text("loss", "损失") },
          { mark: "points", name: text("the trained network", "训练好的网络"), points: [[0, 0]] },
        ],
      };
    }),
  };
}

/** Influence of earlier states on the loss, |∂L_t/∂h_k|, for four networks before and after training. */
import { LSTM, Tensor, compile, observe } from "hebb";
import type { Chart, Heatmap } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { LanguageModel } from "../../shared/language.ts";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, say, text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { GradientsFacts, NetworkGradients, NetworkKind } from "../facts.ts";
import { fading, influence } from "../influence.ts";
import { nameOfNetwork, networkKinds, reading } from "../reading.ts";
import { gradientsWords } from "../words-of-networks.ts";

const [time, passages] = [40, 4];
/** Number of steps back at which gradients are compared. */
const distance = 20;

/** Decimal logarithms of the share left by distance, and |∂L_t/∂h_k| along the first passage. */
interface Gradients {
  readonly shares: readonly number[];
  readonly map: readonly (readonly number[])[];
}

/** Measurements of a network with one seed. */
interface Measured {
  readonly before: Gradients;
  readonly after: Gradients;
  readonly slope: number | null;
}

export const gradientsExperiment = defineExperiment<GradientsFacts>({
  question: {
    en: "Why do the gradients of a recurrent network vanish, and what do gates change?",
    zh: "循环神经网络的梯度为什么会消失，门控又改变了什么？",
  },
  seeds: 3,

  async measure(run) {
    const steps = run.quick ? 60 : 1000;
    const measured = await run.overSeeds((one) => measureAll(one, steps));
    const networks = networkKinds.map((kind, k): NetworkGradients => {
      const over = (when: "before" | "after") =>
        Array.from({ length: distance + 1 }, (_, d) =>
          summarize(
            measured.map((found) => found[k]![when].shares[d]!),
            run.seeds,
          ),
        );
      const map = (when: "before" | "after") => Float32Array.from(measured[0]![k]![when].map.flat());
      return {
        kind,
        before: over("before"),
        after: over("after"),
        maps: { before: map("before"), after: map("after") },
        slope:
          measured[0]![k]!.slope === null
            ? null
            : summarize(
                measured.map((found) => found[k]!.slope!),
                run.seeds,
              ),
      };
    });
    const of = (kind: NetworkKind) => networks.find((one) => one.kind === kind)!;
    const left = (kind: NetworkKind, when: "before" | "after" = "after") => of(kind)[when][distance]!;
    return {
      time,
      distance,
      steps,
      networks,
      vanishing: reaches(left("SRN"), { op: "<", value: -2 }),
      gates: {
        gru: distinguishable(left("GRU"), left("SRN")),
        open: distinguishable(left("open LSTM"), left("SRN")),
      },
      opening: distinguishable(left("open LSTM", "before"), left("LSTM", "before")),
      saturation: reaches(of("open LSTM").slope!, { op: "<", value: 0.2 }),
    };
  },

  words: gradientsWords,

  table: ({ networks }) => ({
    columns: [
      text("network", "网络"),
      text("share left before training", "训练前剩余的比例"),
      text("share left after training", "训练后剩余的比例"),
      text("slope of tanh at the cells", "记忆单元处 tanh 的斜率"),
    ],
    rows: networks.map(({ kind, before, after, slope }) => [
      nameOfNetwork(kind),
      10 ** before.at(-1)!.mean,
      10 ** after.at(-1)!.mean,
      slope ?? "–",
    ]),
  }),

  figure: ({ time, networks }) => ({
    kind: "panels",
    title: text("Influence of earlier states on the loss", "更早的状态对损失的影响"),
    columns: 2,
    sameScale: true,
    panels: [
      shares(text("Share of the gradient left, before training", "训练前：梯度剩余的比例"), networks, "before"),
      shares(text("Share of the gradient left, after training", "训练后：梯度剩余的比例"), networks, "after"),
      ...networks.flatMap((one) => heatmaps(one, time)),
    ],
  }),
});

async function measureAll(run: Run, steps: number): Promise<Measured[]> {
  const { passages: texts, reader, teach } = await reading(run, { time, passages });
  const found: Measured[] = [];
  for (const kind of networkKinds) {
    const model = await reader(kind);
    const before = await look(model, texts);
    await teach(model, kind, steps);
    const after = await look(model, texts);
    found.push({ before, after, slope: await slopeOf(model, texts[0]!) });
  }
  return found;
}

/** Returns the decimal logarithm of the share left at each distance, a mean over passages, and the map of the first. */
async function look(model: LanguageModel, texts: readonly Int32Array[]): Promise<Gradients> {
  const maps = [];
  for (const passage of texts) {
    const tokens = (start: number) => Tensor.from(passage.slice(start, start + time), [1, time], "i32");
    maps.push(await influence(model, tokens(0), tokens(1)));
  }
  const faded = maps.map((map) => fading(map, distance + 1));
  const shares = Array.from({ length: distance + 1 }, (_, d) =>
    mean(faded.map((values) => Math.log10(values[d]! / values[0]!))),
  );
  return { shares, map: maps[0]! };
}

/** Returns the mean of 1 - tanh²(C) over the memory cells along a text, or null if there are none. */
async function slopeOf(model: LanguageModel, passage: Int32Array): Promise<number | null> {
  if (!(model.recurrent instanceof LSTM)) return null;
  const slope = compile((tokens: Tensor) => {
    const [, seen] = observe(() => model.forward(tokens));
    return seen["recurrent.states.cell"]!.tanh().square().rsub(1).mean();
  });
  return slope(Tensor.from(passage.slice(0, time), [1, time], "i32")).item();
}

function shares(title: Text, networks: readonly NetworkGradients[], when: "before" | "after"): Chart {
  return {
    kind: "chart",
    title,
    x: { label: text("steps back", "往回的步数") },
    y: { label: "|∂L_t/∂h_{t−d}| / |∂L_t/∂h_t|", scale: "log", domain: [1e-8, 1] },
    layers: networks.map(({ kind, [when]: logs }) => ({
      mark: "line",
      name: nameOfNetwork(kind),
      points: logs.map(({ mean: log }, d) => [d, 10 ** log] as const),
    })),
  };
}

/** Draws the gradients after training, and those of the simple network before training beside them. */
function heatmaps({ kind, maps }: NetworkGradients, time: number): Heatmap[] {
  const values = { network: nameOfNetwork(kind) };
  const after = heatmap(say(values, "{network}, after training", "{network}，训练后"), time, maps.after);
  if (kind !== "SRN") return [after];
  return [heatmap(say(values, "{network}, before training", "{network}，训练前"), time, maps.before), after];
}

function heatmap(title: Text, time: number, map: Float32Array): Heatmap {
  return {
    kind: "heatmap",
    title,
    rows: { label: text("state at k", "k 时刻的状态") },
    columns: { label: text("loss at t", "t 时刻的损失") },
    values: Array.from({ length: time }, (_, k) => Array.from(map.subarray(k * time, (k + 1) * time))),
    scale: "log",
    label: "|∂L_t/∂h_k|",
  };
}

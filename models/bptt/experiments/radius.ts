/** The factor by which a gradient grows per step back, compared with the singular values of U. */
import { RNN, Tensor, initializers, random } from "hebb";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import { activationOf, inputCases, nameOfCase } from "../cases.ts";
import type { InputCase, RadiusFacts } from "../facts.ts";
import { logNorms } from "../growth.ts";
import { radiusWords } from "../words.ts";

const radii = [0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.5];
const [hidden, inputs, back] = [64, 16, 30];
/** Standard deviation of the inputs. */
const sizes: Readonly<Record<InputCase, number>> = { linear: 1, small: 0.01, large: 2 };

export const radiusExperiment = defineExperiment<RadiusFacts>({
  question: {
    en: "Do the recurrent weights U alone decide whether gradients vanish or explode?",
    zh: "梯度是消失还是爆炸，只由循环权重 U 决定吗？",
  },
  seeds: 5,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const factors: number[][] = [];
      for (const kind of inputCases) {
        const row: number[] = [];
        for (const radius of radii) {
          row.push(await growthOf(radius, kind));
          one.progress("radii", factors.length * radii.length + row.length, inputCases.length * radii.length);
        }
        factors.push(row);
      }
      return factors;
    });
    const found = inputCases.map((kind, k) => ({
      kind,
      growth: radii.map((_, i) =>
        summarize(
          measured.map((factors) => factors[k]![i]!),
          run.seeds,
        ),
      ),
    }));
    const [linear, small, large] = found.map(({ growth }) => growth);
    const deviation = Math.max(
      ...linear!.flatMap(({ values }, i) => values.map((value) => Math.abs(value / radii[i]! - 1))),
    );
    return {
      radii,
      back,
      cases: found,
      deviation,
      linear: deviation < 1e-3 ? "equal" : "different",
      inputs: distinguishable(small!.at(-1)!, large!.at(-1)!),
      vanishing: reaches(large!.at(-1)!, { op: "<", value: 1 }),
    };
  },

  words: radiusWords,

  table: ({ radii, cases }) => ({
    columns: ["r", ...cases.map(({ kind }) => ({ name: nameOfCase(kind), digits: 3 }))],
    rows: radii.map((radius, i) => [radius, ...cases.map(({ growth }) => growth[i]!)]),
  }),

  figure: ({ radii, cases }) => ({
    kind: "chart",
    title: text("Growth of the gradient for each step back", "每往回一步，梯度变成原来的几倍"),
    x: { label: text("singular values r of U", "U 的奇异值 r") },
    y: { label: "|∂L/∂h_{k−1}| / |∂L/∂h_k|" },
    layers: [
      { mark: "rule", axis: "y", value: 1, name: text("neither vanishes nor explodes", "既不消失也不爆炸") },
      ...cases.flatMap(({ kind, growth }) => curve(nameOfCase(kind), radii, growth)),
    ],
  }),
});

/** Returns the geometric mean of the growth over `back` steps and over examples, with U = r times an orthogonal matrix. */
async function growthOf(radius: number, kind: InputCase): Promise<number> {
  const layer = new RNN(inputs, hidden, {
    activation: activationOf(kind),
    bias: false,
    weight: initializers.normal(0, 1 / Math.sqrt(inputs)),
    recurrentWeight: initializers.orthogonal({ gain: radius }),
  });
  const shape = [16, back + 1, inputs];
  const logs = await logNorms(layer, Tensor.from(await random.normal(shape, { std: sizes[kind] }).array(), shape));
  return Math.exp((logs[0]! - logs[back]!) / back);
}

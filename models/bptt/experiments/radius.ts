/** The factor by which a gradient grows per step back, compared with the singular values of U. */
import { RNN, Tensor, compile, grad, initializers, observe, random } from "hebb";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";

const radii = [0.6, 0.8, 0.9, 1, 1.1, 1.25, 1.5];
const [hidden, inputs, back] = [64, 16, 30];

/**
 * Activations to compare. For linear units the factor depends on U alone; the slope of tanh reduces it, more so for
 * large net inputs.
 */
const cases = [
  { name: "linear units", activation: (x: Tensor) => x, size: 1 },
  { name: "tanh, small inputs", activation: (x: Tensor) => x.tanh(), size: 0.01 },
  { name: "tanh, large inputs", activation: (x: Tensor) => x.tanh(), size: 2 },
];

export const radiusExperiment: EnglishExperiment = {
  question: {
    en: "Do the recurrent weights U alone decide whether gradients vanish or explode?",
    zh: "梯度是消失还是爆炸，只由循环权重 U 决定吗？",
  },

  async measure(run: Run): Promise<Finding> {
    const growths: number[][] = [];
    for (const [i, { activation, size }] of cases.entries()) {
      growths.push([]);
      for (const [j, radius] of radii.entries()) {
        growths[i]!.push(await growth(radius, activation, size));
        run.progress("radii", i * radii.length + j + 1, cases.length * radii.length);
      }
    }
    const furthest = Math.max(...radii.map((radius, i) => Math.abs(growths[0]![i]! / radius - 1)));
    const at = (radius: number) => radii.indexOf(radius);
    return {
      answer:
        `With U = r times an orthogonal matrix, all of whose singular values are r, a step back multiplies the gradient by r: with linear units to within ` +
        `${(100 * furthest).toFixed(2)} %. At r = 1.5 that is a factor of ${(1.5 ** back).toExponential(1)} over ${back} steps, at r = 0.6 of ${(0.6 ** back).toExponential(1)}. ` +
        `tanh multiplies by its slope too: with large inputs r = 1 gives ${growths[2]![at(1)]!.toFixed(2)} and r = 1.5 ${growths[2]![at(1.5)]!.toFixed(2)} for each step.`,
      table: {
        columns: ["r", ...cases.map(({ name }) => name)],
        rows: radii.map((radius, i) => [radius, ...growths.map((values) => values[i]!)]),
      },
      figure: {
        kind: "chart",
        title: "Growth of the gradient for each step back",
        x: { label: "singular values r of U" },
        y: { label: "|∂L/∂h_{k-1}| / |∂L/∂h_k|" },
        layers: [
          { mark: "rule", axis: "y", value: 1, name: "neither vanishes nor explodes" },
          ...cases.map(({ name }, i) => ({
            mark: "line" as const,
            name,
            points: radii.map((radius, j) => [radius, growths[i]![j]!] as const),
          })),
        ],
      },
    };
  },
};

/** Returns the geometric mean of the growth over `back` steps and over examples. */
async function growth(radius: number, activation: (x: Tensor) => Tensor, size: number): Promise<number> {
  const layer = new RNN(inputs, hidden, {
    activation,
    bias: false,
    weight: initializers.normal(0, 1 / Math.sqrt(inputs)),
    recurrentWeight: initializers.orthogonal({ gain: radius }),
  });
  const norms = compile((x: Tensor) => {
    const [{ state }, seen] = observe(() => layer.forward(x));
    const direction = random.normal(state[0]!.shape);
    const [slopes] = grad(state[0]!.mul(direction).sum(), [seen["states"]!]);
    return slopes.norm(-1).log().mean(1);
  });
  const x = Tensor.from(await random.normal([16, back + 1, inputs], { std: size }).array(), [16, back + 1, inputs]);
  const logs = await norms(x).array();
  return Math.exp((logs[0]! - logs[back]!) / back);
}

/** Activation functions compared on one network with the same initial weights: gradients, accuracy and dead units. */
import { type Tensor, elu, gelu, leakyRelu, relu, sigmoid, tanh } from "hebb";
import { mnist } from "hebb/data";
import type { EnglishExperiment } from "../../system.ts";
import { activationsFigure } from "./activations-figure.ts";
import { type Course, train } from "./activations-training.ts";

const functions = { sigmoid, tanh, relu, leakyRelu: (z: Tensor) => leakyRelu(z), elu, gelu };
const names = Object.keys(functions) as (keyof typeof functions)[];

/**
 * Initial biases of the first hidden layer. The low one makes every z of that layer strongly negative for every image.
 */
const biases = { usual: 0, low: -10 };

export const activations: EnglishExperiment = {
  question: {
    en: "How does training change with another activation function?",
    zh: "换一个激活函数，网络的训练会有什么不同？",
  },

  async measure(run) {
    const digits = await mnist();
    const courses = { usual: new Map<string, Course>(), low: new Map<string, Course>() };
    for (const start of ["usual", "low"] as const) {
      for (const name of names) {
        const options = { name, activation: functions[name], bias: biases[start] };
        courses[start].set(name, await train(run, options, digits));
      }
    }
    return {
      answer: answerOf(courses.usual, courses.low),
      table: {
        columns: [
          "activation",
          "first biases",
          "mean slope at the start",
          "gradient of layer 1 at the start",
          "loss at the end",
          "test accuracy",
          "flat at the end",
          "dead units at the end",
        ],
        rows: [...courses.usual.values(), ...courses.low.values()].map((course) => [
          course.name,
          course.bias,
          course.slope,
          course.gradients[0]!,
          course.loss,
          course.accuracy,
          course.flat,
          course.dead,
        ]),
      },
      figure: await activationsFigure(functions, [...courses.usual.values()], [...courses.low.values()]),
    };
  },
};

function answerOf(usual: ReadonlyMap<string, Course>, low: ReadonlyMap<string, Course>): string {
  const ranked = [...usual.values()].sort((a, b) => a.gradients[0]! - b.gradients[0]!);
  const [weakest, strongest] = [ranked[0]!, ranked.at(-1)!];
  const extremes = `${size(weakest.gradients[0]!)} with ${weakest.name} and ${size(strongest.gradients[0]!)} with ${strongest.name}`;
  const behind = [...usual.values()].filter(({ accuracy }) => accuracy < 0.5).map(({ name }) => name);
  const rest = [...usual.values()].filter(({ name }) => !behind.includes(name)).map(({ accuracy }) => accuracy);
  const learned =
    behind.length === 0
      ? `all of them read ${percent(Math.min(...rest))} of the digits or more`
      : `${behind.join(" and ")} reads ${behind.map((name) => percent(usual.get(name)!.accuracy)).join(" and ")} of the digits, ` +
        `the others ${percent(Math.min(...rest))} or more`;
  const { gradients, dead, accuracy } = low.get("relu")!;
  const leaky = low.get("leakyRelu")!;
  const lost =
    gradients[0] === 0
      ? `relu gets no gradient at all and never comes back (${percent(dead)} of its units are dead, ${percent(accuracy)} read)`
      : `relu still gets a gradient of ${size(gradients[0]!)} (${percent(dead)} of its units are dead)`;
  return (
    "It changes what is left of the gradient, which passes a factor f'(z) in each layer. " +
    `From the same weights, the first of six layers begins with a gradient of ${extremes}; after as many steps, ${learned}. ` +
    `Where biases of -10 keep the first layer from firing, ${lost}, while leakyRelu's slope of 0.01 ` +
    `leaves ${size(leaky.gradients[0]!)} and ${percent(leaky.accuracy)}.`
  );
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

const size = (value: number): string => (value === 0 ? "0" : value.toPrecision(2));

/** The stack in one float: its value during pushes and pops, and the limit of its precision. */
import type { Figure } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { StackNetwork, commands } from "../model.ts";
import { capacityOf, oneHot, precisions, pushAndPop, recallByLength } from "../stack.ts";

const longest = 32;

export const stackExperiment: EnglishExperiment = {
  question: {
    en: "Are recurrent networks really Turing complete, and how large a stack fits into one floating-point number?",
    zh: "循环神经网络真的图灵完备吗，一个浮点数里又能存下多深的栈？",
  },

  async measure(run: Run): Promise<Finding> {
    const shares: number[][] = [];
    for (const precision of precisions) shares.push(await recallByLength(precision, longest, run.quick ? 10 : 200));
    const [single, double] = shares.map(capacityOf);
    return {
      answer:
        `Six saturated-linear units with weights set by hand push, pop and read a stack of bits that is one number in base 4. ` +
        `Every word of up to ${single} symbols comes back in single precision (24 bits, two for each symbol), of up to ${double} in double ` +
        `(53 bits). With rational numbers of any length the stack has no end, and with two stacks and unlimited time the network is a Turing ` +
        `machine (Siegelmann and Sontag, 1995); with floats it is a finite automaton.`,
      table: {
        columns: ["symbols", "words recalled in f32", "words recalled in f64"],
        rows: Array.from({ length: longest }, (_, i) => [i + 1, shares[0]![i]!, shares[1]![i]!]),
      },
      figure: {
        kind: "panels",
        title: "A stack in one number",
        columns: 1,
        panels: [await stackOverTime(), recallFigure(shares)],
      },
    };
  },
};

/** Draws the number while a word is pushed and popped. */
async function stackOverTime(): Promise<Figure> {
  const word = [1, 0, 1, 1];
  const program = pushAndPop(word);
  const network = new StackNetwork();
  const { before, after } = network.forward(oneHot([program]));
  const numbers = [...(await before.array()), ...(await after.array())];
  const names = program.map((command) => (command === 2 ? "pop" : commands[command]!));
  return {
    kind: "chart",
    title: "Pushing 1, 0, 1, 1 and popping them again",
    x: { label: "step" },
    y: { label: "the number s", domain: [0, 1.05] },
    layers: [
      { mark: "line", name: "s", points: numbers.map((number, i) => [i, number]) },
      { mark: "points", name: "s", points: numbers.map((number, i) => [i, number]) },
      { mark: "text", texts: names.map((name, i) => [i + 0.5, 1.02, name]) },
    ],
  };
}

function recallFigure(shares: readonly (readonly number[])[]): Figure {
  return {
    kind: "chart",
    title: "Words that come back whole",
    x: { label: "symbols on the stack" },
    y: { label: "share of words", domain: [0, 1] },
    layers: precisions.map(({ name }, i) => ({
      mark: "line",
      name,
      points: shares[i]!.map((share, length) => [length + 1, share]),
    })),
  };
}

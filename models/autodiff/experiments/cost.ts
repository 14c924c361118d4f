/** What all derivatives cost by either mode: multiplications counted in the traced graphs, and time. */
import { Tensor, type TracedGraph, compile, grad, graphOf, jvp, random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { Experiment } from "../../system.ts";
import { type Mode, type VectorFunction, unit } from "../model.ts";

const hidden = 16;

/** What is differentiated: Rⁿ → R, as a loss by its parameters, or R → Rᵐ, as a curve by time. */
export type Kind = "inputs" | "outputs";

/** For one size n or m. */
export interface Cost {
  readonly kind: Kind;
  readonly size: number;
  /** Of the function itself. */
  readonly value: number;
  /** Of all derivatives. */
  readonly multiplications: Readonly<Record<Mode, number>>;
  readonly milliseconds: Readonly<Record<Mode, number>>;
}

interface Subject {
  readonly f: VectorFunction;
  readonly x: Tensor;
  readonly inputs: number;
  readonly outputs: number;
}

/** Σ tanh(W x) of n inputs, or W tanh(a t) of one, through 16 hidden units. */
async function subjectOf(kind: Kind, size: number): Promise<Subject> {
  const fixed = async (shape: number[]) => Tensor.from(await random.normal(shape).array(), shape);
  if (kind === "inputs") {
    const W = await fixed([hidden, size]);
    return { f: (x) => W.matmul(x).tanh().sum().reshape([1]), x: await fixed([size]), inputs: size, outputs: 1 };
  }
  const [W, a] = [await fixed([size, hidden]), await fixed([hidden])];
  return { f: (t) => W.matmul(a.mul(t).tanh()), x: await fixed([1]), inputs: 1, outputs: size };
}

/** One pass of a mode: forward J v with v in Rⁿ, back vᵀ J with v in Rᵐ. */
const passes: Readonly<Record<Mode, (f: VectorFunction) => (x: Tensor, v: Tensor) => Tensor>> = {
  forward: (f) => (x, v) => jvp(f, [x], [v])[1],
  reverse: (f) => (x, v) => grad(f(x).mul(v).sum(), [x])[0],
};

/** Multiplications and divisions of the numbers in the graph: a product of matrices has one for each pair that meets. */
export function multiplications({ nodes, edges }: TracedGraph): number {
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  let total = 0;
  for (const { id, label, shape } of nodes) {
    // Of a product [m, k] · [k, n] -> [m, n]: √(mk · kn · mn) = mkn.
    if (label === "dot") {
      const operands = edges.filter(({ to }) => to === id).map((edge) => size(edge.shape));
      total += Math.sqrt(operands[0]! * operands[1]! * size(shape));
    } else if (/^(mul|div)\b/.test(label) && label !== "mul 1") total += size(shape);
  }
  return total;
}

export async function costOf(kind: Kind, size: number): Promise<Cost> {
  const { f, x, inputs, outputs } = await subjectOf(kind, size);
  const measure = async (mode: Mode) => {
    const pass = passes[mode](f);
    const count = mode === "forward" ? inputs : outputs;
    const example = graphOf(pass, x, unit(count, 0), { level: "operations" });
    return { count: count * multiplications(example), time: await timeOf(pass, x, count) };
  };
  const [forward, reverse] = [await measure("forward"), await measure("reverse")];
  return {
    kind,
    size,
    value: multiplications(graphOf(f, x, { level: "operations" })),
    multiplications: { forward: forward.count, reverse: reverse.count },
    milliseconds: { forward: forward.time, reverse: reverse.time },
  };
}

/** Of `count` compiled passes, one for each unit vector: the best of three. */
async function timeOf(pass: (x: Tensor, v: Tensor) => Tensor, x: Tensor, count: number): Promise<number> {
  const step = compile(pass);
  const v = new Float32Array(count);
  const all = async () => {
    let last: Tensor | undefined;
    for (let i = 0; i < count; i++) {
      v[i] = 1;
      last = step(x, v);
      v[i] = 0;
    }
    await last!.array();
  };
  // Compiled, and seen by the engine often enough to be at its fastest.
  for (let i = 0; i < 20; i++) await step(x, v).array();
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await all();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

export const cost: Experiment = {
  question: "Forward or reverse mode: what do all derivatives cost as inputs or outputs grow?",

  async measure(run) {
    const sizes = run.quick ? [1, 4, 16, 64, 256] : [1, 4, 16, 64, 256, 1024, 4096];
    const byInputs = await costs(run, "inputs", sizes);
    const byOutputs = await costs(run, "outputs", sizes);
    return {
      answer: answerOf(byInputs, byOutputs),
      table: {
        columns: [
          "function",
          "n or m",
          "multiplications, forward",
          "reverse",
          "of f itself",
          "ms, forward",
          "ms, reverse",
        ],
        rows: [...byInputs, ...byOutputs].map(({ kind, size, value, multiplications, milliseconds }) => [
          kind === "inputs" ? "Rⁿ → R" : "R → Rᵐ",
          size,
          multiplications.forward,
          multiplications.reverse,
          value,
          milliseconds.forward,
          milliseconds.reverse,
        ]),
      },
      figure: figureOf(byInputs, byOutputs),
    };
  },
};

async function costs(run: Run, kind: Kind, sizes: readonly number[]): Promise<Cost[]> {
  const found: Cost[] = [];
  for (const [i, size] of sizes.entries()) {
    found.push(await costOf(kind, size));
    run.progress(`growing ${kind}`, i + 1, sizes.length);
  }
  return found;
}

function answerOf(byInputs: readonly Cost[], byOutputs: readonly Cost[]): string {
  const [inputs, outputs] = [byInputs.at(-1)!, byOutputs.at(-1)!];
  const ratio = (by: Readonly<Record<Mode, number>>, mode: Mode) => {
    const value = by[mode] / by[mode === "forward" ? "reverse" : "forward"];
    return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
  };
  const wins = (cost: Cost) => (cost.milliseconds.reverse < cost.milliseconds.forward ? "reverse" : "forward");
  const one = inputs.multiplications.reverse / inputs.value;
  return (
    `By the ${inputs.size} inputs of a function Rⁿ → R, ${wins(inputs)} mode wins: forward mode takes a pass for each input, ` +
    `${ratio(inputs.multiplications, "forward")} times the multiplications of reverse mode and ${ratio(inputs.milliseconds, "forward")} times ` +
    `the time; the one pass back takes ${one.toPrecision(2)} times the multiplications of the function itself. ` +
    `By the one input of R → Rᵐ with ${outputs.size} outputs, ${wins(outputs)} mode wins: reverse mode takes a pass for each output, ` +
    `${ratio(outputs.multiplications, "reverse")} times the multiplications and ${ratio(outputs.milliseconds, "reverse")} times the time. ` +
    "A loss is one number of many parameters: hence back-propagation."
  );
}

function figureOf(byInputs: readonly Cost[], byOutputs: readonly Cost[]): Panels {
  const chart = (costs: readonly Cost[], key: "multiplications" | "milliseconds"): Chart => {
    const isInputs = costs[0]!.kind === "inputs";
    const line = (mode: Mode) => costs.map((cost): Point => [cost.size, cost[key][mode]]);
    return {
      kind: "chart",
      title: isInputs ? "Gradient of Rⁿ → R" : "Derivative of R → Rᵐ",
      x: { label: isInputs ? "inputs n" : "outputs m", scale: "log" },
      y: { label: key === "multiplications" ? "multiplications" : "time, ms", scale: "log" },
      layers: [
        { mark: "line", name: "forward mode", points: line("forward") },
        { mark: "line", name: "reverse mode", points: line("reverse") },
      ],
    };
  };
  const panels = [byInputs, byOutputs].flatMap((costs) => [
    chart(costs, "multiplications"),
    chart(costs, "milliseconds"),
  ]);
  return { kind: "panels", title: "What all derivatives cost", columns: 2, panels };
}

/** Cost of all derivatives in forward and reverse mode: multiplications counted in the traced graphs, and time. */
import { Tensor, type TracedGraph, compile, grad, graphOf, jvp, random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type Mode, type VectorFunction, unit } from "../model.ts";

const hidden = 16;

/**
 * Function to differentiate: "inputs" is Rⁿ → R, like a loss of many parameters; "outputs" is R → Rᵐ, like a curve over
 * time.
 */
export type Kind = "inputs" | "outputs";

/** Costs for one size n or m. */
export interface Cost {
  readonly kind: Kind;
  readonly size: number;
  /** Multiplications of the function itself. */
  readonly value: number;
  /** Multiplications and time of all derivatives. */
  readonly multiplications: Readonly<Record<Mode, number>>;
  readonly milliseconds: Readonly<Record<Mode, number>>;
}

interface Subject {
  readonly f: VectorFunction;
  readonly x: Tensor;
  readonly inputs: number;
  readonly outputs: number;
}

/** Returns Σ tanh(W x) with n inputs, or W tanh(a t) with one input, both with 16 hidden units. */
async function subjectOf(kind: Kind, size: number): Promise<Subject> {
  const fixed = async (shape: number[]) => Tensor.from(await random.normal(shape).array(), shape);
  if (kind === "inputs") {
    const W = await fixed([hidden, size]);
    return { f: (x) => W.matmul(x).tanh().sum().reshape([1]), x: await fixed([size]), inputs: size, outputs: 1 };
  }
  const [W, a] = [await fixed([size, hidden]), await fixed([hidden])];
  return { f: (t) => W.matmul(a.mul(t).tanh()), x: await fixed([1]), inputs: 1, outputs: size };
}

/** One pass of each mode: forward J v with v in Rⁿ, reverse vᵀ J with v in Rᵐ. */
const passes: Readonly<Record<Mode, (f: VectorFunction) => (x: Tensor, v: Tensor) => Tensor>> = {
  forward: (f) => (x, v) => jvp(f, [x], [v])[1],
  reverse: (f) => (x, v) => grad(f(x).mul(v).sum(), [x])[0],
};

/** Counts the scalar multiplications and divisions in a graph. A matrix product [m, k] · [k, n] has m k n. */
export function multiplications({ nodes, edges }: TracedGraph): number {
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  let total = 0;
  for (const { id, label, shape } of nodes) {
    // The graph has only the sizes of both operands and of the result: √(mk · kn · mn) = mkn.
    if (label === "dot") {
      const operands = edges.filter(({ to }) => to === id).map((edge) => size(edge.shape));
      total += Math.sqrt(operands[0]! * operands[1]! * size(shape));
    } else if (/^(mul|div)\b/.test(label) && label !== "mul 1") total += size(shape);
  }
  return total;
}

/** Measures both modes on a function of one size. */
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

/** Returns the time of `count` compiled passes, one for each unit vector: the fastest of three runs. */
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
  // Compiles the pass, and runs it until the engine has optimized it.
  for (let i = 0; i < 20; i++) await step(x, v).array();
  let best = Infinity;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await all();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

export const cost: EnglishExperiment = {
  question: {
    en: "Forward mode or reverse mode: which is cheaper, and when?",
    zh: "前向模式和反向模式，各在什么时候更省计算？",
  },

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

/** Cost of all derivatives in forward and reverse mode: multiplications counted in the traced graphs, and time. */
import { Tensor, type TracedGraph, compile, grad, graphOf, jvp, random } from "hebb";
import type { Chart, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import type { Cost, CostFacts, Kind } from "../facts.ts";
import { costWords } from "../words.ts";
import { type Mode, type VectorFunction, unit } from "../model.ts";

const hidden = 16;

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
    seconds: { forward: forward.time, reverse: reverse.time },
  };
}

/** Returns the time of `count` compiled passes in seconds, one for each unit vector: the fastest of three runs. */
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
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

export const cost = defineExperiment<CostFacts>({
  question: {
    en: "Forward mode or reverse mode: which is cheaper, and when?",
    zh: "前向模式和反向模式，各在什么时候更省计算？",
  },

  async measure(run) {
    const sizes = run.quick ? [1, 4, 16, 64, 256] : [1, 4, 16, 64, 256, 1024, 4096];
    const inputs = await costs(run, "inputs", sizes);
    const outputs = await costs(run, "outputs", sizes);
    return { inputs, outputs, byInputs: cheaper(inputs), byOutputs: cheaper(outputs) };
  },

  words: costWords,

  table: ({ inputs, outputs }) => ({
    columns: [
      text("function", "函数"),
      text("n or m", "n 或 m"),
      text("multiplications, forward mode", "前向模式的乘法次数"),
      text("multiplications, reverse mode", "反向模式的乘法次数"),
      text("multiplications of f itself", "f 本身的乘法次数"),
      { name: text("time, forward mode", "前向模式的用时"), unit: "seconds" },
      { name: text("time, reverse mode", "反向模式的用时"), unit: "seconds" },
    ],
    rows: [...inputs, ...outputs].map(({ kind, size, value, multiplications: count, seconds }) => [
      kind === "inputs" ? "Rⁿ → R" : "R → Rᵐ",
      size,
      count.forward,
      count.reverse,
      value,
      seconds.forward,
      seconds.reverse,
    ]),
  }),

  figure: ({ inputs, outputs }): Panels => ({
    kind: "panels",
    title: text("The cost of all derivatives", "求全部导数的代价"),
    columns: 2,
    panels: [inputs, outputs].flatMap((all) => [chartOf(all, "multiplications"), chartOf(all, "seconds")]),
  }),
});

/** Mode with fewer multiplications at the largest size. */
function cheaper(all: readonly Cost[]): Mode {
  const { forward, reverse } = all.at(-1)!.multiplications;
  return forward < reverse ? "forward" : "reverse";
}

async function costs(run: Run, kind: Kind, sizes: readonly number[]): Promise<Cost[]> {
  const found: Cost[] = [];
  for (const [i, size] of sizes.entries()) {
    found.push(await costOf(kind, size));
    run.progress(`growing ${kind}`, i + 1, sizes.length);
  }
  return found;
}

function chartOf(all: readonly Cost[], key: "multiplications" | "seconds"): Chart {
  const isInputs = all[0]!.kind === "inputs";
  const line = (mode: Mode) => all.map((one): Point => [one.size, one[key][mode]]);
  return {
    kind: "chart",
    title: isInputs ? text("Gradient of Rⁿ → R", "Rⁿ → R 的梯度") : text("Derivative of R → Rᵐ", "R → Rᵐ 的导数"),
    x: { label: isInputs ? text("inputs n", "输入个数 n") : text("outputs m", "输出个数 m"), scale: "log" },
    y: {
      label: key === "multiplications" ? text("multiplications", "乘法次数") : text("time in seconds", "用时（秒）"),
      scale: "log",
    },
    layers: [
      { mark: "line", name: text("forward mode", "前向模式"), points: line("forward") },
      { mark: "line", name: text("reverse mode", "反向模式"), points: line("reverse") },
    ],
  };
}

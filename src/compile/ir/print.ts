/** Prints programs as readable text: buffers, kernels, loop nests. */
import { sizeOf } from "../../base/shape.ts";
import type {
  Access,
  Contraction,
  Expression,
  Kernel,
  Loop,
  Matrix,
  Nest,
  Pack,
  Phase,
  Program,
  Stage,
  Step,
} from "./program.ts";
import { chunksOf, isLoop } from "./program.ts";

/** Returns the text of a program: its memory, kernels and loops. */
export function printProgram(program: Program): string {
  return [...printMemory(program), ...printSteps(program), ""].join("\n");
}

/** Returns the lines of the kernels and loops, with a blank line before each. */
export function printSteps({ steps, commit }: Program): string[] {
  return steps.flatMap((step, index) => [
    ...(index === commit ? ["", "state changes from here on"] : []),
    "",
    ...printStep(step, index),
  ]);
}

function printStep(step: Step, index: number): string[] {
  return isLoop(step) ? printLoop(step, index) : printKernel(step, index);
}

/** Prints the arguments of a loop, then the buffers and steps of its body, indented. */
function printLoop({ label, length, reverse, body, arguments: list }: Loop, index: number): string[] {
  const given = list.map(({ buffer, offset, stride }, i) => {
    const moving = stride === 0 ? "" : ` + ${stride} t`;
    return `  argument ${i} = b${buffer}${offset === 0 ? "" : ` + ${offset}`}${moving}`;
  });
  const inner = [...printMemory(body), ...body.steps.flatMap(printStep)];
  return [
    `loop ${index}: ${label}  (t < ${length}${reverse ? ", backwards" : ""})`,
    ...given,
    ...inner.map((line) => `  ${line}`),
  ];
}

function printMemory({ buffers, scratchBytes }: Program): string[] {
  const rows = buffers.map(({ dtype, bytes, place }, i) => {
    const where = "external" in place ? `argument ${place.external}` : `scratch + ${place.scratch}`;
    return `  b${i}  ${dtype}  ${bytes} bytes  ${where}`;
  });
  return [`scratch: ${scratchBytes} bytes`, ...rows];
}

function printKernel(kernel: Kernel, index: number): string[] {
  const chunks = chunksOf(kernel);
  const cut = chunks === 1 ? "one chunk" : `${chunks} chunks of ${kernel.grain}`;
  const pass = kernel.pass ? `, ${kernel.pass.scales.join(" and ")} indices per unit` : "";
  return [
    `kernel ${index}: ${kernel.label}  (${cut}${pass})`,
    ...kernel.stages.flatMap(printStage).map((line) => `  ${line}`),
  ];
}

function printStage(stage: Stage): string[] {
  if (stage.kind === "contraction") return [printContraction(stage)];
  if (stage.kind === "sort")
    return [`sort ${stage.rows} rows of ${stage.length} in b${stage.buffer}, with b${stage.workspace}`];
  return stage.kind === "pack" ? [printPack(stage)] : printNest(stage);
}

function printContraction({
  batches,
  m,
  n,
  k,
  rows,
  steps,
  a,
  b,
  triangles,
  workspace,
  out,
  parallel,
}: Contraction): string {
  const loops = (lengths: readonly number[], size: number) => (lengths.length > 1 ? `(${lengths.join("·")})` : size);
  const batch = sizeOf(batches);
  const size = `[${batch === 1 ? "" : `${loops(batches, batch)} × `}${loops(rows, m)} × ${loops(steps, k)} × ${n}]`;
  const copied = workspace ? ` by panels in b${workspace.buffer}` : "";
  const without = triangles.map(({ of, side, offset }) => `, skip ${of} ${side} ${offset}`).join("");
  return `b${out.buffer} = ${printMatrix(a)} · ${printMatrix(b)}${copied}  ${size}${without}, chunks along ${parallel}`;
}

function printPack({ operand, batches, rows, k, source, target }: Pack): string {
  return `b${target.buffer} = pack ${operand} of ${printMatrix(source)}  [${sizeOf(batches)} × ${rows} × ${k}]`;
}

function printMatrix({ buffer, layout, offset, rowStrides, kStrides }: Matrix): string {
  return layout === "panels"
    ? `b${buffer}`
    : `b${buffer}[${offset} + ${rowStrides.join(",")} r + ${kStrides.join(",")} k]`;
}

function printNest({ outer, parallel, lanes, phases }: Nest): string[] {
  const loops = outer.map((length, i) => `${names[i]} < ${length}${i === parallel ? "*" : ""}`).join(", ");
  return [`for ${loops}  (lanes ${lanes})`, ...phases.flatMap((phase, i) => printPhase(phase, i, outer.length))];
}

/** Names of loop indices, outermost first. */
const names = ["i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"];

function printPhase({ inner, expressions, stores, reductions }: Phase, phase: number, outer: number): string[] {
  const loops = inner.map((length, i) => `${names[outer + i]} < ${length}`).join(", ");
  const formula = (at: number): string => printExpression(expressions[at]!, formula);
  return [
    ...(loops ? [`  for ${loops}`] : ["  once"]),
    ...reductions.map(({ primitive, value }, i) => `    r${phase}.${i} = ${primitive.name} ${formula(value)}`),
    ...stores.map(({ buffer, access, value, scatter }) => {
      const index = scatter ? ` + ${scatter.stride}·(${formula(scatter.index)})` : "";
      return `    b${buffer}[${printAccess(access)}${index}] ${scatter ? "+=" : "="} ${formula(value)}`;
    }),
  ];
}

function printExpression(e: Expression, formula: (at: number) => string): string {
  switch (e.kind) {
    case "constant":
      return String(e.value);
    case "index":
      return `(${printAccess(e.access)})`;
    case "load":
      return `b${e.buffer}[${printAccess(e.access)}]`;
    case "gather":
      return `b${e.buffer}[${printAccess(e.access)} + ${e.stride}·(${formula(e.index)})]`;
    case "check":
      return `check(${formula(e.index)}, ${e.bound})`;
    case "reduced":
      return `r${e.phase}.${e.reduction}`;
    case "apply":
      return `${e.primitive.name}(${e.inputs.map(formula).join(", ")})`;
  }
}

function printAccess({ offset, strides }: Access): string {
  const terms = strides.flatMap((stride, i) =>
    stride === 0 ? [] : [stride === 1 ? names[i]! : `${stride}${names[i]}`],
  );
  return [...terms, ...(offset !== 0 || terms.length === 0 ? [String(offset)] : [])].join(" + ");
}

/**
 * Random programs as plain data: modules, inputs and steps. A step is a line of JavaScript with the ids of its
 * operands, so that programs can be printed as the code that runs, minimized, and run again.
 */
import * as hebb from "hebb";
import { type DType, type TypedArray, typedArray } from "../../src/base/dtype.ts";
import { sizeOf } from "../../src/base/shape.ts";
import { Dice } from "../compile/dice.ts";

/** One value of a program. `code` computes it; $0, $1, … in it stand for the values of `args`. */
export interface Step {
  readonly id: number;
  readonly code: string;
  readonly args: readonly number[];
  /** Step function of a loop, which replaces $body in `code`. */
  readonly body?: Body;
}

export interface Body {
  readonly parameters: readonly number[];
  readonly steps: readonly Step[];
  /** The next carry and the element to stack. */
  readonly results: readonly number[];
}

/** Distribution of an input's elements. */
export type Kind = "smooth" | "whole" | "wide" | "special" | "labels";

export interface Input {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly kind: Kind;
  /** Exclusive upper bound of labels. */
  readonly below?: number;
}

export interface Program {
  readonly seed: number;
  /** Family of makers that most steps were drawn from. */
  readonly theme: string;
  /** Modules, which are created once, with random parameters. */
  readonly modules: readonly Step[];
  readonly inputs: readonly Input[];
  readonly steps: readonly Step[];
  readonly outputs: readonly number[];
  /** The scalar to differentiate; null if the program has no float output. */
  readonly loss: number | null;
  /** Code of the optimizer that minimizes the loss; null if nothing is trained. */
  readonly optimizer: string | null;
  /** Parameters, by the ids of their modules, with the ids of the values assigned to them. */
  readonly assigned: readonly (readonly [param: number, value: number])[];
  readonly training: boolean;
}

const names = Object.keys(hebb);
const values = Object.values(hebb);

export const nameOf = (id: number): string => `v${id}`;

/** Returns the code of a step. */
export function rendered({ code, args, body }: Step): string {
  const filled = code.replaceAll(/\$(\d+)/g, (_, i: string) => nameOf(args[Number(i)]!));
  return body === undefined ? filled : filled.replace("$body", () => renderedBody(body));
}

function renderedBody({ parameters, steps, results }: Body): string {
  const lines = steps.map((step) => `const ${nameOf(step.id)} = ${rendered(step)};`).join(" ");
  return `(${parameters.map(nameOf).join(", ")}) => { ${lines} return [${results.map(nameOf).join(", ")}]; }`;
}

/** Returns the ids of all values that a step reads, including those read in its body. */
export function readBy({ args, body }: Step): number[] {
  if (body === undefined) return [...args];
  const own = new Set([...body.parameters, ...body.steps.map(({ id }) => id)]);
  const inner = [...body.steps.flatMap(readBy), ...body.results].filter((id) => !own.has(id));
  return [...args, ...inner];
}

/** Computes one step from `given`, which holds the values that it reads. */
export function computed(step: Step, given: ReadonlyMap<number, unknown>): unknown {
  const ids = [...new Set(readBy(step))];
  return run(ids.map(nameOf), `return ${rendered(step)};`)(...ids.map((id) => given.get(id)));
}

/** Compiles `body` to a function of `parameters`, with all exports of the library in scope. */
function run(parameters: readonly string[], body: string): (...args: unknown[]) => unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- programs are printed as the code that runs
  const made = new Function(...names, ...parameters, `"use strict"; ${body}`) as (...args: unknown[]) => unknown;
  return (...args) => made(...values, ...args);
}

type Fn = (...inputs: hebb.Tensor[]) => { outputs: hebb.Tensor[]; loss: hebb.Tensor | null };

/** A program with its modules, ready to be called any number of times. */
export interface Instance {
  readonly program: Program;
  /** Modules by the ids of their steps. */
  readonly modules: ReadonlyMap<number, unknown>;
  /** Computes the outputs and the loss, without assignments. */
  readonly fn: Fn;
  /** Computes the same and performs the assignments. */
  readonly assigning: Fn;
  readonly params: readonly hebb.Param[];
  readonly optimizer: hebb.Optimizer | null;
}

export function instantiate(program: Program): Instance {
  hebb.random.seed(program.seed);
  const modules = new Map<number, unknown>();
  for (const step of program.modules) modules.set(step.id, computed(step, modules));
  const params = [...modules.values()].flatMap((module) =>
    hebb.parameters([module as hebb.Module]).map(([, param]) => param),
  );
  const trained = params.filter(({ trainable }) => trainable);
  const optimizer =
    program.optimizer === null ? null : (run(["params"], `return ${program.optimizer};`)(trained) as hebb.Optimizer);
  const ids = program.modules.map(({ id }) => nameOf(id));
  const made = (assigned: Program["assigned"]) =>
    run(ids, `return ${functionOf({ ...program, assigned })};`)(...modules.values()) as Fn;
  return { program, modules, fn: made([]), assigning: made(program.assigned), params, optimizer };
}

function functionOf({ inputs, steps, outputs, loss, assigned }: Program): string {
  const lines = steps.map((step) => `  const ${nameOf(step.id)} = ${rendered(step)};`);
  const values = assigned.map(([, value], i) => `  const next${i} = ${nameOf(value)};`);
  // A parameter has its new value right after its assignment, so all assigned values are computed first.
  lines.push(...values, ...assigned.map(([param], i) => `  ${nameOf(param)}.assign(next${i});`));
  const result = `{ outputs: [${outputs.map(nameOf).join(", ")}], loss: ${loss === null ? "null" : nameOf(loss)} }`;
  return `(${inputs.map(({ id }) => nameOf(id)).join(", ")}) => {\n${lines.join("\n")}\n  return ${result};\n}`;
}

/** Returns the elements of an input, which depend on its id and the seed only. */
export function elementsOf({ id, shape, dtype, kind, below = 1 }: Input, seed: number): TypedArray {
  const dice = new Dice(seed * 131 + id);
  const data = typedArray(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = element(dice, dtype, kind, below);
  return data;
}

const special = [NaN, Infinity, -Infinity, 0, -0, 1e-40, 1e-20, 16777216];
const extremes = [0, 1, -1, 2, 31, 32, 33, 255, 256, -256, 65535, 1 << 24, 2 ** 31 - 1, -(2 ** 31)];

function element(dice: Dice, dtype: DType, kind: Kind, below: number): number {
  if (kind === "labels") return dice.below(below);
  const x = 2 * dice.next() - 1;
  switch (dtype) {
    case "bool":
      return Number(x > 0);
    case "u8":
      return kind === "wide" ? Math.round(127.5 + 127.5 * x) : Math.round(4.5 + 4.5 * x);
    case "i32":
      return kind === "wide" ? dice.pick(extremes) : Math.round(9 * x);
    case "f32":
      if (kind === "whole") return Math.round(4 * x);
      if (kind === "special") return dice.next() < 0.3 ? dice.pick(special) : 2 * x;
      return kind === "wide" ? x * 10 ** (2 * dice.next()) : 2 * x;
  }
}

export function tensorOfInput(input: Input, seed: number): hebb.Tensor {
  return hebb.Tensor.from(elementsOf(input, seed), input.shape, input.dtype);
}

/** Returns the program as a complete module. */
export function printed(program: Program): string {
  const used = functionOf(program).concat(program.optimizer ?? "", ...program.modules.map(rendered));
  const imported = names.filter((name) => new RegExp(`\\b${name}\\b`).test(used) || name === "Tensor");
  const modules = program.modules.map((step) => `const ${nameOf(step.id)} = ${rendered(step)};`);
  const inputs = program.inputs.map((input) => `  ${inputCode(input, program.seed)}, // ${nameOf(input.id)}`);
  return [
    `import { ${imported.join(", ")} } from "hebb";`,
    `random.seed(${program.seed});`,
    ...modules,
    ...(program.optimizer === null ? [] : [`const optimizer = ${program.optimizer}; // minimizes the loss`]),
    `const program = ${functionOf(program)}; // training: ${program.training}`,
    `const inputs = [\n${inputs.join("\n")}\n];`,
  ].join("\n");
}

function inputCode(input: Input, seed: number): string {
  const data = elementsOf(input, seed);
  const shown =
    data.length <= 64 ? `[${data.join(", ")}]` : `/* ${data.length} elements, ${input.kind}, seed ${seed} */ []`;
  return `Tensor.from(${shown}, [${input.shape.join(", ")}], "${input.dtype}")`;
}

/** Minimizes a failing program while it fails in the same way: fewer steps, shorter axes, fewer outputs. */
import { random, Tensor } from "hebb";
import { Finding, check } from "./oracles.ts";
import { type Input, type Program, type Step, computed, instantiate, readBy, tensorOfInput } from "./program.ts";

export interface Failing {
  readonly program: Program;
  readonly error: Finding;
}

/** Limits for one program: number of candidate runs, and time in ms. */
const most = 300;
const longest = 60_000;

export async function minimize(program: Program, error: Finding): Promise<Failing> {
  let best: Failing = { program, error };
  let runs = 0;
  const end = performance.now() + longest;
  for (let found = true; found;) {
    found = false;
    for (const candidate of candidates(best.program)) {
      if (++runs > most || performance.now() > end) break;
      const failed = await failureOf(pruned(candidate));
      if (failed === null || kindOf(failed.error) !== kindOf(error)) continue;
      best = failed;
      found = true;
      break;
    }
  }
  return best;
}

/** Returns the start of a message up to its first digit: the mode of running and the kind of error. */
function kindOf({ message }: Finding): string {
  return message.split(/\d/)[0]!;
}

async function failureOf(program: Program): Promise<Failing | null> {
  if (valuesOf(program) === null) return null;
  try {
    await check(program);
    return null;
  } catch (error) {
    return error instanceof Finding ? { program, error } : null;
  }
}

function* candidates(program: Program): Generator<Program> {
  const { outputs, steps, loss, assigned } = program;
  for (const one of assigned) yield { ...program, assigned: assigned.filter((other) => other !== one) };
  if (loss !== null && program.optimizer === null) yield { ...program, loss: null };
  if (program.optimizer !== null) yield { ...program, optimizer: null };
  if (outputs.length > 1) for (const output of outputs) yield { ...program, outputs: [output] };
  const values = valuesOf(program);
  if (values === null) return;
  // Starts at the last step: replacing a step by an input removes everything that only this step reads.
  for (const step of steps.toReversed()) {
    const value = values.get(step.id);
    if (!(value instanceof Tensor)) continue;
    const { shape, dtype } = value;
    for (const id of readBy(step)) {
      const before = values.get(id);
      if (before instanceof Tensor && before.dtype === dtype && before.shape.join() === shape.join())
        yield replaced(program, step.id, id);
    }
    if (outputs.includes(step.id) || step.id === loss) {
      const inner = readBy(step).filter((id) => values.get(id) instanceof Tensor);
      if (step.id !== loss)
        for (const id of inner)
          yield { ...program, outputs: outputs.map((output) => (output === step.id ? id : output)) };
    }
    yield withInput(program, step, { id: step.id, shape, dtype, kind: "smooth" });
    yield withInput(program, step, { id: step.id, shape, dtype, kind: "whole" });
  }
  yield* withoutInnerSteps(program);
  yield* shorter(program);
}

/** Returns every value, unevaluated; null if the program is not valid. */
function valuesOf(program: Program): Map<number, unknown> | null {
  try {
    random.seed(program.seed);
    const values = new Map<number, unknown>(instantiate(program).modules);
    for (const input of program.inputs) values.set(input.id, tensorOfInput(input, program.seed));
    for (const step of program.steps) values.set(step.id, computed(step, values));
    return values;
  } catch {
    return null;
  }
}

function withInput(program: Program, step: Step, input: Input): Program {
  return { ...program, steps: program.steps.filter((one) => one !== step), inputs: [...program.inputs, input] };
}

/** Returns the program with `id` replaced by `other` wherever it is read. */
function replaced(program: Program, id: number, other: number): Program {
  const swap = (one: number) => (one === id ? other : one);
  return {
    ...program,
    steps: program.steps.filter((step) => step.id !== id).map((step) => swapped(step, swap)),
    outputs: [...new Set(program.outputs.map(swap))],
    loss: program.loss === null ? null : swap(program.loss),
    assigned: program.assigned.map(([param, value]) => [param, swap(value)]),
  };
}

function swapped(step: Step, swap: (id: number) => number): Step {
  const { body } = step;
  const args = step.args.map(swap);
  if (body === undefined) return { ...step, args };
  return {
    ...step,
    args,
    body: { ...body, steps: body.steps.map((one) => swapped(one, swap)), results: body.results.map(swap) },
  };
}

/** Yields programs without one step of a loop body, whose readers read one of its operands instead. */
function* withoutInnerSteps(program: Program): Generator<Program> {
  for (const step of program.steps) {
    const { body } = step;
    if (body === undefined) continue;
    for (const inner of body.steps.toReversed()) {
      for (const other of readBy(inner)) {
        const swap = (id: number) => (id === inner.id ? other : id);
        const steps = body.steps.filter((one) => one !== inner).map((one) => swapped(one, swap));
        const cut: Step = { ...step, body: { ...body, steps, results: body.results.map(swap) } };
        yield { ...program, steps: program.steps.map((one) => (one === step ? cut : one)) };
      }
    }
  }
}

/** Yields programs with one length shortened in all shapes, and in all code as well. */
function* shorter(program: Program): Generator<Program> {
  const lengths = new Set(program.inputs.flatMap(({ shape }) => shape).filter((length) => length > 1));
  for (const length of [...lengths].sort((a, b) => b - a)) {
    for (const less of new Set([1, 2, Math.ceil(length / 2), length - 1])) {
      if (less >= length || less < 1) continue;
      const inputs = program.inputs.map((input) => ({
        ...input,
        shape: input.shape.map((one) => (one === length ? less : one)),
        ...(input.below === length && { below: less }),
      }));
      yield { ...program, inputs };
      const recoded = (step: Step): Step => ({
        ...step,
        code: step.code.replaceAll(new RegExp(`(?<![$.\\d])${length}(?![.\\d])`, "g"), String(less)),
      });
      yield { ...program, inputs, steps: program.steps.map(recoded), modules: program.modules.map(recoded) };
    }
  }
}

/** Removes steps, inputs and modules that nothing reads. */
function pruned(program: Program): Program {
  const wanted = new Set([
    ...program.outputs,
    ...program.assigned.flat(),
    ...(program.loss === null ? [] : [program.loss]),
  ]);
  const steps = program.steps.toReversed().filter((step) => {
    if (!wanted.has(step.id)) return false;
    for (const id of readBy(step)) wanted.add(id);
    return true;
  });
  const isWanted = ({ id }: { readonly id: number }) => wanted.has(id);
  return {
    ...program,
    steps: steps.reverse(),
    inputs: program.inputs.filter(isWanted),
    modules: program.modules.filter(isWanted),
  };
}

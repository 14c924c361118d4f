/** Tasks of a pointer network: sorting numbers, and the convex hull of points. */
import { Tensor, random } from "hebb";
import { type Point, hullOf } from "./geometry.ts";

/** One problem: its inputs, and the indices of the answer. */
export interface Problem {
  readonly inputs: readonly (readonly number[])[];
  readonly answer: readonly number[];
}

export interface Task {
  /** Numbers of one input. */
  readonly features: number;
  /** Returns the problem of these uniform random numbers from 0 to below 1: `features` + 1 for each of its inputs. */
  readonly problem: (numbers: readonly (readonly number[])[]) => Problem;
}

/** Numbers to sort are different integers below this, so that no two are too close to be compared. */
export const below = 100;

export const tasks = {
  /** Different integers, divided by their bound; the answer is their order. */
  sort: {
    features: 1,
    problem(numbers) {
      const values = different(numbers.map(([value]) => value!));
      const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
      return { inputs: values.map((value) => [value / below]), answer: order };
    },
  },
  /** Points in the unit square; the answer is their convex hull, counterclockwise from the leftmost point. */
  hull: {
    features: 2,
    problem(numbers) {
      const inputs = numbers.map(([x, y]): Point => [x!, y!]);
      return { inputs, answer: hullOf(inputs) };
    },
  },
} as const satisfies Readonly<Record<string, Task>>;

export type TaskName = keyof typeof tasks;

/** Returns different integers from 0 to below `below`, from uniform numbers: a taken one becomes the next free one. */
function different(uniform: readonly number[]): number[] {
  const taken = new Set<number>();
  for (const value of uniform) {
    let integer = Math.floor(value * below);
    while (taken.has(integer)) integer = (integer + 1) % below;
    taken.add(integer);
  }
  return [...taken];
}

/** Draws `count` problems with `shortest` to `longest` inputs. Draws random numbers, so it belongs in a scope or loop. */
export async function drawProblems(task: Task, count: number, shortest: number, longest: number): Promise<Problem[]> {
  const width = task.features + 1;
  const numbers = await random.uniform([count, longest, width]).array();
  return Array.from({ length: count }, (_, row) => {
    const at = (i: number) => Array.from(numbers.slice((row * longest + i) * width, (row * longest + i + 1) * width));
    const length = shortest + Math.floor(at(0).at(-1)! * (longest - shortest + 1));
    return task.problem(Array.from({ length }, (_, i) => at(i)));
  });
}

/** Problems as tensors, padded to `longest` inputs. */
export interface Batch {
  readonly inputs: Tensor;
  readonly lengths: Tensor;
  /** True choices with the end mark, i32 [batch, longest + 1]; -1 after it. */
  readonly chosen: Tensor;
}

export function batchOf(problems: readonly Problem[], longest: number): Batch {
  const features = problems[0]!.inputs[0]!.length;
  const inputs = new Float32Array(problems.length * longest * features);
  const chosen = new Int32Array(problems.length * (longest + 1)).fill(-1);
  problems.forEach((problem, row) => {
    inputs.set(problem.inputs.flat(), row * longest * features);
    chosen.set([...problem.answer.map((i) => i + 1), 0], row * (longest + 1));
  });
  return {
    inputs: Tensor.from(inputs, [problems.length, longest, features]),
    lengths: Tensor.from(Int32Array.from(problems, ({ inputs }) => inputs.length)),
    chosen: Tensor.from(chosen, [problems.length, longest + 1]),
  };
}

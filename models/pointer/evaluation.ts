/** Evaluation of pointer networks: exact answers, and the area that a hull covers. */
import { type Tensor, compile, random } from "hebb";
import { type Point, areaOf, isSimple } from "./geometry.ts";
import { type PointerNetwork, end } from "./model.ts";
import { type Problem, type TaskName, batchOf, drawProblems, tasks } from "./tasks.ts";

/** Number of problems of a test. */
const tested = 1000;

/** Draws test problems of one length; they depend on the seed of the random numbers, not on earlier draws. */
export function testProblems(name: TaskName, length: number, count = tested): Promise<Problem[]> {
  return random.scope(`test ${name} ${length}`, () => drawProblems(tasks[name], count, length, length));
}

/** Returns a function that answers problems of one length by greedy pointing. */
export function pointing(model: PointerNetwork, length: number, masked: boolean) {
  const steps = length + 1;
  const point = compile((inputs: Tensor, lengths: Tensor) => model.point(inputs, lengths, { steps, masked }));
  return async (problems: readonly Problem[]): Promise<number[][]> => {
    const { inputs, lengths } = batchOf(problems, length);
    const chosen = await point(inputs, lengths).array();
    return problems.map((_, row) => answerOf(Array.from(chosen.slice(row * steps, (row + 1) * steps))));
  };
}

/** Returns the indices of inputs before the end mark. */
export function answerOf(choices: readonly number[]): number[] {
  const last = choices.indexOf(end);
  return (last < 0 ? choices : choices.slice(0, last)).map((choice) => choice - 1);
}

/** True if the answer is correct: the same order, or for a hull any rotation of it. */
export function isRight(name: TaskName, { answer }: Problem, given: readonly number[]): boolean {
  if (given.length !== answer.length) return false;
  const shift = name === "hull" ? given.indexOf(answer[0]!) : 0;
  return shift >= 0 && answer.every((index, i) => index === given[(i + shift) % given.length]);
}

/** Returns the fraction of problems that are answered exactly. */
export function exactness(name: TaskName, problems: readonly Problem[], given: readonly (readonly number[])[]): number {
  return problems.filter((problem, i) => isRight(name, problem, given[i]!)).length / problems.length;
}

/** Returns the mean fraction of the hull's area that the answers cover. A polygon that crosses itself covers nothing. */
export function coverage(problems: readonly Problem[], given: readonly (readonly number[])[]): number {
  const shares = problems.map(({ inputs, answer }, i) => {
    const cornersOf = (indices: readonly number[]) => indices.map((index) => inputs[index] as unknown as Point);
    const polygon = cornersOf(given[i]!);
    return isSimple(polygon) ? areaOf(polygon) / areaOf(cornersOf(answer)) : 0;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

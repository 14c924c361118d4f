/** Number of symbols that a stack in one number can hold, in single and in double precision. */
import { Tensor, compile, random, reference } from "hebb";
import type { StackCourse } from "./facts.ts";
import { StackNetwork } from "./model.ts";

/** A sequence of indices into `commands`. */
type Program = readonly number[];

/** Returns a program that pushes the bits and then pops them all. */
export function pushAndPop(bits: readonly number[]): Program {
  return [...bits, ...bits.map(() => 2)];
}

/** Returns the commands of programs of equal length as one-hot rows. */
export function oneHot(programs: readonly Program[]): Tensor {
  const commands = programs.flatMap((program) => program.flatMap((own) => [0, 1, 2, 3].map((i) => Number(i === own))));
  return Tensor.from(commands, [programs.length, programs[0]!.length, 4]);
}

/** A way to run programs in one precision. */
export interface Precision {
  readonly name: "f32" | "f64";
  /** Returns the tops before each step and the stack after the last one. */
  readonly run: (network: StackNetwork, programs: readonly Program[]) => Promise<{ tops: number[]; after: number[] }>;
}

const compute = (network: StackNetwork, x: Tensor) => {
  const { before, after } = network.forward(x);
  return { tops: network.top(before), after };
};

/** The compiled program computes in f32, the reference in f64. */
export const precisions: readonly Precision[] = [
  {
    name: "f32",
    run: async (network, programs) => {
      const { tops, after } = compile((x: Tensor) => compute(network, x))(oneHot(programs));
      return { tops: [...(await tops.array())], after: [...(await after.array())] };
    },
  },
  {
    name: "f64",
    run: async (network, programs) => {
      const { tops, after } = compute(network, oneHot(programs));
      const [first, second] = await reference(tops, after);
      return { tops: [...first!], after: [...second!] };
    },
  },
];

/** Returns true for every word whose popped bits equal the pushed bits in reverse order and leave an empty stack. */
export async function recalled(
  network: StackNetwork,
  words: readonly (readonly number[])[],
  { run }: Precision,
): Promise<boolean[]> {
  const { tops, after } = await run(network, words.map(pushAndPop));
  const length = words[0]!.length;
  return words.map((word, i) => {
    const popped = tops.slice((2 * i + 1) * length, 2 * (i + 1) * length);
    return after[i] === 0 && popped.every((top, t) => top === word[length - 1 - t]);
  });
}

/** Returns random words of `length` bits, and the two words of equal bits. */
export async function wordsOf(length: number, count: number): Promise<number[][]> {
  const bits = await random.bernoulli(0.5, [count, length]).array();
  const drawn = Array.from({ length: count }, (_, i) => [...bits.subarray(i * length, (i + 1) * length)]);
  return [...drawn, new Array<number>(length).fill(0), new Array<number>(length).fill(1)];
}

/** Returns the fraction of words recalled completely, for each length from 1 to `longest`. */
export async function recallByLength(precision: Precision, longest: number, count: number): Promise<number[]> {
  const network = new StackNetwork();
  const shares: number[] = [];
  for (let length = 1; length <= longest; length++) {
    const right = await recalled(network, await wordsOf(length, count), precision);
    shares.push(right.filter(Boolean).length / right.length);
  }
  return shares;
}

/** Returns the largest length up to which all words are recalled. */
export function capacityOf(shares: readonly number[]): number {
  const first = shares.findIndex((share) => share < 1);
  return first < 0 ? shares.length : first;
}

/** Runs a program in single precision. */
export async function courseOf(program: Program): Promise<StackCourse> {
  const network = new StackNetwork();
  const { before, after } = network.forward(oneHot([program]));
  return {
    program,
    numbers: [...(await before.array()), ...(await after.array())],
    tops: [...(await network.top(before).array())],
  };
}

/** How many symbols the stack in one number keeps, in single and in double precision. */
import { Tensor, compile, random, reference } from "hebb";
import { StackNetwork } from "./model.ts";

/** A number for each command, see `commands`. */
type Program = readonly number[];

/** Pushes the bits, then pops them all. */
export function pushAndPop(bits: readonly number[]): Program {
  return [...bits, ...bits.map(() => 2)];
}

/** Commands of programs of one length as one-hot rows. */
export function oneHot(programs: readonly Program[]): Tensor {
  const commands = programs.flatMap((program) => program.flatMap((own) => [0, 1, 2, 3].map((i) => Number(i === own))));
  return Tensor.from(commands, [programs.length, programs[0]!.length, 4]);
}

export interface Precision {
  readonly name: "f32" | "f64";
  /** The tops before each step and the stack after the last one. */
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

/** Whether the words that come back are those that were pushed, last bit first, and the stack is empty in the end. */
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

/** Random words of `length` bits, and those of one bit only. */
export async function wordsOf(length: number, count: number): Promise<number[][]> {
  const bits = await random.bernoulli(0.5, [count, length]).array();
  const drawn = Array.from({ length: count }, (_, i) => [...bits.subarray(i * length, (i + 1) * length)]);
  return [...drawn, new Array<number>(length).fill(0), new Array<number>(length).fill(1)];
}

/** The share of words of each length, from 1 to `longest`, that come back whole. */
export async function recallByLength(precision: Precision, longest: number, count: number): Promise<number[]> {
  const network = new StackNetwork();
  const shares: number[] = [];
  for (let length = 1; length <= longest; length++) {
    const right = await recalled(network, await wordsOf(length, count), precision);
    shares.push(right.filter(Boolean).length / right.length);
  }
  return shares;
}

/** The longest words, of which and of shorter ones all come back. */
export function capacityOf(shares: readonly number[]): number {
  const first = shares.findIndex((share) => share < 1);
  return first < 0 ? shares.length : first;
}

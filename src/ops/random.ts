/** Random bits, as an elementwise operation on keys and counters that is vectorized and fused like any other. */
import type { Register, Scalar } from "../base/scalar.ts";
import { parity, rotations, threefry2x32 } from "../base/threefry.ts";
import { checkDType, commonShape } from "./checks.ts";
import { bits, type Interval } from "./elementwise.ts";
import type { Elementwise } from "./primitive.ts";

const names = ["key0", "key1", "counter0", "counter1"];
const words: Interval = [-(2 ** 31), 2 ** 31 - 1];

export const randomOps: Record<"threefry", Elementwise> = {
  /** The first word of threefry2x32 with 20 rounds (Salmon et al. 2011); see base/threefry.ts. */
  threefry: {
    name: "threefry",
    arity: 4,
    elementwise: true,
    cheap: false,
    linear: false,
    dtypes: bits,
    domain: [words, words, words, words],
    ulps: 0,
    infer: (inputs) => {
      inputs.forEach((input, i) => checkDType("threefry", input, names[i]!, bits));
      return { shape: commonShape("threefry", inputs, names), dtype: "i32" };
    },
    program: (s, [key0, key1, counter0, counter1]) => encrypt(s, [key0!, key1!], [counter0!, counter1!]),
    value: ([key0, key1, counter0, counter1]) => threefry2x32([key0!, key1!], [counter0!, counter1!])[0] | 0,
    vjp: () => [null, null, null, null],
  },
};

function encrypt<R extends Register>(s: Scalar<R>, key: readonly [R, R], counter: readonly [R, R]): R {
  const schedule = [key[0], key[1], s.xor(s.integer(parity), s.xor(key[0], key[1]))] as const;
  let x0 = s.add(counter[0], key[0]);
  let x1 = s.add(counter[1], key[1]);
  for (let round = 0; round < 20; round++) {
    x0 = s.add(x0, x1);
    x1 = s.xor(rotate(s, x1, rotations[(round & 7) as 0]), x0);
    if ((round & 3) === 3) {
      const injection = (round + 1) >> 2;
      x0 = s.add(x0, schedule[(injection % 3) as 0]);
      x1 = s.add(x1, s.add(schedule[((injection + 1) % 3) as 0], s.integer(injection)));
    }
  }
  return x0;
}

function rotate<R extends Register>(s: Scalar<R>, x: R, count: number): R {
  return s.or(s.shiftLeft(x, s.integer(count)), s.shiftRightLogical(x, s.integer(32 - count)));
}

/** Elementwise logic on bool, bitwise operations on i32, and shifts of i32. They have no gradients. */
import { type Binary, binary, bits, type Interval, logical } from "./elementwise.ts";

const words: Interval = [-(2 ** 31), 2 ** 31 - 1];
type Shared = Omit<Binary, "program" | "value">;

const common: Pick<Binary, "ulps" | "vjp"> = { ulps: 0, vjp: () => [null, null] };
const bitwise: Shared = { ...common, dtypes: logical, domain: [words, words] };
const shift: Shared = { ...common, dtypes: bits, domain: [words, [0, 31]] };

export const logicOps = binary({
  and: { ...bitwise, program: (s, x, y) => s.and(x, y), value: (x, y) => x & y },
  or: { ...bitwise, program: (s, x, y) => s.or(x, y), value: (x, y) => x | y },
  xor: { ...bitwise, program: (s, x, y) => s.xor(x, y), value: (x, y) => x ^ y },
  /** Shift counts are taken modulo 32. */
  shiftLeft: { ...shift, program: (s, x, y) => s.shiftLeft(x, y), value: (x, y) => x << y },
  shiftRightLogical: { ...shift, program: (s, x, y) => s.shiftRightLogical(x, y), value: (x, y) => x >>> y },
  shiftRightArithmetic: { ...shift, program: (s, x, y) => s.shiftRightArithmetic(x, y), value: (x, y) => x >> y },
});

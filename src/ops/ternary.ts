/** Elementwise selection between two values. */
import { checkDType, commonDType, commonShape } from "./checks.ts";
import { every } from "./elementwise.ts";
import type { Elementwise } from "./primitive.ts";

const names = ["condition", "x", "y"];

export const ternaryOps: Record<"where", Elementwise> = {
  where: {
    name: "where",
    arity: 3,
    elementwise: true,
    chooses: true,
    cheap: true,
    linear: true,
    dtypes: every,
    domain: [
      [0, 1],
      [-10, 10],
      [-10, 10],
    ],
    ulps: 0,
    infer: (inputs) => {
      checkDType("where", inputs[0]!, "condition", ["bool"]);
      const dtype = commonDType("where", inputs.slice(1), names.slice(1));
      return { shape: commonShape("where", inputs, names), dtype };
    },
    program: (s, [condition, x, y]) => s.select(condition!, x!, y!),
    value: ([condition, x, y]) => (condition === 0 ? y! : x!),
    vjp: (b, { inputs: [condition] }, dy) => {
      const zero = b.constant(0, dy.dtype);
      return [null, b.where(condition!, dy, zero), b.where(condition!, zero, dy)];
    },
  },
};

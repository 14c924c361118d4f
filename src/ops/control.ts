/** Loops. What one repeats is a graph, which its nodes hold: whoever runs, differentiates or compiles graphs knows it. */
import { ArgumentError } from "../base/errors.ts";
import type { Feature } from "./primitive.ts";
import { featured } from "./structural.ts";

const ofBody = (what: string) => (): never => {
  throw new ArgumentError(`${what} of a scan is not known without its body`, {
    rule: "A scan is built, evaluated and differentiated together with the graph that it repeats.",
  });
};

export const loopOps = (feature: Feature) =>
  featured(feature, {
    /** Inputs [...first carries, ...stacks, ...the rest]; see `Body` for what becomes of them. */
    scan: {
      arity: null,
      movement: false,
      linear: false,
      infer: ofBody("the shape"),
      vjp: ofBody("the gradient"),
    },
  });

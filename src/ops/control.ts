/** Loops. The body of a loop is a graph held by its nodes, so shape and gradient rules are not in these records. */
import { ArgumentError } from "../base/errors.ts";
import type { Feature } from "./primitive.ts";
import { featured } from "./structural.ts";

const ofBody = (what: string) => (): never => {
  throw new ArgumentError(`${what} of a scan is not known without its body`, {
    rule: "A scan is built, evaluated and differentiated together with its body.",
  });
};

export const loopOps = (feature: Feature) =>
  featured(feature, {
    /** Inputs: [...initial carries, ...stacks, ...constants]; see `Body` in graph/node.ts. */
    scan: {
      arity: null,
      movement: false,
      linear: false,
      infer: ofBody("the shape"),
      vjp: ofBody("the gradient"),
    },
  });

/** Identities that change what the gradient sees. */
import { StateError } from "../base/errors.ts";
import { every, unary } from "./elementwise.ts";
import { structural } from "./structural.ts";

export const effects = {
  ...unary({
    detach: {
      dtypes: every,
      domain: [-10, 10],
      ulps: 0,
      program: (_, x) => x,
      value: (x) => x,
      vjp: () => null,
    },
  }),
  ...structural({
    /** Inputs [output, ...xs]: the output as it is. The reverse walk asks the node's own rule for the gradients of xs. */
    customGrad: {
      arity: null,
      movement: true,
      linear: false,
      infer: ([output]) => ({ shape: output!.shape, dtype: output!.dtype }),
      evaluate: ([output]) => output!.data,
      vjp: (_, { inputs }, dy) => inputs.map((_, i) => (i === 0 ? dy : null)),
      jvp: () => {
        throw new StateError("customGrad has no forward derivative", {
          rule: "Its rule gives the gradient of the inputs from that of the output, which only reverse mode can use.",
          fix: "Use grad, or grad of grad in place of hvp.",
        });
      },
    },
  }),
};

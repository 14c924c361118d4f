/** Operations that return their input unchanged and only affect gradients. */
import { every, unary } from "./elementwise.ts";
import { structural } from "./structural.ts";

export const effects = {
  ...unary({
    detach: {
      dtypes: every,
      domain: [-10, 10],
      ulps: 0,
      flat: true,
      program: (_, x) => x,
      value: (x) => x,
      vjp: () => null,
    },
  }),
  ...structural({
    /**
     * Inputs [output, ...xs]; returns the output. Both gradient modes use the node's own rule for the gradients of xs.
     */
    customGrad: {
      arity: null,
      movement: true,
      linear: false,
      infer: ([output]) => ({ shape: output!.shape, dtype: output!.dtype }),
      vjp: (_, { inputs }, dy) => inputs.map((_, i) => (i === 0 ? dy : null)),
    },
  }),
};

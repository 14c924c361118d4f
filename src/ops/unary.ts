/** Elementwise operations on one operand. */
import { erf, errorFunction, tanh } from "./approximations/bounded.ts";
import { exp, expm1, log, log1p, sigmoid, softplus } from "./approximations/exponential.ts";
import { cos, sin } from "./approximations/trigonometric.ts";
import { logical, numeric, real, unary } from "./elementwise.ts";

export const unaryOps = unary({
  neg: {
    dtypes: numeric,
    domain: [-10, 10],
    ulps: 0,
    linear: true,
    program: (s, x) => s.neg(x),
    value: (x) => -x,
    vjp: (b, dy) => b.neg(dy),
  },
  exp: {
    dtypes: real,
    poles: [0],
    domain: [-110, 95],
    ulps: 1.2,
    cheap: false,
    program: exp,
    value: Math.exp,
    vjp: (b, dy, _, y) => b.mul(dy, y),
  },
  log: {
    dtypes: real,
    poles: [0],
    domain: [0, 100],
    ulps: 1,
    cheap: false,
    program: log,
    value: Math.log,
    vjp: (b, dy, x) => b.div(dy, x),
  },
  /** e^x - 1, accurate near 0. */
  expm1: {
    dtypes: real,
    poles: [0],
    domain: [-20, 95],
    ulps: 2,
    cheap: false,
    program: expm1,
    value: Math.expm1,
    // Not y + 1, which loses the digits of small slopes.
    vjp: (b, dy, x) => b.mul(dy, b.exp(x)),
  },
  /** log(1 + x), accurate near 0. */
  log1p: {
    dtypes: real,
    poles: [0],
    domain: [-1, 100],
    ulps: 2,
    cheap: false,
    program: log1p,
    value: Math.log1p,
    vjp: (b, dy, x) => b.div(dy, b.add(b.constant(1, x.dtype), x)),
  },
  sigmoid: {
    dtypes: real,
    domain: [-88, 88],
    ulps: 2.75,
    cheap: false,
    program: sigmoid,
    value: (x) => 1 / (1 + Math.exp(-x)),
    vjp: (b, dy, _, y) => b.mul(dy, b.mul(y, b.sub(b.constant(1, y.dtype), y))),
  },
  softplus: {
    dtypes: real,
    domain: [-110, 110],
    ulps: 2.5,
    cheap: false,
    program: softplus,
    value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    vjp: (b, dy, x) => b.mul(dy, b.sigmoid(x)),
  },
  /** Square root. The gradient at 0 is infinite. */
  sqrt: {
    dtypes: real,
    poles: [0],
    domain: [0, 100],
    ulps: 0.5,
    program: (s, x) => s.sqrt(x),
    value: Math.sqrt,
    vjp: (b, dy, _, y) => b.div(dy, b.mul(b.constant(2, y.dtype), y)),
  },
  sin: {
    dtypes: real,
    domain: [-70_000, 70_000],
    ulps: 2.5,
    cheap: false,
    program: sin,
    value: Math.sin,
    vjp: (b, dy, x) => b.mul(dy, b.cos(x)),
  },
  cos: {
    dtypes: real,
    domain: [-70_000, 70_000],
    ulps: 2.5,
    cheap: false,
    program: cos,
    value: Math.cos,
    vjp: (b, dy, x) => b.neg(b.mul(dy, b.sin(x))),
  },
  tanh: {
    dtypes: real,
    domain: [-12, 12],
    ulps: 6,
    cheap: false,
    program: tanh,
    value: Math.tanh,
    vjp: (b, dy, _, y) => b.mul(dy, b.sub(b.constant(1, y.dtype), b.mul(y, y))),
  },
  erf: {
    dtypes: real,
    domain: [-6, 6],
    ulps: 6.5,
    cheap: false,
    program: erf,
    value: errorFunction,
    vjp: (b, dy, x) => {
      const slope = b.mul(b.constant(2 / Math.sqrt(Math.PI), x.dtype), b.exp(b.neg(b.mul(x, x))));
      return b.mul(dy, slope);
    },
  },
  floor: {
    dtypes: real,
    domain: [-10, 10],
    ulps: 0,
    flat: true,
    program: (s, x) => s.floor(x),
    value: Math.floor,
    vjp: () => null,
  },
  /** Absolute value. The gradient at 0 is 0. */
  abs: {
    dtypes: numeric,
    domain: [-10, 10],
    ulps: 0,
    program: (s, x) => s.abs(x),
    value: Math.abs,
    vjp: (b, dy, x) => {
      const zero = b.constant(0, x.dtype);
      return b.where(b.less(zero, x), dy, b.where(b.less(x, zero), b.neg(dy), zero));
    },
  },
  not: {
    dtypes: logical,
    domain: [-10, 10],
    ulps: 0,
    program: (s, x) => s.not(x),
    value: (x, _, dtype) => (dtype === "bool" ? Number(x === 0) : ~x),
    vjp: () => null,
  },
});

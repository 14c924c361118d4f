/** Numerical methods on JavaScript arrays. */
export { type Eigen, eigenSymmetric } from "./eigen.ts";
export { type LanczosOptions, type Ritz, type SymmetricProduct, lanczos } from "./lanczos.ts";

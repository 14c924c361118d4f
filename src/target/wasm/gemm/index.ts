/** Generators of matrix-product kernels: tiling, packing, loops, micro-kernels, and a peak benchmark. */
export type { ProductOperands, ProductOptions } from "./driver.ts";
export { multiply } from "./driver.ts";
export type { PanelRange, TileRange } from "./loops.ts";
export { address, push, tilesBefore } from "./loops.ts";
export type { MicroKernelOptions } from "./micro-kernel.ts";
export { microKernel } from "./micro-kernel.ts";
export type { LeftStrides, RightStrides } from "./operands.ts";
export { packLeft, packRight } from "./operands.ts";
export { fmaPeak, peakFlopsPerIteration } from "./peak.ts";
export type { RowTiles } from "./tiles.ts";
export { splitColumns, splitRows } from "./tiles.ts";

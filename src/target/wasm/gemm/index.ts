/** Generators of matrix-product kernels: how a product is cut, packing, the driver, the micro-kernel, the peak. */
export type { Contraction, ContractionOptions } from "./contraction.ts";
export { contraction } from "./contraction.ts";
export type { DriverOptions } from "./driver.ts";
export { driver } from "./driver.ts";
export type { MicroKernelOptions } from "./micro-kernel.ts";
export { microKernel } from "./micro-kernel.ts";
export type { LeftStrides, RightStrides } from "./operands.ts";
export { packLeft, packedLeftBytes, packedPanelBytes, packedRightBytes, packRight } from "./operands.ts";
export { fmaPeak, peakFlopsPerIteration } from "./peak.ts";
export type { Panels, Pieces, RowTiles } from "./tiles.ts";
export { panelColumns, splitColumns, splitDepth, splitRows } from "./tiles.ts";

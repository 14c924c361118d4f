/** The entry "hebb/data": data sets and their batches. Needs Node, for the files. */
export type { BatchOptions, Field } from "./batches.ts";
export { Dataset, type MakeTensor } from "./dataset.ts";
export { type DigitBytes, type Digits, mnist, mnistBytes } from "./mnist.ts";
export type { DataOptions } from "./source.ts";

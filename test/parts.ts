/** All parts of the compiler, for tests that build nodes themselves. */
import * as parts from "../src/tensor/parts.ts";

export function addAllParts(): void {
  for (const add of Object.values(parts)) add();
}

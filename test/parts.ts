/** Adds all parts of the compiler, for tests that build nodes themselves. Importing it is enough. */
import * as parts from "../src/tensor/parts.ts";

for (const add of Object.values(parts)) add();

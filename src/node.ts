/** The package's entry in Node: what it is everywhere, on several threads from the start. */
import { addThreads } from "./runtime/threads.ts";

export * from "./index.ts";

addThreads();

/** The package's entry in Node: what it is everywhere, on several threads from the start, and as HEBB_DEBUG asks. */
import { addThreads } from "./runtime/threads.ts";
import { debug } from "./tensor/inspect/debug.ts";

export * from "./index.ts";

addThreads();
debug(process.env["HEBB_DEBUG"]);

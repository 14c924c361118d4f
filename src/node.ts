/** The package's entry in Node: everything in index.ts, with worker threads enabled and HEBB_DEBUG applied. */
import { addThreads } from "./runtime/threads.ts";
import { debug } from "./tensor/inspect/debug.ts";

export * from "./index.ts";

addThreads();
debug(process.env["HEBB_DEBUG"]);

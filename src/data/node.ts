/** The entry "hebb/data" in Node: everything in index.ts, with data sets read from files. */
import { addFiles } from "./files/source.ts";

export * from "./index.ts";

addFiles();

/**
 * Modules of Node, loaded on first use, because pages can import hebb/data for functions that need no files. Outside
 * Node, access throws a DataError.
 */
import { DataError } from "../base/errors.ts";
import { isNode } from "../runtime/host.ts";

/** Modules of Node by name. */
export const node = {
  get crypto() {
    return builtin("node:crypto");
  },
  get files() {
    return builtin("node:fs/promises");
  },
  get fs() {
    return builtin("node:fs");
  },
  get module() {
    return builtin("node:module");
  },
  get os() {
    return builtin("node:os");
  },
  get path() {
    return builtin("node:path");
  },
  get zlib() {
    return builtin("node:zlib");
  },
};

const builtin: NodeJS.Process["getBuiltinModule"] = (name: never) => {
  if (isNode) return process.getBuiltinModule(name);
  throw new DataError("data sets cannot be loaded outside Node", {
    rule: "The data sets of hebb/data are files, which require Node.",
    fix: "Serve the arrays to the page in your own files, and create a Dataset from them.",
  });
};

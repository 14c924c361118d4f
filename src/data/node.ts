/**
 * Node's modules, asked for when they are used: pages import hebb/data too, for what needs no files. Each throws a
 * DataError outside Node.
 */
import { DataError } from "../base/errors.ts";
import { isNode } from "../runtime/host.ts";

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
  throw new DataError("a data set was asked for outside Node", {
    rule: "The data sets of hebb/data are files, which only Node reads.",
    fix: "Serve the arrays to the page in files of your own, and make a Dataset of them.",
  });
};

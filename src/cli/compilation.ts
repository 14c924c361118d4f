/**
 * How the command line compiles programs: while V8 optimizes nothing. V8 optimizes long-running functions on a thread of its
 * own. On one core, that takes as long as Hebb's compilation itself, and pays off too late, since a program is compiled once.
 */
import { setFlagsFromString } from "node:v8";
import { addWatcher } from "../tensor/program/compile.ts";

let isQuick = false;

/** From now on programs are compiled while V8 optimizes nothing. */
export function compileQuickly(): void {
  if (isQuick || isFixedByUser()) return;
  isQuick = true;
  addWatcher((_, make) => {
    setFlagsFromString("--no-opt");
    try {
      return make();
    } finally {
      setFlagsFromString("--opt");
    }
  });
}

/** Somebody who measures V8 has the last word. */
function isFixedByUser(): boolean {
  return [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((flags) => /--(no-?)?opt\b/.test(flags));
}

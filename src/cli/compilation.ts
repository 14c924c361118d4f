/**
 * How the command line compiles programs. V8 optimizes functions that run for long, on a thread of its own, and on one core
 * takes more time for Hebb's compiler than the compiler takes: half of a first step. On two cores nothing is lost
 * either, since a program is compiled once. So V8 may optimize everything but that.
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

/**
 * Turns off V8's optimizing compiler while Hebb compiles a program. V8 optimizes long-running functions on a separate
 * thread. On one core this takes as long as Hebb's compilation itself and has little benefit, because a program is
 * compiled only once.
 */
import { setFlagsFromString } from "node:v8";
import { addWatcher } from "../tensor/program/compile.ts";

let isQuick = false;

/** Turns off V8's optimizing compiler during all later compilations. Respects V8 flags set by the user. */
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

/** Returns true if the user set the optimization flags of V8. */
function isFixedByUser(): boolean {
  return [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].some((flags) => /--(no-?)?opt\b/.test(flags));
}

/**
 * Stage functions of sorts: a bottom-up merge sort of rows of distinct 64-bit integers. Merging uses `select` instead
 * of branches, because comparisons of unsorted data are unpredictable.
 */
import type { Sort } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import type { StageFunction } from "../base/stage-function.ts";

const bytesPerElement = 8;

/** Sorts rows start .. end - 1 in place. The workspace is as large as all rows. */
export function emitSort(module: ModuleBuilder, { buffer, workspace, length }: Sort): StageFunction {
  const index = module.shared(`sort_${length}`, (f) => {
    const [rows, space] = [f.param("i32", "rows"), f.param("i32", "workspace")];
    f.param("i32", "faults");
    const [row, end] = [f.param("i32", "start"), f.param("i32", "end")];
    const bytes = length * bytesPerElement;
    const [from, to, other] = [f.local("i32", "from"), f.local("i32", "to"), f.local("i32", "other")];
    f.while(
      () => f.get(row).get(end).emit("i32.lt_u"),
      () => {
        for (const [pointer, local] of [
          [rows, from],
          [space, to],
        ] as const) {
          f.get(pointer).get(row).i32(bytes).emit("i32.mul").emit("i32.add").set(local);
        }
        let passes = 0;
        for (let run = bytesPerElement; run < bytes; run *= 2, passes++) {
          f.get(from).get(to).i32(run).i32(bytes).call(mergeRuns(module));
          f.get(from).set(other).get(to).set(from).get(other).set(to);
        }
        // After an odd number of passes, the sorted row is in the workspace.
        if (passes % 2 === 1) f.get(to).get(from).i32(bytes).emit("memory.copy");
        f.increment(row, 1);
      },
    );
  });
  return { index, buffers: [buffer, workspace] };
}

/** `(from, to, run, bytes)`: merges pairs of adjacent sorted runs of `run` bytes. */
function mergeRuns(module: ModuleBuilder): FunctionBuilder {
  return module.shared("mergeRuns", (f) => {
    const [from, to] = [f.param("i32", "from"), f.param("i32", "to")];
    const [run, bytes] = [f.param("i32", "run"), f.param("i32", "bytes")];
    const [at, middle] = [f.local("i32", "at"), f.local("i32", "middle")];
    const clamped = () => f.tee(middle).get(bytes).get(middle).get(bytes).emit("i32.lt_u").emit("select");
    f.repeat(
      () => {
        f.get(from).get(at).emit("i32.add");
        f.get(from).get(at).get(run).emit("i32.add");
        clamped().emit("i32.add");
        f.get(to).get(at).emit("i32.add");
        f.get(at).get(run).i32(1).emit("i32.shl").emit("i32.add").set(at);
        f.get(from).get(at);
        clamped().emit("i32.add");
        f.call(merge(module));
      },
      () => f.get(at).get(bytes).emit("i32.lt_u"),
    );
  });
}

/** `(left, right, to, end)`: merges [left, right) and [right, end) into `to`. */
function merge(module: ModuleBuilder): FunctionBuilder {
  return module.shared("merge", (f) => {
    const [left, right] = [f.param("i32", "left"), f.param("i32", "right")];
    const [to, end] = [f.param("i32", "to"), f.param("i32", "end")];
    const middle = f.local("i32", "middle");
    const [x, y] = [f.local("i64", "x"), f.local("i64", "y")];
    const step = f.local("i32", "step");
    f.get(right).set(middle);
    f.while(
      () => f.get(left).get(middle).emit("i32.lt_u").get(right).get(end).emit("i32.lt_u").emit("i32.and"),
      () => {
        f.get(to).get(left).emit("i64.load").tee(x).get(right).emit("i64.load").tee(y);
        f.get(x).get(y).emit("i64.lt_s").i32(3).emit("i32.shl").tee(step).emit("select").emit("i64.store");
        f.get(left).get(step).emit("i32.add").set(left);
        f.get(right).i32(bytesPerElement).emit("i32.add").get(step).emit("i32.sub").set(right);
        f.increment(to, bytesPerElement);
      },
    );
    for (const [rest, last] of [
      [left, middle],
      [right, end],
    ] as const) {
      copy(f, rest, last, to);
    }
  });
}

function copy(f: FunctionBuilder, from: Local, end: Local, to: Local): void {
  f.while(
    () => f.get(from).get(end).emit("i32.lt_u"),
    () => {
      f.get(to).get(from).emit("i64.load").emit("i64.store");
      f.increment(from, bytesPerElement).increment(to, bytesPerElement);
    },
  );
}

/**
 * The innermost function of every matrix product: it keeps a tile of C (up to 6 rows by 8 columns) in registers while
 * it loops over K. The form of the loop determines the speed: a single top-tested loop, not unrolled, which loads the
 * vectors of B first and then broadcasts one element of A per row. Every other form tried spills accumulators on some
 * version of V8. Strides are parameters. This costs nothing, since the additions run in parallel with the
 * multiply-adds, and engines optimize few functions sooner.
 */
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import { lanes } from "./tiles.ts";

/** Options of `microKernel`. */
export interface MicroKernelOptions {
  /** Rows of the tile, 1 to 6. */
  readonly rows: number;
  /** Columns of the tile, 1 to 8. Whole vectors are computed, but only these columns are stored. */
  readonly columns: number;
  readonly fma: boolean;
  /** True if K is divided into runs whose operands are not contiguous. */
  readonly runs?: boolean;
}

/**
 * `(k, a, b, c, aRow, aStep, bStep, cRow, accumulate)`, all i32: computes C = A·B over `k` steps, or C += A·B if
 * `accumulate` is not 0. Sums always start at zero, so that rounding errors grow only with `k`. `a`, `b` and `c` point
 * to the tile's first elements; strides are in bytes: `aRow` and `cRow` between rows, `aStep` and `bStep` between steps
 * of K. Reads up to 12 bytes beyond a row of B or C, but writes only the tile. With `runs` there are three more
 * parameters: after `run` bytes of `a`, the pointers `a` and `b` advance by `aSkip` and `bSkip` additional bytes.
 */
export function microKernel(module: ModuleBuilder, options: MicroKernelOptions): FunctionBuilder {
  const { rows, columns, fma, runs = false } = options;
  const vectors = Math.ceil(columns / lanes);
  return module.shared(`tile${runs ? "_runs" : ""}_${rows}x${columns}${fma ? "_fma" : ""}`, (f) => {
    const parameter = (name: string) => f.param("i32", name);
    const [k, a, b, c] = [parameter("k"), parameter("a"), parameter("b"), parameter("c")];
    const [aRow, aStep, bStep, cRow] = [parameter("aRow"), parameter("aStep"), parameter("bStep"), parameter("cRow")];
    const accumulate = parameter("accumulate");
    const jump = runs ? { run: parameter("run"), aSkip: parameter("aSkip"), bSkip: parameter("bSkip") } : undefined;
    const sums = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: vectors }, (__, j) => f.local("v128", `c${i}${j}`)),
    );
    const row = f.local("i32", "row");
    const right = Array.from({ length: vectors }, (_, j) => f.local("v128", `b${j}`));
    const left = f.local("v128", "a0");
    const end = f.local("i32", "end");
    if (jump) f.get(a).get(jump.run).emit("i32.add").set(end);
    f.while(
      () => f.get(k),
      () => {
        right.forEach((vector, j) =>
          f
            .get(b)
            .emit("v128.load", 16 * j, 4)
            .set(vector),
        );
        sums.forEach((rowSums, i) => {
          if (i === 0) f.get(a).tee(row);
          else f.get(row).get(aRow).emit("i32.add").tee(row);
          f.emit("v128.load32_splat").set(left);
          rowSums.forEach((sum, j) => multiplyAdd(f, left, right[j]!, sum, fma));
        });
        f.get(a).get(aStep).emit("i32.add").set(a);
        f.get(b).get(bStep).emit("i32.add").set(b);
        if (jump) skip(f, { ...jump, a, b, end });
        f.increment(k, -1);
      },
    );
    // Two separate stores: if the sums are modified before a common store, V8 11 spills them in the loop and takes 60%
    // longer.
    const store = (adds: boolean) => () => storeTile(f, sums, c, cRow, columns, adds);
    f.get(accumulate).if(store(true), store(false));
  });
}

/** Moves the pointers to the next run after the last step of a run. */
function skip(f: FunctionBuilder, locals: Record<"run" | "aSkip" | "bSkip" | "a" | "b" | "end", Local>): void {
  const { run, aSkip, bSkip, a, b, end } = locals;
  f.get(a).get(end).emit("i32.eq");
  f.if(() => {
    f.get(a).get(aSkip).emit("i32.add").tee(a);
    f.get(run).emit("i32.add").set(end);
    f.get(b).get(bSkip).emit("i32.add").set(b);
  });
}

/** sum += left * right. The product is pushed before the sum; the other order makes V8 11 a fifth slower. */
function multiplyAdd(f: FunctionBuilder, left: Local, right: Local, sum: Local, fma: boolean): void {
  if (fma) f.get(left).get(right).get(sum).emit("f32x4.relaxed_madd").set(sum);
  else f.get(left).get(right).emit("f32x4.mul").get(sum).emit("f32x4.add").set(sum);
}

/** Stores the sums, or adds them to the stored elements. */
function storeTile(
  f: FunctionBuilder,
  sums: readonly (readonly Local[])[],
  c: Local,
  stride: Local,
  columns: number,
  adds: boolean,
): void {
  sums.forEach((row, i) => {
    if (i > 0) f.get(c).get(stride).emit("i32.add").set(c);
    row.forEach((sum, j) => {
      if (adds)
        f.get(c)
          .emit("v128.load", 16 * j, 4)
          .get(sum)
          .emit("f32x4.add")
          .set(sum);
      storeLanes(f, c, sum, 16 * j, Math.min(lanes, columns - lanes * j));
    });
  });
}

/** Stores the first `count` lanes of a vector at `pointer + offset`. */
export function storeLanes(f: FunctionBuilder, pointer: Local, value: Local, offset: number, count: number): void {
  if (count >= lanes) {
    f.get(pointer).get(value).emit("v128.store", offset, 4);
    return;
  }
  if (count >= 2) f.get(pointer).get(value).emit("v128.store64_lane", 0, offset, 4);
  if (count % 2 === 1)
    f.get(pointer)
      .get(value)
      .emit("v128.store32_lane", count - 1, offset + 4 * (count - 1));
}

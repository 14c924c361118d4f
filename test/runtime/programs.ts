/** Hand-written programs in the compiler's output format, for tests of the runtime. */
import { packedBytes } from "../../src/compile/lower/gemm-blocking.ts";
import { columnsPerPanel, webAssembly } from "../../src/target/wasm/base/target.ts";
import type { Access, Contraction, Kernel, Matrix, Nest, Program, Stage } from "../../src/compile/ir/program.ts";
import { primitives } from "../nodes.ts";

/** Computes out[i] = in[i] over `length` elements. */
export function copyNest(from: number, to: number, length: number): Nest {
  return mapNest(from, to, [length], []);
}

/**
 * Computes out[…] = f(in[…]) over contiguous arrays, where f composes the unary `ops`. Chunks divide loop `parallel`.
 */
export function mapNest(
  from: number,
  to: number,
  outer: readonly number[],
  ops: readonly ("neg" | "abs" | "sqrt" | "exp" | "tanh")[],
  parallel = 0,
): Nest {
  const access: Access = { offset: 0, strides: outer.map((_, i) => outer.slice(i + 1).reduce((x, y) => x * y, 1)) };
  const load = { kind: "load", buffer: from, access, dtype: "f32" } as const;
  const applied = ops.map(
    (op, i) => ({ kind: "apply", primitive: primitives[op], inputs: [i], attributes: {}, dtype: "f32" }) as const,
  );
  const stores = [{ buffer: to, access, value: ops.length, dtype: "f32" }] as const;
  const phase = { inner: [], expressions: [load, ...applied], stores, reductions: [] };
  return { kind: "nest", outer, parallel, lanes: "outer", phases: [phase] };
}

/** A kernel without statistics. */
export function kernel(label: string, extent: number, grain: number, ...stages: readonly Stage[]): Kernel {
  return { label, extent, grain, stages, flops: 0, bytes: 0 };
}

export function program(parts: Partial<Program> & Pick<Program, "buffers" | "externals" | "steps">): Program {
  return { scratchBytes: 0, commit: parts.steps.length, faults: [], features: [], ...parts };
}

export function external(floats: number, position: number): Program["buffers"][number] {
  return { dtype: "f32", bytes: 4 * floats, place: { external: position } };
}

export function inScratch(bytes: number, scratch: number): Program["buffers"][number] {
  return { dtype: "f32", bytes, place: { scratch } };
}

export interface ProductOptions {
  readonly batch?: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly parallel?: Contraction["parallel"];
  readonly grain?: number;
  /** Packs A too, in the same kernel. */
  readonly packA?: boolean;
  /** True if the operand is stored transposed: A as [k, m], B as [k, n]. */
  readonly transposed?: { readonly a?: boolean; readonly b?: boolean };
}

/** Packs b, multiplies and negates the product. Externals: a [batch, m, k], b [batch, n, k], out [batch, m, n]. */
export function product(options: ProductOptions): Program {
  const { batch = 1, m, n, k, parallel = "m", packA = false, transposed = {} } = options;
  const extent = { batch, m, n }[parallel];
  const { grain = extent } = options;
  const strided = (buffer: number, rows: number, flipped = false): Matrix => ({
    buffer,
    offset: 0,
    batchStrides: [rows * k],
    layout: "strided",
    rowStrides: [flipped ? 1 : k],
    kStrides: [flipped ? rows : 1],
  });
  const panels = (buffer: number, operand: "a" | "b", rows: number): Matrix => {
    const batchStride = packedBytes(webAssembly, operand, rows, k) / 4;
    return { buffer, offset: 0, batchStrides: [batchStride], layout: "panels", rowStrides: [], kStrides: [] };
  };
  const packedB = panels(3, "b", n);
  const packedA = panels(4, "a", m);
  const bytesB = Math.ceil((batch * packedBytes(webAssembly, "b", n, k)) / 64) * 64 + 64;
  const pack = (operand: "a" | "b", rows: number, panels: Matrix): Stage => {
    const source = operand === "a" ? strided(0, m, transposed.a) : strided(1, n, transposed.b);
    const [batchStride] = panels.batchStrides as [number];
    const along = operand === "b" || parallel === "batch" ? (parallel === "batch" ? "batch" : "rows") : "rows";
    return {
      kind: "pack",
      operand,
      batches: [batch],
      rows,
      k,
      steps: null,
      source,
      target: { ...panels, batchStride },
      parallel: along,
    };
  };
  const contraction: Stage = {
    kind: "contraction",
    batches: [batch],
    m,
    n,
    k,
    rows: [m],
    steps: [k],
    a: packA ? packedA : strided(0, m, transposed.a),
    b: packedB,
    triangles: [],
    workspace: null,
    out: { buffer: 2, offset: 0, batchStride: m * n, rowStride: n },
    parallel,
  };
  const epilogue = mapNest(2, 2, [batch, m, n], ["neg"], { batch: 0, m: 1, n: 2 }[parallel]);
  const packGrain = parallel === "batch" ? grain : columnsPerPanel * 2;
  return program({
    buffers: [
      external(batch * m * k, 0),
      external(batch * n * k, 1),
      external(batch * m * n, 2),
      inScratch(bytesB, 0),
      inScratch(batch * packedBytes(webAssembly, "a", m, k) + 64, bytesB),
    ],
    externals: 3,
    scratchBytes: bytesB + batch * packedBytes(webAssembly, "a", m, k) + 64,
    steps: [
      kernel("pack b", parallel === "batch" ? batch : n, packGrain, pack("b", n, packedB)),
      kernel("multiply", extent, grain, ...(packA ? [pack("a", m, packedA)] : []), contraction, epilogue),
    ],
  });
}

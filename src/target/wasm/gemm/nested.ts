/**
 * Products whose rows and depth consist of several loops, because windows are read in place (implicit convolution). The
 * loops are, from the outside in: outer rows (images), outer steps, panels of B, rows of an image, tiles. One call of
 * the micro-kernel runs the two innermost loops over the depth. A tile does not extend over iterations of the row
 * loops.
 */
import { columnsPerPanel } from "../base/target.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import type { PanelRange, TileRange, Value } from "./loops.ts";
import { address, countUp, forEachPanel, forEachTile, push } from "./loops.ts";
import { microKernel } from "./micro-kernel.ts";
import { copyPanel } from "./operands.ts";
import { bytesPerElement, splitColumns, splitRows } from "./tiles.ts";

/** Lengths of loops, outermost first, and their strides in elements. */
export interface NestedOptions {
  readonly rows: readonly number[];
  readonly steps: readonly number[];
  readonly left: { readonly rowStrides: readonly number[]; readonly kStrides: readonly number[] };
  /** "strided" requires contiguous columns; "panels" was packed by `packNested`, with all steps of a panel together. */
  readonly right: { readonly layout: "strided" | "panels"; readonly kStrides: readonly number[] };
  readonly n: number;
  readonly rowStride: number;
  readonly fma: boolean;
}

/** A loop that advances pointers by a number of bytes in each iteration, and resets them at its end. */
interface Walk {
  readonly length: Value;
  readonly moves: readonly (readonly [Local, number])[];
}

/** Generates code that computes C, or only the iterations `turns` of the outermost row loop. Changes the pointers. */
export function multiplyNested(
  module: ModuleBuilder,
  f: FunctionBuilder,
  options: NestedOptions,
  { a, b, c }: Readonly<Record<"a" | "b" | "c", Local>>,
  turns?: TileRange,
): void {
  const { rows, left, rowStride } = options;
  const walks = rows.slice(0, -1).map((length, i): Walk => {
    const moves = [
      [a, bytesPerElement * left.rowStrides[i]!],
      [c, bytesPerElement * rowStride * product(rows.slice(i + 1))],
    ] as const;
    if (i > 0 || !turns) return { length, moves };
    for (const [pointer, bytes] of moves) address(f, pointer, [turns.first, bytes]).set(pointer);
    return { length: turns.count, moves };
  });
  const [images, lines] = [walks.slice(0, -1), walks.slice(-1)];
  walk(f, images, () =>
    walkSteps(f, options, a, b, (counters) => {
      forEachPanel(f, splitColumns(options.n), { first: 0, last: splitColumns(options.n).panels }, (panel, columns) => {
        const place = locate(f, options, b, c, panel);
        const inside = lines.map(({ length, moves: [moveA, moveC] }) => {
          return { length, moves: [moveA!, [place.c, moveC![1]] as const] };
        });
        walk(f, inside, () => multiplyTiles(module, f, options, { ...place, a, columns, counters }));
        f.release(place.b, place.c);
      });
    }),
  );
}

const product = (sizes: readonly number[]) => sizes.reduce((x, y) => x * y, 1);

function walk(f: FunctionBuilder, loops: readonly Walk[], body: (counters: readonly Local[]) => void): void {
  const counters: Local[] = [];
  const open = ([loop, ...rest]: readonly Walk[]): void => {
    if (!loop) return body(counters);
    const counter = f.local("i32", "turn");
    counters.push(counter);
    f.i32(0).set(counter);
    countUp(f, counter, loop.length, 1, () => {
      open(rest);
      for (const [pointer, bytes] of loop.moves) f.increment(pointer, bytes);
    });
    for (const [pointer, bytes] of loop.moves) address(f, pointer, [loop.length, -bytes]).set(pointer);
  };
  open(loops);
  f.release(...counters);
}

/** Loops over all steps except the two innermost loops. All `counters` are 0 in the first iteration. */
function walkSteps(
  f: FunctionBuilder,
  { steps, left, right }: NestedOptions,
  a: Local,
  b: Local,
  body: (counters: readonly Local[]) => void,
): void {
  const loops = steps.slice(0, -2).map((length, i): Walk => {
    const packed = product(steps.slice(i + 1)) * columnsPerPanel;
    const moveB = right.layout === "panels" ? packed : right.kStrides[i]!;
    const moves = [[a, bytesPerElement * left.kStrides[i]!] as const, [b, bytesPerElement * moveB] as const];
    return { length, moves };
  });
  walk(f, loops, body);
}

/** Addresses of the panel in B and of its columns in C. */
function locate(f: FunctionBuilder, options: NestedOptions, b: Local, c: Local, panel: Value) {
  const { right, steps } = options;
  const packed = right.layout === "panels";
  const [panelB, panelC] = [f.local("i32", "bPanel"), f.local("i32", "cPanel")];
  const bytes = bytesPerElement * columnsPerPanel;
  address(f, b, [panel, packed ? bytes * product(steps) : bytes]).set(panelB);
  address(f, c, [panel, bytes]).set(panelC);
  return { b: panelB, c: panelC };
}

interface Place {
  readonly a: Local;
  readonly b: Local;
  readonly c: Local;
  readonly columns: number;
  readonly counters: readonly Local[];
}

/** Multiplies all tiles of the innermost row loop by one panel. */
function multiplyTiles(module: ModuleBuilder, f: FunctionBuilder, options: NestedOptions, place: Place): void {
  const { rows, steps, left, right, rowStride, fma } = options;
  const { a, b, c, columns, counters } = place;
  const run = steps.at(-1)!;
  const aRow = left.rowStrides.at(-1)!;
  const runs = steps.length > 1 && steps.at(-2)! > 1;
  const depth = runs ? run * steps.at(-2)! : run;
  const packed = right.layout === "panels";
  const [aStep, bStep] = [left.kStrides.at(-1)!, packed ? columnsPerPanel : right.kStrides.at(-1)!];
  const [aTile, cTile] = [f.local("i32", "aTile"), f.local("i32", "cTile")];
  f.get(a).set(aTile).get(c).set(cTile);
  const tiles = splitRows(rows.at(-1)!, fma);
  const pointers = [
    { pointer: aTile, bytesPerRow: [aRow, bytesPerElement] },
    { pointer: cTile, bytesPerRow: [rowStride, bytesPerElement] },
  ] as const;
  forEachTile(f, tiles, { first: 0, count: tiles.tiles }, pointers, (height) => {
    f.i32(depth).get(aTile).get(b).get(cTile);
    for (const stride of [aRow, aStep, bStep, rowStride]) f.i32(bytesPerElement * stride);
    const [first, ...others] = counters;
    push(f, first ?? 0);
    for (const counter of others) f.get(counter).emit("i32.add");
    if (runs) {
      f.i32(bytesPerElement * run * aStep);
      f.i32(bytesPerElement * (left.kStrides.at(-2)! - run * aStep));
      f.i32(packed ? 0 : bytesPerElement * (right.kStrides.at(-2)! - run * bStep));
    }
    f.call(microKernel(module, { rows: height, columns, fma, runs }));
  });
  f.release(aTile, cTile);
}

export interface PackNestedOptions {
  readonly columns: number;
  readonly steps: readonly number[];
  readonly kStrides: readonly number[];
  readonly columnStride: number;
}

/** Generates code that packs panels of B. All steps of a panel are contiguous, with 8 floats per step. */
export function packNested(
  module: ModuleBuilder,
  f: FunctionBuilder,
  { columns, steps, kStrides, columnStride }: PackNestedOptions,
  source: Local,
  target: Local,
  range: PanelRange,
): void {
  const run = steps.at(-1)!;
  const strides = { kStride: kStrides.at(-1)!, columnStride };
  const [from, to] = [f.local("i32", "from"), f.local("i32", "to")];
  const panelBytes = bytesPerElement * columnsPerPanel;
  forEachPanel(f, splitColumns(columns), range, (panel, width) => {
    address(f, source, [panel, panelBytes * columnStride]).set(from);
    address(f, target, [panel, panelBytes * product(steps)]).set(to);
    const loops = steps.slice(0, -1).map((length, i): Walk => {
      const packed = panelBytes * product(steps.slice(i + 1));
      return { length, moves: [[from, bytesPerElement * kStrides[i]!] as const, [to, packed] as const] };
    });
    walk(f, loops, () => copyPanel(module, f.get(from).get(to).i32(run), width, strides, columnsPerPanel));
  });
  f.release(from, to);
}

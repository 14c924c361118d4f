/**
 * Lowers loops. Initial carries and loop-invariant values are computed before the loop; the body is compiled to its own
 * program.
 */
import { bytesOf } from "../../base/dtype.ts";
import { sizeOf, stridesOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Body, Node } from "../../graph/node.ts";
import type { CompilerFeature } from "../addressing/feature.ts";
import { toNest } from "./nest.ts";
import { nestKernel } from "./chunks.ts";
import type { LoopPlan, Plan } from "../addressing/plan-types.ts";
import type { Kernel, LoopArgument, Pack, Program, Step } from "../ir/program.ts";
import { pruneLoops } from "../rewrite/prune-loops.ts";
import { loopOperand } from "../addressing/stored-view.ts";
import { Writer } from "../addressing/expression-writer.ts";

/** Compiler support for `scan`. */
export const loopFeature: CompilerFeature = { rewrite: pruneLoops, lower: lowerLoop };

/** Lowers the loop whose used results are `nodes`. */
function lowerLoop(plan: LoopPlan, nodes: readonly Node[]): Step[] {
  const [{ body, inputs }] = nodes as [Node];
  const { parameters, carries, stacks, results, length, reverse } = body!;
  const resultBuffers = results.map((result, i) => {
    const node = nodes.find(({ attributes }) => attributes["output"] === i);
    return node ? plan.buffer(node) : plan.temporary(bytesOf(result.dtype) * sizeOf(result.shape), result.dtype);
  });
  const steps: Step[] = inputs.slice(0, carries).flatMap((first, i) => fill(plan, resultBuffers[i]!, first));
  const { left, next } = ownResults(body!);
  const { program, early } = plan.compileBody(
    {
      inputs: parameters,
      outputs: left,
      assignments: next.map((value, i) => ({ target: parameters[i]!, value })),
    },
    carries + stacks,
  );
  const list: LoopArgument[] = [
    ...resultBuffers.slice(0, carries).map((buffer) => ({ buffer, offset: 0, stride: 0, reads: true, writes: true })),
    ...inputs.slice(carries).map((input, i) => readArgument(plan, input, i < stacks)),
    ...results.slice(carries).map(({ dtype, shape }, i) => {
      const stride = bytesOf(dtype) * sizeOf(shape);
      return { buffer: resultBuffers[carries + i]!, offset: 0, stride, reads: false, writes: true };
    }),
  ];
  for (const { kernel, bytes } of early) {
    const buffer = plan.temporary(bytes);
    steps.push(packedBefore(program, kernel, list, buffer));
    list.push({ buffer, offset: 0, stride: 0, reads: true, writes: false });
  }
  const sum = (count: (step: Step) => number) => length * program.steps.reduce((total, step) => total + count(step), 0);
  steps.push({
    label: `scan of ${nodes.map(({ name, attributes }) => name ?? `result ${String(attributes["output"])}`).join(", ")}`,
    length,
    reverse,
    body: program,
    arguments: list,
    scratch: plan.temporary(program.scratchBytes, "u8"),
    flops: sum(({ flops }) => flops),
    bytes: sum(({ bytes }) => bytes),
  });
  return steps;
}

/**
 * Makes each result of a body a separate node. A value that is both a next carry and stacked, or that is an unchanged
 * parameter, is then written twice by the kernel that computes it, instead of being copied by another kernel.
 */
function ownResults({ results, parameters, carries }: Body): { left: Node[]; next: Node[] } {
  const taken = new Set(parameters);
  const own = (node: Node): Node => {
    if (!taken.has(node)) {
      taken.add(node);
      return node;
    }
    return build.reshape(node, node.shape);
  };
  const left = results.slice(carries).map(own);
  const next = results.slice(0, carries).map((node, i) => (node === parameters[i] ? node : own(node)));
  return { left, next };
}

/**
 * Returns the argument for an input of the loop. The address of a stack advances in each iteration; other addresses
 * stay the same.
 */
function readArgument(plan: Plan, input: Node, isStack: boolean): LoopArgument {
  const { base, view } = loopOperand(input, (node) => plan.stored(node))!;
  const bytes = bytesOf(input.dtype);
  const stride = isStack ? bytes * sizeOf(input.shape.slice(1)) : 0;
  return { buffer: plan.buffer(base), offset: bytes * view.offset, stride, reads: true, writes: false };
}

/** Rebinds a hoisted packing kernel of the body to the buffers outside the loop. */
function packedBefore(program: Program, kernel: Kernel, list: readonly LoopArgument[], target: number): Kernel {
  const [stage] = kernel.stages as [Pack];
  const { place } = program.buffers[stage.source.buffer]!;
  const { buffer, offset } = list[(place as { external: number }).external]!;
  const source = { ...stage.source, buffer, offset: stage.source.offset + offset / 4 };
  return { ...kernel, stages: [{ ...stage, source, target: { ...stage.target, buffer: target } }] };
}

/** Returns the kernel that writes the value of `node` to a buffer. */
function fill(plan: Plan, buffer: number, node: Node): Kernel[] {
  const { shape, dtype } = node;
  if (sizeOf(shape) === 0) return [];
  const writer = new Writer(plan);
  const value = writer.use(node, plan.chains.domain(shape));
  const store = { buffer, access: { offset: 0, strides: stridesOf(shape) }, value, dtype };
  const phase = { full: true, expressions: writer.expressions, stores: [store], reductions: [] };
  const nest = toNest(
    shape,
    shape.map(() => false),
    [phase],
  );
  return [nestKernel("first carry", nest, 2 * bytesOf(dtype) * sizeOf(shape))];
}

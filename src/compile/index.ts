/**
 * The compiler: translates a graph into a program. Each stage is one function whose result can be printed. Independent
 * of the target.
 */
import { bytesOf } from "../base/dtype.ts";
import { sizeOf } from "../base/shape.ts";
import { type Graph, nodesOf, rootsOf } from "../graph/graph.ts";
import { Chains } from "./addressing/chain.ts";
import { Grouping } from "./fuse/grouping.ts";
import { planMemory } from "./place/memory.ts";
import type { BodyProgram } from "./addressing/plan-types.ts";
import { type CompilerFeature, featuresOf } from "./addressing/feature.ts";
import type { CompilerOptions } from "./ir/options.ts";
import { passBlocks } from "./place/block-passes.ts";
import { ProgramPlan, type PlanContext } from "./lower/program-plan.ts";
import type { Buffer, Fault, Program } from "./ir/program.ts";
import { Schedule } from "./place/schedule.ts";
import { simplify } from "./rewrite/simplify.ts";
import { splitReductions } from "./rewrite/split-reductions.ts";
import { chooseStored } from "./store/choose.ts";
import { sumOfSums } from "./rewrite/table-products.ts";
import type { Work } from "./ir/effects.ts";

/**
 * Compiles a graph, with the bodies of its loops, to a program.
 *
 * The program's argument table holds one pointer for each input of the graph, followed by one for each output. Assigned
 * state is updated in place.
 */
export function compileGraph(graph: Graph, options: CompilerOptions): Program {
  const { target, stages } = options;
  const brought = featuresOf(graph);
  const features = brought.map(({ compile }): CompilerFeature => compile);
  const simplified = (one: Graph): Graph => simplify(one, { ...options, keepsProducts: true }, features);
  const prepare = (one: Graph): Graph => {
    let result = one;
    for (const { arrange } of features) result = arrange?.(result, simplified, options) ?? result;
    stages?.("arrange");
    result = splitReductions(result, features);
    stages?.("split");
    result = simplify(result, options, features);
    stages?.("algebra");
    for (const { rewrite } of features) result = rewrite?.(result, prepare) ?? result;
    result = sumOfSums(result);
    stages?.("rewrite", result);
    return result;
  };
  const faults: Fault[] = [];
  const compileBody: PlanContext["compileBody"] = (body, constants) => {
    stages?.("lower");
    return compileSimple(body, context, constants);
  };
  const context: PlanContext = { target, stages, faults, compileBody };
  const simple = prepare(graph);
  return { ...compileSimple(simple, context, simple.inputs.length).program, faults, features: brought };
}

/** Compiles a graph that is already simplified; inputs with an index of at least `constants` are loop-invariant. */
function compileSimple(graph: Graph, context: PlanContext, constants: number): BodyProgram {
  const { stages } = context;
  const stored = chooseStored(graph);
  stages?.("store", stored);
  const chains = new Chains();
  const grouping = new Grouping(stored, chains, new Set(rootsOf(graph)));
  for (const node of nodesOf(graph)) if (stored.has(node) && node.op !== "input") grouping.add(node);
  stages?.("fuse", grouping.groups);
  const plan = new ProgramPlan(graph, stored, grouping, chains, context, constants);
  const lowered = grouping.groups.map((group) => plan.lower(group));
  stages?.("lower");
  const schedule = new Schedule(lowered);
  placeResults(graph, plan, schedule);
  const works = passBlocks(schedule.order(), plan.buffers);
  stages?.("schedule");
  const program = assemble(graph, plan, works);
  stages?.("place", program);
  return { program, early: plan.early };
}

/** Routes outputs and new state to the caller's buffers, with a copy if a result cannot be computed in place. */
function placeResults(graph: Graph, plan: ProgramPlan, schedule: Schedule): void {
  const isInput = (buffer: number) => buffer < graph.inputs.length;
  const copies: Work[] = [];
  const own = graph.inputs.length;
  graph.outputs.forEach((node, j) => {
    const buffer = plan.buffer(node);
    if (plan.buffers[buffer]!.external === own + j) return;
    const { dtype, bytes } = plan.buffers[buffer]!;
    const result = plan.buffers.push({ dtype, bytes, external: own + j }) - 1;
    schedule.append(plan.copy(buffer, result));
  });
  const moves = graph.assignments
    .map(({ target, value }) => ({ from: plan.buffer(value), to: plan.buffer(target), value }))
    .filter(({ from, to }) => from !== to);
  // The value of one state at entry may become the next value of another, so it is saved before anything is
  // overwritten.
  for (const { from, to, value } of moves.filter(({ from }) => isInput(from))) {
    const kept = plan.temporary(bytesOf(value.dtype) * sizeOf(value.shape), value.dtype);
    schedule.append(plan.copy(from, kept));
    copies.push(plan.copy(kept, to));
  }
  for (const { from, to } of moves.filter(({ from }) => !isInput(from))) {
    if (plan.buffers[from]!.external === null && schedule.tryInPlace({ value: from, target: to })) {
      plan.buffers[from]!.external = to;
    } else {
      copies.push(plan.copy(from, to));
    }
  }
  for (const copy of copies) schedule.append(copy);
}

/** Assigns memory to the buffers and builds the program from the scheduled work. */
function assemble(graph: Graph, plan: ProgramPlan, works: readonly Work[]): Program {
  const steps = works.flatMap((work) => work.steps);
  const state = graph.inputs.length;
  const commits = (work: Work) => [...work.writes].some((buffer) => (plan.buffers[buffer]!.external ?? state) < state);
  const firstCommit = works.findIndex(commits);
  const before = firstCommit < 0 ? works : works.slice(0, firstCommit);
  const numbered = plan.buffers.map((buffer, i) => ({ ...buffer, i }));
  const fixed = new Set(numbered.filter(({ external }) => external !== null).map(({ i }) => i));
  const results = new Set(numbered.filter(({ external }) => external !== null && external >= state).map(({ i }) => i));
  const layout = planMemory(steps, new Map(numbered.map(({ i, bytes }) => [i, bytes])), fixed, results);
  const placeOf = (i: number): Buffer["place"] => {
    const { external } = plan.buffers[i]!;
    if (external !== null) return { external };
    const alias = layout.aliases.get(i);
    return alias === undefined ? { scratch: layout.offsets.get(i) ?? 0 } : placeOf(alias);
  };
  return {
    buffers: numbered.map(({ dtype, bytes, i }) => ({ dtype, bytes, place: placeOf(i) })),
    externals: graph.inputs.length + graph.outputs.length + plan.early.length,
    scratchBytes: layout.bytes,
    steps,
    commit: before.reduce((sum, work) => sum + work.steps.length, 0),
    faults: [],
    features: [],
  };
}

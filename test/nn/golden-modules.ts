/** Comparison of modules with golden cases: values, all gradients and state, with the reference and compiled. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Module, type Param, type Tensor, compile, grad, parameters } from "../../src/tensor/index.ts";
import { trace } from "../../src/tensor/source/trace.ts";
import { type Feeds, type GoldenCase, assertClose, numbersOf, readGolden, reference, tensorOf } from "./golden.ts";

export type Tensors = Readonly<Record<string, Tensor>>;

/** Subject of a case: the layer with its parameters, or none, and the function of the other tensors. */
export interface Subject {
  readonly layer: Module | null;
  readonly run: (given: Tensors) => Tensor;
}

export type Attributes = Readonly<Record<string, number & boolean & string>>;

/** Creates the subject of a case, by its operation. */
export type Subjects = Readonly<Record<string, (golden: GoldenCase, attributes: Attributes) => Subject>>;

/** Converts a name of PyTorch to a path of fields: self_attn.in_proj_weight is selfAttn.inProjWeight. */
export const pathOf = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

interface Prepared {
  readonly golden: GoldenCase;
  /** Parameters and state by the names of PyTorch. */
  readonly params: ReadonlyMap<string, Param>;
  /** Tensors that are not parameters; the cotangent, if there is one, is the last. */
  readonly given: ReadonlyMap<string, Tensor>;
  /** Value, then the gradients in the order of the case. */
  readonly compute: (given: readonly Tensor[]) => Tensor[];
}

function prepare(golden: GoldenCase, subjects: Subjects, pathOf: (name: string) => string): Prepared {
  const { layer, run } = subjects[golden.operation]!(golden, golden.attributes as Attributes);
  const byPath = new Map(layer === null ? [] : parameters(layer));
  const names = Object.keys(golden.inputs);
  const params = new Map(names.flatMap((name) => pair(name, byPath.get(pathOf(name)))));
  assert.deepEqual([...params.keys()].map(pathOf).sort(), [...byPath.keys()].sort(), `parameters of ${golden.name}`);
  const encoded = { ...golden.inputs, ...(golden.cotangents && { cotangent: golden.cotangents["y"]! }) };
  const given = new Map(
    Object.entries(encoded).flatMap(([name, value]) => (params.has(name) ? [] : pair(name, tensorOf(value)))),
  );
  const compute = (values: readonly Tensor[]) => {
    const tensors = Object.fromEntries([...given.keys()].map((name, i) => [name, values[i]!]));
    const y = run(tensors);
    const leaves = Object.keys(golden.gradients).map((name) => params.get(name) ?? tensors[name]!);
    return [y, ...grad(y.mul(tensors["cotangent"]!).sum(), leaves)];
  };
  return { golden, params, given, compute };
}

const pair = <T>(name: string, value: T | undefined): [string, T][] => (value === undefined ? [] : [[name, value]]);

const training = ({ attributes }: GoldenCase) => attributes["training"] !== false;

function checkReference({ golden, params, given, compute }: Prepared): void {
  const { tensors, assigned } = trace((current) => {
    const tensors = compute([...given.values()]);
    return { tensors, assigned: [...current.assigned] as [Param, Tensor["node"]][] };
  });
  const feeds: Feeds = new Map();
  for (const [name, tensor] of given)
    feeds.set(tensor.node, numbersOf(golden.inputs[name] ?? golden.cotangents!["y"]!));
  for (const [name, param] of params) feeds.set(param.entry, numbersOf(golden.inputs[name]!));
  const assignments = assigned.map(([param, value]) => ({ target: param.entry, value }));
  const found = reference(tensors, feeds, { training: training(golden), assignments });
  const state = new Map(assigned.map(([param], i) => [param, found.assignments[i]!]));
  check(golden, found.outputs, 1e-12);
  for (const [name, param] of stateOf(golden, params)) {
    assertClose(state.get(param)!, golden.outputs[name]!, 1e-12, `${name} of ${golden.name}`);
  }
}

async function checkCompiled({ golden, params, given, compute }: Prepared): Promise<void> {
  for (const [name, param] of params) await param.set(Float32Array.from(numbersOf(golden.inputs[name]!)));
  const step = compile((...values: Tensor[]) => compute(values), { training: training(golden) });
  const outputs = step(...given.values());
  const shapes = expectedOf(golden).map(([, { shape }]) => shape);
  assert.deepEqual(
    outputs.map(({ shape }) => shape),
    shapes,
    `shapes of ${golden.name}`,
  );
  check(golden, await Promise.all(outputs.map((tensor) => tensor.array())), 3e-6);
  for (const [name, param] of stateOf(golden, params)) {
    assertClose(await param.array(), golden.outputs[name]!, 1e-6, `${name} of ${golden.name}`);
  }
}

/** State that the layer keeps between steps. */
const stateOf = ({ outputs }: GoldenCase, params: ReadonlyMap<string, Param>) =>
  [...params].filter(([name]) => outputs[name] !== undefined);

const expectedOf = ({ outputs, gradients }: GoldenCase) =>
  [["y", outputs["y"]!] as const, ...Object.entries(gradients)] as const;

/** Scale of a gradient. A gradient that is 0 except for rounding has the scale of the largest one of its case. */
function check(golden: GoldenCase, found: readonly ArrayLike<number>[], tolerance: number): void {
  const expected = expectedOf(golden);
  const largest = (numbers: readonly number[]) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const most = Math.max(...expected.map(([, value]) => largest(numbersOf(value))));
  expected.forEach(([name, value], i) => {
    const what = `${name} of ${golden.name}`;
    const own = largest(numbersOf(value));
    if (own > 1e-9 * most || own === 0) return assertClose(found[i]!, value, tolerance, what);
    assert.ok(largest(Array.from(found[i]!)) <= tolerance * most, `${what} is not zero`);
  });
}

/** Tests all cases of `file`. `path` converts a parameter name of PyTorch to the path in the layer. */
export function testGolden(file: string, subjects: Subjects, path = pathOf): void {
  const cases = readGolden(`${file}.json`);
  for (const operation of new Set(cases.map(({ operation }) => operation))) {
    const chosen = cases.filter((golden) => golden.operation === operation);
    describe(`${operation} agrees with PyTorch`, () => {
      test(`${chosen.length} cases with the reference`, () => {
        for (const golden of chosen) checkReference(prepare(golden, subjects, path));
      });
      test(`${chosen.length} cases compiled`, async () => {
        for (const golden of chosen) await checkCompiled(prepare(golden, subjects, path));
      });
    });
  }
}

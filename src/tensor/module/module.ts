/**
 * Modules: a model is an object whose fields hold its parameters. The constructor wraps `forward`, so that a trace
 * knows the running module; a walk over the fields gives parameters their paths.
 */
import { ArgumentError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import { isFrozen, setFrozen } from "./freeze.ts";
import { captureOrigin } from "../source/origin.ts";
import { Lazy, nameNode } from "../value/lazy.ts";
import { describe } from "../value/operand.ts";
import { Param, claimScope } from "./param.ts";
import { type Scope, activeTrace, currentMode, currentScope, inMode, inScope, observed } from "../source/trace.ts";

/**
 * The base class of models and layers. A subclass stores its parameters and submodules in fields and computes its
 * result in the method `forward`. Fields may also be arrays, plain objects, Maps and Sets of parameters and modules; a
 * field's name becomes part of the path, such as `hidden.weight`. Like torch.nn.Module, but without registration or
 * train(): see `training`.
 *
 * The constructor throws an ArgumentError if there is no method `forward`. `forward` throws a StateError if it uses a
 * parameter that is not reachable through fields of the model, because it would be neither trained nor saved.
 */
export abstract class Module {
  /**
   * Computes the module's result. Call it directly: model.forward(x). Arguments and results are defined by the
   * subclass.
   */
  abstract forward(...inputs: never[]): unknown;

  constructor() {
    const origin = captureOrigin("");
    positions.set(this, origin);
    if (typeof this.forward !== "function") {
      throw new ArgumentError(`${this.constructor.name} has no method forward`, {
        rule: "A module needs a method forward(x) { … }, not a field.",
      });
    }
    const forward = this.forward.bind(this) as (...inputs: unknown[]) => unknown;
    // Not enumerable, so that walks over the fields skip it.
    Object.defineProperty(this, "forward", {
      value: (...inputs: unknown[]) => {
        // A parameter may be an argument, for example if an image is optimized. It is not part of the module then.
        for (const input of inputs) if (input instanceof Param) input.markFound();
        return runForward(this, () => forward(...inputs));
      },
      configurable: true,
      writable: true,
    });
  }

  /**
   * Returns the name in error messages, drawings and summaries: the class name, and for layers also their sizes, such
   * as `Linear(784, 256)`. Minifiers rename classes; a class can fix its name with `static name = "Encoder"`.
   */
  toString(): string {
    return this.constructor.name;
  }
}

/** Positions in the user's program where modules were constructed. */
const positions = new WeakMap<Module, { toString(): string }>();

/** The path to a module from the first root that reached it. */
interface ModulePlace {
  readonly root: object;
  readonly path: string;
}

const places = new WeakMap<Module, ModulePlace>();

/** Returns the module with its position for error messages, such as `Linear(784, 256), model.ts:5`. */
function describeModule(module: Module): string {
  return [String(module), String(positions.get(module) ?? "")].filter(Boolean).join(", ");
}

function runForward(module: Module, body: () => unknown): unknown {
  if (currentScope() === undefined && !places.has(module)) nameRoot(module);
  const run = () => within(module, () => observed("", body()));
  const result = isFrozen(module) && !currentMode().override ? inMode({ override: { trains: false } }, run) : run();
  const trace = activeTrace();
  if (trace !== null && result instanceof Lazy) {
    const path = places.get(module)?.path;
    if (path) nameNode(result.node, path);
    trace.results.set(module, result.shape);
  }
  return result;
}

/** Runs `body` with `module` as the innermost running module. */
export function within<T>(module: Module, body: () => T): T {
  return inScope(new ModuleScope(module), body);
}

class ModuleScope implements Scope {
  readonly module: Module;

  constructor(module: Module) {
    this.module = module;
  }

  label(): string {
    const place = places.get(this.module);
    if (place === undefined) return `${this.module.constructor.name}.forward`;
    return [place.root.constructor.name, place.path, "forward"].filter(Boolean).join(".");
  }

  path(): string {
    return places.get(this.module)?.path ?? this.module.constructor.name;
  }

  search(): void {
    nameRoot(this.module);
  }
}

/** Results of a walk over the fields of a root. */
interface Found {
  readonly params: Map<Param, { readonly path: string; readonly owner: Module | undefined }>;
  readonly modules: Map<Module, string>;
}

/** A model, a parameter, or arrays, plain objects, Maps and Sets of them. */
export type Parameters = object;

/**
 * Returns the parameters of `root` as pairs [path, param], in the order of the fields. A path joins field names by
 * dots, such as `hidden.weight`; a parameter shared by several fields is listed once, under its first path. Includes
 * frozen parameters and those with `trainable: false`. Like torch's named_parameters.
 *
 * Throws an ArgumentError unless `root` is an object.
 */
export function parameters(root: Parameters): [path: string, param: Param][] {
  return [...nameRoot(root).params].map(([param, { path }]) => [path, param]);
}

/** @internal Returns the modules of `root` with their paths. `root` comes first, with an empty path. */
export function modulesOf(root: Parameters): [path: string, module: Module][] {
  return [...nameRoot(root).modules].map(([module, path]) => [path, module]);
}

function nameRoot(root: Parameters): Found {
  const found = walk(root);
  for (const [module, path] of found.modules) {
    if (!places.has(module)) places.set(module, { root, path });
  }
  for (const param of found.params.keys()) param.markFound();
  const fresh = [...found.params].filter(([param]) => !param.hasPlace);
  if (fresh.length === 0) return found;
  const scope = claimScope(fresh.map(([, { path }]) => path));
  for (const [param, { path, owner }] of fresh) {
    param.settlePlace({ path, scope, owner: owner && { toString: () => describeModule(owner) } });
  }
  return found;
}

function walk(root: unknown): Found {
  if (typeof root !== "object" || root === null) {
    throw new ArgumentError(`parameters was given ${describe(root)}`, {
      rule: "It must be a module, a parameter, or an array, plain object, Map or Set of them.",
    });
  }
  const found: Found = { params: new Map(), modules: new Map() };
  visit(root, "", undefined, found, new Set());
  return found;
}

function visit(value: unknown, path: string, owner: Module | undefined, found: Found, seen: Set<object>): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Param) {
    found.params.set(value, { path: path || "parameter", owner });
    return;
  }
  const module = value instanceof Module ? value : undefined;
  if (module) found.modules.set(module, path);
  else if (!isCollection(value)) return;
  for (const [name, field] of fieldsOf(value)) {
    visit(field, path ? `${path}.${name}` : name, module ?? owner, found, seen);
  }
}

function isCollection(value: object): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set || isPlain(value);
}

/**
 * Returns the fields of an object or collection. Entries of a Map are named by keys that are strings or numbers,
 * otherwise by position, like those of a Set.
 */
function fieldsOf(value: object): [name: string, field: unknown][] {
  if (value instanceof Set) return Object.entries([...(value as Set<unknown>)]);
  if (!(value instanceof Map)) return Object.entries(value);
  const isName = (key: unknown) => typeof key === "string" || typeof key === "number";
  return [...(value as Map<unknown, unknown>)].map(([key, field], i) => [String(isName(key) ? key : i), field]);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Excludes `model` from training: optimizers skip its parameters, and its modules run in evaluation mode, so that
 * Dropout is off and BatchNorm keeps its statistics. `training(true, fn)` inside overrides the evaluation mode.
 * Gradients still flow through it. Undo with `unfreeze`; compiled functions are traced again after a change.
 *
 * Throws an ArgumentError unless `model` is an object.
 */
export function freeze(model: Parameters): void {
  setFrozen(thingsOf(model), true);
}

/** Undoes `freeze` for every parameter and module of `model`. Throws an ArgumentError unless `model` is an object. */
export function unfreeze(model: Parameters): void {
  setFrozen(thingsOf(model), false);
}

function thingsOf(model: Parameters): object[] {
  const { params, modules } = nameRoot(model);
  return [...params.keys(), ...modules.keys()];
}

/** Options of `initialize`. */
export interface InitializeOptions {
  /** Seed of the new values. Default: the seed set by `random.seed`. */
  readonly seed?: number;
  /**
   * Distinguishes parameters with equal paths in different models. Default: the scope of the model, which is empty for
   * the first model, then `#2`, `#3`, …
   */
  readonly scope?: string;
}

/**
 * Resets all parameters of `model` to initial values, including parameters that were trained or loaded. The values
 * depend only on the seed, the scope, and the paths. Throws an ArgumentError for an unknown option.
 */
export function initialize(model: Parameters, options: InitializeOptions = {}): void {
  readOptions<InitializeOptions>("initialize", options, { seed: "number", scope: "string" });
  const params = parameters(model).map(([, param]) => param);
  for (const param of params) param.restart(options);
  Param.initializeAll(params);
}

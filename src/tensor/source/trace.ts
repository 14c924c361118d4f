/** The state of a trace: running modules, assignments, random draws, open scans and observers. */
import { StateError } from "../../base/errors.ts";
import { build } from "../../graph/builder.ts";
import type { Shape } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { captureOrigin, withDeepStacks } from "./origin.ts";

/** A parameter, from the point of view of a trace. */
export interface Variable {
  /** Its value when the program starts. */
  readonly entry: Node;
  /** Binds the parameter to `node` for the rest of the trace. */
  bind(node: Node): void;
}

/**
 * A random draw: an input of the program, i32 [3], which holds the two words of the key and the number of runs of the
 * function.
 */
export interface Draw {
  readonly node: Node;
  /** The part of the key's derivation that distinguishes this draw from others with the same seed. */
  readonly path: string;
}

/** The record of one traced function. */
export interface Trace {
  /** Nodes with smaller ids existed before the trace. */
  readonly firstNode: number;
  readonly assigned: Map<Variable, Node>;
  /** True if a gradient with respect to a trainable parameter was taken. */
  differentiates: boolean;
  /** True if something other than a layer's own statistics was assigned. */
  assigns: boolean;
  /** Set if `training()` was called. Throws an error saying that the function `name` must specify the option. */
  undecided?: (name: string) => never;
  readonly draws: Draw[];
  /** Shapes of the results of modules. */
  readonly results: Map<object, Shape>;
}

let active: Trace | null = null;

/** Returns the current trace, or null. */
export function activeTrace(): Trace | null {
  return active;
}

/** Runs `body` in a new trace. Afterwards, parameters are bound to their entry values again. */
export function trace<T>(body: (trace: Trace) => T): T {
  const current: Trace = {
    firstNode: build.constant(0, "f32").id,
    assigned: new Map(),
    differentiates: false,
    assigns: false,
    draws: [],
    results: new Map(),
  };
  return within(current, () => {
    try {
      return withDeepStacks(() => body(current));
    } finally {
      for (const variable of current.assigned.keys()) variable.bind(variable.entry);
    }
  });
}

/** Runs `body` with one origin for all of its nodes: the current position in the user's program. */
export function atOnePlace<T>(body: () => T): T {
  const { origin } = build;
  if (origin === null) return body();
  const place = origin();
  build.origin = () => place;
  try {
    return body();
  } finally {
    build.origin = origin;
  }
}

/** Runs `body` outside any trace: initial values do not belong to the program that first needs them. */
export function outsideTrace<T>(body: () => T): T {
  return active === null ? body() : within(null, body);
}

function within<T>(next: Trace | null, body: () => T): T {
  const before = { active, origin: build.origin, mode, scopes, scans, observer };
  active = next;
  mode = {};
  scopes = [];
  scans = [];
  observer = null;
  build.origin = next === null ? null : () => captureOrigin(scopes.at(-1)?.label() ?? "");
  try {
    return body();
  } finally {
    active = before.active;
    mode = before.mode;
    scopes = before.scopes;
    scans = before.scans;
    observer = before.observer;
    build.origin = before.origin;
  }
}

/** Throws a StateError inside a trace. */
export function forbidInTrace(what: string, fix: string): void {
  if (active === null) return;
  throw new StateError(`${what} inside compile`, {
    rule: "A traced function describes a program without values.",
    fix,
  });
}

/** A module whose `forward` is running. */
export interface Scope {
  readonly module: object & { toString(): string };
  /** The name in error messages, such as `MLP.hidden.forward`. */
  label(): string;
  /** The path for random keys, such as `hidden`. */
  path(): string;
  /** Walks the fields of the module again, because some may be new, and marks the parameters that they lead to. */
  search(): void;
}

/** A value of training() for a part of a program. */
export interface Override {
  readonly trains: boolean;
  /** Called before a compiled function, which is a separate program that the override cannot affect. */
  refuse?(step: string): void;
}

interface Mode {
  readonly override?: Override;
  /** The value of training() in a compiled function that is called inside another trace. */
  readonly inlined?: boolean;
}

let mode: Mode = {};

/** Returns the current mode of training(). */
export function currentMode(): Mode {
  return mode;
}

/** Runs `body` in the current mode with `changes` applied. */
export function inMode<T>(changes: Mode, body: () => T): T {
  const before = mode;
  mode = { ...mode, ...changes };
  try {
    return body();
  } finally {
    mode = before;
  }
}

let scopes: Scope[] = [];

/** Returns the innermost running module, or undefined. */
export function currentScope(): Scope | undefined {
  return scopes.at(-1);
}

/** Returns all running modules, outermost first. */
export function currentScopes(): readonly Scope[] {
  return scopes;
}

/** Runs `body` with `scope` as the innermost module. */
export function inScope<T>(scope: Scope, body: () => T): T {
  scopes.push(scope);
  try {
    return body();
  } finally {
    scopes.pop();
  }
}

/** A scan whose body is being traced. */
export interface OpenScan {
  readonly length: number;
  /** The index of the current element of the stacks, an i32 scalar. */
  index(): Node;
}

let scans: readonly OpenScan[] = [];

/** Returns the scans being traced, innermost last. */
export function currentScans(): readonly OpenScan[] {
  return scans;
}

/** Runs `body` as the body of `scan`. */
export function inScan<T>(scan: OpenScan, body: () => T): T {
  const before = scans;
  scans = [...scans, scan];
  try {
    return body();
  } finally {
    scans = before;
  }
}

/** A listener for the results of modules and for named values. */
export interface Observer {
  /**
   * Called with a value named `name` in the running module, or with the module's result if `name` is empty. Returns the
   * value to use instead.
   */
  observe<T>(name: string, value: T): T;
  /**
   * Returns zeros of `shape` for a loop to add to an observed value. The gradient with respect to that value is the
   * gradient with respect to them.
   */
  probe(shape: Shape): Node;
  /** Receives a value observed in a loop, stacked over the steps. `probe` is null if the value has no gradient. */
  settle(key: string, stack: Node, probe: Node | null): void;
  /**
   * Returns the observer for the body of a loop with `length` steps. `stack` adds a stack to the loop and returns its
   * current element.
   */
  forLoop(length: number, stack: (node: Node) => Node): LoopObserver;
  /** Runs `body` as one call of the public function `name`. */
  call<T>(name: string, body: () => T): T;
  /** Called before a compiled function, whose inner values cannot be observed. */
  refuse(step: string): void;
}

/** An observer of the body of a loop. */
export interface LoopObserver extends Observer {
  /** Nodes of the body to stack for the observer. */
  readonly observed: readonly Node[];
  /** Passes on the stacks of `observed`. */
  finish(stacks: readonly Node[]): void;
}

let observer: Observer | null = null;

/** Returns the current observer, or null. */
export function currentObserver(): Observer | null {
  return observer;
}

/** Throws an error if the current observer or override would have to affect the compiled function `step`. */
export function refuseToReach(step: string): void {
  observer?.refuse(step);
  mode.override?.refuse?.(step);
}

/** Reports `value` to the observer, if there is one, and returns the value to use instead. */
export function observed<T>(name: string, value: T): T {
  return observer === null ? value : observer.observe(name, value);
}

/** Runs `body` and reports it to the observer, if there is one, as one call of `name`. */
export function inCall<T>(name: string, body: () => T): T {
  return observer === null ? body() : observer.call(name, body);
}

/** Runs `body` with the observer `next`. */
export function withObserver<T>(next: Observer | null, body: () => T): T {
  const before = observer;
  observer = next;
  try {
    return body();
  } finally {
    observer = before;
  }
}

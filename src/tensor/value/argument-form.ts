/**
 * Nested arguments and results of compiled functions: arrays and plain objects of tensors, typed arrays, numbers and
 * static values. Comparing and filling them allocates nothing, because both happen in every step.
 */
import { type DType, type TypedArray, elementTypeOf } from "../../base/dtype.ts";
import { ArgumentError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { Lazy } from "./lazy.ts";
import { describe } from "./operand.ts";
import type { Tensor } from "./tensor.ts";

/** A value that is an input of the program. */
export type Leaf = Lazy | TypedArray | number;
/** A value that is fixed at compile time: another value needs another program. */
type Static = string | boolean | null | undefined;

/**
 * The type accepted for a parameter of the traced function. Where the function receives a tensor, the caller may pass a
 * tensor, a typed array or a number.
 */
export type Passed<T> = T extends Tensor
  ? Tensor | TypedArray | number
  : T extends Static
    ? T
    : T extends number
      ? "A number arrives as a tensor: declare the parameter as Tensor"
      : T extends object
        ? { readonly [Key in keyof T]: Passed<T[Key]> }
        : never;

/**
 * The structure of one argument: nesting, element types, shapes and static values. Arguments of equal forms run the
 * same program.
 */
export type Form =
  | { readonly kind: "leaf"; readonly dtype: DType; readonly shape: Shape; readonly name: string }
  | { readonly kind: "static"; readonly value: Static }
  | { readonly kind: "list"; readonly items: readonly Form[] }
  | { readonly kind: "record"; readonly keys: readonly string[]; readonly items: readonly Form[] };

/**
 * Returns the form of `value`, the argument `name` of `owner`. Throws an ArgumentError if it contains a value of an
 * unsupported kind, contains itself, or is nested more than 100 levels deep.
 */
export function formOf(value: unknown, name: string, owner = "a compiled function", depth = 0): Form {
  if (depth > 100) {
    throw new ArgumentError(`${name.slice(0, 30)}… of ${owner} contains itself or has over 100 levels`);
  }
  if (value instanceof Lazy) return { kind: "leaf", dtype: value.dtype, shape: value.shape, name };
  if (typeof value === "number") return { kind: "leaf", dtype: "f32", shape: [], name };
  if (typeof value === "string" || typeof value === "boolean" || value === null || value === undefined) {
    return { kind: "static", value };
  }
  const dtype = elementTypeOf(value);
  if (dtype !== null) return { kind: "leaf", dtype, shape: [(value as TypedArray).length], name };
  if (Array.isArray(value))
    return { kind: "list", items: value.map((item, i) => formOf(item, `${name}[${i}]`, owner, depth + 1)) };
  if (isPlain(value)) {
    const keys = Object.keys(value);
    return { kind: "record", keys, items: keys.map((key) => formOf(value[key], `${name}.${key}`, owner, depth + 1)) };
  }
  throw new ArgumentError(`${name} of ${owner} is ${describe(value)}`, {
    rule: "It must be a tensor, Float32Array, Int32Array, Uint8Array, number, string, boolean, array or plain object.",
    fix: "Convert other arrays with Tensor.from; use other objects from the enclosing scope.",
  });
}

/** Returns true if `value` has the form `form`. */
export function fits(form: Form, value: unknown): boolean {
  switch (form.kind) {
    case "leaf":
      return leafFits(form, value);
    case "static":
      return form.value === value;
    case "list":
      return (
        Array.isArray(value) &&
        value.length === form.items.length &&
        form.items.every((item, i) => fits(item, value[i]))
      );
    case "record":
      return isPlain(value) && recordFits(form, value);
  }
}

function leafFits({ dtype, shape }: Form & { kind: "leaf" }, value: unknown): boolean {
  if (value instanceof Lazy) {
    if (value.dtype !== dtype || value.shape.length !== shape.length) return false;
    for (let axis = 0; axis < shape.length; axis++) if (value.shape[axis] !== shape[axis]) return false;
    return true;
  }
  if (typeof value === "number") return dtype === "f32" && shape.length === 0;
  return shape.length === 1 && elementTypeOf(value) === dtype && (value as TypedArray).length === shape[0];
}

function recordFits({ keys, items }: Form & { kind: "record" }, value: Record<string, unknown>): boolean {
  const names = Object.keys(value);
  return names.length === keys.length && keys.every((key, i) => names[i] === key && fits(items[i]!, value[key]));
}

/**
 * Calls `visit` for every leaf of `value`, in order, with numbers starting at `from`. Returns the number after the
 * last. `value` must have the form `form`.
 */
export function forEachLeaf(form: Form, value: unknown, from: number, visit: (leaf: Leaf, i: number) => void): number {
  switch (form.kind) {
    case "leaf":
      visit(value as Leaf, from);
      return from + 1;
    case "static":
      return from;
    case "list":
    case "record": {
      let i = from;
      for (let at = 0; at < form.items.length; at++)
        i = forEachLeaf(form.items[at]!, itemOf(form, value, at), i, visit);
      return i;
    }
  }
}

function itemOf(form: Form & { kind: "list" | "record" }, value: unknown, at: number): unknown {
  if (form.kind === "list") return (value as readonly unknown[])[at];
  return (value as Record<string, unknown>)[form.keys[at]!];
}

/** Returns a copy of `value` with every leaf replaced. `value` must have the form `form`. */
export function mapLeaves(
  form: Form,
  value: unknown,
  replace: (leaf: Leaf, form: Form & { kind: "leaf" }) => unknown,
): unknown {
  switch (form.kind) {
    case "leaf":
      return replace(value as Leaf, form);
    case "static":
      return value;
    case "list":
      return form.items.map((item, i) => mapLeaves(item, (value as readonly unknown[])[i], replace));
    case "record": {
      const record = value as Record<string, unknown>;
      return Object.fromEntries(form.keys.map((key, i) => [key, mapLeaves(form.items[i]!, record[key], replace)]));
    }
  }
}

/** Returns true for objects whose prototype is Object.prototype or null. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

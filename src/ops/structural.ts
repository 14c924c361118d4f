/** Builds records of structural operations from definitions. */
import type { Build, Value } from "../base/build.ts";
import type { DType } from "../base/dtype.ts";
import type { Shape } from "../base/shape.ts";
import { named } from "./elementwise.ts";
import type { Feature, Structural } from "./primitive.ts";

export type StructuralDefinition = Omit<Structural, "name" | "elementwise">;

/** Records of one family with a common `feature`. */
export function featured<Name extends string>(
  feature: Feature,
  definitions: Record<Name, StructuralDefinition>,
): Readonly<Record<Name, Structural>> {
  const family = {} as Record<Name, Structural>;
  return Object.assign(
    family,
    named(definitions, (name, definition) => ({ ...definition, name, elementwise: false, feature, family })),
  );
}

export function structural<Name extends string>(family: Record<Name, StructuralDefinition>): Record<Name, Structural> {
  return named(family, (name, definition) => ({ ...definition, name, elementwise: false }));
}

/** Zeros of shape `shape`. */
export function zeros<V extends Value>(b: Build<V>, shape: Shape, dtype: DType): V {
  const scalar = b.constant(0, dtype);
  if (shape.length === 0) return scalar;
  return b.expand(b.reshape(scalar, new Array<number>(shape.length).fill(1)), shape);
}

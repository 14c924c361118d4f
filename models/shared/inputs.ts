/** Inputs that the looks of several systems have. */
import type { NumberInput } from "../look.ts";
import { text } from "../text.ts";

export const seed: NumberInput = {
  kind: "number",
  label: text("random seed", "随机种子"),
  value: 0,
  min: 0,
  max: 1e6,
  integer: true,
};

const shift = { kind: "number", value: 0, min: -8, max: 8, integer: true } as const;

/** Shifts of a picture, in pixels. */
export const shifts = {
  right: { ...shift, label: text("pixels that it is shifted to the right", "向右平移几个像素") },
  down: { ...shift, label: text("pixels that it is shifted down", "向下平移几个像素") },
} as const satisfies Readonly<Record<string, NumberInput>>;

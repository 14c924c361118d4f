/** Counts the argument forms for which a function is compiled, and warns if there are many. */
import { formatShape } from "../../base/shape.ts";
import type { Form } from "../value/argument-form.ts";

/** Number of forms before the warning, which is printed once. */
const limit = 8;

type LeafForm = Form & { kind: "leaf" };

export class SignatureLog {
  readonly #name: string;
  readonly #seen: (readonly Form[])[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  note(forms: readonly Form[]): void {
    if (this.#seen.length > limit) return;
    this.#seen.push(forms);
    if (this.#seen.length > limit) console.warn(this.#warning());
  }

  #warning(): string {
    return [
      `${this.#name} was compiled for ${this.#seen.length} forms of its arguments: ${this.#change()}.`,
      "  Each form is a new program; the 16 used last are kept.",
      "  Pad that axis to a few lengths, or pass a number or tensor instead of a constant.",
    ].join("\n");
  }

  /** Describes the difference between the calls. */
  #change(): string {
    const calls = this.#seen.map((forms) => forms.flatMap(leavesOf));
    const first = calls[0]!;
    for (const [i, leaf] of first.entries()) {
      const shapes = calls.map((leaves) => leaves[i]?.shape ?? []);
      const axis = leaf.shape.findIndex((length, at) => shapes.some((shape) => shape[at] !== length));
      if (axis >= 0) {
        const lengths = [...new Set(shapes.map((shape) => shape[axis]))];
        const what = `axis ${axis} of ${leaf.name}, first of shape ${formatShape(leaf.shape)}`;
        return `${what}, had lengths ${lengths.join(", ")}`;
      }
    }
    return "strings, booleans or the number of values differ";
  }
}

function leavesOf(form: Form): LeafForm[] {
  if (form.kind === "leaf") return [form];
  return form.kind === "static" ? [] : form.items.flatMap(leavesOf);
}

/** The systems by their names on the command line. Each is loaded when it is asked for. */
import type { Task } from "./task.ts";

export type { Examples, Recipe, Task } from "./task.ts";

export interface System {
  readonly summary: string;
  readonly load: () => Promise<Task>;
}

export const systems: Readonly<Record<string, System>> = {
  mlp: {
    summary: "a multilayer perceptron (784-512-512-10) that reads handwritten digits (MNIST)",
    load: async () => (await import("./mlp/task.ts")).task,
  },
};

/** An open question of a student's notes with its answer. */
import type { Text } from "./text.ts";

export interface Question {
  readonly question: Text;
  readonly answer: Text;
  /** Experiments that answer it, each as the id of a system and the name of an experiment. */
  readonly experiments: readonly (readonly [id: string, experiment: string])[];
}

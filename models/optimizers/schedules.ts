/** Four schedules of the learning rate, by the highest rate and the number of updates. */
import { type Schedule, schedules as scheduleOf } from "hebb";

export const schedules = {
  constant: (learningRate) => scheduleOf.constant(learningRate),
  step: (learningRate, steps) => scheduleOf.step(learningRate, { every: Math.ceil(steps / 3), factor: 0.1 }),
  cosine: (learningRate, steps) => scheduleOf.cosine(learningRate, { steps }),
  warmUp: (learningRate, steps) => {
    const warm = Math.ceil(steps / 10);
    return scheduleOf.warmUp(scheduleOf.cosine(learningRate, { steps: steps - warm }), { steps: warm });
  },
} as const satisfies Record<string, (learningRate: number, steps: number) => Schedule>;

export type ScheduleName = keyof typeof schedules;

export const scheduleNames = Object.keys(schedules) as ScheduleName[];

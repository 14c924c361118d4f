/** The sizes and steps of the captioners: of the whole set, and of the cut that comes with Hebb. */
import type { CaptionerSettings } from "./training.ts";

export const settings = {
  full: {
    widths: [16, 32, 64],
    embedding: 64,
    hidden: 128,
    attention: 64,
    dropout: 0.1,
    epochs: 40,
    batch: 16,
    rate: 4e-3,
    reach: 2,
  },
  quick: {
    widths: [16, 32, 48],
    embedding: 32,
    hidden: 64,
    attention: 32,
    dropout: 0.1,
    epochs: 40,
    batch: 16,
    rate: 5e-3,
    reach: 2,
  },
} as const satisfies Record<string, CaptionerSettings>;

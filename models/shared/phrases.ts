/** Sentences that answers of several systems share. */
import { text } from "../text.ts";

/** Answer to a question that only several seeds can decide. */
export const tooFewSeeds = text(
  "These are too few seeds for a verdict; take the numbers as an indication.",
  "随机种子太少，还下不了结论，下面的数字只能参考。",
);

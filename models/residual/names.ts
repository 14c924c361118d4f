/** Names of networks for texts and figures. */
import { number } from "../quantity.ts";
import { type Text, say } from "../text.ts";

export const networkWords = ({ depth, shortcut }: { readonly depth: number; readonly shortcut: boolean }): Text => {
  const slots = { depth: number(depth) };
  return shortcut
    ? say(slots, "residual, {depth} layers", "残差网络，{depth} 层")
    : say(slots, "plain, {depth} layers", "普通网络，{depth} 层");
};

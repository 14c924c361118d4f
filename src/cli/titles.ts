/** What a system or a data set is called where people read it. */
import { isAscii } from "./terminal/ascii.ts";

/** In both languages, or in English where the terminal shows no other script. */
export function titleOf({ title, chinese }: { readonly title: string; readonly chinese: string }): string {
  return isAscii() ? title : `${title} ${chinese}`;
}

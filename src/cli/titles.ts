/** Displayed titles of systems and data sets. */
import { isAscii } from "./terminal/ascii.ts";

/** The title in English and Chinese, or in English alone if the terminal shows only ASCII. */
export function titleOf({ title, chinese }: { readonly title: string; readonly chinese: string }): string {
  return isAscii() ? title : `${title} ${chinese}`;
}

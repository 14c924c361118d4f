/** Displayed titles of data sets. */
import { said } from "./language.ts";

/** The title in the language of the command line. */
export function titleOf({ title, chinese }: { readonly title: string; readonly chinese: string }): string {
  return said({ en: title, zh: chinese });
}

/** Language of the command line's output: that of --lang, else that of the environment. */
import { type Language, type Text, languages } from "../../models/language.ts";
import { ArgumentError } from "../base/errors.ts";
import { isAscii } from "./terminal/ascii.ts";

let chosen: Language | undefined;

/** Sets the language of --lang. Throws an ArgumentError if it is unknown. */
export function setLanguage(language: string | undefined): void {
  if (language === undefined) return;
  if (!languages.some((known) => known === language)) {
    throw new ArgumentError(`the language ${language} is unknown`, { rule: `Languages: ${languages.join(", ")}.` });
  }
  chosen = language as Language;
}

/** Returns the language of --lang, else Chinese if the environment says so and the terminal shows it, else English. */
export function language(): Language {
  return chosen ?? (isAscii() ? "en" : languageOf(process.env));
}

/** Returns the language of the first variable that is set, in the order of POSIX. */
export function languageOf(variables: Readonly<Record<string, string | undefined>>): Language {
  const locale = variables["LC_ALL"] || variables["LC_MESSAGES"] || variables["LANG"] || "";
  return locale.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Returns the text in the current language. */
export function said(text: Text): string {
  return text[language()];
}

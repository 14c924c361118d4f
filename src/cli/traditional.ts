/** Conversion of simplified Chinese characters to traditional ones, in which old poems are printed. */
import { ConverterFactory } from "opencc-js/core";
import characters from "opencc-js/dict/STCharacters";

/** Converts each character by itself, to the most frequent of its traditional forms. */
export const traditional: (text: string) => string = ConverterFactory([characters]);

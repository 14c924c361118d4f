/** The three layers of an answer, and the checks of language that tests apply to them. */
import { numbersIn } from "./numerals.ts";
import { type Text, languages } from "./language.ts";
import { spaced } from "./typography.ts";
import { chineseFindings, commonFindings, englishFindings } from "./wording.ts";

/** An answer to the question of an experiment. */
export interface Answer {
  /** Answers the question in plain words, without numbers. */
  readonly answer: Text;
  /** States the measurements, with at most four quantities. */
  readonly evidence: Text;
  /** States a limit of the measurement. */
  readonly caution?: Text;
}

const mostQuantities = 4;

/** Returns a message for each rule that an answer breaks. */
export function checkAnswer({ answer, evidence, caution }: Answer): string[] {
  const layers = { answer, evidence, ...(caution && { caution }) };
  const numbers = numbersIn(answer.en, "en").concat(numbersIn(answer.zh, "zh"));
  const stated = Math.max(...languages.map((language) => numbersIn(evidence[language], language).length));
  return [
    ...Object.entries(layers).flatMap(([layer, text]) => checkSentences(text).map((found) => `${layer}: ${found}`)),
    ...(numbers.length > 0 ? [`answer: no numbers (${[...new Set(numbers)].join(", ")}); they are evidence`] : []),
    ...(stated > mostQuantities ? [`evidence: ${stated} quantities, at most ${mostQuantities}`] : []),
  ];
}

/** Returns a message for each rule that a text of complete sentences breaks. */
export function checkSentences(text: Text): string[] {
  return [
    ...checkText(text),
    ...(/\p{sc=Latin}.*[.?!]$/u.test(text.en) ? [] : ["en: an English sentence ends with a period"]),
    ...(/\p{sc=Han}.*[。？！]$/u.test(text.zh) ? [] : ["zh: a Chinese sentence ends with 。"]),
  ];
}

/** Returns a message for each rule that a text breaks: a title, a label, or sentences. */
export function checkText(text: Text): string[] {
  const [en, zh] = languages.map((language) => [...new Set(numbersIn(text[language], language))].join(", "));
  return [
    ...languages.flatMap((language) => commonFindings(text[language]).map((found) => `${language}: ${found}`)),
    ...englishFindings(text.en).map((found) => `en: ${found}`),
    ...chineseFindings(text.zh).map((found) => `zh: ${found}`),
    ...(text.zh === spaced(text.zh) ? [] : [`zh: spaces as in "${spaced(text.zh)}"`]),
    ...(en === zh ? [] : [`the languages state different numbers: ${en || "none"}; ${zh || "none"}`]),
  ];
}

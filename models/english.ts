/** Words to avoid in English, with better words, and British spellings. Imports nothing. */

/** A pattern with a better word. */
export type Phrases = readonly (readonly [pattern: RegExp, better: string])[];

export const englishPhrases: Phrases = [
  [/\brightly\b/i, "correctly"],
  [/\bdear(?:er|est|ly)?\b/i, "expensive"],
  [/\bbesides\b/i, "also, beside, or except"],
  [/\bmisspelt\b/i, "misspelled"],
  [/\banew\b/i, "again"],
  [/\b(?:thereof|therein|thereby|therewith|hereby|herein|whereby|wherein|whence|thence)\b/i, "that, in it, by it"],
  [/\bshall\b/i, "must, or will"],
  [/\b(?:leave|leaves|left|leaving)(?: \w+)? away\b/i, "omit"],
  [/\b(?:in|takes?|took|after) some (?:\d|[a-z]+ty\b)/i, "about"],
  [/\bfrom (?:\d[\d.,]*|one|two|three|[a-z]) on\b/i, "at least, or starting at"],
  [/\bwhat (?:became|becomes|has become) of\b/i, "the result, or outcome"],
  [/\b(?:go|goes|going|went|gone) on (?:from|where|with)\b/i, "continue, or resume"],
  [/\b(?:give|gives|given|gave|giving) back\b/i, "return, restore, or release"],
  [/\b(?:lie|lies|lay) on top\b|\bon top of each other\b/i, "are stacked"],
  [/\ba trifle\b/i, "slightly"],
  [/\btells?(?: \w+)* apart\b|\btold apart\b/i, "distinguish, or classify"],
  [/\bone after the other\b/i, "one after another"],
  [/\bwhole numbers?\b/i, "integer"],
  [/\bso many\b/i, "this number of"],
  [/\btowards\b/i, "toward"],
  [/\blast but one\b/i, "second to last"],
];

const british =
  /\b\w*(?:(?:initial|optim|regular|normal|standard|maxim|minim|recogn|serial|visual|summar|organ|general|special|real|material|random|quant|token|vector|parallel|memor|synchron|capital|categor|emphas|util|final|symbol|linear|factor|stabil|pol|immun|custom|local|central|equal|neutral)is(?:e|ed|er|ers|es|ing|ation|ations|able)|analys(?:e|ed|ing)|behaviour\w*|colour\w*|favour\w*|flavour\w*|neighbour\w*|honour\w*|labour\w*|centre[ds]?|metre[s]?|licen[c]e\w*|defence|offence|catalogue\w*|grey(?!hound)\w*|artefact\w*|programme[s]?|whilst|amongst|learnt|spelt|burnt|modell(?:ed|ing)|labell(?:ed|ing)|travell(?:ed|ing)|cancell(?:ed|ing)|signall(?:ed|ing)|channell(?:ed|ing)|fulfil(?:s|ment)?\b|judgement|acknowledgement)\b/gi;

/** American words that the pattern above also matches. */
const innocent = /precis|advis|revis|supervis|surpris|exercis|promis|otherwis|realism|finalis(?:t|m)|polis[^e]/i;

/** Returns the British spellings in a text, each with its place. */
export function britishSpellings(text: string): { readonly word: string; readonly index: number }[] {
  return [...text.matchAll(british)].flatMap(({ 0: word, index }) => (innocent.test(word) ? [] : [{ word, index }]));
}

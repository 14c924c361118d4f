/** Doc comments as Markdown. */

/** Words that stand before the text of a block tag. */
const tagTitles = { "@returns": "Returns", "@throws": "Throws", "@example": "Example", "@see": "See", "@remarks": "" };

/** The block tags of a comment. */
export const tagTexts = ({ blockTags }, links) =>
  blockTags.map(({ tag, content }) => tagText(tag, partsText(content, links)));

function tagText(tag, text) {
  const title = tagTitles[tag];
  if (title === undefined) throw new Error(`The reference does not know how to show ${tag}, which a doc comment has.`);
  if (title === "") return text;
  return text.startsWith("```") ? `${title}:\n\n${text}` : `**${title}:** ${text}`;
}

/**
 * Parts of a comment as Markdown. `links` has `toReflection(reflection)` and `toName(name)`, which give a link's target or
 * null. A name in backticks becomes a link the first time that it appears.
 */
export function partsText(parts, links) {
  const linked = new Set();
  const textOf = (part) => {
    if (part.kind === "code") return codeText(part.text, links, linked);
    if (part.kind === "inline-tag") return linkText(part, links);
    return part.text.replace(/<(?=[a-z/!])/gi, "\\<");
  };
  return parts.map(textOf).join("").trim();
}

function codeText(code, links, linked) {
  const [, name] = /^`([\w.]+)`$/.exec(code) ?? [];
  const target = name === undefined || linked.has(name) ? null : links.toName(name);
  if (target === null) return code;
  linked.add(name);
  return `[${code}](${target})`;
}

function linkText({ text, target, tag }, links) {
  if (typeof target === "string") return `[${text}](${target})`;
  const href = links.toReflection(target);
  if (href === null) throw new Error(`{${tag} ${text}} leads to a name that has no place in the reference.`);
  return text.split(".").at(-1) === target.name ? `[\`${text}\`](${href})` : `[${text}](${href})`;
}

/** A first sentence that is longer is cut where a part of it ends. */
const longest = 160;

/** The first sentence of a description, on one line. */
export function firstSentence(comments, links) {
  const text = comments.length === 0 ? "" : partsText(comments[0].summary, links).split("\n\n")[0].replace(/\s+/g, " ");
  const [sentence = text] = /^.*?[.:](?= [A-Z`[(]|$)/.exec(text) ?? [];
  return shortened(sentence.replace(/[.:]$/, "")).replaceAll("|", "\\|");
}

function shortened(sentence) {
  if (sentence.length <= longest) return sentence;
  let depth = 0;
  let end = longest;
  for (let i = 0; i < longest; i++) {
    if (depth === 0 && i > 40 && /^(?:[,;:] | \()/.test(sentence.slice(i, i + 2))) end = i;
    if ("([{".includes(sentence[i])) depth++;
    if (")]}".includes(sentence[i])) depth--;
  }
  return `${sentence.slice(0, end)} …`;
}

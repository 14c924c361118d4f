/** The Markdown pages: one for each area, and the index of all names. */
import { format } from "oxfmt";
import { areas } from "./areas.mjs";
import { firstSentence, partsText, tagTexts } from "./comments.mjs";
import { makeAnchors } from "./anchors.mjs";

/** Wider code is broken into lines. */
const width = 100;

/** The pages by file name. */
export async function writePages(items) {
  const byArea = new Map(areas.map((area) => [area, items.filter(({ place }) => place.area === area)]));
  for (const [area, own] of byArea) setAnchors(area, own);
  const find = finder(items);
  const pages = new Map([["README.md", indexPage(items)]]);
  for (const [area, own] of byArea) pages.set(`${area.page}.md`, await areaPage(area, own, find));
  return pages;
}

function setAnchors({ title }, items) {
  const anchorOf = makeAnchors();
  anchorOf(title);
  for (const item of items) {
    item.anchor = anchorOf(item.name);
    for (const member of item.members) {
      if (member.hasHeading) member.anchor = anchorOf(`${item.name}.${member.name}`);
    }
  }
}

const pageOf = ({ place }) => `${place.area.page}.md`;

const linkFrom = (page, item, anchor = item.anchor) => `${pageOf(item) === page ? "" : pageOf(item)}#${anchor}`;

/** Finds places by reflections and by names as doc comments write them, such as `compile` and `Tensor.sum`. */
function finder(items) {
  const byReflection = new Map();
  const byName = new Map();
  for (const item of items) {
    byReflection.set(item.reflection, { item, anchor: item.anchor });
    byName.set(item.name, [...(byName.get(item.name) ?? []), { item, anchor: item.anchor }]);
    for (const { reflection, name, anchor = item.anchor } of item.members) {
      byReflection.set(reflection, { item, anchor });
      byName.set(`${item.name}.${name}`, [{ item, anchor }]);
    }
  }
  return { byReflection, byName };
}

/** Links in the comments of `item`. A word that its own code uses means that, not a name of the library. */
function linksOf(item, { byReflection, byName }) {
  const own = new Set([item.code, ...item.members.flatMap(({ texts }) => texts)].join(" ").match(/\w+(?=\??:)|\w+$/g));
  const page = pageOf(item);
  return {
    toReflection(reflection) {
      for (let at = reflection; at; at = at.parent) {
        const found = byReflection.get(at);
        if (found) return linkFrom(page, found.item, found.anchor);
      }
      return null;
    },
    toName(name) {
      if (own.has(name) || name === item.name) return null;
      const found = byName.get(name) ?? [];
      const { item: target, anchor } = found.find((place) => place.item.entry === item.entry) ?? found[0] ?? {};
      return target ? linkFrom(page, target, anchor) : null;
    },
  };
}

async function areaPage(area, items, find) {
  const sections = [];
  for (const item of items) sections.push(await section(item, linksOf(item, find)));
  return `${[heading(area), contents(items, find), ...sections].join("\n\n")}\n`;
}

const heading = ({ title, introduction }) => `# ${title}\n\n${introduction}\n\n[All names](README.md)`;

/** A table of functions and classes; the types, which these lead to, on one line. */
function contents(items, find) {
  const rows = items
    .filter(({ isType, isExported, isNamespace }) => !isType && isExported && !isNamespace)
    .map((item) => `| ${link(item, pageOf(item))} | ${firstSentence(item.comments, linksOf(item, find))} |`);
  const types = items.filter(({ isType, isExported }) => isType && isExported).map((item) => link(item, pageOf(item)));
  const table = rows.length > 0 ? [`| name | |\n|---|---|\n${rows.join("\n")}`] : [];
  return [...table, ...(types.length > 0 ? [`Types: ${types.join(", ")}`] : [])].join("\n\n");
}

const link = (item, page) => `[\`${item.name}\`](${linkFrom(page, item)})`;

async function section(item, links) {
  const page = pageOf(item);
  const parts = [`## ${item.name}`];
  if (!item.isExported) parts.push("Part of other signatures; it cannot be imported.");
  if (item.code !== "") parts.push(fenced(item.isNamespace ? item.code : await formatted(item.code)));
  parts.push(...texts(item, links), memberLinks(item));
  const list = [];
  for (const member of item.members) {
    if (member.hasHeading) parts.push(await memberSection(item, member, links));
    else list.push(await memberItem(member, links));
  }
  if (list.length > 0) parts.push(list.join("\n"));
  for (const { base, names } of item.inherited) {
    parts.push(
      `From ${link(base, page)}: ${names.length > 20 ? "all members" : names.map((name) => `\`${name}\``).join(", ")}.`,
    );
  }
  const uses = item.uses.filter(({ name }) => name !== "Tensor");
  if (uses.length > 0) parts.push(`See ${uses.map((used) => link(used, page)).join(", ")}.`);
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Returns links to the members of a long class, by name. */
function memberLinks({ members }) {
  const linked = members.filter(({ hasHeading }) => hasHeading).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const links = linked.map(({ name, anchor }) => `[\`${name}\`](#${anchor})`);
  return links.length > 0 ? `Members: ${links.join(", ")}.` : "";
}

/** The descriptions, the parameters that have one, and the tags of doc comments. */
function texts({ comments, parameters }, links) {
  const described = parameters.map(
    ({ name, comment }) => `- \`${name}\`: ${indented(partsText(comment.summary, links))}`,
  );
  const summaries = comments.map(({ summary }) => partsText(summary, links));
  return [...summaries, described.join("\n"), ...comments.flatMap((comment) => tagTexts(comment, links))].filter(
    (text) => text !== "",
  );
}

async function memberSection(item, member, links) {
  const code = fenced(await formatted(member.texts.join(";\n"), true));
  return [`### ${item.name}.${member.name}`, code, ...texts(member, links)].join("\n\n");
}

async function memberItem(member, links) {
  const isShort = member.texts.every((text) => text.length <= width);
  const code = isShort
    ? member.texts.map((text) => `\`${text}\``).join("\\\n")
    : `\`${member.name}\`\n${fenced(await formatted(member.texts.join(";\n"), true))}`;
  const text = texts(member, links).join("\n\n");
  const gap = text === "" ? "" : isShort ? "\\\n" : "\n\n";
  return `- ${indented(`${code}${gap}${text}`)}`;
}

const indented = (text) => text.replace(/\n(?=.)/g, "\n  ");

const fenced = (code) => `\`\`\`ts\n${code}\n\`\`\``;

/** Code as the formatter of the sources writes it. Members are formatted within a class; declarations have no values. */
async function formatted(code, isMember = false) {
  const source = isMember ? `declare class X {\n${code};\n}` : `declare ${code}`;
  const result = await format("code.ts", source, { printWidth: width });
  if (result.errors.length > 0) throw new Error(`${source}\n${result.errors.map(({ message }) => message).join("\n")}`);
  const text = result.code.trim();
  if (!isMember) return text.replace(/^declare /gm, "").replace(/ \{\}$/, "");
  return text
    .split("\n")
    .slice(1, -1)
    .map((line) => line.slice(2))
    .join("\n");
}

function indexPage(items) {
  const shown = items.filter(({ isExported }) => isExported);
  const pages = areas.map(({ page, title, introduction }) => `| [${title}](${page}.md) | ${introduction} |`);
  const namesOf = (entry) =>
    byLetter(shown.filter((item) => item.entry === entry))
      .map(([letter, group]) => `**${letter}** ${group.map((item) => link(item, "")).join(", ")}`)
      .join("\n\n");
  return `# Reference

Every name that \`hebb\` and \`hebb/data\` export. The pages are made from the doc comments by \`npm run reference\`; corrections belong in
the sources. The [user guide](../guide/README.md) explains how the names work together.

| page | |
|---|---|
${pages.join("\n")}

## Names of hebb

${namesOf("hebb")}

## Names of hebb/data

${namesOf("hebb/data")}
`;
}

/** Names by their first letter, capitals or not. */
function byLetter(items) {
  const letters = new Map();
  const key = ({ name }) => name.toLowerCase();
  for (const item of items.toSorted((a, b) =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.name < b.name ? -1 : 1,
  )) {
    const letter = item.name[0].toUpperCase();
    letters.set(letter, [...(letters.get(letter) ?? []), item]);
  }
  return [...letters];
}

/** Headings and links of Markdown as GitHub reads them. */
import { posix } from "node:path";

const withoutCode = (markdown) => markdown.replace(/^ *```[^]*?^ *```/gm, "").replace(/`[^`\n]*`/g, "");

/** Gives each heading of a page its anchor, in order: a second "same" becomes "same-1". */
export function makeAnchors() {
  const taken = new Set();
  return (heading) => {
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    let anchor = slug;
    for (let n = 1; taken.has(anchor); n++) anchor = `${slug}-${n}`;
    taken.add(anchor);
    return anchor;
  };
}

/**
 * Links of the pages that lead nowhere: to a page or a heading that is not there. `exists` says whether another file is, by
 * its path from the folder of the pages.
 */
export function brokenLinks(pages, exists) {
  const anchors = new Map([...pages].map(([name, text]) => [name, anchorsOf(text)]));
  return [...pages].flatMap(([name, text]) =>
    linksOf(text)
      .filter((link) => {
        const [file, anchor] = link.split("#");
        const target = file === "" ? name : posix.normalize(decodeURI(file));
        if (!anchors.has(target)) return !exists(target);
        return anchor !== undefined && !anchors.get(target).has(anchor);
      })
      .map((link) => `${name}: ${link}`),
  );
}

const anchorsOf = (text) =>
  new Set(
    [...text.replace(/^ *```[^]*?^ *```/gm, "").matchAll(/^#+ (.*)$/gm)]
      .map(([, heading]) => heading)
      .map(makeAnchors()),
  );

const linksOf = (text) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));

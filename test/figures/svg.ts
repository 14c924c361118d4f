/** A strict parser of SVG for tests. */
import assert from "node:assert/strict";

export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Tag[];
  /** Text of the tag and its descendants. */
  readonly text: string;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: Tag[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** Parses SVG and returns the root. Fails if tags do not match, text is not escaped or attributes are duplicated. */
export function parseSvg(source: string): Tag {
  const open: Open[] = [{ name: "", attributes: {}, children: [], text: "" }];
  const close = (name: string) => {
    const tag = open.pop()!;
    assert.equal(tag.name, name);
    const parent = open.at(-1);
    assert.ok(parent, `</${name}> closes nothing`);
    parent.children.push(tag);
    parent.text += tag.text;
  };
  for (const piece of source.split(/(<[^>]*>)/)) {
    const [, slash, name, rest, alone] = /^<(\/?)([A-Za-z][\w-]*)((?: [\w:-]+="[^"<]*")*)(\/?)>$/.exec(piece) ?? [];
    if (name === undefined) {
      assert.doesNotMatch(piece, /[<>]/, `not well-formed: ${piece.slice(0, 80)}`);
      open.at(-1)!.text += unescaped(piece);
    } else if (slash === "/") close(name);
    else {
      open.push({ name, attributes: attributesOf(rest!), children: [], text: "" });
      if (alone === "/") close(name);
    }
  }
  assert.equal(open.length, 1, `<${open.at(-1)?.name}> is not closed`);
  const [root] = open[0]!.children;
  assert.equal(open[0]!.children.length, 1);
  return root!;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = Array.from(
    text.matchAll(/ ([\w:-]+)="([^"]*)"/g),
    ([, key, value]) => [key!, unescaped(value!)] as const,
  );
  assert.equal(new Set(pairs.map(([key]) => key)).size, pairs.length, `duplicate attribute in ${text}`);
  return Object.fromEntries(pairs);
}

function unescaped(text: string): string {
  return text.replace(/&([^;\s]*;?)/g, (whole, name: string) => {
    const character = entities[name.slice(0, -1)];
    assert.ok(name.endsWith(";") && character !== undefined, `not well-formed: ${whole}`);
    return character;
  });
}

/** All tags of the tree that satisfy `fits`, in document order. */
export function find(tag: Tag, fits: (tag: Tag) => boolean): Tag[] {
  return [...(fits(tag) ? [tag] : []), ...tag.children.flatMap((child) => find(child, fits))];
}

/** All tags with this name, and with this class if given. */
export function tags(tag: Tag, name: string, className?: string): Tag[] {
  return find(tag, (one) => one.name === name && (className === undefined || classesOf(one).includes(className)));
}

export function classesOf({ attributes }: Tag): string[] {
  return attributes["class"]?.split(" ") ?? [];
}

export function numberOf({ attributes }: Tag, name: string): number {
  const value = Number(attributes[name]);
  assert.ok(attributes[name] !== undefined && Number.isFinite(value), `${name}="${attributes[name]}"`);
  return value;
}

/** The contents of the text elements with this class. */
export function labels(tag: Tag, className: string): string[] {
  return tags(tag, "text", className).map(({ text }) => text);
}

/** The points of a path with absolute M and L commands. */
export function placesOf({ attributes }: Tag): [x: number, y: number][] {
  const places = Array.from(attributes["d"]!.matchAll(/[ML]?(-?[\d.]+),(-?[\d.]+)/g));
  return places.map(([, x, y]) => [Number(x), Number(y)]);
}

/** Number of cells of a heat map by color. */
export function cells(root: Tag): Record<string, number> {
  const filled = tags(root, "path").filter(({ attributes }) => /^[qdf]\d+$/.test(attributes["class"] ?? ""));
  return Object.fromEntries(
    filled.map(({ attributes }) => [attributes["class"]!, attributes["d"]!.match(/z/g)!.length]),
  );
}

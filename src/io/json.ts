/** Detection of duplicate keys, which JSON.parse does not report. */

/** Returns the first key that occurs twice in an object of `json`, which must be valid JSON, or null. */
export function duplicateKey(json: string): string | null {
  const keys: Set<string>[] = [];
  const next = /["{}]/g;
  for (let found = next.exec(json); found !== null; found = next.exec(json)) {
    if (found[0] === "{") keys.push(new Set());
    else if (found[0] === "}") keys.pop();
    else {
      next.lastIndex = endOfString(json, found.index);
      if (!isKey(json, next.lastIndex)) continue;
      const key = JSON.parse(json.slice(found.index, next.lastIndex)) as string;
      if (keys.at(-1)!.has(key)) return key;
      keys.at(-1)!.add(key);
    }
  }
  return null;
}

/**
 * Index after the string that starts at `start`. A regular expression would overflow the stack on very long strings.
 */
function endOfString(json: string, start: number): number {
  let end = start + 1;
  while (json[end] !== '"') end += json[end] === "\\" ? 2 : 1;
  return end + 1;
}

/** Returns true if a colon follows the string that ends before `end`. */
function isKey(json: string, end: number): boolean {
  while (" \n\r\t".includes(json.charAt(end))) end++;
  return json.charAt(end) === ":";
}

/** What JSON.parse does not report: a key that an object has twice. */

/** The first key that occurs twice in one object of `json`, which must be valid JSON, or null. */
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

/** Step by step, as a regular expression has no stack for texts of some million characters. */
function endOfString(json: string, start: number): number {
  let end = start + 1;
  while (json[end] !== '"') end += json[end] === "\\" ? 2 : 1;
  return end + 1;
}

/** Whether the string that ends before `end` is followed by a colon. */
function isKey(json: string, end: number): boolean {
  while (" \n\r\t".includes(json.charAt(end))) end++;
  return json.charAt(end) === ":";
}

/** What JSON.parse does not report: a key that an object has twice. */

/** The first key that occurs twice in one object of `json`, which must be valid JSON, or null. */
export function duplicateKey(json: string): string | null {
  const keys: Set<string>[] = [];
  for (const { 0: token, index } of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") keys.push(new Set());
    else if (token === "}") keys.pop();
    else if (isKey(json, index + token.length)) {
      const key = JSON.parse(token) as string;
      if (keys.at(-1)!.has(key)) return key;
      keys.at(-1)!.add(key);
    }
  }
  return null;
}

/** Whether the string that ends before `end` is followed by a colon. */
function isKey(json: string, end: number): boolean {
  while (" \n\r\t".includes(json.charAt(end))) end++;
  return json.charAt(end) === ":";
}

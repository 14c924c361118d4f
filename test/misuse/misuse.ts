/**
 * Wrong calls, as plain JavaScript lets them through, and what each is told: an error of the library's own, whose class and
 * whole message are kept in test/misuse/messages/; `UPDATE_SNAPSHOTS=1` writes them anew.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { HebbError } from "../../src/index.ts";

/** Does something wrong; what it returns is awaited. */
export type Wrong = () => unknown;

const folder = resolve("test/misuse/messages");

/** One test for each of `calls`, which are named by what is wrong with them, and one snapshot, called `name`, of them all. */
export function misuses(name: string, calls: Readonly<Record<string, Wrong>>): void {
  const path = resolve(folder, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}.txt`);
  const updates = process.env["UPDATE_SNAPSHOTS"] !== undefined;
  const expected = updates ? null : readMessages(path);
  const found = new Map<string, string>();
  for (const [wrong, call] of Object.entries(calls)) {
    test(`${name}: ${wrong}`, async () => {
      const message = await messageOf(call);
      found.set(wrong, message);
      if (expected !== null) assert.equal(message, expected.get(wrong));
    });
  }
  test(`${name}: the snapshot holds these calls and no others`, () => {
    if (expected !== null) return assert.deepEqual([...expected.keys()], Object.keys(calls));
    assert.deepEqual([...found.keys()], Object.keys(calls), "nothing is written while a call is not refused");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, [...found].map(([wrong, message]) => `# ${wrong}\n${message}\n`).join("\n"));
  });
}

/** The class and the message of what `call` throws or rejects with, without the places it came from. */
async function messageOf(call: Wrong): Promise<string> {
  let result: unknown;
  try {
    result = await call();
  } catch (error) {
    if (error instanceof HebbError) return `${error.name}: ${withoutPlaces(error.message)}`;
    assert.fail(`it threw an error that is not the library's: ${error instanceof Error ? error.stack : String(error)}`);
  }
  assert.fail(`it was accepted in silence, and gave ${String(result)}`);
}

/** Lines of this repository's files differ with every edit. */
function withoutPlaces(message: string): string {
  return message.replaceAll(/ *(?:at |from )?[^ \n]*\.[jt]s:\d+(?::\d+)?/g, " …").replaceAll(/[^\S\n]+$/gm, "");
}

function readMessages(path: string): Map<string, string> {
  const sections = readFileSync(path, "utf8").trimEnd().split(/^# /m).slice(1);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf("\n");
      return [section.slice(0, end), section.slice(end + 1).trimEnd()];
    }),
  );
}

/**
 * Wrong calls from plain JavaScript, which no type checker stops. Each must throw an error of the library. The
 * snapshots in test/misuse/messages/ hold the class and the whole message of each; `UPDATE_SNAPSHOTS=1` updates them.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { HebbError } from "../../src/index.ts";

/** A wrong call. Its result is awaited. */
export type Wrong = () => unknown;

const folder = resolve("test/misuse/messages");

/** Defines a test for each wrong call and a snapshot `name` of all messages. The keys of `calls` name the mistakes. */
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
  test(`${name}: the snapshot has exactly these calls`, () => {
    if (expected !== null) return assert.deepEqual([...expected.keys()], Object.keys(calls));
    assert.deepEqual(
      [...found.keys()],
      Object.keys(calls),
      "the snapshot is not written unless every call throws an error of the library",
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, [...found].map(([wrong, message]) => `# ${wrong}\n${message}\n`).join("\n"));
  });
}

/** Returns the class and message of the error that `call` throws or rejects with, without source locations. */
async function messageOf(call: Wrong): Promise<string> {
  let result: unknown;
  try {
    result = await call();
  } catch (error) {
    if (error instanceof HebbError) return `${error.name}: ${withoutPlaces(error.message)}`;
    assert.fail(`the error is not one of the library's: ${error instanceof Error ? error.stack : String(error)}`);
  }
  assert.fail(`the call threw no error and returned ${String(result)}`);
}

/** Removes source locations, whose line numbers change with every edit. */
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

/** The package: no dependencies, exact versions of all tools, and lock files that work on every platform. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readText } from "./sources.ts";

interface Package {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  optionalDependencies?: Record<string, string>;
}

interface Project {
  readonly manifest: Package;
  readonly packages: Record<string, Locked>;
}

/** The repository, the consumer projects that use its package, and the tool that writes the reference. */
const projects = { Hebb: read(""), consumers: read("consumers/"), reference: read("scripts/reference/") };

function read(folder: string): Project {
  const { packages } = JSON.parse(readText(`${folder}package-lock.json`)) as Pick<Project, "packages">;
  return { manifest: JSON.parse(readText(`${folder}package.json`)) as Package, packages };
}

test("installing hebb installs nothing else", () => {
  assert.equal(projects.Hebb.manifest.dependencies, undefined);
});

for (const [project, { manifest, packages }] of Object.entries(projects)) {
  test(`all tools have exact versions: ${project}`, () => {
    const versions = Object.entries(manifest.devDependencies ?? {});
    assert.ok(versions.length > 0);
    for (const [name, version] of versions) assert.match(version, /^(npm:[a-z]+@)?\d+\.\d+\.\d+$/, name);
  });

  test(`the lock file contains no download addresses: ${project}`, () => {
    assert.ok(Object.keys(packages).length > 1);
    for (const [path, { resolved }] of Object.entries(packages)) assert.equal(resolved, undefined, path);
  });

  test(`the lock file has a checksum of every package on every platform: ${project}`, () => {
    for (const [path, { integrity = "" }] of Object.entries(packages)) {
      if (path !== "") assert.match(integrity, /^sha512-[A-Za-z0-9+/]{86}==$/, path);
    }
  });

  // npm omits packages that its registry lacks at that moment; `npm ci` then rejects the lock file everywhere.
  test(`the lock file lists the optional packages of every platform: ${project}`, () => {
    for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
      for (const [name, range] of Object.entries(optionalDependencies)) {
        const { version = "" } = packages[`node_modules/${name}`] ?? {};
        assert.equal(fixed(version, range), fixed(range, range), `${name}, required by ${path}`);
      }
    }
  });
}

/** Returns the parts of a version that `range` fixes: one part for ^1.2.3, two for ~1.2.3, three for 1.2.3. */
function fixed(version: string, range: string): string {
  const count = range.startsWith("^") ? 1 : range.startsWith("~") ? 2 : 3;
  return version.replace(/^[~^]/, "").split(".").slice(0, count).join(".");
}

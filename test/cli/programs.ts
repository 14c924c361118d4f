/** Mock programs that replace those of the operating system, such as npm. */
import { chmod, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Creates a folder for the PATH, inside `folder`, with Node and these shell scripts. */
export async function programs(folder: string, scripts: Record<string, string>): Promise<string> {
  const bin = await mkdtemp(join(folder, "bin-"));
  await symlink(process.execPath, join(bin, "node"));
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

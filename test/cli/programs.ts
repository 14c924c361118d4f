/** Programs that stand in for those of the system, such as npm. */
import { chmod, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A folder in `folder` with them: shell scripts by name. */
export async function programs(folder: string, scripts: Record<string, string>): Promise<string> {
  const bin = await mkdtemp(join(folder, "bin-"));
  await symlink(process.execPath, join(bin, "node"));
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

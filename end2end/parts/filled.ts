import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { binary, root } from './server';

/// Makes the demonstration's data once; each file's server begins with a copy of it. SKINLINK_FILLED names a folder
/// where that was done before.
export default function fill() {
  if (process.env.SKINLINK_FILLED) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'skinlink-filled-'));
  const made = spawnSync(binary(), ['demo', '--json'], {
    env: { ...process.env, SKINLINK_DATA: folder, SKINLINK_SITE: `${root}/target/site` },
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`skinlink demo failed: ${made.stderr}`);
  process.env.SKINLINK_FILLED = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

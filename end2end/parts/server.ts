import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/// What `skinlink demo --json` prints.
export type Demo = {
  base_url: string;
  accounts: { role: 'referrer' | 'specialist'; name: string; email: string; password: string; home: string }[];
  patient_links: { url: string; date_of_birth: string }[];
};

export type Server = {
  url: string;
  /// Demonstration accounts and a fresh photo request.
  demo(): Demo;
  /// What another command prints, on the same data.
  run(...command: string[]): string;
  /// Ends the process and gives back what it logged.
  stop(): Promise<string>;
};

export function binary(): string {
  const places = [process.env.SKINLINK_BIN, `${root}/target/release/skinlink`, `${root}/target/debug/skinlink`];
  const found = places.find((place) => place && existsSync(place));
  if (!found) throw new Error('no skinlink binary: build it with `make site`, or name it in SKINLINK_BIN');
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}

/// Starts the real server with data of its own, in demonstration mode unless `earnest` is what else it is told, and waits
/// until it is ready. Passkeys are bound to a name, and not to an address: for them it is reached by `host`.
export async function startServer(earnest?: Record<string, string>, host = '127.0.0.1'): Promise<Server> {
  const port = await freePort();
  const url = `http://${host}:${port}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'skinlink-end2end-'));
  const logFile = path.join(folder, 'log');
  if (process.env.SKINLINK_FILLED && !earnest) cpSync(process.env.SKINLINK_FILLED, path.join(folder, 'data'), { recursive: true });
  const env = {
    ...process.env,
    SKINLINK_LISTEN: `127.0.0.1:${port}`,
    SKINLINK_BASE_URL: url,
    SKINLINK_DATA: path.join(folder, 'data'),
    SKINLINK_DEMONSTRATION: earnest ? 'off' : 'on',
    // A test may run at night.
    SKINLINK_TEXT_HOURS: '0-24',
    SKINLINK_SITE: process.env.SKINLINK_SITE ?? `${root}/target/site`,
    SKINLINK_SIGN_IN_TRIES: '1000',
    ...earnest,
  };
  const log = openSync(logFile, 'a');
  const child = spawn(binary(), ['serve'], { cwd: folder, env, stdio: ['ignore', log, log] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  await untilReady(url, () => child.exitCode !== null, logFile);
  const run = (...command: string[]) => {
    const done = spawnSync(binary(), command, { cwd: folder, env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`skinlink ${command.join(' ')} failed: ${done.stderr}`);
    return done.stdout;
  };
  return {
    url,
    run,
    demo() {
      const made = run('demo', '--json');
      return JSON.parse(made.slice(made.indexOf('{')));
    },
    async stop() {
      child.kill('SIGTERM');
      const last = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(last);
      const text = readFileSync(logFile, 'utf8');
      rmSync(folder, { recursive: true, force: true });
      return text;
    },
  };
}

async function untilReady(url: string, ended: () => boolean, logFile: string) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && !ended()) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server did not become ready:\n${readFileSync(logFile, 'utf8').slice(-4_000)}`);
}

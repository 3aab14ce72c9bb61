import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/// A browser that is not Playwright's, with the little that a walk through pages needs.
export type Engine = {
  goto(url: string): Promise<void>;
  /// What an expression of the page gives, as JSON.
  evaluate<T>(expression: string): Promise<T>;
  choose(selector: string, file: string): Promise<void>;
  close(): Promise<void>;
};

/// What each is started by (Debian's packages), and what it is told.
const drivers = {
  'WebKitGTK': {
    command: 'WebKitWebDriver',
    wishes: { 'webkitgtk:browserOptions': { binary: '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', args: ['--automation'] } },
    display: true,
  },
  'WPE WebKit': {
    command: 'WPEWebDriver',
    wishes: { 'wpe:browserOptions': { binary: '/usr/lib/x86_64-linux-gnu/wpe-webkit-1.1/MiniBrowser', args: ['--automation', '--headless'] } },
    display: false,
  },
};

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/// A display of its own number, chosen by the server itself.
async function display(): Promise<{ name: string; child: ChildProcess }> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1500x1300x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('Xvfb ended')));
    child.stdio[3]!.once('data', (data) => resolve(String(data).trim()));
  });
  return { name: `:${number}`, child };
}

/// Starts a WebKit by its own driver (WebDriver, W3C).
export async function webkit(name: keyof typeof drivers): Promise<Engine> {
  const { command, wishes, display: needsDisplay } = drivers[name];
  const home = mkdtempSync(path.join(tmpdir(), 'skinlink-engine-'));
  const screen = needsDisplay ? await display() : undefined;
  const port = await freePort();
  // A group of its own, so that its browser ends with it.
  const driver = spawn(command, [`--port=${port}`, '--host=127.0.0.1'], {
    env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, ...(screen ? { DISPLAY: screen.name } : {}) },
    stdio: 'ignore',
    detached: true,
  });
  let failed: Error | undefined;
  driver.once('error', (error) => (failed = error));

  const ask = async (method: string, at: string, body?: object): Promise<any> => {
    const answer = await fetch(`http://127.0.0.1:${port}${at}`, {
      method,
      body: body && JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(60_000),
    });
    const { value } = (await answer.json()) as { value: any };
    if (!answer.ok) throw new Error(`${name}, ${at}: ${value.message}`);
    return value;
  };
  const close = async () => {
    await ask('DELETE', session).catch(() => undefined);
    if (driver.pid) try { process.kill(-driver.pid, 'SIGKILL'); } catch { /* ended already */ }
    screen?.child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  };
  let session = '/session/none';
  try {
    for (let tries = 0; !failed && tries < 100; tries++) {
      if (await fetch(`http://127.0.0.1:${port}/status`).then((answer) => answer.ok, () => false)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (failed) throw failed;
    const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: wishes } });
    session = `/session/${sessionId}`;
  } catch (error) {
    await close();
    throw error;
  }
  return {
    goto: (url) => ask('POST', `${session}/url`, { url }),
    evaluate: (expression) => ask('POST', `${session}/execute/sync`, { script: `return (${expression})`, args: [] }),
    choose: async (selector, file) => {
      const element = await ask('POST', `${session}/element`, { using: 'css selector', value: selector });
      await ask('POST', `${session}/element/${Object.values(element)[0]}/value`, { text: file });
    },
    close,
  };
}

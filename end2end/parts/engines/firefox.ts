import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { WebSocket } from 'ws';

import type { Engine } from './webdriver';

/// Firefox, by WebDriver BiDi (W3C), which it speaks itself: Debian has no driver of its for the older protocol.
export async function firefox(): Promise<Engine> {
  const home = mkdtempSync(path.join(tmpdir(), 'skinlink-engine-'));
  // A group of its own: it starts processes of its own.
  const child = spawn('firefox-esr', ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', home, 'about:blank'], {
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let socket: WebSocket | undefined;
  const close = async () => {
    socket?.close();
    if (child.pid) try { process.kill(-child.pid, 'SIGKILL'); } catch { /* ended already */ }
    // Gone before its folder goes.
    if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`Firefox ended: ${said}`)));
      child.stderr.on('data', (data) => {
        said += data;
        const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
        if (found) resolve(found[1]);
      });
    });
    const wire = (socket = new WebSocket(`${address}/session`));
    await new Promise((resolve, reject) => wire.once('open', resolve).once('error', reject));
    let asked = 0;
    const waiting = new Map<number, (answer: any) => void>();
    wire.on('message', (data) => {
      const answer = JSON.parse(String(data));
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    });
    const ask = (method: string, params: object) =>
      new Promise<any>((resolve, reject) => {
        const id = ++asked;
        waiting.set(id, (answer) => (answer.type === 'success' ? resolve(answer.result) : reject(new Error(`Firefox, ${method}: ${answer.message}`))));
        wire.send(JSON.stringify({ id, method, params }));
      });
    await ask('session.new', { capabilities: {} });
    const { contexts } = await ask('browsingContext.getTree', {});
    const { context } = contexts[0];
    return {
      goto: (url) => ask('browsingContext.navigate', { context, url, wait: 'complete' }),
      evaluate: async (expression) => {
        // Through JSON: the protocol's own values say their types.
        const { result, exceptionDetails } = await ask('script.evaluate', { expression: `JSON.stringify((${expression}) ?? null)`, target: { context }, awaitPromise: true });
        if (exceptionDetails) throw new Error(`Firefox: ${exceptionDetails.text}`);
        return result.type === 'string' ? JSON.parse(result.value) : undefined;
      },
      choose: async (selector, file) => {
        const { nodes } = await ask('browsingContext.locateNodes', { context, locator: { type: 'css', value: selector } });
        await ask('input.setFiles', { context, element: { sharedId: nodes[0].sharedId }, files: [file] });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions } from '@playwright/test';

import { noteListeners } from './hydrated';
import { startServer, type Demo, type Server } from './server';

let running: Server | undefined;

/// A server of this file's own, so that files do not depend on each other. It starts with the first test that asks for
/// it, and ends with the file.
export function serverForThisFile() {
  test.afterAll(async () => {
    const log = await running?.stop();
    running = undefined;
    expect(log ?? '', 'the server must not panic').not.toMatch(/panicked|a fault in the program/);
  });
}

export function server(): Server {
  if (!running) throw new Error('no test has started the server yet');
  return running;
}

/// What went wrong in a page although nobody asked for it.
export class Trouble {
  private readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];

  /// A message that this test provokes.
  expect(...patterns: RegExp[]) {
    this.expected.push(...patterns);
  }

  watch(context: BrowserContext, origins: () => string[]) {
    context.on('console', (message) => {
      if (message.type() === 'error') this.seen.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.seen.push(`page error: ${error.error().message}`));
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (['http:', 'https:', 'ws:', 'wss:'].includes(protocol) && !origins().includes(origin)) {
        this.seen.push(`request to another origin: ${origin}`);
      }
    });
  }

  unexpected(): string[] {
    return this.seen.filter((line) => !this.expected.some((pattern) => pattern.test(line)));
  }
}

type Fixtures = {
  trouble: Trouble;
  /// Origins that pages of this test may ask; the server's own unless a test puts something before it.
  origins: string[];
  demo: Demo;
  /// A browser of somebody's own: their cookies, their screen.
  open: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  script: boolean;
};

/// Every test fails on console errors, refused content, uncaught exceptions and requests to other origins.
export const test = base.extend<Fixtures>({
  baseURL: async ({}, use) => {
    running ??= await startServer();
    await use(running.url);
  },
  origins: async ({ baseURL }, use) => use([baseURL!]),
  script: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),
  demo: async ({ baseURL }, use) => use(baseURL ? server().demo() : undefined!),
  trouble: [
    async ({}, use) => {
      const trouble = new Trouble();
      await use(trouble);
      expect(trouble.unexpected(), 'errors in pages').toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, trouble, origins }, use) => {
    trouble.watch(context, () => origins);
    await noteListeners(context);
    await use(context);
  },
  open: async ({ browser, trouble, origins }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options) => {
      const context = await openIn(browser, options);
      trouble.watch(context, () => origins);
      await noteListeners(context);
      opened.push(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
});

const openIn = (browser: Browser, options?: BrowserContextOptions) => browser.newContext(options);

export { expect };

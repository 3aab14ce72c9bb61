// The system's Chromium, as quiet as in the end-to-end tests.
import { readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

export function launch() {
  return chromium.launch({
    executablePath: process.env.SKINLINK_CHROMIUM,
    args: [
      ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream=fps=30',
    ],
  });
}

/**
 * The longest task in ms that the page's main thread ran meanwhile, from Chromium's own trace: a PerformanceObserver
 * tells nothing of tasks under 50 ms.
 */
export async function longestTask(browser, page, meanwhile) {
  await browser.startTracing(page, { categories: ['-*', 'toplevel', 'disabled-by-default-devtools.timeline'] });
  await meanwhile();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const mains = new Set(traceEvents.filter(isMainThread).map(thread));
  // Every renderer has a main thread; the page's is the one that worked most.
  const busy = new Map();
  for (const event of traceEvents) {
    if (!event.name.endsWith('RunTask') || !event.dur || !mains.has(thread(event))) continue;
    const seen = busy.get(thread(event)) ?? { sum: 0, longest: 0 };
    busy.set(thread(event), { sum: seen.sum + event.dur, longest: Math.max(seen.longest, event.dur) });
  }
  if (busy.size === 0) throw new Error('the trace holds no tasks');
  return [...busy.values()].sort((a, b) => b.sum - a.sum)[0].longest / 1000;
}

/** The most memory in bytes that a page's process had at once since it began. */
export async function peakMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1]) * 1024);
  return Math.max(...peaks);
}

const isMainThread = ({ ph, name, args }) => ph === 'M' && name === 'thread_name' && args.name === 'CrRendererMain';
const thread = ({ pid, tid }) => `${pid}.${tid}`;

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { APIRequestContext, BrowserContext } from '@playwright/test';

import { firefox } from '../parts/engines/firefox';
import { webkit, type Engine } from '../parts/engines/webdriver';
import { linkOf, openLink, postToPhotos, type Link } from '../parts/link';
import { people, signIn } from '../parts/people';
import { arrived, choosePhoto, photosReady } from '../parts/photos';
import { skinPicture, type Picture } from '../parts/pictures';
import { postCase } from '../parts/request';
import { expect, server, serverForThisFile, test } from '../parts/test';

/// Other engines than Chromium, from the system's packages: a patient's walk and a case in each, and the same bytes kept.
serverForThisFile();

let folder: string;
let picture: Picture;
let file: string;

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(path.join(tmpdir(), 'skinlink-engines-'));
  picture = await skinPicture(browser, { width: 2400, height: 1800 });
  file = path.join(folder, picture.name);
  writeFileSync(file, picture.buffer);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/// Waits until an expression of the page is true.
const until = (engine: Engine, expression: string) =>
  expect.poll(() => engine.evaluate<boolean>(`!!(${expression})`).catch(() => false), { message: expression, timeout: 60_000 }).toBe(true);

const one = (selector: string) => `document.querySelector(${JSON.stringify(selector)})`;

/// Presses what is named so, once it is there.
async function press(engine: Engine, selector: string, name: string) {
  const found = `[...document.querySelectorAll(${JSON.stringify(selector)})].find((it) => it.textContent.trim().startsWith(${JSON.stringify(name)}) && it.getClientRects().length)`;
  await until(engine, found);
  await engine.evaluate(`${found}.click()`);
}

const type = (engine: Engine, selector: string, text: string) => engine.evaluate(`${one(selector)}.value = ${JSON.stringify(text)}`);

/// From the texted link to the photos page, by the pages themselves.
async function walk(engine: Engine, { url, born }: Link) {
  await engine.goto(`${server().url}${new URL(url).pathname}`);
  await press(engine, 'main a', 'Start');
  await until(engine, one('[name="dob[day]"]'));
  for (const part of ['day', 'month', 'year'] as const) await type(engine, `[name="dob[${part}]"]`, born[part]);
  await press(engine, 'main button', 'Continue');
  await until(engine, one('[name="choices[care]"]'));
  await engine.evaluate(`${one('[name="choices[care]"]')}.click()`);
  await press(engine, 'main button', 'Save and continue');
  await until(engine, one('[name="answers[tried]"]'));
  await press(engine, 'main button', 'Save and continue');
  await until(engine, one('#photo-checklist'));
}

/// As a specialist, by the card of the demonstration.
async function openCase(engine: Engine, id: string) {
  await engine.goto(`${server().url}/sign-in`);
  const card = `[...document.querySelectorAll('button')].find((it) => (it.ariaLabel ?? it.textContent).includes(${JSON.stringify(people.specialist.name)}))`;
  await engine.evaluate(`${card}.click()`);
  await until(engine, `location.pathname === '/worklist'`);
  await engine.goto(`${server().url}/worklist/${id}`);
}

/// What a page of this engine complained about since it was loaded.
const listen = (engine: Engine) =>
  engine.evaluate(`(self.troubles = [], addEventListener('error', (e) => troubles.push(e.message)), addEventListener('unhandledrejection', (e) => troubles.push(String(e.reason))), true)`);
const troubles = (engine: Engine) => engine.evaluate<string[]>('self.troubles');

/// What the practice has of the link's one picture.
async function master(patient: APIRequestContext, { token }: Link): Promise<string> {
  const answer = await patient.post('/api/patient/pictures', { data: { link: await openLink(patient, token) } });
  const { images } = await answer.json();
  expect(images).toHaveLength(1);
  const bytes = await (await patient.get(images[0].master)).body();
  return createHash('sha256').update(bytes).digest('hex');
}

/// The same picture, sent from Chromium.
async function masterOfChromium(open: () => Promise<BrowserContext>): Promise<string> {
  const context = await open();
  const link = linkOf(server().demo());
  await postToPhotos(context.request, link);
  const page = await context.newPage();
  await page.goto(`/p/${link.token}/photos`);
  await photosReady(page);
  await choosePhoto(page, 'Close up', picture);
  await arrived(page, 'Close up');
  return master(context.request, link);
}

for (const [name, start] of [
  ['WebKitGTK', () => webkit('WebKitGTK')],
  ['Firefox', firefox],
] as const) {
  test(`${name}: a patient sends a photo, the same bytes as from Chromium`, async ({ open }) => {
    const kept = await masterOfChromium(open);
    const link = linkOf(server().demo());
    const engine = await start();
    try {
      await walk(engine, link);
      await until(engine, one('.is-alive'));
      await listen(engine);
      await engine.choose('input[aria-label="Choose photos: Close up"]', file);
      await press(engine, 'dialog.capture button', 'Use ');
      await until(engine, one('.received img'));
      expect(await engine.evaluate('performance.getEntriesByType("resource").filter((it) => it.name.includes("/photos/photos_bg.wasm")).length')).toBe(1);
      expect(await troubles(engine)).toEqual([]);
      await press(engine, 'main a', 'Continue');
      await press(engine, 'main button', 'Send');
      await until(engine, `${one('h1')}.textContent.includes('Your photos have been sent')`);
    } finally {
      await engine.close();
    }
    const context = await open();
    const dob = { 'dob[day]': link.born.day, 'dob[month]': link.born.month, 'dob[year]': link.born.year };
    await context.request.post('/api/patient/check', { form: { link: await openLink(context.request, link.token), ...dob } });
    expect(await master(context.request, link)).toBe(kept);
  });

  test(`${name}: a specialist looks at a case`, async ({ open }) => {
    const id = await postCase(await signIn(await open(), people.referrer), picture);
    const engine = await start();
    try {
      await openCase(engine, id);
      await until(engine, one('.is-alive'));
      await listen(engine);
      await until(engine, `${one('.stage__readout')}.textContent.match(/\\d%/)`);
      const before = await engine.evaluate<string>(`${one('.stage__readout')}.textContent`);
      await engine.evaluate(`${one('[aria-label="Zoom in"]')}.click()`);
      await until(engine, `${one('.stage__readout')}.textContent !== ${JSON.stringify(before)}`);
      // Before the frame in which the first would have been shown.
      const tool = (label: string) => `[...document.querySelectorAll('.viewer__tools button')].find((it) => it.textContent === '${label}')`;
      await engine.evaluate(`(${tool('Side by side')}.click(), setTimeout(() => ${tool('Compare')}.click()), true)`);
      await until(engine, one('.over'));
      expect(await engine.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await troubles(engine)).toEqual([]);
    } finally {
      await engine.close();
    }
  });
}

test('an old WebKit, which cannot run our program: the plain form, without loading it in vain', async ({ open }) => {
  const link = linkOf(server().demo());
  const engine = await webkit('WPE WebKit');
  try {
    await walk(engine, link);
    await until(engine, one('.is-stopped'));
    expect(await engine.evaluate('performance.getEntriesByType("resource").filter((it) => it.name.endsWith(".wasm")).length')).toBe(0);
    expect(await engine.evaluate(`[...document.querySelectorAll('button[type=button]')].filter((it) => it.getClientRects().length && getComputedStyle(it).visibility === 'visible').length`)).toBe(0);
    await engine.choose('#file-close_up', file);
    await engine.evaluate(`${one('#file-close_up')}.form.querySelector('button').click()`);
    await until(engine, one('.received img'));

    const id = await postCase(await signIn(await open(), people.referrer), picture);
    await openCase(engine, id);
    await until(engine, `${one('#stopped')} && !${one('#stopped')}.hidden`);
    // The one-screen layout: style sheets that it can read.
    expect(await engine.evaluate('document.documentElement.scrollHeight <= innerHeight + 120')).toBe(true);
  } finally {
    await engine.close();
  }
});

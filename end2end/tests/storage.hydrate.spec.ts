import type { Page, Response } from '@playwright/test';

import { linkOf, walkToPhotos } from '../parts/link';
import { people, signIn } from '../parts/people';
import { arrived, choosePhoto, photosReady } from '../parts/photos';
import { skinPicture } from '../parts/pictures';
import { postCase } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// Nothing clinical stays in a browser, and nothing comes from or goes to anywhere else. (That no page ever asks
/// another origin is watched in every test.)
serverForThisFile();

const kept = (page: Page) =>
  page.evaluate(async () => ({
    localStorage: { ...localStorage },
    sessionStorage: { ...sessionStorage },
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
    cookies: document.cookie,
  }));

const nothing = { localStorage: {}, sessionStorage: {}, databases: [], caches: [], workers: 0, cookies: '' };

/// Every answer of the server, for its headers.
function answers(page: Page): Response[] {
  const seen: Response[] = [];
  page.on('response', (answer) => seen.push(answer));
  return seen;
}

function expectHeaders(seen: Response[]) {
  expect(seen.length).toBeGreaterThan(5);
  for (const answer of seen.filter((answer) => answer.url().startsWith('http'))) {
    const [headers, path] = [answer.headers(), new URL(answer.url()).pathname];
    const isFile = path.startsWith('/pkg/') || /\.(js|wasm|svg|txt|ico)$/.test(path);
    if (!isFile) expect(headers['cache-control'], path).toContain('no-store');
    if (answer.request().resourceType() !== 'document') continue;
    const policy = headers['content-security-policy'];
    expect(policy, path).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'wasm-unsafe-eval'/);
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain("'unsafe-eval'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
  }
}

test('a patient’s whole journey leaves nothing behind', async ({ page, demo, browser }) => {
  const seen = answers(page);
  await walkToPhotos(page, linkOf(demo));
  await photosReady(page);
  await choosePhoto(page, 'From further away', await skinPicture(browser));
  await arrived(page, 'From further away');
  expect(await kept(page)).toEqual(nothing);
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Your photos have been sent' })).toBeVisible();
  expect(await kept(page)).toEqual(nothing);
  expectHeaders(seen);
});

test('clinicians’ pages leave nothing behind either', async ({ open, browser }) => {
  const referrer = await open();
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser));
  const specialist = await open();
  await signIn(specialist, people.specialist);
  for (const [context, paths] of [
    [referrer, ['/home', '/cases?list=all', `/cases/${id}`, `/cases/${id}/history`]],
    [specialist, ['/worklist', `/worklist/${id}`, '/templates']],
  ] as const) {
    const page = await context.newPage();
    const seen = answers(page);
    for (const path of paths) {
      await page.goto(path);
      await expect(page.locator('#main h1').first()).toBeAttached();
    }
    expect(await kept(page)).toEqual(nothing);
    expectHeaders(seen);
  }
});

test('a picture is for those who may see it', async ({ open, browser, demo }) => {
  const referrer = await open();
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser));
  const page = await (await referrer.request.get(`/cases/${id}`)).text();
  const [picture] = /\/images\/[0-9a-f-]{36}\/thumb/.exec(page)!;
  expect((await referrer.request.get(picture)).status()).toBe(200);

  const [elsewhere, patient, nobody] = [await open(), await open(), await open()];
  await signIn(elsewhere, people.elsewhere);
  await walkToPhotos(await patient.newPage(), linkOf(demo));
  for (const context of [elsewhere, patient, nobody]) {
    expect([401, 404]).toContain((await context.request.get(picture)).status());
  }
});

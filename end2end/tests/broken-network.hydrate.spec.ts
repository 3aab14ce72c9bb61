import type { Page } from '@playwright/test';

import { cuttingProxy, type CuttingProxy } from '../parts/cutting-proxy';
import { linkOf, postToPhotos, type Link } from '../parts/link';
import { arrived, choosePhoto, photosReady } from '../parts/photos';
import { skinPicture, type Picture } from '../parts/pictures';
import { expect, server, serverForThisFile, test } from '../parts/test';

/// A connection that is cut in the middle of a picture.
serverForThisFile();

type Part = { place: string; from: number; to?: number };

let proxy: CuttingProxy;
let picture: Picture;
let link: Link;

test.beforeAll(async ({ browser }) => {
  // Large enough for several parts once the page has prepared it.
  picture = await skinPicture(browser, { width: 4000, height: 3000 });
});

test.beforeEach(async ({ page, demo, origins, trouble }) => {
  trouble.expect(/net::ERR_/);
  proxy = await cuttingProxy(server().url);
  origins.push(proxy.url);
  link = linkOf(demo);
  await postToPhotos(page.request, link);
  await page.goto(`${proxy.url}/p/${link.token}/photos`);
  await photosReady(page);
});

test.afterEach(() => proxy.close());

/// Every part that the page sends, and how far the server acknowledged it.
function parts(page: Page): Part[] {
  const seen: Part[] = [];
  page.on('request', async (request) => {
    if (request.method() !== 'PATCH') return;
    const part: Part = { place: new URL(request.url()).pathname, from: Number(request.headers()['upload-offset']) };
    seen.push(part);
    const answer = await request.response().catch(() => null);
    if (answer?.status() === 204) part.to = Number(answer.headers()['upload-offset']);
  });
  return seen;
}

/// No byte that was acknowledged was sent again, and none is missing.
function expectSentOnce(seen: Part[]) {
  let end = 0;
  for (const { from, to } of seen) {
    expect(from, 'each part begins where the last acknowledged one ended').toBe(end);
    end = to ?? end;
  }
  expect(seen.filter(({ to }) => to !== undefined).length).toBeGreaterThan(1);
}

const noSignal = (page: Page) => page.getByText('Waiting for signal. Your photos are safe on this page.');

test('goes on by itself from the last acknowledged byte', async ({ page }) => {
  const seen = parts(page);
  const announced: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && announced.push(new URL(request.url()).pathname));
  proxy.cutAfter(1, 30_000);
  await choosePhoto(page, 'From further away', picture);
  await expect(noSignal(page)).toBeVisible();
  await expect(page.locator('.received img')).toHaveCount(0);
  proxy.mend();
  await arrived(page, 'From further away');
  await expect(noSignal(page)).toBeHidden();
  expectSentOnce(seen);
  expect(announced.filter((path) => path === '/uploads')).toHaveLength(1);
});

test('after a reload the same file goes on where it stopped', async ({ page }) => {
  const seen = parts(page);
  page.on('dialog', (dialog) => dialog.accept());
  proxy.cutAfter(1, 10_000);
  await choosePhoto(page, 'Close up', picture);
  await expect(noSignal(page)).toBeVisible();
  proxy.mend();
  await page.goto('about:blank');
  const before = seen.length;
  await page.goto(`${proxy.url}/p/${link.token}/photos`);
  await photosReady(page);
  await expect(page.locator('.received img')).toHaveCount(0);
  await choosePhoto(page, 'Close up', picture);
  await arrived(page, 'Close up');
  expect(seen[before].from, 'what had arrived was not sent again').toBeGreaterThan(0);
  expect(new Set(seen.map(({ place }) => place)).size).toBe(1);
  expectSentOnce(seen);
});

test('a photo waits while the link asks for the date of birth again, and then goes on by itself', async ({ page, context, trouble }) => {
  trouble.expect(/401/);
  // What is left of a session that has ended.
  await context.clearCookies({ name: 'skinlink' });
  await choosePhoto(page, 'Close up', picture);
  const again = page.getByRole('dialog', { name: 'Check it’s you again' });
  await expect(again).toContainText('Your photos are safe on this page');
  await again.getByLabel('Day').fill(link.born.day);
  await again.getByLabel('Month').fill(link.born.month);
  await again.getByLabel('Year').fill('1901');
  await again.getByRole('button', { name: 'Go on' }).click();
  await expect(again.getByRole('alert')).toContainText('You have 4 more tries');
  await again.getByLabel('Year').fill(link.born.year);

  await test.step('closed, it can be opened again', async () => {
    await page.keyboard.press('Escape');
    await expect(again).toBeHidden();
    await page.getByRole('button', { name: 'Give my date of birth' }).click();
  });
  await again.getByRole('button', { name: 'Go on' }).click();
  await arrived(page, 'Close up');
  await expect(again).toBeHidden();
});

test('leaving with an unsent picture asks first', async ({ page }) => {
  proxy.cutAfter(0, 10_000);
  await choosePhoto(page, 'Close up', picture);
  await expect(noSignal(page)).toBeVisible();
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  proxy.mend();
  await arrived(page, 'Close up');

  await test.step('and not once it has arrived', async () => {
    let again = false;
    page.on('dialog', (dialog) => {
      again = true;
      return dialog.accept();
    });
    const closed = page.waitForEvent('close');
    await page.close({ runBeforeUnload: true });
    await closed;
    expect(again).toBe(false);
  });
});

test('Continue waits for what is on its way, and then goes on by itself', async ({ page }) => {
  proxy.cutAfter(0, 10_000);
  await choosePhoto(page, 'Close up', picture);
  await expect(noSignal(page)).toBeVisible();
  await page.getByRole('link', { name: 'Continue' }).click();
  await expect(page.getByText('Your photos are still on their way. Keep this page open.')).toBeVisible();
  proxy.mend();
  await expect(page.getByRole('heading', { name: 'Check and send' })).toBeVisible();
  await expect(page.locator('.review__photo')).toHaveCount(1);
});

test('a form that does not get through keeps what was typed', async ({ page, context }) => {
  await page.goto(`${proxy.url}/p/${link.token}/questions`);
  const tried = page.getByLabel('What have you tried on it?');
  await tried.fill('A cream for a week');
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(page.getByRole('alert')).toContainText('Check your signal and press the button again');
  await expect(tried).toHaveValue('A cream for a week');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await photosReady(page);
  await page.goto(`${proxy.url}/p/${link.token}/questions`);
  await expect(tried).toHaveValue('A cream for a week');
});

test('a button pressed over and over, until the next page comes at last, sends once', async ({ page }) => {
  await page.goto(`${proxy.url}/p/${link.token}/questions`);
  let sent = 0;
  page.on('request', (request) => (sent += Number(request.url().endsWith('/api/patient/answers'))));
  await page.route('**/photos', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await route.continue();
  });
  // By the page itself: Playwright would wait for the page that is on its way.
  await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>('form button[type=submit]');
    button?.click();
    setInterval(() => button?.click(), 100);
  });
  await photosReady(page);
  expect(sent).toBe(1);
});

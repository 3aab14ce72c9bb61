import type { Page, Route } from '@playwright/test';

import { linkOf, postToPhotos } from '../parts/link';
import { people, signIn } from '../parts/people';
import { arrived, choosePhoto, photosReady } from '../parts/photos';
import { skinPicture, type Picture } from '../parts/pictures';
import { postPicture, postStart } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// Proxies, filters and captive portals between a page and its server: they answer in its name, swallow what they do
/// not know, and hold back what does not end.
serverForThisFile();

let picture: Picture;

test.beforeAll(async ({ browser }) => {
  picture = await skinPicture(browser);
});

async function photosPage(page: Page, demo: Parameters<typeof linkOf>[0]): Promise<string> {
  const link = linkOf(demo);
  await postToPhotos(page.request, link);
  await page.goto(`/p/${link.token}/photos`);
  await photosReady(page);
  return link.token;
}

/// What becomes of each PATCH.
const patches = (page: Page, answer: (route: Route) => unknown) =>
  page.route('**/uploads/**', (route) => (route.request().method() === 'PATCH' ? answer(route) : route.continue()));

const html = (status: number) => ({ status, contentType: 'text/html', body: '<p>Blocked by your administrator' });

for (const status of [405, 403, 200]) {
  test(`where something answers ${status} to PATCH, the photo goes another way`, async ({ page, demo, trouble }) => {
    trouble.expect(/status of 40\d/);
    await photosPage(page, demo);
    await patches(page, (route) => route.fulfill(html(status)));
    await choosePhoto(page, 'Close up', picture);
    await arrived(page, 'Close up');
    await expect(page.getByText(/The link takes no more photos/)).toBeHidden();
  });
}

test('somebody else’s refusal of everything is not taken for ours, nor for a lost signal', async ({ page, demo, trouble }) => {
  trouble.expect(/status of 403/);
  await photosPage(page, demo);
  await page.route('**/uploads', (route) => route.fulfill(html(403)));
  await choosePhoto(page, 'Close up', picture);
  await expect(page.getByText('We cannot send your photos just now. We keep trying.')).toBeVisible();
  await page.unroute('**/uploads');
  await arrived(page, 'Close up');
});

test('a part that is never answered is given up, asked about and sent again', async ({ page, demo }) => {
  await page.clock.install();
  await photosPage(page, demo);
  // The browser's own clock ends a request: the page's is the one that can be turned.
  await page.evaluate(() => {
    AbortSignal.timeout = (ms: number) => {
      const given = new AbortController();
      setTimeout(() => given.abort(), ms);
      return given.signal;
    };
  });
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/uploads/') && asked.push(request.method()));
  let isFirst = true;
  await patches(page, (route) => (isFirst ? (isFirst = false) : route.continue()));
  await choosePhoto(page, 'Close up', picture);
  await expect.poll(() => asked).toContain('PATCH');
  await page.clock.fastForward(31_000);
  await page.clock.fastForward(2_000);
  await arrived(page, 'Close up');
  expect(asked.slice(0, 3)).toEqual(['PATCH', 'HEAD', 'PATCH']);
});

test('a photo that was broken off is told of on the next visit, until it has come', async ({ page, demo, trouble }) => {
  trouble.expect(/net::ERR_/);
  const token = await photosPage(page, demo);
  page.on('dialog', (dialog) => dialog.accept());
  await patches(page, (route) => route.abort());
  await choosePhoto(page, 'Close up', picture);
  await expect(page.getByText('Waiting for signal.')).toBeVisible();
  await page.goto('about:blank');
  await page.unrouteAll();
  await page.goto(`/p/${token}/review`);
  const told = page.getByText('1 photo or video has not arrived. Choose it again.');
  await expect(told).toBeVisible();
  await page.goto(`/p/${token}/photos`);
  await photosReady(page);
  await expect(told).toBeVisible();
  await choosePhoto(page, 'Close up', picture);
  await arrived(page, 'Close up');
  await expect(told).toBeHidden();
});

test('where the stream of news is held back, the page asks by itself', async ({ open }) => {
  const context = await open();
  const api = await signIn(context, people.referrer);
  const id = await postStart(api);
  const page = await context.newPage();
  await page.clock.install();
  await page.route('**/events/**', () => {});
  await page.goto(`/cases/${id}/request`);
  await expect(page.locator('html')).toHaveClass(/is-alive/);
  await postPicture(api, id, picture);
  await expect(page.locator('.picture')).toHaveCount(0);
  await page.clock.fastForward(8_000);
  await expect(page.locator('.picture')).toHaveCount(1);
  await postPicture(api, id, picture, 'close_up');
  await page.clock.fastForward(26_000);
  await expect(page.locator('.picture')).toHaveCount(2);
});

import type { Page } from '@playwright/test';

import { sizes } from '../parts/chromium';
import { linkOf, postToPhotos } from '../parts/link';
import { people, signIn } from '../parts/people';
import { keepPhoto, photosReady } from '../parts/photos';
import { skinPicture } from '../parts/pictures';
import { postStart } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

serverForThisFile();

/// Holds back the scripts of the page until they are let through.
async function holdScripts(page: Page) {
  let letThrough = () => {};
  const through = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route('**/*_bg.wasm', async (route) => {
    await through;
    await route.continue();
  });
  return letThrough;
}

/// On a slow line a patient is told that the camera comes, can choose photos meanwhile, and nothing moves when it is there.
test('until the camera has come the page says so, and nothing moves when it does', async ({ open, demo }) => {
  const context = await open(sizes.phone);
  const page = await context.newPage();
  const link = linkOf(demo);
  const opened = await postToPhotos(page.request, link);
  const arrives = await holdScripts(page);
  await page.goto(`/p/${opened}/photos`);
  const coming = page.getByText('The camera is on its way');
  await expect(coming).toBeVisible();
  await expect(page.getByLabel('Choose photos: Close up')).toBeEnabled();
  const below = page.getByRole('heading', { name: 'More photos, if you like' });
  const top = () => below.evaluate((element) => element.getBoundingClientRect().top + scrollY);
  const before = await top();
  arrives();
  await photosReady(page);
  await expect(coming).toBeHidden();
  expect(Math.abs((await top()) - before)).toBeLessThan(4);
});

test('a picture that was chosen at a desk before scripts came is taken by them', async ({ browser, open }) => {
  const context = await open(sizes.desktop);
  const id = await postStart(await signIn(context, people.referrer));
  const page = await context.newPage();
  const letThrough = await holdScripts(page);
  await page.goto(`/cases/${id}/request`);
  await page.getByText('Add pictures from this computer').click();
  await page.locator('#upload-view').selectOption('close_up');
  await page.locator('#upload-files').setInputFiles([await skinPicture(browser)]);
  letThrough();
  await keepPhoto(page);
  await expect(page.locator('li.picture', { hasText: 'Close-up' })).toHaveCount(1);
});

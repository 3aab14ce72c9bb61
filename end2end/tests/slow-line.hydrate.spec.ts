import { sizes } from '../parts/chromium';
import { linkOf, postToPhotos } from '../parts/link';
import { photosReady } from '../parts/photos';
import { expect, serverForThisFile, test } from '../parts/test';

serverForThisFile();

/// On a slow line a patient is told that the camera comes, can choose photos meanwhile, and nothing moves when it is there.
test('until the camera has come the page says so, and nothing moves when it does', async ({ open, demo }) => {
  const context = await open(sizes.phone);
  const page = await context.newPage();
  const link = linkOf(demo);
  const opened = await postToPhotos(page.request, link);
  let arrives = () => {};
  const arrived = new Promise<void>((resolve) => (arrives = resolve));
  await page.route('**/photos_bg.wasm', async (route) => {
    await arrived;
    await route.continue();
  });
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

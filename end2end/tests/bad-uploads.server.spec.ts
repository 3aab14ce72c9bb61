import { animatedGif, bomb, cmyk, grey, heic, pdfNamedJpg, sixteenBit, truncated } from '../parts/bad-pictures';
import { linkOf, postToPhotos } from '../parts/link';
import { skinPicture, withCameraData, type Picture } from '../parts/pictures';
import { expect, serverForThisFile, test } from '../parts/test';
import { announce, send } from '../parts/tus';

/// What the server itself says of pictures that no page has looked at before.
serverForThisFile();

let whole: Picture;

test.beforeAll(async ({ browser }) => {
  whole = await skinPicture(browser);
});

const bad: [string, () => Picture, number, string][] = [
  ['a PDF named .jpg', () => pdfNamedJpg, 422, 'pdf'],
  ['a truncated picture', () => truncated(whole), 422, 'damaged'],
  ['an animated picture', () => animatedGif, 422, 'animated'],
  ['a HEIC that cannot be read', () => heic, 422, 'heic'],
];

for (const [what, picture, status, code] of bad) {
  test(`refuses ${what}`, async ({ demo, context }) => {
    const link = linkOf(demo);
    const called = await postToPhotos(context.request, link);
    const answer = await send(context.request, picture().buffer, { link: called });
    expect(answer.status()).toBe(status);
    expect(await answer.json()).toEqual({ code });
  });
}

test('refuses a decompression bomb', async ({ demo, context }) => {
  const link = linkOf(demo);
  const called = await postToPhotos(context.request, link);
  const answer = await send(context.request, bomb.buffer, { link: called });
  expect(answer.status()).toBe(422);
  expect(['damaged', 'too_many_pixels']).toContain((await answer.json()).code);
});

test('refuses nothing at all, and more than the limit, before a byte is sent', async ({ demo, context }) => {
  const link = linkOf(demo);
  const called = await postToPhotos(context.request, link);
  const nothing = await announce(context.request, 0, { link: called });
  expect(nothing.status()).toBe(422);
  expect(await nothing.json()).toEqual({ code: 'empty' });
  const tooMuch = await announce(context.request, 40_000_001, { link: called });
  expect(tooMuch.status()).toBe(413);
  expect(await tooMuch.json()).toEqual({ code: 'too_large' });
});

const odd: [string, () => Picture][] = [
  ['CMYK', () => cmyk],
  ['16-bit', () => sixteenBit],
  ['greyscale', () => grey],
  ['turned and full of camera data', () => withCameraData(whole, 8)],
];

for (const [what, picture] of odd) {
  test(`takes a ${what} picture, and keeps an upright JPEG without its data`, async ({ demo, context, page }) => {
    const link = linkOf(demo);
    const called = await postToPhotos(context.request, link);
    const sent = await send(context.request, picture().buffer, { link: called });
    expect(sent.status()).toBe(204);
    const image = sent.headers()['skinlink-image'];
    const kept = await context.request.get(`/images/${image}/master`);
    expect(kept.headers()['content-type']).toBe('image/jpeg');
    const bytes = (await kept.body()).toString('latin1');
    expect(bytes).not.toContain('Exif');
    expect(bytes).not.toContain('LeakyCam');

    await page.goto(`/p/${link.token}/photos`);
    const shown = page.locator('.received img');
    await expect(shown).toBeVisible();
    const upright = await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > image.naturalHeight));
    expect(upright).toBe(what !== 'turned and full of camera data');
  });
}

import type { Page } from '@playwright/test';

import { animatedGif, bomb, cmyk, empty, grey, heic, pdfNamedJpg, sixteenBit, truncated } from '../parts/bad-pictures';
import { linkOf, postToPhotos, type Link } from '../parts/link';
import { arrived, cardOf, choose, choosePhoto, dialogOf, photosReady } from '../parts/photos';
import { skinPicture, type Picture } from '../parts/pictures';
import { expect, serverForThisFile, test } from '../parts/test';

/// A patient chooses a file that is not a good photo: one clear sentence, and what was sent before stays.
serverForThisFile();

let whole: Picture;
let link: Link;

test.beforeAll(async ({ browser }) => {
  whole = await skinPicture(browser);
});

test.beforeEach(async ({ page, demo }) => {
  link = linkOf(demo);
  await postToPhotos(page.request, link);
  await page.goto(`/p/${link.token}/photos`);
});

async function add(page: Page, script: boolean, picture: Picture) {
  if (script) {
    await photosReady(page);
    return choosePhoto(page, 'Close up', picture);
  }
  await chooseBad(page, script, picture);
}

async function chooseBad(page: Page, script: boolean, picture: Picture) {
  if (script) {
    await photosReady(page);
    return choose(page, 'Close up', picture);
  }
  const card = cardOf(page, 'Close up');
  await card.getByLabel('Choose photos: Close up').setInputFiles([picture]);
  await card.getByRole('button', { name: 'Add these photos' }).click();
}

const bad: [string, () => Picture, RegExp][] = [
  ['an empty file', () => empty, /This file is empty/],
  ['a PDF named .jpg', () => pdfNamedJpg, /This is a PDF, not a photo/],
  ['a truncated picture', () => truncated(whole), /broken or not complete/],
  ['a moving picture', () => animatedGif, /This picture moves/],
  ['a HEIC', () => heic, /We cannot open HEIC photos/],
  ['a decompression bomb', () => bomb, /broken or not complete|too big for us/],
];

for (const [what, picture, sentence] of bad) {
  test(`${what} is refused with a sentence`, async ({ page, script }) => {
    await add(page, script, whole);
    await arrived(page, 'Close up');
    await chooseBad(page, script, picture());
    const alert = script ? dialogOf(page).getByRole('alert') : page.getByRole('alert');
    await expect(alert).toHaveText(sentence);
    if (script) await dialogOf(page).getByRole('button', { name: 'Continue' }).click();
    await arrived(page, 'Close up');
  });
}

for (const [what, picture] of [['CMYK', cmyk], ['16-bit', sixteenBit], ['greyscale', grey]] as const) {
  test(`a ${what} picture is taken`, async ({ page, script }) => {
    await add(page, script, picture);
    await arrived(page, 'Close up');
  });
}

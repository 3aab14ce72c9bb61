import type { Page } from '@playwright/test';

import { giveDateOfBirth, linkOf, postToPhotos, type Link } from '../parts/link';
import { skinPicture } from '../parts/pictures';
import { expect, serverForThisFile, test } from '../parts/test';

/// What a patient writes when the link's session has ended meanwhile: typing alone keeps it no longer than a quarter of an
/// hour.
serverForThisFile();

const words = 'It bleeds now, and it is “bigger” than 5 mm.';
const notYet = 'What you wrote has not been sent yet';

/// As after a quarter of an hour in which nothing was pressed.
async function sessionEnds(page: Page) {
  const cookies = await page.context().cookies();
  expect(cookies.filter(({ name }) => name === 'skinlink')).toHaveLength(1);
  await page.context().clearCookies({ name: 'skinlink' });
}

async function atNews(page: Page, { token, born }: Link, picture: Awaited<ReturnType<typeof skinPicture>>) {
  const link = await postToPhotos(page.request, { token, born });
  await page.request.post(`/p/${link}/photos/form`, { multipart: { view: 'overview', picture }, maxRedirects: 0 });
  await page.request.post('/api/patient/send', { form: { link }, headers: { accept: 'text/html' }, maxRedirects: 0 });
  await page.goto(`/p/${link}/news`);
  await expect(page.getByRole('heading', { name: 'Your photos have been sent' })).toBeVisible();
}

test('“it has changed” is there again after the date of birth, and is sent once it is pressed', async ({ page, demo, browser }) => {
  const link = linkOf(demo);
  await atNews(page, link, await skinPicture(browser));
  await page.getByText('Has it changed?').click();
  await page.getByLabel('What has changed?').fill(words);
  await sessionEnds(page);
  await page.getByRole('button', { name: /^Tell / }).click();

  await expect(page.getByText(notYet)).toBeVisible();
  await giveDateOfBirth(page, { day: '1', month: '1', year: '1950' });
  await expect(page.getByText('You have 4 more tries').first()).toBeVisible();
  await expect(page.getByText(notYet)).toBeVisible();
  await giveDateOfBirth(page, link.born);
  await expect(page.getByText(notYet)).toBeVisible();
  await expect(page.getByLabel('What has changed?')).toHaveValue(words);

  await page.getByRole('button', { name: /^Tell / }).click();
  await expect(page.getByRole('heading', { name: 'You told your surgery that it has changed' })).toBeVisible();
  await expect(page.getByText(notYet)).toHaveCount(0);
});

test('answers that are too long to keep are given back, and go once the date was given beside them', async ({ page, demo, trouble }) => {
  trouble.expect(/401/);
  const long = 'It bleeds. '.repeat(340).trim();
  const link = linkOf(demo);
  const at = await postToPhotos(page.request, link);
  await page.goto(`/p/${at}/questions`);
  await page.getByLabel('What have you tried on it?').fill(long);
  await sessionEnds(page);
  await page.getByRole('button', { name: 'Save and continue' }).click();

  await expect(page.getByText(notYet)).toBeVisible();
  await expect(page.getByText(long)).toBeVisible();
  const beside = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'Check it’s me' }).click();
  const check = await beside;
  await giveDateOfBirth(check, link.born);
  await expect(check.getByRole('heading', { name: 'Before you take photos' })).toBeVisible();
  await page.getByRole('button', { name: 'Send it now' }).click();
  await expect(page.getByRole('heading', { name: 'Take your photos' })).toBeVisible();
  await page.goto(`/p/${at}/review`);
  await expect(page.getByText(long)).toBeVisible();
});

import type { Page } from '@playwright/test';

import { giveDateOfBirth, linkOf, postToPhotos } from '../parts/link';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { expect, server, serverForThisFile, test } from '../parts/test';

/// A link that is wrong, used, locked or taken back.
serverForThisFile();

const wrongDate = { day: '1', month: '1', year: '1950' };
const madeUp = 'AAAAAAAAAAAAAAAAAAAAAA';

/// What the page says after each of five wrong dates.
async function fiveWrongDates(page: Page, token: string): Promise<string[]> {
  const said: string[] = [];
  await page.goto(`/p/${token}/check`);
  for (let left = 4; left >= 0; left--) {
    await giveDateOfBirth(page, wrongDate);
    const words = left > 0 ? page.getByRole('alert') : page.locator('#main');
    await expect(words).toContainText(left > 1 ? `You have ${left} more tries` : left === 1 ? 'You have 1 more try' : 'This link is locked');
    said.push(left > 0 ? await words.innerText() : 'locked');
  }
  return said;
}

test('a made-up link and a wrong date get the same answers', async ({ page, demo }) => {
  const real = await fiveWrongDates(page, linkOf(demo).token);
  await page.context().clearCookies();
  const made = await fiveWrongDates(page, madeUp);
  expect(made).toEqual(real);
});

test('a locked link stays locked for the right date, and the practice is told', async ({ page, demo, open }) => {
  const link = linkOf(demo);
  await fiveWrongDates(page, link.token);
  await page.goto(`/p/${link.token}`);
  await expect(page.getByRole('heading', { name: 'This link is locked' })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Call / }).first()).toHaveAttribute('href', /^tel:\d+$/);

  const referrer = await (await open()).newPage();
  await signIn(referrer.context(), people.referrer);
  await referrer.goto('/cases?list=all');
  await referrer.getByRole('link', { name: 'Rosa Field' }).first().click();
  await expect(referrer.getByText('Five wrong dates of birth were entered.')).toBeVisible();
});

test('a date that cannot be one costs no try', async ({ page, demo }) => {
  const link = linkOf(demo);
  await page.goto(`/p/${link.token}/check`);
  await giveDateOfBirth(page, { day: '31', month: '2', year: '1980' });
  await expect(page.getByRole('alert')).toContainText('That month does not have this day');
  await giveDateOfBirth(page, wrongDate);
  await expect(page.getByRole('alert')).toContainText('You have 4 more tries');
  await giveDateOfBirth(page, link.born);
  await expect(page.getByRole('heading', { name: 'Before you take photos' })).toBeVisible();
});

test('nobody skips the date of birth', async ({ page, demo }) => {
  const { token } = linkOf(demo);
  for (const path of ['before', 'questions', 'photos', 'review', 'news']) {
    await page.goto(`/p/${token}/${path}`);
    await expect(page.getByRole('heading', { name: 'Check it’s you' })).toBeVisible();
  }
});

test('a used link takes no more pictures and shows the news', async ({ page, demo, browser }) => {
  const { token, born } = linkOf(demo);
  const api = page.request;
  const link = await postToPhotos(api, { token, born });
  const picture = await skinPicture(browser);
  const upload = () => api.post(`/p/${link}/photos/form`, { multipart: { view: 'overview', picture }, maxRedirects: 0 });
  const send = () => api.post('/api/patient/send', { form: { link }, headers: { accept: 'text/html' }, maxRedirects: 0 });
  expect((await upload()).headers().location).toContain('received=1');
  expect((await send()).headers().location).toContain('/news');

  await test.step('sent twice is sent once', async () => {
    expect((await send()).headers().location).toContain('/news');
  });
  await test.step('and nothing can be added', async () => {
    expect((await upload()).headers().location).not.toContain('received=1');
    await page.goto(`/p/${token}/photos`);
    await expect(page.getByRole('heading', { name: 'Your photos have been sent' })).toBeVisible();
  });
});

test('a link that was taken back says so', async ({ page, demo, open }) => {
  const { token } = linkOf(demo);
  const referrer = await (await open()).newPage();
  await signIn(referrer.context(), people.referrer);
  await referrer.goto('/cases?list=all');
  await referrer.getByRole('link', { name: 'Rosa Field' }).first().click();
  await referrer.getByRole('button', { name: 'Withdraw this link' }).click();
  await expect(referrer.getByText('Withdrawn')).toBeVisible();
  await page.goto(`/p/${token}`);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
});

test('one patient’s session opens no other link', async ({ page, demo }) => {
  await postToPhotos(page.request, linkOf(demo));
  const other = linkOf(server().demo());
  await page.goto(`/p/${other.token}/photos`);
  await expect(page.getByRole('heading', { name: 'Check it’s you' })).toBeVisible();
});

test('sending without a picture asks for one', async ({ page, demo }) => {
  const link = linkOf(demo);
  await postToPhotos(page.request, link);
  await page.goto(`/p/${link.token}/review`);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Add at least one photo');
});

test('the address that a browser keeps is not the link', async ({ page, demo, trouble }) => {
  trouble.expect(/status of 404/);
  const { token, born } = linkOf(demo);
  await page.goto(`/p/${token}`);
  const kept = page.url();
  expect(kept).toMatch(/\/p\/[0-9a-f]{16}$/);
  await page.getByRole('link', { name: 'Start' }).click();
  await giveDateOfBirth(page, born);
  await expect(page.getByRole('heading', { name: 'Before you take photos' })).toBeVisible();
  expect(page.url()).not.toContain(token);
  await page.goto(kept);
  await expect(page.getByRole('link', { name: 'Start' })).toBeVisible();

  await test.step('closed, it opens nothing: not even the question for the date of birth', async () => {
    await page.getByRole('button', { name: 'Finish and close' }).click();
    await expect(page.getByRole('heading', { name: 'You have finished' })).toBeVisible();
    for (const address of [kept, `${kept}/check`, `${kept}/before`]) {
      await page.goto(address);
      await expect(page.getByRole('heading', { name: 'Open your link again' })).toBeVisible();
    }
  });
  await test.step('and the text still does', async () => {
    await page.goto(`/p/${token}`);
    await expect(page).toHaveURL(kept);
    await page.getByRole('link', { name: 'Start' }).click();
    await expect(page.getByRole('heading', { name: 'Check it’s you' })).toBeVisible();
  });
});

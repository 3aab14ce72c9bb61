import { reassure } from '../parts/answer';
import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// Somebody goes away, and what is theirs to do is shown to who stands in.
serverForThisFile();

/// In London, so many days from now, as a date field holds it.
const day = (ahead: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(Date.now() + ahead * 86_400_000);

test('who stands in sees what is theirs to do next, until they are back', async ({ open, browser, script }) => {
  const away = await open(sizes.desktop);
  const typed = { ...wholeRequest(), name: 'Carys Pugh' };
  const id = await postCase(await signIn(away, people.referrer), await skinPicture(browser), typed);
  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const service = await specialist.newPage();
  await service.goto(`/worklist/${id}`);
  await reassure(service, script, 'No treatment.');

  const page = await away.newPage();
  await page.goto('/home');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Team' }).click();
  await page.getByLabel('First day').fill(day(0));
  await page.getByLabel('Last day').fill(day(400));
  await page.getByLabel('Who stands in').selectOption(people.otherReferrer.name);
  await page.getByRole('button', { name: 'Note it' }).click();
  // What was typed is there again.
  await expect(page.getByText('Enter the last day: today or later, and within a year of the first.')).toBeVisible();
  await expect(page.getByLabel('First day')).toHaveValue(day(0));
  await expect(page.getByLabel('Who stands in')).toHaveValue(/.{36}/);
  await page.getByLabel('Last day').fill(day(3));
  await page.getByRole('button', { name: 'Note it' }).click();
  await expect(page.getByText('Noted. Colleagues see it here.')).toBeVisible();
  await page.goto('/home');
  await expect(page.getByText('You are noted as away until')).toBeVisible();

  const other = await open(sizes.phone);
  await signIn(other, people.otherReferrer);
  const standIn = await other.newPage();
  await expect(async () => {
    await standIn.goto('/home');
    await expect(standIn.getByText(`You stand in for ${people.referrer.name} until`)).toBeVisible({ timeout: 500 });
    const next = standIn.locator('.next__item', { hasText: typed.name });
    await expect(next).toContainText(`for ${people.referrer.name}, who is away`, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await standIn.goto('/team');
  await expect(standIn.getByRole('button', { name: 'They are back' })).toHaveCount(0);

  await page.getByRole('link', { name: 'I am back' }).click();
  await page.getByRole('button', { name: 'I am back' }).click();
  await expect(page.getByText('Nobody is noted as away.')).toBeVisible();
  await standIn.goto('/home');
  await expect(standIn.getByText('You stand in for')).toHaveCount(0);

  await service.goto('/team');
  await expect(service.getByRole('heading', { name: 'Answers due in the coming days' })).toBeVisible();
});

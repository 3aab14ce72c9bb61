import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { expect, serverForThisFile, test } from '../parts/test';

/// Somebody goes away, and what is theirs to do is shown to who stands in.
serverForThisFile();

/// In London, so many days from now, as a date field holds it.
const day = (ahead: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(Date.now() + ahead * 86_400_000);

test('who stands in sees what is theirs to do next, until they are back', async ({ open }) => {
  const away = await open(sizes.desktop);
  await signIn(away, people.referrer);
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
  await standIn.goto('/home');
  await expect(standIn.getByText(`You stand in for ${people.referrer.name} until`)).toBeVisible();
  // Of the practice's cases most are hers.
  await expect(standIn.locator('.next__item', { hasText: `for ${people.referrer.name}, who is away` }).first()).toBeVisible();
  await standIn.goto('/team');
  await expect(standIn.getByRole('button', { name: 'They are back' })).toHaveCount(0);

  await page.getByRole('link', { name: 'I am back' }).click();
  await page.getByRole('button', { name: 'I am back' }).click();
  await expect(page.getByText('nobody stands in any longer')).toBeVisible();
  await expect(page.getByRole('button', { name: 'I am back' })).toHaveCount(0);
  await standIn.goto('/home');
  await expect(standIn.getByText('You stand in for')).toHaveCount(0);

  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const service = await specialist.newPage();
  await service.goto('/team');
  await expect(service.getByRole('heading', { name: 'Answers due in the coming days' })).toBeVisible();
});

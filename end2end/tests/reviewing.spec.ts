import { reassure } from '../parts/answer';
import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// What clinicians of one service ask of each other, with and without scripts.
serverForThisFile();

test('a prepared answer is changed by nobody and sent by a specialist', async ({ open, browser, script }) => {
  const referrer = await open(sizes.desktop);
  const typed = { ...wholeRequest(), name: 'Rhian Lloyd' };
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser), typed);

  const trainee = await open(sizes.tablet);
  await signIn(trainee, people.trainee);
  const kit = await trainee.newPage();
  await kit.goto(`/worklist/${id}`);
  await expect(kit.getByRole('button', { name: 'Send answer' })).toHaveCount(0);
  await reassure(kit, script, 'Leave it alone.', 'Give it to a specialist');
  await expect(kit.getByText('Your answer is with a specialist now')).toBeVisible();
  await expect(kit.getByRole('region', { name: 'Among colleagues' })).toContainText('Dr Kit Moss has prepared an answer');

  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await page.goto('/worklist');
  await page.getByRole('link', { name: /^Prepared answers/ }).click();
  await page.locator(`a[href$="${id}"]`).click();
  await expect(page.getByText('Prepared by Dr Kit Moss.')).toBeVisible();
  await expect(page.getByLabel('Advice and plan')).toHaveValue('Leave it alone.');
  await page.getByLabel('What should be changed').fill('Say how to protect it from the sun.');
  await page.getByRole('button', { name: 'Return it' }).click();
  await expect(page.getByRole('region', { name: 'Among colleagues' })).toContainText('Say how to protect it from the sun.');

  await kit.goto('/worklist?show=replies');
  await kit.locator(`a[href$="${id}"]`).click();
  await expect(kit.getByText('What you prepared is still in your form')).toBeVisible();
  await kit.getByRole('button', { name: 'I have read this' }).click();
  await reassure(kit, script, 'Leave it alone, and use sun cream.', 'Give it to a specialist');
  await expect(kit.getByText('Your answer is with a specialist now')).toBeVisible();

  await page.goto(`/worklist/${id}`);
  // The one kept by the specialist's own page before is none: they typed nothing.
  await expect(page.getByLabel('Advice and plan')).toHaveValue('Leave it alone, and use sun cream.');
  await page.getByRole('button', { name: 'Send answer' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(id) || url.searchParams.has('sent'));
  const practice = await referrer.newPage();
  await expect(async () => {
    await practice.goto(`/cases/${id}`);
    await expect(practice.getByText('Leave it alone, and use sun cream.')).toBeVisible();
  }).toPass();
  await expect(practice.getByText('Dr Helen Marsh').first()).toBeVisible();
  await expect(practice.getByRole('region', { name: 'Among colleagues' })).toHaveCount(0);
});

test('a colleague is asked, and a second one reads the answer without knowing it', async ({ open, browser, script }) => {
  const referrer = await open(sizes.desktop);
  const typed = { ...wholeRequest(), name: 'Ifan Rees' };
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser), typed);
  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await page.goto(`/worklist/${id}`);
  await page.getByRole('link', { name: 'Ask a colleague or a meeting' }).click();
  await page.getByLabel('Which colleague').selectOption(people.otherSpecialist.name);
  await page.getByLabel('What do you want to know?').fill('Would you freeze it?');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByText('Asked. It stands on your service’s worklist')).toBeVisible();

  const other = await open(sizes.tablet);
  await signIn(other, people.otherSpecialist);
  const colleague = await other.newPage();
  await colleague.goto('/worklist?show=opinions');
  const row = colleague.locator(`a[href$="${id}"]`);
  await expect(row).toContainText('For you, from Dr Helen Marsh');
  await row.click();
  await colleague.getByLabel('What you think').fill('No. Leave it.');
  await colleague.getByRole('button', { name: 'Reply' }).click();
  await expect(colleague.getByRole('region', { name: 'Among colleagues' })).toContainText('No. Leave it.');

  await page.goto(`/worklist/${id}`);
  await expect(page.getByRole('region', { name: 'Among colleagues' })).toContainText('No. Leave it.');
  await page.getByRole('button', { name: 'I have read this' }).click();
  await reassure(page, script, 'Nothing to be done here.');
  await page.waitForURL((url) => !url.pathname.endsWith(id) || url.searchParams.has('sent'));

  const second = colleague.locator(`a[href="/worklist/${id}/second-reading"]`);
  await expect(async () => {
    await colleague.goto('/worklist?show=second_reading');
    await expect(second).toBeVisible();
  }).toPass();
  await second.click();
  await expect(colleague.getByRole('heading', { name: 'What would you have answered?' })).toBeVisible();
  await expect(colleague.getByText('Nothing to be done here.')).toHaveCount(0);
  await colleague.getByLabel('Outcome', { exact: true }).selectOption('Urgent clinic');
  await colleague.getByLabel('Why, for your colleague').fill('It has grown.');
  await colleague.getByRole('button', { name: 'Keep my reading' }).click();
  await expect(colleague.getByText(/answers? (was|were) read a second time/)).toContainText('1 with a different one');

  await page.goto('/worklist?show=replies');
  await page.locator(`a[href$="${id}"]`).click();
  await expect(page.getByText('Look at it once more.')).toBeVisible();
  await expect(page.getByText('It has grown.')).toBeVisible();
  await page.getByRole('button', { name: 'I have read this' }).click();
  await expect(page.getByRole('button', { name: 'I have read this' })).toHaveCount(0);
});

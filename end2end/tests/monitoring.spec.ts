import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { expect, serverForThisFile, test } from '../parts/test';

/// Follow-up photos by a plan, with and without scripts: looked at old beside new, and planned on the case's page.
serverForThisFile();

test('a specialist looks at follow-up photos, and the plan goes on until a practice calls it off', async ({ open }) => {
  const tablet = await open(sizes.tablet);
  await signIn(tablet, people.specialist);
  const page = await tablet.newPage();
  await page.goto('/worklist');
  await page.getByRole('link', { name: /^Follow-up photos/ }).click();
  await page.locator('.work__rows li').filter({ hasText: 'One of many moles' }).getByRole('link').first().click();
  const panel = page.getByRole('region', { name: 'Follow-up photos' });
  await expect(panel).toContainText('Every 3 weeks, until 4 rounds show no change: overview, close-up.');
  await expect(panel.getByRole('heading', { name: 'Close-up, lesion 1' })).toBeVisible();
  const pairs = panel.locator('.follow-up__pair');
  await expect(pairs).toHaveCount(2);
  for (const picture of await pairs.locator('img').all()) {
    await picture.scrollIntoViewIfNeeded();
    await expect(picture).toHaveJSProperty('complete', true);
  }

  // Nothing chosen, nothing kept.
  await panel.getByRole('button', { name: 'Save what they show' }).click();
  await expect(panel).toContainText('Not noted: choose what the photos show.');
  await panel.getByLabel('No change: ask again at the next round').check();
  await panel.getByRole('button', { name: 'Save what they show' }).click();
  await expect(panel).toContainText('Noted.');
  await expect(panel).toContainText('The patient is asked next on');
  await expect(panel.getByRole('button', { name: 'Save what they show' })).toHaveCount(0);
  const id = /\/worklist\/([0-9a-f-]+)/.exec(page.url())![1];

  // The patient is told in plain words.
  await page.goto('/demo/phone');
  await expect(page.getByText('a specialist looked at your skin photos and saw no change').first()).toBeVisible();

  const surgery = await open(sizes.desktop);
  await signIn(surgery, people.referrer);
  const practice = await surgery.newPage();
  await practice.goto(`/cases/${id}`);
  const theirs = practice.getByRole('region', { name: 'Follow-up photos' });
  await theirs.getByText('Change the plan').click();
  await theirs.getByLabel('Every how many weeks').fill('60');
  await theirs.getByRole('button', { name: 'Replace the plan' }).click();
  await expect(theirs).toContainText('Not planned: enter how many weeks lie between, from 1 to 52.');
  await theirs.getByLabel('Every how many weeks').fill('8');
  await theirs.getByRole('button', { name: 'Replace the plan' }).click();
  await expect(theirs).toContainText('Every 8 weeks, until 4 rounds show no change: overview, close-up.');
  await expect(theirs).toContainText('Planned before');
  await theirs.getByText('Call this plan off').first().click();
  await theirs.getByRole('button', { name: 'Call it off' }).click();
  await expect(theirs).toContainText('Called off. The patient is not asked any more.');
  await practice.goto(`/cases/${id}/history`);
  await expect(practice.getByText('Looked at the follow-up photos: no change.')).toBeVisible();
  await expect(practice.getByText('The plan for follow-up photos has ended: called off.')).toBeVisible();
});

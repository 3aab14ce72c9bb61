import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase, wholeRequest } from '../parts/request';
import { expect, server, serverForThisFile, test } from '../parts/test';

/// A referral goes on to the service that is the right one, and the practice has nothing to refer.
serverForThisFile();

test('a referral is sent on to another service and read by the practice', async ({ open, browser }) => {
  server().run('organisation', 'create', '--kind', 'service', '--name', 'Northshire Plastic Surgery');
  const referrer = await open(sizes.desktop);
  const typed = { ...wholeRequest(), name: 'Owen Parry', kind: 'assessment' };
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser), typed);
  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await page.goto(`/worklist/${id}`);
  await page.getByRole('link', { name: 'Send on to another service' }).click();
  await page.waitForURL(/send-on/);
  await page.getByLabel('Why, for both to read').fill('Close to the eyelid: for a plastic surgeon.');
  await page.getByRole('radio', { name: /Northshire Plastic Surgery/ }).check();
  await page.getByRole('button', { name: 'Send it on' }).click();
  await expect(page.getByText('Sent on to the other service.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Sent on to another service' })).toBeVisible();
  await page.goto('/worklist');
  await expect(page.locator(`a[href$="${id}"]`)).toHaveCount(0);

  const practice = await referrer.newPage();
  await practice.goto(`/cases/${id}`);
  await expect(practice.getByText('You need not refer')).toBeVisible();
  await expect(practice.getByText('Close to the eyelid')).toBeVisible();
  await expect(practice.getByRole('button', { name: 'I have referred this patient' })).toHaveCount(0);
  const since = practice.getByRole('region', { name: 'Asked since about this problem' });
  await since.getByRole('link', { name: /Northshire Plastic Surgery/ }).click();
  await expect(practice.getByText('Waiting for an answer').first()).toBeVisible();
});

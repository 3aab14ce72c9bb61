import { sizes } from '../parts/chromium';
import { reassure } from '../parts/answer';
import { giveDateOfBirth } from '../parts/link';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A patient opens the answer, and whoever asked and whoever answered know.
serverForThisFile();

test('both sides read that the patient has not opened the answer, and when they have', async ({ open, browser, script }) => {
  const typed = wholeRequest();
  const surgery = await open(sizes.desktop);
  const id = await postCase(await signIn(surgery, people.referrer), await skinPicture(browser), typed);
  const service = await (async () => {
    const context = await open(sizes.tablet);
    await signIn(context, people.specialist);
    return context.newPage();
  })();
  await service.goto(`/worklist/${id}`);
  await reassure(service, script, 'No treatment is needed.');
  await expect(service.getByText(`Sent for ${typed.name}.`)).toBeVisible();

  // The patient had no link: the practice reads the answer and texts them one.
  const practice = await surgery.newPage();
  const panel = practice.getByRole('region', { name: 'The patient' });
  await expect(async () => {
    await practice.goto(`/cases/${id}`);
    await expect(panel.getByRole('button', { name: 'Text the news' })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await panel.getByRole('button', { name: 'Text the news' }).click();
  await expect(panel).toContainText('The patient has not opened the answer yet.');

  const phone = await open(sizes.phone);
  const patient = await phone.newPage();
  const text = patient.getByRole('article').filter({ hasText: 'new link about your skin problem' }).first();
  await expect(async () => {
    await patient.goto('/demo/phone');
    await expect(text).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  const url = await text.getByRole('link').getAttribute('href');
  await patient.goto(new URL(url!).pathname);
  await patient.getByRole('link', { name: 'Start' }).click();
  await giveDateOfBirth(patient, typed);
  await expect(patient.getByRole('heading', { name: 'A skin specialist has answered' })).toBeVisible();

  await practice.goto(`/cases/${id}`);
  await expect(panel).toContainText('The patient opened the answer on');
  await service.goto(`/worklist/${id}`);
  await expect(service.locator('.answered')).toContainText('The patient opened the answer on');
});

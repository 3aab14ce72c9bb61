import { reassure } from '../parts/answer';
import { hydrated } from '../parts/hydrated';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { caseIn, openGroup, postCase, wholeRequest } from '../parts/request';
import { sizes } from '../parts/chromium';
import { expect, serverForThisFile, test } from '../parts/test';

/// A practice asks about the same problem once more, and whoever answers has what was asked before beside it.
serverForThisFile();

test('a second question about the same problem brings the first one, its answer and its pictures along', async ({ open, browser, script }) => {
  const referrer = await open(sizes.desktop);
  const typed = wholeRequest();
  const first = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser), typed);
  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const service = await specialist.newPage();
  await service.goto(`/worklist/${first}`);
  await reassure(service, script, 'No treatment. Please ask again if it grows.');
  await expect(service.getByText(`Sent for ${typed.name}.`)).toBeVisible();

  const practice = await referrer.newPage();
  await expect(async () => {
    await practice.goto(`/cases/${first}`);
    await expect(practice.locator('.answered')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await practice.getByText('Ask again about this problem').click();
  await practice.getByRole('button', { name: 'Ask again', exact: true }).click();
  await practice.waitForURL(/\/request/);
  const again = caseIn(practice.url());
  expect(again).not.toBe(first);
  const before = practice.getByRole('region', { name: 'Asked before about this problem' });
  await before.getByText('Question and answer').click();
  await expect(before.getByText('Please ask again if it grows')).toBeVisible();
  await openGroup(practice, 'Problem');
  await practice.getByLabel('How long').fill('3 months');
  await openGroup(practice, 'Question');
  const question = practice.getByLabel('What do you want to know?');
  await expect(question).toHaveValue('');
  await question.fill('It has doubled in six weeks. Is it safe?');
  await practice.getByRole('button', { name: 'Send the request' }).click();
  await expect(practice.getByText('Sent to Northshire Dermatology.')).toBeVisible();

  await service.goto(`/worklist/${again}`);
  await expect(service.getByText('It has doubled in six weeks.')).toBeVisible();
  await expect(service.locator('.filmstrip a')).toHaveCount(2);
  await expect(service.locator('.frame__earlier')).toHaveCount(2);
  const asked = service.getByRole('region', { name: 'Asked before about this problem' });
  await asked.getByText('Question and answer').click();
  await expect(asked.getByText(typed.question)).toBeVisible();
  await asked.getByRole('link').click();
  await service.waitForURL(`**/worklist/${first}`);
  await expect(service.getByRole('region', { name: 'Asked since about this problem' })).toBeVisible();
});

test('a practice that does not agree refers anyway, and says why', async ({ open, browser, script }) => {
  const referrer = await open(sizes.desktop);
  const typed = { ...wholeRequest(), name: 'Bronwen Ellis' };
  const first = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser), typed);
  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const service = await specialist.newPage();
  await service.goto(`/worklist/${first}`);
  await reassure(service, script, 'No treatment.');

  const practice = await referrer.newPage();
  await expect(async () => {
    await practice.goto(`/cases/${first}`);
    await expect(practice.locator('.answered')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await practice.getByText('I do not agree: refer the patient anyway').click();
  await practice.getByRole('button', { name: 'Refer anyway' }).click();
  await practice.waitForURL(/\/request/);
  const again = caseIn(practice.url());
  await openGroup(practice, 'Problem');
  await practice.getByLabel('How long').fill('3 months');
  await openGroup(practice, 'Question');
  await practice.getByLabel('What do you want to know?').fill('Please see her.');
  await expect(practice.getByText('This refers them anyway')).toBeVisible();
  const reason = practice.getByLabel('Referred although the answer was otherwise, because');
  if (script) await hydrated(reason);
  await practice.getByRole('button', { name: 'Send the request' }).click();
  await expect(practice.locator('#anyway_reason-error')).toContainText('Say why the patient is to be seen');
  await reason.fill('Two of us think that it is growing.');
  await practice.getByRole('button', { name: 'Send the request' }).click();
  await expect(practice.getByText('Sent to Northshire Dermatology.')).toBeVisible();

  await service.goto('/worklist');
  await expect(service.getByText('Referred anyway').first()).toBeVisible();
  await service.goto(`/worklist/${again}`);
  await expect(service.getByText('Two of us think that it is growing.')).toBeVisible();
});

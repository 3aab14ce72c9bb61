import { postVisit } from '../parts/hub';
import { hydrated } from '../parts/hydrated';
import { people, signIn } from '../parts/people';
import { keepPhoto } from '../parts/photos';
import { skinPicture } from '../parts/pictures';
import { postDraft, postStart, wholeRequest } from '../parts/request';
import { sizes } from '../parts/chromium';
import { expect, serverForThisFile, test } from '../parts/test';

/// From asking a photography hub for pictures to the pictures.
serverForThisFile();

test('a photographer receives a patient step by step, and the pictures are with the practice', async ({ open, browser, script }) => {
  const tablet = await open(sizes.tablet);
  await signIn(tablet, people.photographer);
  const page = await tablet.newPage();
  // The demonstration's: booked for today.
  await page.goto('/hub');
  await page.locator('.booking').filter({ hasText: 'Harold Dunn' }).getByRole('link', { name: /^Open/ }).click();
  await page.getByRole('button', { name: 'The patient is here' }).click();
  const id = /\/hub\/([0-9a-f-]+)/.exec(page.url())![1];

  // Somebody else has come.
  await page.getByLabel(/^Name: /).check();
  await page.getByRole('button', { name: 'Something differs' }).click();
  await expect(page.getByText('This is not the patient of this request: photograph nobody.')).toBeVisible();
  await page.getByRole('button', { name: 'All three agree' }).click();
  await expect(page.getByText('Ask for all three, and tick each that agrees.')).toBeVisible();
  for (const label of [/^Name: /, /^Date of birth: /, /^NHS number: /]) await page.getByLabel(label).check();
  await page.getByRole('button', { name: 'All three agree' }).click();

  const consents = page.locator('#step');
  await expect(consents.getByRole('heading', { name: 'What do they agree to?' })).toBeVisible();
  await expect(consents.locator('input:checked')).toHaveCount(0);
  await consents.getByRole('button', { name: 'Go on' }).click();
  await expect(consents.getByText('Say yes or no.')).toHaveCount(4);
  for (const [group, answer] of [[/^Pictures may be taken/, 'Yes'], [/for teaching/, 'No'], [/history of it/, 'Yes'], [/arrange an appointment/, 'Yes']] as const) {
    await consents.getByRole('group', { name: group }).getByLabel(answer, { exact: true }).check();
  }
  await consents.getByLabel('They said it').check();
  await consents.getByRole('button', { name: 'Go on' }).click();

  await page.getByLabel('Somebody is here', { exact: true }).check();
  await page.getByLabel('Who, if somebody is here').fill('Jo Reed, healthcare assistant');
  await page.getByRole('button', { name: 'Go on' }).click();

  await page.getByLabel('How long has it been there?').fill('Since the summer');
  await page.getByRole('group', { name: /needs a dressing/ }).getByLabel('No', { exact: true }).check();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('heading', { name: 'Take the pictures' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'So far' })).toContainText('Jo Reed, healthcare assistant');

  const picture = await skinPicture(browser);
  const slot = page.locator('.hub-slot').filter({ has: page.getByRole('heading', { name: /^Overview/ }) });
  const file = slot.locator('input[type=file]');
  if (script) await hydrated(slot.getByRole('button', { name: /^Take a photo/ }));
  await file.setInputFiles([picture]);
  if (script) await keepPhoto(page);
  else await slot.locator('form button').click();
  await expect(slot.locator('img')).toHaveCount(1);
  await page.getByRole('button', { name: 'Done: send the pictures' }).click();
  await expect(page.getByText('Done. The pictures are with whoever asked for them.')).toBeVisible();
  await expect(page.locator('.booking').filter({ hasText: 'Harold Dunn' })).toHaveCount(0);
  expect((await tablet.request.get(`/hub/${id}`)).status(), 'it is over').toBe(404);

  const surgery = await open(sizes.desktop);
  await signIn(surgery, people.referrer);
  const practice = await surgery.newPage();
  await practice.goto(`/cases/${id}/request`);
  const panel = practice.getByRole('region', { name: 'Photography hub' });
  await expect(panel).toContainText('Pictures were taken');
  await expect(panel).toContainText('Since the summer');
  await expect(practice.locator('#pictures .picture')).toHaveCount(1);
});

test('a practice asks, and a hub that does not take the patient says where to instead', async ({ open }) => {
  const surgery = await open(sizes.desktop);
  const api = await signIn(surgery, people.referrer);
  const id = await postStart(api);
  const typed = wholeRequest();
  await postDraft(api, id, typed, 'save');
  const page = await surgery.newPage();
  await page.goto(`/cases/${id}/request`);
  await page.getByRole('link', { name: 'Ask a photography hub for pictures' }).click();
  const fill = async (genital: 'Yes' | 'No') => {
    await page.getByLabel('What is to be photographed, and why').fill('The spot on the left forearm');
    for (const group of await page.locator('fieldset', { hasText: 'If yes:' }).all()) await group.getByLabel('No', { exact: true }).check();
    await page.getByRole('group', { name: /genitals/ }).getByLabel(genital, { exact: true }).check();
    await page.getByRole('button', { name: 'Ask the hub' }).click();
  };
  await fill('Yes');
  await expect(page.getByText('A hub does not photograph this patient.')).toBeVisible();
  expect(page.url(), 'the answer is in no address').not.toContain('genital');
  await fill('No');
  const panel = page.getByRole('region', { name: 'Photography hub' });
  await expect(panel).toContainText('To book');

  const tablet = await open(sizes.tablet);
  await signIn(tablet, people.photographer);
  const hub = await tablet.newPage();
  await hub.goto('/hub?show=book');
  await hub.locator(`a[href="/hub/${id}"]`).click();
  await expect(hub.getByText('The spot on the left forearm')).toBeVisible();
  expect(await hub.content(), 'the question is not theirs').not.toContain(typed.question);
  await hub.getByLabel('Day').fill('2027-03-01');
  await hub.getByLabel('Time').fill('10:40');
  await hub.getByLabel('Where').fill('Photography, level 1');
  await hub.getByRole('button', { name: 'Book and text the patient' }).click();
  await expect(hub.getByText('Booked.', { exact: true })).toBeVisible();
  await expect(hub.getByRole('button', { name: 'The patient is here' }), 'not before the day').toHaveCount(0);
  await page.reload();
  await expect(panel).toContainText('Photography, level 1');
  await panel.getByText('Call this visit off').click();
  await panel.getByRole('button', { name: 'Call it off' }).click();
  await expect(panel).toContainText('Called off');
  expect((await tablet.request.get(`/hub/${id}`)).status()).toBe(404);
});

test('of two tablets the second is told, and a hub opens no case', async ({ open }) => {
  const [surgery, tablet, other] = [await open(sizes.desktop), await open(sizes.tablet), await open(sizes.phone)];
  const id = await postVisit([surgery, tablet], 'known');
  await signIn(other, people.photographer);
  const [one, two] = [await tablet.newPage(), await other.newPage()];
  for (const page of [one, two]) {
    await page.goto(`/hub/${id}`);
    for (const group of await page.locator('#step fieldset').all()) await group.locator('input').first().check();
  }
  await two.getByRole('group', { name: /for teaching/ }).getByLabel('No', { exact: true }).check();
  await one.getByRole('button', { name: 'Go on' }).click();
  await expect(one.getByRole('heading', { name: 'Do they want a chaperone?' })).toBeVisible();
  await two.getByRole('button', { name: 'Go on' }).click();
  await expect(two.getByText('Nothing was noted: somebody else, or another page of yours, has gone on with this visit.')).toBeVisible();
  for (const path of [`/cases/${id}`, `/cases/${id}/history`, `/worklist/${id}`, `/bookings/${id}`]) {
    expect((await tablet.request.get(path)).status(), path).toBe(404);
  }
});

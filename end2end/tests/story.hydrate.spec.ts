import type { Page } from '@playwright/test';

import { sizes } from '../parts/chromium';
import { hydrated } from '../parts/hydrated';
import { giveDateOfBirth } from '../parts/link';
import { people, signInByCard } from '../parts/people';
import { arrived, cardOf, choose, dialogOf, keepPhoto, photosReady } from '../parts/photos';
import { skinPicture, withCameraData } from '../parts/pictures';
import { fillRequest, openGroup, startRequest, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// The whole job: a referrer at a desktop, a patient with a phone, a specialist with a tablet.
serverForThisFile();

/// Marks the page, so that a reload would show.
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { notReloaded: true }));
const expectNotReloaded = async (page: Page) =>
  expect(await page.evaluate(() => 'notReloaded' in window), 'the page was not loaded again').toBe(true);

test('from a texted link to an answer', async ({ open, browser }) => {
  test.setTimeout(300_000);
  const desktop = await open(sizes.desktop);
  const phone = await open({ ...sizes.phone, permissions: ['camera'] });
  const tablet = await open(sizes.tablet);
  const typed = wholeRequest();
  let referrer = await desktop.newPage();
  let id = '';

  await test.step('1. the referrer signs in by a demonstration card', async () => {
    await signInByCard(referrer, people.referrer);
    await expect(referrer.getByRole('heading', { name: 'Home' })).toBeVisible();
    const [cookie] = await desktop.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  });

  await test.step('2. a draft saves itself and survives closing the tab', async () => {
    id = await startRequest(referrer);
    await hydrated(referrer.locator('#request'));
    await fillRequest(referrer, typed);
    await referrer.getByRole('radio', { name: 'Pigmented', exact: true }).check();
    // No number before there is something to count.
    await expect(referrer.locator('.score')).toHaveCount(0);
    await referrer.getByRole('checkbox', { name: 'Size', exact: true }).check();
    await referrer.getByRole('checkbox', { name: 'Colour, changed or irregular' }).check();
    // Its score and what NG12 says of it, beside the form: the diameter typed above counts.
    await expect(referrer.locator('.score')).toContainText(/5\s*of 10/);
    await expect(referrer.locator('.score')).toContainText('7 mm or more');
    // What conflicts with sending stands on the button, and wants a reason.
    await expect(referrer.locator('.send-conflict')).toContainText('NICE NG12 says refer');
    await referrer.getByLabel(/although NICE says refer, because/).fill('Unchanged on photographs since 2019');
    await expect(referrer.locator('.saved')).toHaveText(/^Saved /);
    await expect
      .poll(async () => (await desktop.request.get(`/cases/${id}/request`)).text())
      .toContain('Unchanged on photographs since 2019');
    await referrer.close();

    referrer = await desktop.newPage();
    await referrer.goto('/cases?list=drafts');
    await referrer.getByRole('link', { name: typed.name }).first().click();
    await referrer.waitForURL(`**/cases/${id}/request`);
    for (const group of ['Patient', 'Problem', 'Question']) await openGroup(referrer, group);
    await expect(referrer.getByLabel('Full name')).toHaveValue(typed.name);
    await expect(referrer.getByLabel('What do you want to know?')).toHaveValue(typed.question);
    await expect(referrer.getByRole('radio', { name: 'Left' })).toBeChecked();
  });

  await test.step('3. the patient gets a text', async () => {
    await hydrated(referrer.locator('#request'));
    await referrer.getByRole('button', { name: 'Text the patient' }).click();
    await expect(referrer.locator('.photo-request')).toContainText('Text to 07700 900 123');
  });

  let patient = await phone.newPage();
  await test.step('3. the demonstration phone shows it', async () => {
    await patient.goto('/demo/phone');
    const text = patient.getByRole('article').filter({ hasText: '+447700900123' }).first();
    const link = text.getByRole('link', { name: /\/p\// });
    await expect(link).toBeVisible();
    [patient] = await Promise.all([phone.waitForEvent('page'), link.click()]);
  });

  await test.step('5. the patient learns who asks, and shows who they are', async () => {
    await expect(patient.getByRole('heading', { name: 'Riverside Surgery would like photos of your skin problem' })).toBeVisible();
    await expect(patient.getByText('Call 999')).toBeVisible();
    await patient.getByRole('link', { name: 'Start' }).click();
    await giveDateOfBirth(patient, { day: '13', month: '3', year: '1948' });
    await expect(patient.getByRole('alert')).toContainText('You have 4 more tries');
    await giveDateOfBirth(patient, typed);
  });

  await test.step('5. notices and consents come before any camera, and nothing is ticked', async () => {
    await expect(patient.getByRole('heading', { name: 'Before you take photos' })).toBeVisible();
    await expect(patient.getByText('Do not send photos of private parts')).toBeVisible();
    const consents = patient.getByRole('checkbox');
    await expect(consents).toHaveCount(3);
    for (const consent of await consents.all()) await expect(consent).not.toBeChecked();
    await patient.getByRole('checkbox', { name: /go to my surgery and to skin specialists/ }).check();
    await patient.getByRole('button', { name: 'Save and continue' }).click();
  });

  await test.step('5. a few questions', async () => {
    await expect(patient.getByRole('heading', { name: 'A few questions' })).toBeVisible();
    await expect(patient.getByText('left forearm')).toBeVisible();
    await patient.getByRole('radio', { name: '1 to 3 months' }).check();
    await patient.getByRole('checkbox', { name: 'It itches' }).check();
    await patient.getByRole('button', { name: 'Save and continue' }).click();
  });

  await test.step('6. a picture from the picker: checked, cut and marked', async () => {
    await photosReady(patient);
    const sideways = withCameraData(await skinPicture(browser, { width: 2000, height: 1500 }), 6);
    await choose(patient, 'From further away', sideways);
    const dialog = dialogOf(patient);
    await expect(dialog.getByRole('heading', { name: 'Photo is clear enough' })).toBeVisible();
    // Turned upright: what was 2000 wide is now as high.
    const shown = dialog.locator('.scene__fit img');
    expect(await shown.evaluate((image: HTMLImageElement) => image.naturalHeight > image.naturalWidth)).toBe(true);

    await dialog.getByRole('button', { name: 'Cut', exact: true }).click();
    const left = dialog.getByLabel('Left edge');
    await left.focus();
    for (let i = 0; i < 20; i++) await left.press('ArrowRight');
    await expect(left).toHaveValue('20');
    await dialog.getByRole('button', { name: 'Cut', exact: true }).click();
    await expect(dialog.getByRole('heading', { name: 'Photo is clear enough' })).toBeVisible();

    await dialog.getByRole('button', { name: 'Draw', exact: true }).click();
    await dialog.getByRole('radio', { name: 'Arrow' }).check();
    await draw(patient);
    await dialog.getByRole('radio', { name: 'Circle' }).check();
    await draw(patient);
    await expect(dialog.getByText('Marks on the photo: 2')).toBeAttached();
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await expect(dialog.getByText('Marks on the photo: 1')).toBeAttached();
    await dialog.getByRole('button', { name: 'Redo' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await keepPhoto(patient);
    await arrived(patient, 'From further away');
    await expect(cardOf(patient, 'From further away')).toContainText('Clear');
  });

  await test.step('6. a picture that is too small: one sentence of advice, and never a dead end', async () => {
    await choose(patient, 'From the side', await skinPicture(browser, { width: 400, height: 300 }));
    const dialog = dialogOf(patient);
    await expect(dialog.getByRole('heading', { name: 'Could be clearer' })).toBeVisible();
    await expect(dialog.locator('.scene__verdict p')).toContainText('This photo is');
    await expect(dialog.getByRole('button', { name: 'Choose another' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Use it all the same' }).click();
    await arrived(patient, 'From the side');
    await expect(cardOf(patient, 'From the side')).toContainText('Could be clearer');
  });

  await test.step('6. a picture from the camera', async () => {
    await patient.getByRole('button', { name: 'Take a photo: Close up' }).click();
    await patient.getByRole('button', { name: 'Take the photo' }).click();
    await expect(dialogOf(patient).getByRole('button', { name: 'Take again' })).toBeVisible();
    await keepPhoto(patient);
    await arrived(patient, 'Close up');
  });

  await test.step('4. and the pictures appear in the referrer’s tab by themselves', async () => {
    await mark(referrer);
    await expect(referrer.locator('#pictures .picture')).toHaveCount(3);
    await patient.getByRole('button', { name: 'Take a photo: Something else' }).click();
    await patient.getByRole('button', { name: 'Take the photo' }).click();
    await keepPhoto(patient);
    await expect(referrer.locator('#pictures .picture')).toHaveCount(4);
    await expectNotReloaded(referrer);
  });

  await test.step('6. the patient checks everything and sends it', async () => {
    await patient.getByRole('link', { name: 'Continue' }).click();
    await expect(patient.getByRole('heading', { name: 'Check and send' })).toBeVisible();
    await expect(patient.getByText('1 to 3 months')).toBeVisible();
    await expect(patient.locator('.review__photos img')).toHaveCount(4);
    await patient.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(patient.getByRole('heading', { name: 'Your photos have been sent' })).toBeVisible();
    await expect(patient.getByText('The same link will show you news.')).toBeVisible();
  });

  const specialist = await tablet.newPage();
  await test.step('10. the specialist has the worklist open', async () => {
    await signInByCard(specialist, people.specialist);
    await expect(specialist.getByRole('heading', { name: 'Worklist' })).toBeVisible();
    await expect(specialist.locator('.work__row').first()).toBeVisible();
    await mark(specialist);
  });

  await test.step('9. the referrer sees quality notes, sends the request and gets a receipt', async () => {
    await expect(referrer.locator('#pictures .picture__notes').first()).toBeVisible();
    await expect(referrer.locator('.photo-request')).toContainText('itches');
    await referrer.getByRole('button', { name: 'Send the request' }).click();
    await referrer.waitForURL(`**/cases/${id}?sent=1`);
    const receipt = referrer.getByText('Sent to Northshire Dermatology.').locator('..');
    await expect(receipt).toContainText('An answer is due by');
    await expect(referrer.getByText('Clinical responsibility stays with', { exact: false }).first()).toBeVisible();
  });

  await test.step('10. it appears on the worklist without a jump, and opens pictures first', async () => {
    await specialist.getByRole('button', { name: /new: show/ }).click();
    await expect(specialist.locator('#main')).toBeFocused();
    await expectNotReloaded(specialist);
    await specialist.locator('.work__row', { hasText: typed.question }).click();
    await specialist.waitForURL(`**/worklist/${id}`);
    await expect(specialist.locator('.stage__picture').first()).toBeVisible();
    await expect(specialist.locator('.filmstrip a')).toHaveCount(4);
    await expect(specialist.getByText(typed.impression)).toBeVisible();
  });

  await test.step('10. zoom, marks, side by side', async () => {
    const sheet = specialist.locator('.stage__sheet').first();
    await specialist.getByRole('button', { name: 'Zoom in' }).first().click();
    await expect(sheet).toHaveAttribute('style', /scale\(1\.5\)/);
    await specialist.locator('.stage__view').first().press('+');
    await expect(sheet).toHaveAttribute('style', /scale\(2\.25\)/);
    await specialist.locator('.stage__view').first().press('0');
    await expect(sheet).toHaveAttribute('style', /scale\(1\)/);
    const marks = specialist.locator('.stage .marks__mark').first();
    await expect(marks).toBeVisible();
    await specialist.getByRole('button', { name: 'Layers' }).click();
    await specialist.getByRole('checkbox', { name: 'Sent with the picture' }).uncheck();
    await expect(marks).toHaveCount(0);
    await specialist.getByRole('button', { name: 'Side by side' }).click();
    await expect(specialist.locator('.stage')).toHaveCount(2);
  });

  await test.step('10. a structured answer from a template', async () => {
    await specialist.getByRole('radio', { name: 'Treat in primary care' }).check();
    await expect(specialist.getByLabel('Advice and plan')).toHaveValue(/treated in primary care/);
    await specialist.getByRole('button', { name: 'Send answer' }).click();
    await expect(specialist.getByRole('alert')).toContainText('Enter the diagnosis');
    await specialist.getByLabel('Diagnosis, or the likely ones').fill('Discoid eczema');
    await specialist.getByLabel('How sure').selectOption('Probable');
    await specialist.getByLabel('Nature').selectOption('Benign');
    // The ready-made text leaves a line to be finished.
    await specialist.getByLabel('Advice and plan').fill('This can be treated in primary care. Please start betamethasone 0.1% once a day.');
    await specialist.getByLabel('For the patient, in plain words (optional)').fill('This is a kind of eczema. A cream will help.');
    await specialist.getByRole('button', { name: 'Send answer' }).click();
  });

  await test.step('10. the next case opens; undo brings this one back with its text', async () => {
    await expect(specialist).not.toHaveURL(new RegExp(id));
    await expect(specialist).toHaveURL(/\/worklist\/[0-9a-f-]{36}/);
    await specialist.getByRole('button', { name: 'Undo' }).click();
    await specialist.waitForURL(`**/worklist/${id}`);
    await expect(specialist.getByLabel('Diagnosis, or the likely ones')).toHaveValue('Discoid eczema');
    await expect(specialist.getByRole('button', { name: 'Send answer' })).toBeEnabled();
    await specialist.getByRole('button', { name: 'Send answer' }).click();
    await expect(specialist).not.toHaveURL(new RegExp(id));
    await expect(specialist.getByText(`Sent for ${typed.name}.`)).toBeVisible();
    await expectNotReloaded(specialist);
  });

  await test.step('11. the answer reaches the referrer by itself, and the inbox', async () => {
    const answer = referrer.locator('.answered');
    await expect(answer).toContainText('Treat in primary care', { timeout: 30_000 });
    await expect(answer).toContainText('Discoid eczema');
    await expect(answer).toContainText('Clinical responsibility');
    await referrer.goto('/cases?list=to_read');
    await referrer.getByRole('link', { name: typed.name }).first().click();
    await referrer.getByRole('button', { name: 'I have read this answer' }).click();
    await expect(referrer.getByText('You have acknowledged the answer.')).toBeVisible();
  });

  await test.step('11. the patient’s link shows what happens next', async () => {
    await patient.reload();
    await expect(patient.getByRole('heading', { name: 'A skin specialist has answered' })).toBeVisible();
    await expect(patient.getByText('This is a kind of eczema. A cream will help.')).toBeVisible();
    for (const part of ['What happens next', 'Who does it', 'By when', 'When to get help sooner']) {
      await expect(patient.getByText(part, { exact: true }).first()).toBeVisible();
    }
  });

  await test.step('12. the history tells it all, and is as it was written', async () => {
    await referrer.getByRole('link', { name: 'History of this case' }).click();
    await expect(referrer.getByText('as they were written, and none is missing')).toBeVisible();
    const log = referrer.getByRole('table');
    for (const what of [
      'Started the request.',
      'Asked the patient for photos.',
      'The text was sent.',
      'Gave a wrong date of birth. 4 tries left.',
      'Gave the right date of birth.',
      'Consented to:',
      'Answered the questions.',
      'Added a picture: overview.',
      'Added a picture: close-up.',
      'Sent 4 photos.',
      'Sent the request. An answer is due by',
      'Opened the case.',
      'Took the answer back.',
      'Answered: Treat in primary care.',
      'Read and acknowledged the answer.',
    ]) {
      await expect(log).toContainText(what);
    }
    await expect(log).toContainText('The patient');
    await expect(log).toContainText('Dr Helen Marsh, Northshire Dermatology');
  });
});

/// Draws across the middle of the drawing area.
async function draw(page: Page) {
  const box = (await page.locator('.annotator__area').boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6);
  await page.mouse.up();
}

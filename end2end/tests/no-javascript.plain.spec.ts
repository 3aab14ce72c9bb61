import { sizes } from '../parts/chromium';
import { giveDateOfBirth } from '../parts/link';
import { people, signIn, signInByCard } from '../parts/people';
import { cardOf } from '../parts/photos';
import { skinPicture, withCameraData } from '../parts/pictures';
import { fillRequest, postCase, startRequest, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// The whole job again with plain forms: the server does all the work, and there is no cutting and no drawing.
serverForThisFile();

test('a specialist without scripts says what is wrong with the pictures', async ({ open, browser }) => {
  const id = await postCase(await signIn(await open(), people.referrer), await skinPicture(browser));
  const specialist = await (await open(sizes.tablet)).newPage();
  await signInByCard(specialist, people.specialist);
  await specialist.goto(`/worklist/${id}`);
  await specialist.getByText('More outcomes').click();
  await specialist.getByRole('radio', { name: 'Unable to assess from pictures' }).check();
  // Without scripts the list stays open, over the answer.
  await specialist.getByText('More outcomes').click();
  await specialist.getByLabel('Advice and plan').fill('Please send new pictures.');
  await specialist.getByLabel('Who acts next').selectOption('The practice');
  await specialist.getByLabel('When to seek help sooner').fill('If it bleeds.');
  await specialist.getByRole('button', { name: 'Send answer' }).click();
  await expect(specialist.getByRole('alert')).toContainText('Choose what is wrong with the pictures');
  await specialist.getByRole('checkbox', { name: 'Blurred' }).check();
  await specialist.getByRole('checkbox', { name: 'Badly lit' }).check();
  await specialist.getByRole('button', { name: 'Send answer' }).click();
  await expect(specialist.getByText('Sent for Nia Roberts.')).toBeVisible();
  await specialist.getByRole('button', { name: 'Undo' }).click();
  await expect(specialist.getByRole('checkbox', { name: 'Badly lit' })).toBeChecked();
});

test('a specialist and a practice without scripts write to each other, and each finds what is to be read', async ({ open, browser }) => {
  const referrer = await open(sizes.desktop);
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser));
  const specialist = await (await open(sizes.tablet)).newPage();
  await signInByCard(specialist, people.specialist);
  await specialist.goto(`/worklist/${id}`);
  await specialist.getByText('Write to the practice').click();
  await specialist.getByLabel('Your message').fill('Did it begin as a mole?');
  await specialist.getByRole('button', { name: 'Send message' }).click();
  await expect(specialist.getByText('Sent to the practice.')).toBeVisible();
  await expect(specialist.getByText('Not read yet')).toBeVisible();

  const practice = await referrer.newPage();
  await practice.goto('/home');
  await expect(practice.getByRole('region', { name: 'Do next' }).getByRole('link').first()).toBeVisible();
  await practice.getByRole('link', { name: /Messages to read/ }).click();
  await practice.getByRole('link', { name: 'Nia Roberts' }).first().click();
  await expect(practice.getByText('Did it begin as a mole?')).toBeVisible();
  await practice.getByText('Write to the specialist service').click();
  await practice.getByLabel('Your message').fill('Yes, for twenty years.');
  await practice.getByRole('button', { name: 'Send message' }).click();
  await expect(practice.getByText('Sent to the specialist service.')).toBeVisible();
  await practice.goto('/cases?list=messages');
  await expect(practice.getByRole('link', { name: 'Nia Roberts' })).toHaveCount(0);

  await specialist.goto('/worklist?show=messages');
  await specialist.locator(`a[href$="${id}"]`).first().click();
  await expect(specialist.getByText('Yes, for twenty years.')).toBeVisible();
  await specialist.getByRole('button', { name: 'I have read it: nothing to reply' }).click();
  await specialist.goto('/worklist?show=messages');
  await expect(specialist.locator(`a[href$="${id}"]`)).toHaveCount(0);
});

test('a specialist without scripts says that it is the wrong patient, and the practice deals with it', async ({ open, browser }) => {
  const referrer = await open(sizes.desktop);
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser));
  const specialist = await (await open(sizes.tablet)).newPage();
  await signInByCard(specialist, people.specialist);
  await specialist.goto(`/worklist/${id}`);
  await specialist.getByRole('link', { name: 'This is the wrong patient' }).click();
  await expect(specialist.getByText('This cannot be undone.')).toBeVisible();
  await specialist.getByRole('button', { name: 'Yes, this is the wrong patient' }).click();
  await expect(specialist.getByText('Choose what is wrong. Nothing was changed.')).toBeVisible();
  await specialist.getByRole('radio', { name: 'The pictures are of another patient' }).check();
  await specialist.getByRole('button', { name: 'Yes, this is the wrong patient' }).click();
  await expect(specialist.getByText('Wrong patient: found by Dr Helen Marsh')).toBeVisible();
  await expect(specialist.getByRole('img').first(), 'folded away').toBeHidden();
  await expect(specialist.getByRole('button', { name: 'Send answer' })).toHaveCount(0);
  await specialist.goto('/worklist');
  await expect(specialist.getByText('Wrong patient: do not act on these cases')).toBeVisible();

  const practice = await referrer.newPage();
  await practice.goto('/home');
  await practice.getByRole('status').filter({ hasText: 'Wrong patient' }).getByRole('link', { name: /Nia Roberts/ }).click();
  await expect(practice.getByText('Call Nia Roberts')).toBeVisible();
  await practice.getByRole('button', { name: 'We have called and asked anew' }).click();
  await expect(practice.getByText('Dr Amara Osei noted')).toBeVisible();
  await practice.goto('/home');
  await expect(practice.getByText('Wrong patient: do not act on these cases')).toHaveCount(0);
});

test('a specialist without scripts downgrades a suspected cancer, and the practice does not agree', async ({ open, browser }) => {
  const referrer = await open(sizes.desktop);
  const suspected = { ...wholeRequest(), kind: 'cancer', concern: 'very' };
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser), suspected);
  const specialist = await (await open(sizes.tablet)).newPage();
  await signInByCard(specialist, people.specialist);
  await specialist.goto(`/worklist/${id}`);
  await expect(specialist.getByRole('radio', { name: 'Keep on the urgent suspected cancer pathway' })).toBeVisible();
  await specialist.getByRole('radio', { name: 'Downgrade to routine clinic' }).check();
  await specialist.getByLabel('Diagnosis, or the likely ones').fill('Seborrhoeic keratosis');
  await specialist.getByLabel('Advice and plan').fill('A routine appointment is enough.');
  await specialist.getByLabel('Who acts next').selectOption('The hospital');
  await specialist.getByRole('button', { name: 'Send answer' }).click();
  await expect(specialist.getByRole('alert')).toContainText('Enter why this is no longer suspected cancer');
  await specialist.getByLabel('Why this is no longer suspected cancer').fill('Stuck-on, with horn cysts.');
  await specialist.getByRole('button', { name: 'Send answer' }).click();
  await expect(specialist.getByText('Sent for Nia Roberts.')).toBeVisible();

  const practice = await referrer.newPage();
  await expect(async () => {
    await practice.goto(`/cases/${id}`);
    await expect(practice.getByText('Stuck-on, with horn cysts.')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(practice.getByRole('button', { name: 'I have read this and agree to the downgrade' })).toBeVisible();
  await practice.getByText('I do not agree: keep the patient on the suspected cancer pathway').click();
  await practice.getByLabel('Why it should stay').fill('It doubled in a month.');
  await practice.getByRole('button', { name: 'I do not agree' }).click();
  await expect(practice.getByText('Downgrade not agreed to')).toBeVisible();
  await specialist.goto(`/worklist/${id}`);
  await expect(specialist.getByText('It doubled in a month.')).toBeVisible();
  await expect(specialist.getByRole('radio', { name: 'Keep on the urgent suspected cancer pathway' })).toBeVisible();
});

test('from a texted link to an answer, without any script', async ({ open, browser }) => {
  const typed = wholeRequest();
  const referrer = await (await open(sizes.desktop)).newPage();
  const phone = await open(sizes.phone);
  const specialist = await (await open(sizes.tablet)).newPage();

  await signInByCard(referrer, people.referrer);
  const id = await startRequest(referrer);
  await fillRequest(referrer, typed);
  await referrer.getByRole('button', { name: 'Text the patient' }).click();
  await expect(referrer.getByText('The text with the link was handed over for sending')).toBeVisible();
  await expect(referrer.locator('.photo-request')).toContainText('Text to 07700 900 123');

  let patient = await phone.newPage();
  await test.step('the patient sends two pictures', async () => {
    const text = patient.getByRole('article').filter({ hasText: '+447700900123' }).first();
    await expect(async () => {
      await patient.goto('/demo/phone');
      await expect(text).toBeVisible({ timeout: 1_000 });
    }).toPass();
    [patient] = await Promise.all([phone.waitForEvent('page'), text.getByRole('link').click()]);
    await patient.getByRole('link', { name: 'Start' }).click();
    await giveDateOfBirth(patient, { day: '1', month: '1', year: '1950' });
    await expect(patient.getByRole('alert')).toContainText('You have 4 more tries');
    await giveDateOfBirth(patient, typed);
    await patient.getByRole('checkbox', { name: /go to my surgery and to skin specialists/ }).check();
    await patient.getByRole('button', { name: 'Save and continue' }).click();
    await patient.getByLabel('What have you tried on it?').fill('A cream for a week');
    await patient.getByRole('button', { name: 'Save and continue' }).click();

    const picture = withCameraData(await skinPicture(browser), 3);
    for (const view of ['From further away', 'Close up'] as const) {
      const card = cardOf(patient, view);
      await card.getByLabel(`Choose photos: ${view}`).setInputFiles([picture]);
      await card.getByRole('button', { name: 'Add these photos' }).click();
      await expect(cardOf(patient, view).locator('.received img')).toHaveCount(1);
    }
    await patient.getByRole('link', { name: 'Continue' }).click();
    await expect(patient.getByText('A cream for a week')).toBeVisible();
    await patient.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(patient.getByRole('heading', { name: 'Your photos have been sent' })).toBeVisible();
    await patient.getByText('Change what you agreed to').click();
    await patient.getByLabel('I agree that my photos may be used to teach health staff').check();
    await patient.getByRole('button', { name: 'Save my choices' }).click();
    await expect(patient.getByText('Your choices are saved.')).toBeVisible();
    await expect(patient.getByRole('region', { name: 'What you agreed to' })).toContainText('Your photos may teach health staff');
  });

  await test.step('a patient without scripts says that it has changed', async () => {
    await patient.getByText('Has it changed?').click();
    await expect(patient.getByText('If it is getting worse now')).toBeVisible();
    await patient.getByLabel('What has changed?').fill('It bleeds since yesterday.');
    await patient.getByRole('button', { name: 'Tell Riverside Surgery' }).click();
    await expect(patient.getByRole('heading', { name: 'You told your surgery that it has changed' })).toBeVisible();
    await referrer.goto('/home');
    await expect(referrer.getByText('These patients say that it has changed')).toBeVisible();
    await expect(referrer.getByText('It bleeds since yesterday.')).toBeVisible();
  });

  await test.step('the referrer sends the request', async () => {
    await referrer.goto(`/cases/${id}/request`);
    await expect(referrer.locator('#pictures .picture')).toHaveCount(2);
    await referrer.getByRole('button', { name: 'Send the request' }).click();
    await expect(referrer.getByText('Sent to Northshire Dermatology.')).toBeVisible();
  });

  await test.step('the specialist is told what is missing, loses nothing, and answers', async () => {
    await signInByCard(specialist, people.specialist);
    await specialist.goto(`/worklist/${id}`);
    await specialist.getByRole('radio', { name: 'Reassure and discharge' }).check();
    await specialist.getByLabel('Advice and plan').fill('Benign. No treatment is needed.');
    await specialist.getByRole('button', { name: 'Send answer' }).click();
    await expect(specialist.getByRole('alert')).toContainText('Enter the diagnosis');
    await expect(specialist.getByLabel('Advice and plan')).toHaveValue('Benign. No treatment is needed.');
    await specialist.getByLabel('Diagnosis, or the likely ones').fill('Seborrhoeic keratosis');
    await specialist.getByLabel('How sure').selectOption('Probable');
    await specialist.getByLabel('Nature').selectOption('Benign');
    await specialist.getByLabel('Who acts next').selectOption('The practice');
    await specialist.getByLabel('When to seek help sooner').fill('If it bleeds or grows.');
    await specialist.getByRole('button', { name: 'Send answer' }).click();
    await expect(specialist.getByText('Sent for Nia Roberts.')).toBeVisible();
    await specialist.getByRole('button', { name: 'Undo' }).click();
    await expect(specialist.getByLabel('Diagnosis, or the likely ones')).toHaveValue('Seborrhoeic keratosis');
    // Another outcome with the first one's words is asked about, and goes back without a word lost.
    await specialist.getByRole('radio', { name: 'Routine clinic' }).check();
    await specialist.getByRole('button', { name: 'Send answer' }).click();
    await expect(specialist.getByText('Your words from “Reassure and discharge” were kept. Replace them?')).toBeVisible();
    await specialist.getByRole('radio', { name: 'Reassure and discharge' }).check();
    await specialist.getByRole('button', { name: 'Send answer' }).click();
    await expect(specialist.getByText('Sent for Nia Roberts.')).toBeVisible();
  });

  await test.step('the referrer reads it, the patient too', async () => {
    await expect(async () => {
      await referrer.goto(`/cases/${id}`);
      await expect(referrer.locator('.answered')).toContainText('Seborrhoeic keratosis', { timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
    await referrer.getByRole('button', { name: 'I have read this answer' }).click();
    await expect(referrer.getByText('You have acknowledged the answer.')).toBeVisible();
    await referrer.getByRole('button', { name: 'This is dealt with' }).click();
    await expect(referrer.getByText('Dealt with by the practice:')).toBeVisible();
    await patient.reload();
    await expect(patient.getByText('noted on')).toBeVisible();
    await expect(patient.getByRole('heading', { name: 'A skin specialist has answered' })).toBeVisible();
    await expect(patient.getByText('If it bleeds or grows.'), 'written for the surgery').toHaveCount(0);
  });
});

import type { Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { people, signIn, signInAgain } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { button, fillPatient, fillRequest, openGroup, postCase, postDraft, postStart, postWhole, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A referrer types what cannot be right: one clear sentence per field, and nothing typed is lost.
serverForThisFile();

async function openRequest(page: Page, script: boolean): Promise<string> {
  const id = await postStart(page.request);
  await page.goto(`/cases/${id}/request`);
  if (script) await hydrated(page.locator('#request'));
  return id;
}

const wrong: [string, Partial<ReturnType<typeof wholeRequest>>, RegExp][] = [
  ['a wrong check digit', { nhs_number: '943 476 5918' }, /This is not a real NHS number/],
  ['too few digits', { nhs_number: '943 476' }, /NHS number must have 10 digits, and this has 6/],
  ['letters', { nhs_number: '943 476 591O' }, /NHS number must be made of digits only/],
  ['a date that does not exist', { day: '31', month: '2' }, /Date of birth must be a real date/],
  ['a date of birth in the future', { year: '2999' }, /Date of birth must be in the past/],
  ['a year of two digits', { year: '48' }, /Year of birth must have 4 numbers/],
  ['a landline', { mobile: '0113 496 0000' }, /This is a landline, which takes no texts/],
  ['a size that is no number', { size_mm: 'big' }, /“Largest diameter, mm”: enter a number/],
];

test.beforeEach(async ({ context }) => {
  await signIn(context, people.referrer);
});

for (const [what, change, sentence] of wrong) {
  test(what, async ({ page, script }) => {
    await openRequest(page, script);
    const typed = { ...wholeRequest(), ...change };
    await fillRequest(page, typed);
    await page.getByRole('button', { name: 'Send the request' }).click();
    const summary = page.locator('.nhsuk-error-summary');
    await expect(summary).toContainText(sentence);
    await expect(summary).toHaveAttribute('role', 'alert');
    for (const group of ['Patient', 'Problem', 'Question']) await openGroup(page, group);
    await expect(page.getByLabel('NHS number')).toHaveValue(typed.nhs_number);
    await expect(page.getByLabel('Year', { exact: true })).toHaveValue(typed.year);
    await expect(page.getByLabel('What do you want to know?')).toHaveValue(typed.question);
    await expect(page.locator('.nhsuk-error-message').filter({ hasText: sentence })).toBeVisible();
  });
}

test('a text needs a number and a date of birth', async ({ page, script, trouble }) => {
  trouble.expect(/422/);
  await openRequest(page, script);
  await page.getByRole('button', { name: 'Text the patient' }).click();
  const summary = page.locator('.nhsuk-error-summary');
  await expect(summary).toContainText("Enter the patient's mobile number");
  await expect(summary).toContainText('Enter the date of birth');
});

test('a request posted twice is sent once, and both see the receipt', async ({ page, browser }) => {
  const api = page.request;
  const typed = wholeRequest();
  const id = await postWhole(api, await skinPicture(browser), typed);
  const send = await button(api, id, typed, 'submit');
  // Both at once, and once more when all is over.
  for (const answer of [...(await Promise.all([send(), send()])), await send()]) {
    expect(answer.headers().location).toBe(`/cases/${id}?sent=1`);
  }
  await page.goto(`/cases/${id}/history`);
  await expect(page.getByRole('table').getByText('Sent the request.')).toHaveCount(1);
});

test('a session that ended while typing: signing in again brings the text back', async ({ page, script, trouble }) => {
  trouble.expect(/401/);
  const id = await openRequest(page, script);
  const typed = wholeRequest();
  await fillPatient(page, typed);
  await openGroup(page, 'Question');
  // Whatever saves itself from now on covers the page.
  if (script) await expect.poll(async () => (await page.request.get(`/cases/${id}/request`)).text()).toMatch(/<input[^>]*value="female"[^>]*checked/);
  await page.context().clearCookies({ name: 'skinlink' });
  await page.getByLabel('What do you want to know?').fill(typed.question);
  if (script) {
    await page.getByLabel('What do you want to know?').blur();
    await signInAgain(page, people.referrer);
    await expect.poll(async () => (await page.request.get(`/cases/${id}/request`)).text()).toContain(typed.question);
  } else {
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.getByRole('button', { name: `Sign in as ${people.referrer.name}` }).click();
    // Nothing is sent by itself.
    await expect(page.getByRole('heading', { name: 'You had not sent this. Send it now?' })).toBeVisible();
    await page.getByRole('button', { name: 'Send it now' }).click();
    await page.waitForURL(`**/cases/${id}/request**`);
  }
  await openGroup(page, 'Question');
  await openGroup(page, 'Patient');
  await expect(page.getByLabel('What do you want to know?')).toHaveValue(typed.question);
  await expect(page.getByLabel('Full name')).toHaveValue(typed.name);
});

test('two tabs: the second is told, and keeps what it typed', async ({ page, script, trouble }) => {
  trouble.expect(/409/);
  const id = await openRequest(page, script);
  const typed = wholeRequest();
  await postDraft(page.request, id, { ...typed, name: 'First Tab' }, 'save');
  await openGroup(page, 'Patient');
  await page.getByLabel('Full name').fill('Second Tab');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(page.getByText(/Somebody changed this/)).toBeVisible();
  if (script) await expect(page.getByLabel('Full name')).toHaveValue('Second Tab');
});

test('another practice’s case does not exist', async ({ page, open, browser, trouble }) => {
  trouble.expect(/404/);
  const id = await postCase(page.request, await skinPicture(browser));
  const elsewhere = await open();
  await signIn(elsewhere, people.elsewhere);
  const stranger = await elsewhere.newPage();
  for (const path of [`/cases/${id}`, `/cases/${id}/history`]) {
    await stranger.goto(path);
    await expect(stranger.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  }
});

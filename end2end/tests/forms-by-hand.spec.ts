import type { Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { asManager } from '../parts/manager';
import { people, signIn } from '../parts/people';
import { fillRequest, openGroup, postStart, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A service's manager who has never seen JSON makes a version of a form, question by question.
serverForThisFile();

const preview = (page: Page) => page.locator('#preview');
const exactly = (text: string) => new RegExp(`^${text.replace(/[()?]/g, '\\$&')}$`);
const item = (page: Page, text: string) => page.locator('.form-item__row', { has: page.locator('.form-item__text', { hasText: exactly(text) }) });
const questions = async (page: Page) => page.locator('.form-item__text').allTextContents();

async function begin(page: Page, version: string) {
  await page.goto('/forms');
  await page.getByRole('link', { name: /Make a version from it.*version 1 of Dermatology lesion/ }).click();
  await page.getByLabel('What the new version is called').fill(version);
  await page.getByRole('button', { name: /[Bb]egin$/ }).click();
  await expect(page.getByRole('heading', { name: `Dermatology lesion, version ${version}` })).toBeVisible();
}

/// Opens a question's fields.
async function change(page: Page, text: string, script: boolean) {
  await item(page, text).getByRole('link', { name: `Change “${text}”` }).click();
  const field = page.getByLabel('The question as it is asked');
  await expect(field).toHaveValue(text);
  if (script) await hydrated(page.locator('.form-editor__items'));
  return field;
}

const save = (page: Page) => page.locator('#edit').getByRole('button', { name: 'Save', exact: true }).click();

test('a question of their own, another wording, one that is asked only after an answer: seen, published and asked', async ({ page, open, demo, script }) => {
  expect(demo.patient_links.length).toBeGreaterThan(0);
  const version = `by-hand-${script ? 'with' : 'without'}`;
  await asManager(page);
  await begin(page, version);
  await expect(page.getByText('Nothing is wrong with it: it can be published.')).toBeVisible();

  await (await change(page, 'How long', script)).fill('How long has it been there');
  if (script) {
    await expect(preview(page).getByLabel('How long has it been there')).toBeVisible();
    await expect(preview(page)).toContainText('which is not saved yet');
  }
  await save(page);
  await expect(item(page, 'How long has it been there')).toContainText('Saved');
  await expect(preview(page).getByLabel('How long has it been there')).toBeVisible();

  await page.getByRole('link', { name: 'Add a question after this “Earlier biopsy or histology (optional)”' }).click();
  await page.getByLabel('The question as it is asked').fill('How often is sunscreen used?');
  await page.getByRole('radio', { name: 'Choice', exact: true }).check();
  await page.getByLabel('Of a choice: the choices').fill('Never\nAlways');
  await page.getByLabel('It has to be answered').check();
  await page.getByRole('button', { name: 'Add it' }).click();
  await expect(item(page, 'How often is sunscreen used?')).toContainText('Choice · 2 choices · has to be answered');
  await expect(preview(page).getByRole('radio', { name: 'Never' })).toBeVisible();

  await page.getByLabel('Ask it only after an answer to').selectOption('Is the lesion pigmented?');
  await page.getByRole('button', { name: 'Choose the answer' }).click();
  await page.getByRole('radio', { name: 'is “Not pigmented”' }).check();
  await page.getByRole('button', { name: 'Save the condition' }).click();
  await expect(item(page, 'How often is sunscreen used?')).toContainText('Only if you said “Not pigmented”');
  await item(page, 'How often is sunscreen used?').getByRole('button', { name: 'Move up' }).click();
  await expect(item(page, 'How often is sunscreen used?')).toContainText('Moved');
  const order = await questions(page);
  expect(order.indexOf('How often is sunscreen used?')).toBe(order.indexOf('Earlier biopsy or histology (optional)') - 1);

  const never = preview(page).getByRole('radio', { name: 'Never' });
  if (script) {
    await expect(never).toBeHidden();
    await preview(page).getByRole('radio', { name: 'Not pigmented' }).check();
  }
  await expect(never).toBeVisible();
  await page.getByRole('button', { name: 'Publish it' }).click();
  await expect(page.getByText('Published. New requests and links are asked by it from now on.')).toBeVisible();

  const referrer = await open();
  await signIn(referrer, people.referrer);
  const request = await referrer.newPage();
  await request.goto(`/cases/${await postStart(referrer.request)}/request`);
  if (script) await hydrated(request.locator('#request'));
  await fillRequest(request, wholeRequest());
  if (!script) await request.getByRole('button', { name: 'Save', exact: true }).first().click();
  await openGroup(request, 'Problem');
  await expect(request.getByLabel('How long has it been there')).toHaveValue('6 weeks');
  await expect(request.getByRole('radio', { name: 'Never' })).toBeVisible();
});

test('what rules read stays, and what was typed is there again', async ({ page, demo, script }) => {
  expect(demo.patient_links.length).toBeGreaterThan(0);
  await asManager(page);
  await begin(page, `read-${script ? 'with' : 'without'}`);
  const site = item(page, 'Body site');
  await expect(site).toContainText('the rules read this question');
  const field = await change(page, 'Body site', script);
  await expect(page.getByRole('button', { name: /Remove it/ })).toHaveCount(0);
  await expect(page.getByText('Let it be answered in another way')).toHaveCount(0);
  await field.fill('Where on the body?');
  await page.getByLabel('Choices', { exact: true }).fill('Chest\nAbdomen');
  if (script) await expect(preview(page)).toContainText('The rules read these choices');
  await save(page);
  await expect(page.getByRole('heading', { name: 'Nothing was changed' })).toBeVisible();
  await expect(page.locator('.nhsuk-error-summary')).toContainText('“Scalp”');
  await expect(page.getByLabel('The question as it is asked')).toHaveValue('Where on the body?');
  await expect(page.getByLabel('Choices', { exact: true })).toHaveValue('Chest\nAbdomen');
  await expect(site).toContainText('21 choices');
  // Nothing waits where nothing was refused.
  await page.getByRole('link', { name: 'Close without saving' }).click();
  await expect(await change(page, 'Body site', script)).toHaveValue('Body site');
});

test('two people of a service do not write over each other', async ({ page, open, demo, script }) => {
  expect(demo.patient_links.length).toBeGreaterThan(0);
  await asManager(page);
  await begin(page, `two-${script ? 'with' : 'without'}`);
  const field = await change(page, 'Body site', script);

  const second = await (await open()).newPage();
  await asManager(second, 'Sam Field');
  await second.goto('/forms');
  await second.getByRole('link', { name: 'Change its questions' }).click();
  await (await change(second, 'Side', script)).fill('Which side?');
  await save(second);
  await expect(item(second, 'Which side?')).toContainText('Saved');

  await field.fill('Where on the body?');
  await save(page);
  await expect(page.getByText('This was not saved.')).toBeVisible();
  await expect(item(page, 'Which side?')).toBeVisible();
  await expect(page.getByLabel('The question as it is asked')).toHaveValue('Where on the body?');
  await save(page);
  await expect(item(page, 'Where on the body?')).toContainText('Saved');
  // Whoever begins anew is told what that throws away.
  await page.goto('/forms/edit?form=rash');
  await expect(page.getByText('beginning here throws that one away')).toBeVisible();
  await page.getByRole('link', { name: 'Go on with that one' }).click();
  await expect(item(page, 'Which side?')).toBeVisible();
  await page.getByRole('button', { name: 'Throw it away' }).click();
  await expect(page.getByText('Thrown away. Nothing was published.')).toBeVisible();
});

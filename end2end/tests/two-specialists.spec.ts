import type { Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { people, signIn, type Person } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// Two specialists answer the same case at once: the second is told, and loses no text.
serverForThisFile();

async function write(page: Page, diagnosis: string) {
  await page.getByRole('radio', { name: 'Reassure and discharge' }).check();
  await page.getByLabel('Diagnosis, or the likely ones').fill(diagnosis);
  await page.getByLabel('How sure').selectOption('Probable');
  await page.getByLabel('Nature').selectOption('Benign');
  await page.getByLabel('Advice and plan').fill(`${diagnosis}: no treatment.`);
  await page.getByLabel('Who acts next').selectOption('The practice');
  await page.getByLabel('When to seek help sooner').fill('If it bleeds.');
}

test('the second specialist is told, and keeps the text', async ({ open, browser, script }) => {
  const id = await postCase(await signIn(await open(), people.referrer), await skinPicture(browser));
  const at = async (person: Person) => {
    const context = await open();
    await signIn(context, person);
    const page = await context.newPage();
    await page.goto(`/worklist/${id}`);
    if (script) await hydrated(page.getByLabel('Diagnosis, or the likely ones'));
    return page;
  };
  const first = await at(people.specialist);
  const second = await at(people.otherSpecialist);
  await write(first, 'Seborrhoeic keratosis');
  await write(second, 'Dermatofibroma');
  await first.getByRole('button', { name: 'Send answer' }).click();
  await expect(first.getByText('Sent for Nia Roberts.')).toBeVisible();

  await second.getByRole('button', { name: 'Send answer' }).click();
  await expect(second.getByText(/answered this case first|Another answer was first/)).toBeVisible();
  if (script) {
    await expect(second.getByLabel('Diagnosis, or the likely ones')).toHaveValue('Dermatofibroma');
  } else {
    await expect(second.getByText('Dermatofibroma: no treatment.')).toBeVisible();
  }
});

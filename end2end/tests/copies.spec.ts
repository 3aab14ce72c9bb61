import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A picture is taken away as a file of the size that it is wanted for, and the history says who took it.
serverForThisFile();

async function saveCopy(page: Page, purpose: string): Promise<{ name: string; file: Buffer }> {
  const copy = page.locator('details.save-copy').first();
  await copy.locator('summary').click();
  await copy.getByLabel('What for?').selectOption(purpose);
  const saved = page.waitForEvent('download');
  await copy.getByRole('button', { name: 'Save the copy' }).click();
  const download = await saved;
  return { name: download.suggestedFilename(), file: await readFile(await download.path()) };
}

test('the practice and the specialist save copies', async ({ open, browser }) => {
  const practice = await open();
  const id = await postCase(await signIn(practice, people.referrer), await skinPicture(browser, { width: 2400, height: 1800 }));
  const service = await open();
  await signIn(service, people.specialist);

  const page = await practice.newPage();
  await page.goto(`/cases/${id}`);
  const small = await saveCopy(page, 'Vision, up to 745 kB (4 to a message)');
  expect(small.name).toMatch(/^case-[0-9A-F]{8}-lesion-1-overview\.jpg$/);
  expect(small.file.length).toBeLessThanOrEqual(745_000);
  expect(small.file.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  expect(page.url(), 'the page stays').toContain(id);

  const theirs = await service.newPage();
  await theirs.goto(`/worklist/${id}`);
  const whole = await saveCopy(theirs, 'Original size');
  expect(whole.file.length).toBeGreaterThan(small.file.length / 2);

  await page.goto(`/cases/${id}/history`);
  await expect(page.getByText('Saved a copy of a picture: Vision, up to 745 kB (4 to a message).')).toBeVisible();
  await expect(page.getByText('Saved a copy of a picture: Original size.')).toBeVisible();
});

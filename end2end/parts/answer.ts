import type { Page } from '@playwright/test';

import { hydrated } from './hydrated';

/// Answers the case that a specialist has open: no appointment is needed.
export async function reassure(page: Page, script: boolean, advice: string, button = 'Send answer') {
  if (script) await hydrated(page.getByLabel('Advice and plan'));
  await page.getByRole('radio', { name: 'Reassure and discharge' }).check();
  await page.getByLabel('Diagnosis, or the likely ones').fill('Dermatofibroma');
  await page.getByLabel('How sure').selectOption('Probable');
  await page.getByLabel('Nature').selectOption('Benign');
  await page.getByLabel('Advice and plan').fill(advice);
  await page.getByLabel('Who acts next').selectOption('The practice');
  await page.getByLabel('When to seek help sooner').fill('If it bleeds.');
  await page.getByRole('button', { name: button }).click();
}

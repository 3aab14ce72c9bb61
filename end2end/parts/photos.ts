import type { Page } from '@playwright/test';

import type { Picture } from './pictures';
import { expect } from './test';

export type ViewName = 'From further away' | 'Close up' | 'From the side' | 'Something else';

export const dialogOf = (page: Page) => page.locator('dialog.capture');

/// Waits until scripts have taken over the photos page.
export async function photosReady(page: Page) {
  await expect(page.getByRole('button', { name: /^Take a photo: / }).first()).toBeVisible();
}

export async function choose(page: Page, view: ViewName, ...pictures: Picture[]) {
  await page.getByLabel(`Choose photos: ${view}`).setInputFiles(pictures);
}

/// Chooses a picture and keeps it, good or not.
export async function choosePhoto(page: Page, view: ViewName, picture: Picture) {
  await choose(page, view, picture);
  await keepPhoto(page);
}

export async function keepPhoto(page: Page) {
  await dialogOf(page).getByRole('button', { name: /^Use (this photo|it all the same)$/ }).click();
  await expect(dialogOf(page)).toBeHidden();
}

export const cardOf = (page: Page, view: ViewName) =>
  page.locator('section.card', { has: page.getByRole('heading', { name: view, exact: true }) });

/// The server has a picture of this view.
export async function arrived(page: Page, view: ViewName, count = 1) {
  await expect(cardOf(page, view).locator('.received img')).toHaveCount(count);
}

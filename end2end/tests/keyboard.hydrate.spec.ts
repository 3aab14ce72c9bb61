import type { Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { linkOf } from '../parts/link';
import { people, signIn } from '../parts/people';
import { dialogOf, photosReady } from '../parts/photos';
import { places, stageForThisFile } from '../parts/places';
import { postCase } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// Everything works without a mouse, and one always sees where one is.
serverForThisFile();

const stage = stageForThisFile();

/// What has the focus: its name, whether it is on the screen, and whether something shows that it has it.
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    if (element === document.body) return undefined;
    const shows = (it: Element) => {
      const style = getComputedStyle(it);
      return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
    };
    const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
    const painted = [element, label, element.parentElement].some((it) => it && shows(it)) ||
      // Ticks and radio buttons of the NHS design system paint their label's boxes.
      (label && ['::before', '::after'].some((part) => getComputedStyle(label, part).boxShadow !== 'none' || getComputedStyle(label, part).outlineStyle !== 'none'));
    const box = element.getBoundingClientRect();
    const onScreen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    element.dataset.reached = 'yes';
    return { html: element.outerHTML.slice(0, 140), painted: Boolean(painted), onScreen };
  });

/// What can be focused and was not: all but the radio buttons of a group one of which was reached.
const notReached = (page: Page) =>
  page.evaluate(() => {
    const scope = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
    const all = [...scope.querySelectorAll<HTMLElement>('a[href], button:not([disabled]), summary, select, input:not([type=hidden]), textarea, [tabindex="0"]')];
    const groups = new Set(all.filter((it) => it.matches('[type=radio][data-reached]')).map((it) => it.getAttribute('name')));
    return all
      .filter((it) => !it.dataset.reached && it.tabIndex >= 0 && it.checkVisibility({ visibilityProperty: true }))
      .filter((it) => !(it.matches('[type=radio]') && groups.has(it.getAttribute('name'))))
      .map((it) => it.outerHTML.slice(0, 140));
  });

for (const place of places.filter(({ name }) => !['not-found', 'cases-empty', 'sign-in-wrong'].includes(name))) {
  test(`${place.name}: Tab reaches everything, visibly, and gets out again`, async ({ context, page }) => {
    if (place.area === 'referrer') await signIn(context, people.referrer);
    if (place.area === 'specialist') await signIn(context, people.specialist);
    await place.go(page, stage());
    // From the top: an error summary, or what was pressed on the way here, has the focus now. Below an open dialog
    // nothing takes it.
    await page.evaluate(() => {
      const top = [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1) ?? document.body;
      top.tabIndex = -1;
      top.focus();
      top.removeAttribute('tabindex');
    });
    const unseen: string[] = [];
    let left = false;
    for (let i = 0; i < 250 && !left; i++) {
      await page.keyboard.press('Tab');
      const now = await focused(page);
      if (!now) left = i > 0;
      else if (!now.painted || !now.onScreen) unseen.push(now.html);
    }
    expect.soft(left, 'Tab comes to an end').toBe(true);
    expect.soft(unseen, 'focus that cannot be seen').toEqual([]);
    expect.soft(await notReached(page), 'not reached').toEqual([]);
  });
}

test('a patient signs in and cuts and marks a photo with the keyboard alone', async ({ page, demo }) => {
  const link = linkOf(demo);
  await page.goto(`/p/${link.token}/check`);
  await page.getByLabel('Day').focus();
  for (const part of [link.born.day, link.born.month, link.born.year]) {
    await page.keyboard.type(part);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Before you take photos' })).toBeVisible();
  await page.getByRole('checkbox', { name: /go to my surgery/ }).press('Space');
  await page.getByRole('button', { name: 'Save and continue' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'A few questions' })).toBeVisible();
  await page.getByRole('button', { name: 'Save and continue' }).press('Enter');
  await photosReady(page);

  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByLabel('Choose photos: Close up').press('Enter')]);
  await chooser.setFiles([stage().picture]);
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Draw', exact: true }).press('Enter');
  await dialog.getByRole('application', { name: 'Drawing area' }).focus();
  for (const key of ['Enter', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await expect(dialog.getByText('Marks on the photo: 1')).toBeAttached();
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(dialog.getByRole('heading').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave it' }).press('Enter');
  await expect(dialog).toBeHidden();
});

test('a specialist answers with the keyboard alone', async ({ context, page, open }) => {
  const id = await postCase(await signIn(await open(), people.referrer), stage().picture);
  await signIn(context, people.specialist);
  await page.goto(`/worklist/${id}`);
  await hydrated(page.getByLabel('Diagnosis, or the likely ones'));
  // One key per outcome, in the order most used.
  await page.keyboard.press('2');
  await expect(page.getByRole('radio', { name: 'Reassure and discharge' })).toBeChecked();
  await expect(page.getByLabel('Advice and plan')).toHaveValue(/Benign appearance/);
  // No template has a diagnosis: it is where the focus goes, and what is asked for.
  await expect(page.getByLabel('Diagnosis, or the likely ones')).toBeFocused();
  await expect(page.getByLabel('Diagnosis, or the likely ones')).toHaveValue('');
  await page.keyboard.type('Seborrhoeic keratosis');
  await page.getByLabel('How sure').selectOption('Probable');
  await page.getByLabel('Nature').selectOption('Benign');
  await page.getByRole('button', { name: 'Send answer' }).press('Enter');
  const bar = page.locator('.undo-bar');
  await expect(bar).toContainText('Sent for Nia Roberts.');
  await expect(page).not.toHaveURL(new RegExp(id));
  await page.keyboard.press('z');
  await expect(page).toHaveURL(new RegExp(id));
  await expect(page.getByLabel('Diagnosis, or the likely ones')).toHaveValue('Seborrhoeic keratosis');
});

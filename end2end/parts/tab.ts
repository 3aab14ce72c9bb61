import type { Page } from '@playwright/test';

import { expect } from './test';

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

/// Tab reaches everything, visibly, and gets out again.
export async function tabThrough(page: Page) {
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
}

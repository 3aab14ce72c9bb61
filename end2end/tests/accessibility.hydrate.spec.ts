import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from '@playwright/test';

import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { places, stageForThisFile } from '../parts/places';
import { tabThrough } from '../parts/tab';
import { expect, serverForThisFile, test } from '../parts/test';

/// Every page at every size: axe finds nothing, nothing is too small to press, nothing scrolls sideways, and Tab reaches
/// everything. A page is opened once, on a phone, and then grows, which takes a third of the time of opening it at each
/// size.
serverForThisFile();

const stage = stageForThisFile();

async function enter(context: BrowserContext, area: string) {
  if (area === 'referrer') await signIn(context, people.referrer);
  if (area === 'specialist') await signIn(context, people.specialist);
}

/// WCAG 2.5.8 (24 px) and, for patients, 2.5.5 (44 px). Links inside a sentence are exempt in both.
const tooSmall = (page: Page, least: number) =>
  page.evaluate((least) => {
    const inSentence = (element: Element) =>
      element.matches('a') && getComputedStyle(element).display === 'inline' && element.parentElement!.textContent!.trim() !== element.textContent!.trim();
    const isHidden = (element: Element) => element.closest('[aria-hidden=true], .nhsuk-u-visually-hidden, .nhsuk-skip-link') || !element.checkVisibility({ visibilityProperty: true });
    const scope = document.querySelector('dialog[open]') ?? document;
    return [...scope.querySelectorAll('a[href], button, summary, select, input:not([type=hidden]), textarea')]
      .filter((element) => !isHidden(element) && !inSentence(element))
      .filter((element) => {
        // A tick and its label are one target.
        const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
        return ![element, label].some((target) => {
          const box = target?.getBoundingClientRect();
          return box && box.width >= least - 0.5 && box.height >= least - 0.5;
        });
      })
      .map((element) => {
        const box = element.getBoundingClientRect();
        return `${element.outerHTML.slice(0, 120)} ${Math.round(box.width)}×${Math.round(box.height)}`;
      });
  }, least);

for (const place of places) {
  test(place.name, async ({ open, trouble }) => {
    if (['not-found', 'open-again'].includes(place.name)) trouble.expect(/404/);
    if (place.name === 'sign-in-wrong') trouble.expect(/401/);
    const context = await open(sizes.phone);
    await enter(context, place.area);
    const page = await context.newPage();
    await place.go(page, stage());

    for (const [size, { viewport }] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      // No page has frames, so axe needs no second page to put their results together.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
      expect.soft(found, `what axe finds on a ${size}`).toEqual([]);
      expect.soft(await tooSmall(page, place.area === 'patient' ? 44 : 24), `too small to press on a ${size}`).toEqual([]);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(sideways, `pixels that stick out to the side on a ${size}`).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 720 });
    await tabThrough(page);
  });
}

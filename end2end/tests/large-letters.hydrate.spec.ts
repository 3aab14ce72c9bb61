import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { chromium } from '@playwright/test';

import { launchOptions, sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { places, stageForThisFile } from '../parts/places';
import { expect, serverForThisFile, test } from '../parts/test';

/// A browser that is set to letters of twice the size, as people with weak sight do: nothing sticks out to the side.
serverForThisFile();

const stage = stageForThisFile();

const names = {
  anyone: ['front', 'sign-in'],
  patient: ['start', 'check', 'before', 'questions', 'review'],
  referrer: ['home', 'cases', 'request-check', 'case-answered', 'history'],
  specialist: ['worklist', 'worklist-case', 'worklist-answered', 'templates'],
};

for (const [area, chosen] of Object.entries(names)) {
  test(`letters of twice the size: ${area}`, async ({ baseURL, trouble }, info) => {
    const profile = info.outputPath('profile');
    mkdirSync(path.join(profile, 'Default'), { recursive: true });
    writeFileSync(path.join(profile, 'Default/Preferences'), JSON.stringify({ webkit: { webprefs: { default_font_size: 32 } } }));
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, baseURL, viewport: sizes.phone.viewport });
    trouble.watch(context, () => [baseURL!]);
    if (area === 'referrer' || area === 'specialist') await signIn(context, people[area]);
    const page = await context.newPage();
    for (const name of chosen) {
      await places.find((place) => place.name === name)!.go(page, stage());
      expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))).toBe(32);
      for (const [size, { viewport }] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(sideways, `pixels of ${name} that stick out on a ${size}`).toBeLessThanOrEqual(0);
      }
    }
    await context.close();
  });
}

import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { places, setStage, type Stage } from '../parts/places';
import { serverForThisFile, test } from '../parts/test';

serverForThisFile();

let stage: Stage;

test.beforeAll(async ({ browser }) => {
  const [referrer, specialist] = [await browser.newContext(), await browser.newContext()];
  stage = await setStage(referrer, specialist, await skinPicture(browser));
  await referrer.close();
  await specialist.close();
});

for (const [size, options] of Object.entries(sizes)) {
  for (const { name, area, go } of places) {
    test(`${name} on a ${size}`, async ({ open, trouble }) => {
      trouble.expect(/./);
      const context = await open(options);
      if (area === 'referrer') await signIn(context, people.referrer);
      if (area === 'specialist') await signIn(context, people.specialist);
      const page = await context.newPage();
      await go(page, stage);
      await page.screenshot({ path: `test-results/look/${size}-${name}.png`, fullPage: !(await page.locator('dialog[open]').count()) });
    });
  }
}

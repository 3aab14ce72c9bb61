import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { places, stageForThisFile } from '../parts/places';
import { serverForThisFile, test } from '../parts/test';

serverForThisFile();

const stage = stageForThisFile();

for (const [size, options] of Object.entries(sizes)) {
  for (const { name, area, go } of places) {
    test(`${name} on a ${size}`, async ({ open, trouble }) => {
      trouble.expect(/./);
      const context = await open(options);
      if (area === 'referrer') await signIn(context, people.referrer);
      if (area === 'specialist') await signIn(context, people.specialist);
      const page = await context.newPage();
      await go(page, stage());
      await page.screenshot({ path: `test-results/look/${size}-${name}.png`, fullPage: !(await page.locator('dialog[open]').count()) });
    });
  }
}

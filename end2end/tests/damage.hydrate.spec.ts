import type { BrowserContext, Page } from '@playwright/test';

import { beforeAlive, damages } from '../parts/damage';
import { linkOf, postToPhotos } from '../parts/link';
import { people, signIn } from '../parts/people';
import { arrived, cardOf, choosePhoto, photosReady } from '../parts/photos';
import { places, stageForThisFile } from '../parts/places';
import { postStart } from '../parts/request';
import { expect, server, serverForThisFile, test } from '../parts/test';

/// Others change a page before its scripts take it over: translators, password managers, filters, browsers themselves.
serverForThisFile();

const stage = stageForThisFile();

/// Every page of the clinicians, in the states that are other pages, as the server answered it once: each is then
/// damaged and shown several times, and need not be made each time.
type Kept = { area: string; url: string; status: number; headers: Record<string, string>; body: string };

let kept: Kept[] | undefined;

/// States of a page that is there already.
const sameAgain = /phone-code|copy|answering|comparing|drawing|measuring/;

async function everyPage(open: () => Promise<BrowserContext>): Promise<Kept[]> {
  if (kept) return kept;
  const pages = new Map<string, Kept>();
  for (const area of ['referrer', 'specialist'] as const) {
    const context = await enter(await open(), area);
    // Only the addresses are wanted here.
    await context.route(/\.(js|wasm)$/, (route) => route.abort());
    const page = await context.newPage();
    for (const place of places.filter(({ name, area: of }) => of === area && !sameAgain.test(name))) {
      await place.go(page, stage());
      const url = page.url();
      const answer = await context.request.get(url);
      pages.set(url, { area, url, status: answer.status(), headers: answer.headers(), body: await answer.text() });
    }
    await context.close();
  }
  kept = [...pages.values()];
  expect(kept.length).toBeGreaterThan(12);
  return kept;
}

async function enter(context: BrowserContext, area: string) {
  if (area === 'referrer') await signIn(context, people.referrer);
  if (area === 'specialist') await signIn(context, people.specialist);
  return context;
}

/// Shows a page as it was answered, perhaps changed on the way.
async function show(page: Page, { url, status, headers, body }: Kept, change = (body: string) => body) {
  const { 'content-encoding': _, 'content-length': __, ...rest } = headers;
  await page.route(url, (route) => (route.request().isNavigationRequest() ? route.fulfill({ status, headers: rest, body: change(body) }) : route.continue()));
  await page.goto(url);
}

const isAlive = (page: Page) => expect(page.locator('html')).toHaveClass(/is-alive/);
const sentence = (page: Page) => page.getByRole('alert').filter({ hasText: 'Part of this page is not working.' });

for (const [name, damage] of Object.entries(damages)) {
  test(`every page comes alive when ${name}`, async ({ open, trouble }) => {
    // The pages were made for another sign-in: what they ask is refused.
    trouble.expect(/net::ERR_FAILED|412/);
    const pages = await everyPage(open);
    for (const area of ['patient', 'referrer', 'specialist']) {
      const context = await enter(await open(), area);
      await context.addInitScript(beforeAlive(damage));
      const page = await context.newPage();
      if (area === 'patient') {
        const link = linkOf(server().demo());
        await postToPhotos(context.request, link);
        await page.goto(`/p/${link.token}/photos`);
        await isAlive(page);
        await expect(page.getByRole('button', { name: /^Take a photo: / }).first()).toBeVisible();
        continue;
      }
      for (const each of pages.filter((each) => each.area === area)) {
        await test.step(new URL(each.url).pathname, async () => {
          await show(page, each);
          await isAlive(page);
          await expect(sentence(page)).toBeHidden();
        });
      }
    }
  });
}

for (const [name, prepare, change] of [
  ['without WebAssembly', 'delete self.WebAssembly', undefined],
  ['whose comments a filter takes out on the way', '', (body: string) => body.replace(/<!--.*?-->/gs, '')],
] as const) {
  test(`a page ${name} says so, offers nothing that does nothing, and saves by its button`, async ({ open, trouble }) => {
    trouble.expect(/WebAssembly|panicked|unreachable|net::ERR_FAILED/);
    for (const each of await everyPage(open)) {
      const context = await enter(await open(), each.area);
      if (prepare) await context.addInitScript(prepare);
      const page = await context.newPage();
      await test.step(new URL(each.url).pathname, async () => {
        await show(page, each, change);
        await expect(sentence(page)).toBeVisible();
        await expect(page.locator('.when-alive, .saved').filter({ visible: true })).toHaveCount(0);
        await expect(page.locator('button[type=button]').filter({ visible: true })).toHaveCount(0);
      });
      await context.close();
    }

    const context = await enter(await open(), 'referrer');
    const id = await postStart(context.request);
    if (prepare) await context.addInitScript(prepare);
    const page = await context.newPage();
    const url = `/cases/${id}/request`;
    if (change) {
      await page.route(`**${url}*`, async (route) => {
        if (!route.request().isNavigationRequest()) return route.continue();
        const answer = await route.fetch({ maxRedirects: 0 });
        await route.fulfill({ response: answer, body: change(await answer.text()) });
      });
    }
    await page.goto(url);
    await expect(sentence(page)).toContainText('is not saved');
    await page.getByLabel('Full name').fill('Typed after it broke');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.waitForLoadState();
    expect(await (await context.request.get(url)).text()).toContain('Typed after it broke');
  });
}

test('what was typed before the page came alive stays, keeps the focus and is saved', async ({ open }) => {
  const context = await enter(await open(), 'referrer');
  const id = await postStart(context.request);
  await context.addInitScript(beforeAlive(damages['something stands before everything']));
  const page = await context.newPage();
  let come: () => void;
  const coming = new Promise<void>((resolve) => (come = resolve));
  await page.route('**/*.wasm', async (route) => {
    await coming;
    await route.continue();
  });
  await page.goto(`/cases/${id}/request`, { waitUntil: 'commit' });
  const name = page.getByLabel('Full name');
  await page.getByRole('radio', { name: 'Female', exact: true }).check();
  await name.pressSequentially('Typed early');
  await name.press('ArrowLeft');
  come!();
  await isAlive(page);
  await expect(name).toHaveValue('Typed early');
  await expect(name).toBeFocused();
  await expect(page.getByRole('radio', { name: 'Female', exact: true })).toBeChecked();
  await expect.poll(async () => (await context.request.get(`/cases/${id}/request`)).text()).toContain('Typed early');
  await name.pressSequentially('!');
  await expect(name).toHaveValue('Typed earl!y');
});

test('a page that comes back from the browser’s memory is asked for again', async ({ open }) => {
  const page = await (await enter(await open(), 'specialist')).newPage();
  await page.goto('/worklist');
  await isAlive(page);
  const again = page.waitForEvent('load');
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await again;
});

test('a patient’s page of text and forms that comes back from the browser’s memory is asked for again', async ({ page, demo }) => {
  const link = linkOf(demo);
  await postToPhotos(page.request, link);
  for (const path of ['', '/questions', '/photos', '/review']) {
    await page.goto(`/p/${link.token}${path}`);
    await page.waitForLoadState('load');
    if (path === '/photos') await photosReady(page);
    const again = page.waitForEvent('load');
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await again;
  }
});

test('numbers go on being true when a translator has been there', async ({ open, demo }) => {
  const translate = (page: Page) => page.evaluate(damages['every text is wrapped']);
  const context = await open();
  const link = linkOf(demo);
  await postToPhotos(context.request, link);
  const photos = await context.newPage();
  await photos.goto(`/p/${link.token}/photos`);
  await photosReady(photos);
  await translate(photos);
  await choosePhoto(photos, 'Close up', stage().picture);
  await arrived(photos, 'Close up');
  await expect(photos.locator('.photos-meter__count')).toContainText('1 of 2');
  await expect(cardOf(photos, 'Close up')).not.toContainText('To do');

  const specialist = await (await enter(await open(), 'specialist')).newPage();
  await specialist.goto(`/worklist/${stage().waiting}`);
  await isAlive(specialist);
  const percent = specialist.locator('.stage__readout');
  await expect(percent).toHaveText(/^\d+%$/);
  const before = await percent.innerText();
  await translate(specialist);
  await specialist.getByRole('button', { name: 'Zoom in' }).click();
  await expect(percent).not.toHaveText(before);
});

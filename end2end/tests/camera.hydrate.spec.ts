import type { Page } from '@playwright/test';

import { phoneBefore, type Before } from '../parts/fake-camera';
import { arrived, dialogOf, keepPhoto, type ViewName } from '../parts/photos';
import { expect, serverForThisFile, test as base } from '../parts/test';

/// A patient takes pictures with the phone's camera and is told what to do next. What the camera sees is a video made by
/// the test.
serverForThisFile();

const test = base.extend<{ phone: (before: Before) => Promise<Page> }>({
  phone: async ({ browser, baseURL, trouble, origins }, use) => {
    expect(baseURL).toBeTruthy();
    const closing: (() => Promise<void>)[] = [];
    await use(async (before) => {
      const { page, close } = await phoneBefore(browser, before);
      trouble.watch(page.context(), () => origins);
      closing.push(close);
      return page;
    });
    for (const close of closing) await close();
  },
});

async function openCamera(page: Page, view: ViewName = 'Close up') {
  await page.getByRole('button', { name: `Take a photo: ${view}` }).click();
  await expect(dialogOf(page)).toBeVisible();
}

const told = (page: Page) => dialogOf(page).locator('.coach');
const shutter = (page: Page) => dialogOf(page).getByRole('button', { name: 'Take the photo', exact: true });
const reviewing = (page: Page) => dialogOf(page).getByRole('button', { name: /^Use / });

/// How many cameras of this page run.
const running = (page: Page) =>
  page.evaluate(() => {
    const { streams } = window as unknown as { streams: MediaStream[] };
    return streams.flatMap((stream) => stream.getTracks()).filter((track) => track.readyState === 'live').length;
  });

/// Remembers every stream that the page is given from now on.
const noteStreams = (page: Page) =>
  page.evaluate(() => {
    const streams: MediaStream[] = [];
    Object.assign(window, { streams });
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wishes) => {
      const stream = await ask(wishes);
      streams.push(stream);
      return stream;
    };
  });

test('in the dark it says so, and takes nothing by itself', async ({ phone }) => {
  const page = await phone('skin in the dark');
  await openCamera(page);
  await dialogOf(page).getByLabel('Take it for me').check();
  await expect(told(page)).toHaveText('Find more light');
  await expect(dialogOf(page).getByRole('status').filter({ hasText: 'Find more light' })).toBeAttached();
  await expect(shutter(page), 'advice never stands in the way').toBeEnabled();
});

test('out of focus it says what to try', async ({ phone }) => {
  const page = await phone('skin out of focus');
  await openCamera(page);
  await dialogOf(page).getByLabel('Take it for me').check();
  await expect(told(page)).toHaveText('Move a little further away');
  await shutter(page).click();
  await expect(reviewing(page)).toBeVisible();
});

test('a good picture is taken by itself, only where that is wanted, and shows faintly for the next', async ({ phone }) => {
  const page = await phone('skin');
  await noteStreams(page);
  await openCamera(page);
  await expect(told(page)).toHaveText('Good: hold still and press the button');
  expect(await running(page)).toBe(1);
  await dialogOf(page).getByLabel('Take it for me').check();
  await expect(reviewing(page)).toBeVisible();
  expect(await running(page), 'the camera is let go of').toBe(0);
  await keepPhoto(page);
  await arrived(page, 'Close up');

  await dialogOf(page).waitFor({ state: 'hidden' });
  await openCamera(page);
  await expect(dialogOf(page).locator('.camera__ghost')).toHaveJSProperty('complete', true);
  await expect(dialogOf(page).locator('.camera__ghost')).toHaveCSS('opacity', '0.3');
  await dialogOf(page).getByLabel('Show the last photo faintly').uncheck();
  await expect(dialogOf(page).locator('.camera__ghost')).toHaveCount(0);
});

test('the camera rests while the page is hidden, and stops when it is closed', async ({ phone }) => {
  const page = await phone('skin');
  await noteStreams(page);
  await openCamera(page, 'From further away');
  await expect(shutter(page)).toBeEnabled();
  const hide = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, hidden);
  await hide(true);
  await expect.poll(() => running(page)).toBe(0);
  await hide(false);
  await expect(shutter(page)).toBeEnabled();
  expect(await running(page)).toBe(1);
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toBeHidden();
  expect(await running(page)).toBe(0);
});

test('a photo is taken with the keyboard alone', async ({ phone }) => {
  const page = await phone('skin');
  await page.getByRole('button', { name: 'Take a photo: From the side' }).press('Enter');
  await expect(shutter(page)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(reviewing(page)).toBeVisible();
});

const without: [string, Before, RegExp, string?][] = [
  ['a refused camera', 'a person who refuses', /not allowed on this page/],
  ['a phone without a camera', 'no camera', /could not find a camera/],
  ['a camera in use', 'skin', /Another app is using the camera/, 'NotReadableError'],
];

for (const [what, before, sentence, error] of without) {
  test(`${what}: one sentence, and the file picker`, async ({ phone }) => {
    const page = await phone(before);
    await page.evaluate((error) => {
      if (error) navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', error));
    }, error);
    await openCamera(page);
    await expect(told(page)).toHaveText(sentence);
    await expect(dialogOf(page).getByRole('button', { name: 'Try again' })).toBeVisible();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), dialogOf(page).getByLabel('Choose photos instead').click()]);
    expect(chooser.isMultiple()).toBe(true);
  });
}

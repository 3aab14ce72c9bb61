import type { Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// How a specialist looks at pictures: with a tablet's pen, or with a keyboard and nothing else.
serverForThisFile();

const tablet = { viewport: { width: 1024, height: 768 }, deviceScaleFactor: 2, hasTouch: true };
const size = { width: 1700, height: 1100 };

const stageOf = (page: Page) => page.locator('.stage__view').first();

async function lookAt(page: Page, id: string) {
  await page.goto(`/worklist/${id}`);
  await hydrated(stageOf(page));
  await stageOf(page).focus();
}

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/// Device pixels that one pixel of the picture takes, as painted.
const magnification = (page: Page) =>
  stageOf(page).evaluate((stage, { width, height }) => {
    const area = stage.getBoundingClientRect();
    const fitted = Math.min(area.width / width, area.height / height);
    const scale = stage.querySelector('.stage__sheet')!.getBoundingClientRect().width / area.width;
    return fitted * scale * devicePixelRatio;
  }, size);

const filter = (page: Page) => page.locator('.stage__light').first().evaluate((it) => getComputedStyle(it).filter);

test('by keyboard alone: single pixels, light and a measured length that the referrer sees', async ({ browser, open }) => {
  const referrer = await open();
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser, size));
  const specialist = await open(tablet);
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await lookAt(page, id);

  await test.step('another picture, and back', async () => {
    await press(page, 'ArrowRight');
    await expect(page.locator('.viewer__notes')).toContainText('Close-up');
    await expect(stageOf(page), 'a key does not lose the focus').toBeFocused();
    await press(page, 'ArrowLeft');
    await expect(page.locator('.viewer__notes')).toContainText('Overview');
  });

  await test.step('one pixel of the picture is one of the screen, and what was there stays until the master is', async () => {
    expect(await magnification(page)).toBeLessThan(0.9);
    await press(page, 'a');
    await expect.poll(() => magnification(page)).toBeCloseTo(1, 4);
    await expect(page.getByText('100%', { exact: true })).toBeVisible();
    await expect(page.locator('.stage__detail')).toHaveCSS('visibility', 'visible');
    await expect(page.locator('.stage__picture').first()).toBeVisible();
    await press(page, '0');
  });

  await test.step('brighter is said, and neutral leaves no filter', async () => {
    await press(page, ']', ']', '{');
    await expect(page.getByText('Shown brighter and with less contrast than taken.')).toBeVisible();
    expect(await filter(page)).toBe('brightness(1.2) contrast(0.9)');
    await press(page, 'n');
    await expect(page.getByText('than taken')).toHaveCount(0);
    expect(await filter(page)).toBe('none');
  });

  await test.step('a scale, then half of it', async () => {
    await press(page, 'd');
    await expect(page.getByText('Step 1, set the scale: draw a line along 10 mm of a ruler in the picture.')).toBeVisible();
    await press(page, 'Enter', ...Array(8).fill('ArrowRight'), 'Enter');
    await expect(page.getByText('Step 2, measure: draw a line across what you want to measure.')).toBeVisible();
    // Straight down: a share of the height is another length than a share of the width.
    await press(page, 'Enter', ...Array(4).fill('ArrowDown'), 'Enter');
    await expect(page.locator('.viewer__measured')).toHaveText('Measured: 5.0 mm (approximate).');
    await expect(page.getByRole('group', { name: 'Draw' }).getByText('Saved.')).toBeVisible();
    await expect(page.locator('.stage svg text')).toHaveText(['scale: 10 mm', '5.0 mm']);
    await press(page, 'l');
    await expect(page.locator('.stage svg text')).toHaveCount(0);
  });

  const practice = await referrer.newPage();
  await practice.goto(`/cases/${id}`);
  await expect(practice.getByText('Measured: 5.0 mm (approximate).')).toBeVisible();
});

test('with a pen: it measures, the hand beside it does not', async ({ browser, open }) => {
  const id = await postCase(await signIn(await open(), people.referrer), await skinPicture(browser, size));
  const specialist = await open(tablet);
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await lookAt(page, id);
  await page.getByRole('button', { name: 'Draw' }).click();
  await page.getByRole('button', { name: 'Ruler' }).click();
  await page.getByRole('combobox', { name: 'Scale' }).selectOption('1p coin (20.3 mm)');

  const chrome = await specialist.newCDPSession(page);
  const box = (await stageOf(page).boundingBox())!;
  const middle = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
  const draw = async (pointerType: 'pen' | 'mouse', across: number) => {
    const event = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', dx: number) =>
      chrome.send('Input.dispatchMouseEvent', { type, x: middle.x + dx, y: middle.y, button: 'left', buttons: 1, clickCount: 1, pointerType });
    await event('mousePressed', 0);
    await event('mouseMoved', across / 2);
    await event('mouseMoved', across);
    await event('mouseReleased', across);
  };
  await draw('pen', 203);
  await draw('pen', -100);
  await expect(page.locator('.viewer__measured')).toHaveText('Measured: 10 mm (approximate).');
  // A hand, a finger, a mouse: while a pen is in use they move the picture.
  await draw('mouse', 60);
  await expect(page.locator('.stage svg text')).toHaveCount(2);
});

test('two pictures lie over each other: divided, and blinking no more than asked', async ({ browser, open }) => {
  const id = await postCase(await signIn(await open(), people.referrer), await skinPicture(browser, size));
  const specialist = await open({ ...tablet, reducedMotion: 'reduce' });
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await lookAt(page, id);

  await press(page, 'c');
  const says = page.getByRole('group', { name: 'Compare' }).getByRole('status');
  await expect(says).toContainText('Aligned by the computer: approximate.');
  await expect(stageOf(page), 'a key does not lose the focus').toBeFocused();
  const clip = page.locator('.over__clip');
  const cut = () => clip.evaluate((it) => getComputedStyle(it).clipPath);
  const before = await cut();
  await page.getByLabel('Divider between the two pictures').focus();
  await press(page, 'ArrowRight', 'ArrowRight');
  expect(await cut()).not.toBe(before);

  await press(page, 'b');
  await expect(says).toContainText('Showing the second picture.');
  await expect(clip).toBeVisible();
  await press(page, 'b');
  await expect(says).toContainText('Showing the first picture.');
  await expect(clip).toBeHidden();
  // This person asked their device for less movement.
  await expect(page.getByRole('button', { name: 'Blink by itself' })).toBeDisabled();

  // Both are the same picture, so the second lies where the first does.
  await press(page, 'b');
  const matrix = await page.locator('.over__laid').evaluate((it) => getComputedStyle(it).transform);
  const [a, b, , , x, y] = matrix.match(/-?[\d.e-]+/g)!.map(Number);
  expect(Math.hypot(a - 1, b), matrix).toBeLessThan(0.02);
  expect(Math.hypot(x, y), matrix).toBeLessThan(8);
});

test('on a phone nothing covers the question', async ({ browser, open }) => {
  const id = await postCase(await signIn(await open(), people.referrer), await skinPicture(browser, size));
  const specialist = await open({ viewport: { width: 390, height: 844 } });
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await page.goto(`/worklist/${id}`);
  await hydrated(stageOf(page));
  const heading = page.getByRole('heading', { name: 'Question' });
  await expect(heading).toBeInViewport();
  const isOnTop = await heading.evaluate((it) => {
    const { left, top, height } = it.getBoundingClientRect();
    return document.elementFromPoint(left + 4, top + height / 2) === it;
  });
  expect(isOnTop).toBe(true);
});

import type { CDPSession, Locator, Page } from '@playwright/test';

import { sizes } from '../parts/chromium';
import { linkOf, postToPhotos } from '../parts/link';
import { arrived, choose, dialogOf, photosReady } from '../parts/photos';
import { skinPicture, type Picture } from '../parts/pictures';
import { colours, striped } from '../parts/stripes';
import { expect, server, serverForThisFile, test } from '../parts/test';

/// What is done to a photo before it is sent: on a phone, with a tablet's pen, with a keyboard, and what leaves the device.
serverForThisFile();

/// A photos page of somebody's own, with a photo in front of them.
async function lookAt(page: Page, picture: Picture): Promise<Locator> {
  const link = linkOf(server().demo());
  await postToPhotos(page.request, link);
  await page.goto(`/p/${link.token}/photos`);
  await photosReady(page);
  await choose(page, 'Close up', picture);
  const dialog = dialogOf(page);
  await expect(tool(dialog, 'Cut')).toBeVisible();
  return dialog;
}

const tool = (dialog: Locator, name: string) => dialog.getByRole('button', { name, exact: true });
const looks = (dialog: Locator) => expect(tool(dialog, 'Draw')).toBeVisible();

/// What is uploaded from now on: the bytes, and the layer beside them.
function uploadsOf(page: Page) {
  const parts: Buffer[] = [];
  let marks: { kind: string; points?: unknown[]; pressure?: number[]; lesion?: number }[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') parts.push(request.postDataBuffer()!);
    const metadata = request.headers()['upload-metadata'];
    const layer = metadata?.split(',').find((pair) => pair.startsWith('annotations '))?.split(' ')[1];
    if (layer) marks = JSON.parse(Buffer.from(layer, 'base64').toString()).marks;
  });
  return { bytes: () => Buffer.concat(parts), marks: () => marks };
}

async function send(page: Page, dialog: Locator) {
  await dialog.getByRole('button', { name: /^Use / }).click();
  await arrived(page, 'Close up');
}

async function coverTheMiddle(page: Page, dialog: Locator) {
  await tool(dialog, 'Hide').click();
  await dialog.getByRole('application', { name: 'Photo to cover' }).focus();
  await page.keyboard.press('Enter');
  await tool(dialog, 'Hide').click();
  await looks(dialog);
}

test('what was hidden or cut away is in no byte that is sent', async ({ browser, open }) => {
  const sent = async (picture: Picture, edit: boolean) => {
    const context = await open();
    const page = await context.newPage();
    const uploads = uploadsOf(page);
    const dialog = await lookAt(page, picture);
    if (edit) {
      await coverTheMiddle(page, dialog);
      await tool(dialog, 'Cut').click();
      await dialog.getByLabel('Left edge').fill('20');
      await dialog.getByLabel('Make it straight').fill('3');
      await tool(dialog, 'Cut').click();
      await looks(dialog);
    }
    await send(page, dialog);
    return { bytes: uploads.bytes(), ...(await colours(page, uploads.bytes())) };
  };
  const [strong, plain] = [await striped(browser, true), await striped(browser, false)];
  expect(strong.buffer.equals(plain.buffer)).toBe(false);

  const whole = await sent(strong, false);
  expect(whole.strong, 'as it is, the stripes are there').toBeGreaterThan(0.1);
  const edited = await sent(strong, true);
  expect(edited.strong).toBe(0);
  expect(edited.grey, 'where it was hidden').toBeGreaterThan(0.04);
  const other = await sent(plain, true);
  expect(edited.bytes.equals(other.bytes), 'nobody can tell what was there').toBe(true);
});

test('when an edit fails, the photo stays as it was and the original is not sent in its place', async ({ browser, page, trouble }) => {
  trouble.expect(/./);
  // A worker that breaks on every list with something hidden.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest: unknown[]) {
      const broken = message.job?.includes('hide') ? { ...message, job: '{' } : message;
      return (post as Function).call(this, broken, ...rest);
    };
  });
  const picture = await striped(browser, true);
  const uploads = uploadsOf(page);
  const dialog = await lookAt(page, picture);
  await tool(dialog, 'Cut').click();
  await dialog.getByLabel('Left edge').fill('20');
  await tool(dialog, 'Cut').click();
  await looks(dialog);
  await coverTheMiddle(page, dialog);
  await expect(dialog.getByText('That did not work. Your photo is as it was before.')).toBeVisible();
  await expect(tool(dialog, 'Undo cut')).toBeVisible();
  await send(page, dialog);
  expect(uploads.bytes().equals(picture.buffer)).toBe(false);
  expect((await colours(page, uploads.bytes())).strong, 'the stripes in the middle, not those cut away').toBeLessThan(0.05);
});

const middleOf = async (area: Locator) => {
  const box = (await area.boundingBox())!;
  return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2), width: box.width, height: box.height };
};

type Spot = { x: number; y: number };

/// Fingers on the glass; each is where it is from one step to the next.
async function touch(chrome: CDPSession, ...steps: Spot[][]) {
  const points = (spots: Spot[]) => spots.map((spot, id) => ({ ...spot, id }));
  for (const [at, spots] of steps.entries()) {
    const down = steps[at - 1]?.length ?? 0;
    await chrome.send('Input.dispatchTouchEvent', { type: spots.length > down ? 'touchStart' : 'touchMove', touchPoints: points(spots) });
  }
  await chrome.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

const marksAre = (dialog: Locator, count: number) => expect(dialog.getByText(`Marks on the photo: ${count}`)).toBeAttached();
const coversAre = (dialog: Locator, count: number) => expect(dialog.getByText(`Covers on the photo: ${count}`)).toBeAttached();
const scale = (page: Page) => page.locator('.annotator__sheet').evaluate((it) => new DOMMatrix(getComputedStyle(it).transform).a);

test('on a phone: covers by finger, one step back and forth, and two fingers to look closer', async ({ browser, open }) => {
  const phone = await open(sizes.phone);
  const page = await phone.newPage();
  const chrome = await phone.newCDPSession(page);
  const dialog = await lookAt(page, await skinPicture(browser, { width: 1200, height: 1600 }));
  const shown = dialog.locator('.scene__fit img');
  const pixel = () =>
    shown.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const g = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d')!;
      g.drawImage(image, 0, 0);
      return [...g.getImageData(image.naturalWidth * 0.5, image.naturalHeight * 0.25, 1, 1).data].slice(0, 3);
    });
  const isGrey = async () => (await pixel()).every((value) => Math.abs(value - 128) <= 2);

  await test.step('a drag, a press, and one taken away again', async () => {
    await tool(dialog, 'Hide').click();
    const { x, y, height } = await middleOf(dialog.locator('.hide'));
    const at = (share: number) => Math.round(y + (share - 0.5) * height);
    await touch(chrome, [{ x: x - 60, y: at(0.2) }], [{ x, y: at(0.25) }], [{ x: x + 60, y: at(0.3) }]);
    await coversAre(dialog, 1);
    await touch(chrome, [{ x, y: at(0.8) }]);
    await coversAre(dialog, 2);
    await tool(dialog, 'Take this cover away').click();
    await coversAre(dialog, 1);
    await tool(dialog, 'Hide').click();
    await looks(dialog);
    expect(await isGrey()).toBe(true);
  });

  await test.step('undone and done again', async () => {
    await tool(dialog, 'Undo cover').click();
    await expect(tool(dialog, 'Redo cover')).toBeVisible();
    expect(await isGrey()).toBe(false);
    await tool(dialog, 'Redo cover').click();
    await expect(tool(dialog, 'Undo cover')).toBeVisible();
    expect(await isGrey()).toBe(true);
  });

  await test.step('straightened: the picture turns under the frame', async () => {
    await tool(dialog, 'Cut').click();
    await dialog.getByLabel('Make it straight').fill('-4.5');
    const turned = await dialog.locator('.crop img').evaluate((it) => new DOMMatrix(getComputedStyle(it).transform));
    expect(Math.atan2(turned.b, turned.a) * (180 / Math.PI)).toBeCloseTo(-4.5, 3);
    await tool(dialog, 'Cut').click();
    await expect(tool(dialog, 'Undo straighten')).toBeVisible();
  });

  await test.step('two fingers bring it closer and draw nothing', async () => {
    await tool(dialog, 'Draw').click();
    const { x, y } = await middleOf(dialog.locator('.annotator__area'));
    await touch(chrome, [{ x: x - 20, y }], [{ x: x - 20, y }, { x: x + 20, y }], [{ x: x - 60, y }, { x: x + 60, y }], [{ x: x - 80, y }, { x: x + 80, y }]);
    await expect.poll(() => scale(page)).toBeCloseTo(4, 1);
    await marksAre(dialog, 0);
    await touch(chrome, [{ x: x - 50, y }], [{ x, y: y + 20 }], [{ x: x + 50, y: y + 40 }]);
    await marksAre(dialog, 1);
    await tool(dialog, 'Save').click();
    await expect(tool(dialog, 'Undo drawing')).toBeVisible();
  });

  const uploads = uploadsOf(page);
  await send(page, dialog);
  expect(uploads.marks().map((mark) => mark.kind)).toEqual(['arrow']);
});

test('with a pen: pressure is kept, the hand beside it moves the photo, and what is drawn is not drawn anew', async ({ browser, open }) => {
  const tablet = await open({ ...sizes.tablet, deviceScaleFactor: 2 });
  const page = await tablet.newPage();
  const chrome = await tablet.newCDPSession(page);
  const uploads = uploadsOf(page);
  const dialog = await lookAt(page, await skinPicture(browser, { width: 4000, height: 3000 }));
  await tool(dialog, 'Draw').click();
  await dialog.getByRole('radio', { name: 'Pen' }).check();
  const area = dialog.locator('.annotator__area');
  const { x, y } = await middleOf(area);
  const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', dx: number, dy: number, force: number) =>
    chrome.send('Input.dispatchMouseEvent', { type, x: x + dx, y: y + dy, force, button: 'left', buttons: 1, clickCount: 1, pointerType: 'pen' });
  const line = async (dy: number) => {
    await pen('mousePressed', -100, dy, 0.2);
    for (let dx = -90; dx <= 100; dx += 10) await pen('mouseMoved', dx, dy, 0.6 + dx / 250);
  };
  await line(-40);
  await pen('mouseReleased', 100, -40, 0);
  await marksAre(dialog, 1);

  const first = (await area.locator('svg').first().elementHandle())!;
  await line(40);
  expect(await first.evaluate((it) => it.isConnected), 'only the mark under way is drawn anew').toBe(true);
  await pen('mouseReleased', 100, 40, 0);
  await marksAre(dialog, 2);

  await dialog.getByRole('button', { name: 'Zoom in' }).click();
  const before = await area.locator('.annotator__sheet').evaluate((it) => getComputedStyle(it).transform);
  await touch(chrome, [{ x, y }], [{ x: x + 40, y: y + 10 }], [{ x: x + 60, y: y + 20 }]);
  await expect.poll(() => area.locator('.annotator__sheet').evaluate((it) => getComputedStyle(it).transform)).not.toBe(before);
  await marksAre(dialog, 2);

  await dialog.getByRole('radio', { name: 'Area' }).check();
  await line(80);
  await pen('mouseMoved', 0, 120, 0.5);
  await pen('mouseReleased', 0, 120, 0);
  await marksAre(dialog, 3);
  await tool(dialog, 'Save').click();
  await send(page, dialog);
  const [stroke, , region] = uploads.marks();
  expect(stroke.pressure?.length).toBe(stroke.points?.length);
  expect(stroke.pressure![0]).toBeLessThan(80);
  expect(Math.max(...stroke.pressure!)).toBeGreaterThan(220);
  expect([region.kind, region.pressure]).toEqual(['region', undefined]);
});

test('by keyboard alone: every tool, covers, zoom, one step back, and leaving asks first', async ({ browser, page }) => {
  const uploads = uploadsOf(page);
  const dialog = await lookAt(page, await skinPicture(browser));
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  await test.step('a cover is added, moved, made larger, and one taken away', async () => {
    await tool(dialog, 'Hide').press('Enter');
    await dialog.getByRole('application', { name: 'Photo to cover' }).focus();
    const cover = dialog.locator('.hide__cover');
    await press('Enter');
    const box = async () => (await cover.first().boundingBox())!;
    const before = await box();
    await press('ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown');
    const after = await box();
    expect(after.x).toBeGreaterThan(before.x);
    expect(after.width).toBeGreaterThan(before.width);
    await press('Enter', 'Delete');
    await coversAre(dialog, 1);
    await tool(dialog, 'Hide').press('Enter');
    await expect(tool(dialog, 'Undo cover')).toBeVisible();
    await expect(dialog.getByRole('heading').first()).toBeFocused();
  });

  await test.step('straightened by half a degree', async () => {
    await tool(dialog, 'Cut').press('Enter');
    await dialog.getByLabel('Make it straight').press('ArrowRight');
    await expect(dialog.getByLabel('Make it straight')).toHaveValue('0.5');
    await tool(dialog, 'Cut').press('Enter');
    await expect(tool(dialog, 'Undo straighten')).toBeVisible();
  });

  await tool(dialog, 'Draw').press('Enter');
  const area = dialog.getByRole('application', { name: 'Drawing area' });
  await test.step('every tool draws', async () => {
    const tools = ['Arrow', 'Circle', 'Pen', 'Area', 'Words', 'Number', 'Size'];
    for (const [at, name] of tools.entries()) {
      await dialog.getByRole('radio', { name }).press('Space');
      if (name === 'Words') await dialog.getByLabel('Words to put on the photo').fill('itches here');
      await area.focus();
      const drag = ['Enter', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter'];
      await press(...(['Words', 'Number'].includes(name) ? ['ArrowDown', 'Space'] : drag));
      await marksAre(dialog, at + 1);
    }
    await press('Control+z');
    await marksAre(dialog, tools.length - 1);
    await press('Control+y');
    await marksAre(dialog, tools.length);
  });

  await test.step('closer, to single pixels, and back', async () => {
    await press(...Array(12).fill('+'));
    await expect.poll(() => scale(page)).toBeGreaterThan(11);
    await press('-');
    await press('0');
    await expect.poll(() => scale(page)).toBe(1);
  });

  await test.step('leaving asks first, the dialog as well as the page', async () => {
    await press('Escape');
    const asked = page.getByRole('dialog', { name: 'Leave this photo?' });
    await expect(asked).toBeVisible();
    await press('Escape');
    await expect(asked).toBeHidden();
    await marksAre(dialog, 7);
    const [question] = await Promise.all([page.waitForEvent('dialog'), page.evaluate(() => setTimeout(() => location.reload()))]);
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
  });

  await tool(dialog, 'Save').press('Enter');
  await send(page, dialog);
  expect(uploads.marks().map((mark) => mark.kind)).toEqual(['arrow', 'circle', 'pen', 'region', 'text', 'number', 'scale']);
  expect(uploads.marks()[5].lesion).toBe(1);
  await page.reload();
  await photosReady(page);

  await choose(page, 'Close up', await skinPicture(browser));
  await looks(dialog);
  await press('Escape');
  await page.getByRole('dialog', { name: 'Leave this photo?' }).getByRole('button', { name: 'Leave it' }).press('Enter');
  await expect(dialog).toBeHidden();
});

test('space and the mouse move the photo, the wheel brings it closer', async ({ browser, page }) => {
  const dialog = await lookAt(page, await skinPicture(browser));
  await tool(dialog, 'Draw').click();
  const area = dialog.locator('.annotator__area');
  const { x, y } = await middleOf(area);
  const place = () => area.locator('.annotator__sheet').evaluate((it) => getComputedStyle(it).transform);
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -500);
  await expect.poll(() => scale(page)).toBeGreaterThan(2);
  await area.focus();
  await page.keyboard.down('Space');
  const before = await place();
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 30, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up('Space');
  await expect.poll(place).not.toBe(before);
  await marksAre(dialog, 0);
  const then = await place();
  await page.mouse.down({ button: 'middle' });
  await page.mouse.move(x - 40, y - 30, { steps: 3 });
  await page.mouse.up({ button: 'middle' });
  await expect.poll(place).not.toBe(then);
  await marksAre(dialog, 0);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 30, { steps: 3 });
  await page.mouse.up();
  await marksAre(dialog, 1);
});

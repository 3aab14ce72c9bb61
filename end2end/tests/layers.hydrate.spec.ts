import type { APIRequestContext, BrowserContext, Locator, Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { linkTo, postToPhotos } from '../parts/link';
import { people, signIn } from '../parts/people';
import { skinPicture, type Picture } from '../parts/pictures';
import { postDraft, postStart, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';
import { send } from '../parts/tus';

/// What is drawn over a picture after it was sent: a layer for each person, beside what the picture came with.
serverForThisFile();

const tablet = { viewport: { width: 1024, height: 768 }, deviceScaleFactor: 2, hasTouch: true };

const sentMark = { kind: 'text', at: { x: 0.1, y: 0.2 }, text: 'here' };

let picture: Picture;

test.beforeAll(async ({ browser }) => {
  picture = await skinPicture(browser, { width: 1700, height: 1100 });
});

type Sent = { id: string; called: string; patient: APIRequestContext };

/// A case in its queue whose picture a patient sent with a word on it.
async function sentByPatient(open: () => Promise<BrowserContext>, marks: object[] = [sentMark]): Promise<Sent> {
  const referrer = await signIn(await open(), people.referrer);
  const [id, typed] = [await postStart(referrer), wholeRequest()];
  const patient = (await open()).request;
  const links = async (): Promise<string[]> => (await (await patient.get('/demo/phone')).text()).match(/\/p\/[\w-]+/g) ?? [];
  const before = await links();
  await postDraft(referrer, id, typed, 'text');
  const added = async () => (await links()).find((link) => !before.includes(link));
  await expect.poll(added).toBeTruthy();
  const link = linkTo((await added())!, '1948-03-12');
  const called = await postToPhotos(patient, link);
  const annotations = JSON.stringify({ marks });
  expect((await send(patient, picture.buffer, { link: called, view: 'close_up', annotations })).status()).toBe(204);
  await patient.post('/api/patient/send', { form: { link: called } });
  expect((await postDraft(referrer, id, typed, 'submit')).headers().location).toContain('sent=1');
  return { id, called, patient };
}

const stageOf = (page: Page) => page.locator('.stage__view').first();
const words = (page: Page) => page.locator('.stage svg text');
const layer = (page: Page, colour: number) => page.locator(`.stage svg.layer-${colour}`);
const panel = (page: Page) => page.getByRole('group', { name: 'Draw' });
const saved = (page: Page) => expect(page.locator('.viewer__saved')).toHaveText('Saved.');
const take = (page: Page, tool: string) => page.getByRole('group', { name: 'Tools' }).getByRole('button', { name: tool, exact: true }).click();

async function lookAt(context: BrowserContext, id: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`/worklist/${id}`);
  await hydrated(stageOf(page));
  return page;
}

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

/// A pen, a finger or a mouse on the stage, by shares of it.
async function hand(page: Page) {
  const chrome = await page.context().newCDPSession(page);
  const box = (await stageOf(page).boundingBox())!;
  const at = ([x, y]: number[]) => ({ x: box.x + box.width * x, y: box.y + box.height * y });
  const pen = (type: string, point: number[], force = 0.5) =>
    chrome.send('Input.dispatchMouseEvent', { type: type as 'mouseMoved', ...at(point), button: 'left', buttons: 1, clickCount: 1, pointerType: 'pen', force });
  const touch = (type: string, points: number[][]) =>
    chrome.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: points.map((point, id) => ({ ...at(point), id })) });
  /// `force` of each point, 0 to 1.
  const stroke = async (points: number[][], force: number[] = []) => {
    await pen('mousePressed', points[0], force[0]);
    for (const [n, point] of points.entries()) await pen('mouseMoved', point, force[n]);
    await pen('mouseReleased', points[points.length - 1], 0);
  };
  return { at, pen, touch, stroke };
}

const widths = (of: Locator) =>
  of.locator('g.marks__mark path').evaluateAll((paths) => [...new Set(paths.map((path) => getComputedStyle(path).strokeWidth))]);

test('a pen on a tablet: what one specialist draws another sees as theirs, and what was sent stays', async ({ open }) => {
  const { id, called, patient } = await sentByPatient(open);
  const patientsPages = async () => [
    await (await patient.get(`/p/${called}/news`)).text(),
    await (await patient.get(`/p/${called}/review`)).text(),
  ].map((page) => page.replace(/nonce="[^"]*"|nonce-[\w+/=-]+/g, ''));
  const before = await patientsPages();

  const context = await open(tablet);
  await signIn(context, people.specialist);
  const page = await lookAt(context, id);
  await expect(words(page)).toHaveText(['here']);
  await page.getByRole('button', { name: 'Draw' }).click();
  const { stroke, touch, pen } = await hand(page);

  await test.step('harder pressed, the line is broader', async () => {
    await take(page, 'Pen');
    await stroke([[0.3, 0.3], [0.35, 0.3], [0.4, 0.32], [0.45, 0.35], [0.5, 0.4], [0.55, 0.45]], [0.05, 0.05, 0.1, 0.9, 0.95, 0.95]);
    await saved(page);
    expect((await widths(layer(page, 1))).length).toBeGreaterThan(1);
  });

  await test.step('the hand beside the pen draws nothing, whichever comes first', async () => {
    const drawn = await layer(page, 1).locator('g.marks__mark').count();
    await touch('touchStart', [[0.8, 0.8]]);
    await touch('touchMove', [[0.7, 0.7]]);
    await touch('touchEnd', []);
    expect(await layer(page, 1).locator('g.marks__mark').count()).toBe(drawn);
    await take(page, 'Arrow');
    await pen('mousePressed', [0.6, 0.3]);
    await touch('touchStart', [[0.8, 0.8]]);
    await pen('mouseMoved', [0.7, 0.4]);
    await pen('mouseReleased', [0.7, 0.4], 0);
    await touch('touchEnd', []);
    await expect(layer(page, 1).locator('g.marks__mark')).toHaveCount(drawn + 1);
    await saved(page);
  });

  await test.step('two fingers move the picture while a tool is in hand', async () => {
    const percent = () => page.locator('.stage__readout').innerText();
    const fitted = await percent();
    await touch('touchStart', [[0.45, 0.5], [0.55, 0.5]]);
    await touch('touchMove', [[0.3, 0.5], [0.7, 0.5]]);
    await touch('touchEnd', []);
    await expect.poll(percent).not.toBe(fitted);
    await page.getByRole('button', { name: 'Fit the whole picture' }).click();
  });

  await test.step('the layer is switched off and on', async () => {
    await page.getByRole('button', { name: 'Layers' }).click();
    await page.getByRole('checkbox', { name: 'You' }).uncheck();
    await expect(layer(page, 1)).toHaveCount(0);
    await expect(words(page)).toHaveText(['here']);
    await page.getByRole('checkbox', { name: 'You' }).check();
    await expect(layer(page, 1)).toHaveCount(1);
  });

  await test.step('a reload shows it', async () => {
    const lines = layer(page, 1).locator('g.marks__mark path');
    const drawn = await lines.evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
    await page.reload();
    await hydrated(stageOf(page));
    expect(await lines.evaluateAll((paths) => paths.map((path) => path.getAttribute('d')))).toEqual(drawn);
  });

  await test.step('a colleague sees it under its name, and what was sent beside it', async () => {
    const colleague = await open();
    await signIn(colleague, people.otherSpecialist);
    const theirs = await lookAt(colleague, id);
    await theirs.getByRole('button', { name: 'Layers' }).click();
    await expect(layer(theirs, 2).locator('g.marks__mark')).toHaveCount(2);
    await theirs.getByRole('checkbox', { name: people.specialist.name }).uncheck();
    await expect(layer(theirs, 2)).toHaveCount(0);
    await expect(words(theirs)).toHaveText(['here']);
    await theirs.getByRole('checkbox', { name: 'Sent with the picture' }).uncheck();
    await expect(words(theirs)).toHaveCount(0);
  });

  expect(await patientsPages(), 'the patient sees what they saw before').toEqual(before);
});

test('by keyboard alone: every tool, undo and redo, and what is stored', async ({ open }) => {
  const { id } = await sentByPatient(open);
  const context = await open(tablet);
  await signIn(context, people.specialist);
  const page = await lookAt(context, id);
  await stageOf(page).focus();
  const marks = layer(page, 1).locator('g.marks__mark');
  const tools = page.getByRole('group', { name: 'Tools' }).getByRole('button');

  await press(page, 'f');
  const names = await tools.allInnerTexts();
  for (const name of names) {
    const tool = tools.filter({ hasText: new RegExp(`^${name}$`) });
    await expect(tool).toHaveAttribute('aria-pressed', 'true');
    if (['Words', 'Number', 'Ruler'].includes(name)) {
      await press(page, 'g');
      continue;
    }
    const before = await marks.count();
    await press(page, 'Enter', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'Enter');
    await expect(marks, name).toHaveCount(before + 1);
    await press(page, 'g');
  }
  await saved(page);
  const all = await marks.count();
  await press(page, 'z', 'z');
  await expect(marks).toHaveCount(all - 2);
  await press(page, 'Shift+Z');
  await expect(marks).toHaveCount(all - 1);

  await test.step('two numbers', async () => {
    await tools.filter({ hasText: 'Number' }).press('Enter');
    await stageOf(page).focus();
    await press(page, 'ArrowLeft', 'Enter', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Enter');
    await expect(layer(page, 1).locator('text')).toHaveText(['1', '2']);
    await press(page, 'Control+z', 'Control+z');
  });

  await test.step('words', async () => {
    await tools.filter({ hasText: 'Words' }).press('Enter');
    // Each of these letters does something elsewhere.
    await page.getByRole('textbox', { name: 'Words' }).pressSequentially('biopsy, scar, dmz');
    await stageOf(page).focus();
    await press(page, 'ArrowUp', 'ArrowUp', 'Enter');
    await expect(layer(page, 1).locator('text')).toHaveText(['biopsy, scar, dmz']);
  });
  await saved(page);
  await press(page, 'm');
  await expect(words(page)).toHaveCount(0);
  await press(page, 'm');

  await page.reload();
  await hydrated(stageOf(page));
  await expect(marks).toHaveCount(all - 1);
  await expect(layer(page, 1).locator('text')).toHaveText(['biopsy, scar, dmz']);
  // What was there is taken back mark by mark.
  await stageOf(page).focus();
  await press(page, 'f', 'z');
  await expect(layer(page, 1).locator('text')).toHaveCount(0);
  await saved(page);
});

test('what cannot be saved is said, asked about before leaving, and saved later', async ({ open, trouble }) => {
  trouble.expect(/Failed to load resource/);
  const { id } = await sentByPatient(open);
  const context = await open(tablet);
  await signIn(context, people.specialist);
  const page = await lookAt(context, id);
  await page.getByRole('button', { name: 'Draw' }).click();
  const { stroke } = await hand(page);
  await page.route('**/api/images/annotate', (route) => route.abort());
  await stroke([[0.3, 0.3], [0.4, 0.4]]);
  await expect(panel(page)).toContainText('Could not be saved.');

  let asked = false;
  page.once('dialog', (dialog) => {
    asked = dialog.type() === 'beforeunload';
    void dialog.dismiss();
  });
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toBe(true);

  await page.unroute('**/api/images/annotate');
  await panel(page).getByRole('button', { name: 'Try again' }).click();
  await saved(page);

  await test.step('drawn in two windows: the second is told', async () => {
    const second = await lookAt(context, id);
    await page.bringToFront();
    await stroke([[0.5, 0.3], [0.6, 0.4]]);
    await saved(page);
    await second.bringToFront();
    await second.getByRole('button', { name: 'Draw' }).click();
    await (await hand(second)).stroke([[0.2, 0.2], [0.2, 0.5]]);
    await expect(panel(second)).toContainText('you drew on this picture in another window');
    await second.reload();
    await expect(layer(second, 1).locator('g.marks__mark')).toHaveCount(2);
  });
});

test('the part that somebody keeps in view opens for everybody, and the whole picture is one press away', async ({ open }) => {
  const { id } = await sentByPatient(open);
  const context = await open(tablet);
  await signIn(context, people.specialist);
  const page = await lookAt(context, id);
  const percent = async (of: Page) => Number.parseInt(await of.locator('.stage__readout', { hasText: '%' }).innerText());
  const fitted = await percent(page);
  await page.getByRole('button', { name: 'Draw' }).click();
  await stageOf(page).focus();
  await press(page, '+', '+', '+');
  await page.getByRole('button', { name: 'Keep this part in view' }).click();
  await saved(page);

  const colleague = await open(tablet);
  await signIn(colleague, people.otherSpecialist);
  const theirs = await lookAt(colleague, id);
  await expect(theirs.getByText('Dr Helen Marsh kept this part in view.')).toBeVisible();
  // As large as it fits: their stage is a little larger, there is no palette beside it.
  expect(await percent(theirs)).toBeGreaterThan(2.5 * fitted);
  await theirs.getByRole('button', { name: 'Whole picture', exact: true }).click();
  await expect.poll(() => percent(theirs)).toBeLessThan(1.5 * fitted);
  await expect(theirs.getByText('kept this part in view')).toHaveCount(0);

  const practice = await open();
  await signIn(practice, people.referrer);
  const card = await practice.newPage();
  await card.goto(`/cases/${id}`);
  await expect(card.getByText('Dr Helen Marsh asks to look at the framed part.')).toBeVisible();
  const [frame, picture] = [card.locator('.picture rect.marks__frame').last(), card.locator('.picture__frame img')];
  const widths = [await frame.boundingBox(), await picture.boundingBox()].map((box) => box!.width);
  expect(widths[0] / widths[1]).toBeLessThan(0.4);

  await page.getByRole('button', { name: 'Keep the whole picture in view' }).click();
  await saved(page);
  await theirs.reload();
  await expect.poll(() => percent(theirs)).toBeLessThan(1.5 * fitted);
});

test('a length is told by the scale that the picture was sent with, until somebody takes their own', async ({ open }) => {
  // 10 mm are a tenth of the width.
  const scale = { kind: 'scale', by: 'ruler', from: { x: 0.1, y: 0.1 }, to: { x: 0.2, y: 0.1 } };
  const { id } = await sentByPatient(open, [scale]);
  const context = await open(tablet);
  await signIn(context, people.specialist);
  const page = await lookAt(context, id);
  await stageOf(page).focus();
  await press(page, 'd');
  await expect(panel(page)).toContainText('The scale is set: draw a line across what you want to measure.');
  await press(page, 'Enter', ...Array(8).fill('ArrowRight'), 'Enter');
  const measured = page.locator('.viewer__measured');
  await expect(measured).toHaveText(/^Measured: \d+ mm/);
  const bySent = await measured.innerText();
  await page.getByRole('combobox', { name: 'Scale' }).selectOption('10 mm of a ruler');
  await stageOf(page).focus();
  await press(page, 'Enter', ...Array(8).fill('ArrowLeft'), 'Enter');
  // As long as the scale, but for what the picture grew or shrank in between: a key's step is one on the screen, and how
  // many lines stand below the picture depends on the day's name.
  const millimetres = async () => parseFloat((await measured.innerText()).replace(/^Measured: /, ''));
  await expect.poll(async () => Math.abs((await millimetres()) - 10)).toBeLessThan(1);
  expect(await measured.innerText()).not.toBe(bySent);
  await press(page, 'z');
  await expect(measured).toHaveText(bySent);
  await saved(page);
});

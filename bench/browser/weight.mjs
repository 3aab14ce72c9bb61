// A patient's phone: what it fetches until the camera can be opened, and how busy it is while a picture is made ready.
import { launch, longestTask } from './chromium.mjs';

const { url, date_of_birth, picture } = JSON.parse(process.argv[2]);
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const camera = '.pick__camera';
const MOVES = 600;
const SECONDS = 5;

const browser = await launch();
try {
  const visitor = await browser.newContext(phone);
  const page = await visitor.newPage();
  const journey = await fetchedBy(visitor, () => walk(page));

  // The same visitor with nothing kept but the session: as after the telephone was switched off.
  const again = await browser.newContext({ ...phone, storageState: await visitor.storageState() });
  await again.addInitScript(countMessages);
  const cold = await again.newPage();
  const photos = await fetchedBy(again, async () => {
    await cold.goto(`${url}/photos`);
    await cold.locator(camera).first().waitFor();
  });

  const judged_per_second = await coaching(cold);
  const longest_task_ms = await longestTask(browser, cold, async () => {
    await cold.locator('.pick__file').first().setInputFiles(picture);
    await cold.locator('.scene__fit img').waitFor();
  });
  const drawn = await drawing(browser, cold);
  console.log(JSON.stringify({ journey, photos, judged_per_second, longest_task_ms, drawing: drawn }));
} finally {
  await browser.close();
}

/** From the texted link to the photos page, as a patient who reads each page goes. */
async function walk(page) {
  const settled = () => page.waitForLoadState('networkidle');
  const [year, month, day] = date_of_birth.split('-').map(Number);
  await page.goto(url);
  await settled();
  await page.locator('a.nhsuk-button').click();
  for (const [part, value] of Object.entries({ day, month, year })) {
    await page.locator(`[name="dob[${part}]"]`).fill(String(value));
  }
  await page.locator('main button[type=submit]').click();
  await page.locator('#care').check();
  await settled();
  await page.locator('main button[type=submit]').click();
  await page.locator('#anything_else').waitFor();
  await settled();
  await page.locator('main button[type=submit]').click();
  await page.locator(camera).first().waitFor();
}

/** In the page: how many messages its workers were sent. */
function countMessages() {
  const post = Worker.prototype.postMessage;
  globalThis.posted = 0;
  Worker.prototype.postMessage = function (...message) {
    globalThis.posted += 1;
    post.apply(this, message);
  };
}

/** Frames of the camera's preview that are judged in a second: each is one message to the picture worker. */
async function coaching(page) {
  await page.locator(camera).first().click();
  await page.waitForFunction(() => globalThis.posted > 5);
  const moment = () => page.evaluate(() => [globalThis.posted, performance.now()]);
  const [before, from] = await moment();
  await page.waitForTimeout(SECONDS * 1_000);
  const [after, to] = await moment();
  await page.keyboard.press('Escape');
  await page.locator('dialog.capture').waitFor({ state: 'hidden' });
  return (1_000 * (after - before)) / (to - from);
}

/** A spiral drawn over the picture with the pen, as fast as events come: how often the page shows something new. */
async function drawing(browser, page) {
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await page.getByRole('radio', { name: 'Pen' }).check();
  const area = await page.getByRole('application').boundingBox();
  const at = (share) => {
    const [turn, reach] = [share * 12 * Math.PI, (share * Math.min(area.width, area.height)) / 2.5];
    return [area.x + area.width / 2 + reach * Math.cos(turn), area.y + area.height / 2 + reach * Math.sin(turn)];
  };
  await page.evaluate(() => {
    globalThis.shown = [];
    const next = (now) => {
      globalThis.shown.push(now);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  const longest_task_ms = await longestTask(browser, page, async () => {
    await page.mouse.move(...at(0));
    await page.mouse.down();
    await page.evaluate(() => (globalThis.shown.length = 0));
    for (let step = 1; step <= MOVES; step++) await page.mouse.move(...at(step / MOVES));
    await page.mouse.up();
  });
  const shown = await page.evaluate(() => globalThis.shown);
  return { longest_task_ms, frames_per_second: (1_000 * (shown.length - 1)) / (shown.at(-1) - shown[0]) };
}

/** Every answer that came while `doing`, by name, in bytes as sent. */
async function fetchedBy(context, doing) {
  const sizes = new Map();
  const seen = [];
  context.on('requestfinished', (request) => seen.push(request));
  await doing();
  await context.pages()[0].waitForLoadState('networkidle');
  for (const request of seen) {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    const name = named(new URL(request.url()).pathname);
    sizes.set(name, (sizes.get(name) ?? 0) + responseBodySize + responseHeadersSize);
  }
  return [...sizes].map(([name, bytes]) => ({ name, bytes })).sort((a, b) => b.bytes - a.bytes);
}

/** Without a link's token or a file's hash. */
function named(path) {
  return path.replace(/^\/p\/[^/]+/, '/p/…').replace(/\.[\w-]{16,}(?=\.\w+$)/, '');
}

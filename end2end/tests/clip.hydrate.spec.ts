import { unlink, writeFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { sizes } from '../parts/chromium';
import { hydrated } from '../parts/hydrated';
import { linkTo, postToPhotos } from '../parts/link';
import { people, signIn } from '../parts/people';
import { arrived, cardOf, choosePhoto, photosReady } from '../parts/photos';
import { skinPicture } from '../parts/pictures';
import { postDraft, postStart, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A second of video, as a phone's own camera leaves it in a file.
async function clipBytes(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
    const brush = canvas.getContext('2d')!;
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' });
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const stopped = new Promise((done) => (recorder.onstop = done));
    recorder.start();
    for (let frame = 0; frame < 20; frame += 1) {
      brush.fillStyle = `hsl(${frame * 9} 60% 60%)`;
      brush.fillRect(0, 0, canvas.width, canvas.height);
      await new Promise((done) => setTimeout(done, 50));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return Buffer.from(base64, 'base64');
}

/// A patient records a clip, and the specialist plays it at once, without waiting for all of it.
serverForThisFile();

test('a clip from the phone’s camera to the specialist’s screen', async ({ browser, open }) => {
  const desktop = await open(sizes.desktop);
  const phone = await open({ ...sizes.phone, permissions: ['camera'] });
  const tablet = await open(sizes.tablet);
  const api = await signIn(desktop, people.referrer);
  const typed = wholeRequest();
  const id = await postStart(api);
  await postDraft(api, id, typed, 'text');
  const texts = await desktop.newPage();
  await texts.goto('/demo/phone');
  // The newest text on the phone is another patient's until this one has left.
  const text = texts.getByRole('article').filter({ hasText: '+447700900123' }).first().getByRole('link', { name: /\/p\// });
  const link = linkTo((await text.getAttribute('href'))!, `${typed.year}-${typed.month}-${typed.day}`);

  const patient = await phone.newPage();
  const called = await postToPhotos(phone.request, link);
  await patient.goto(`/p/${link.token}/photos`);
  await photosReady(patient);

  await test.step('what is no video is refused before a byte is sent', async () => {
    const letter = { name: 'clip.mp4', mimeType: 'video/mp4', buffer: Buffer.from('a letter, not a video') };
    await patient.getByLabel('Choose a video').setInputFiles(letter);
    await expect(patient.getByRole('alert')).toContainText('We cannot use this video');
  });

  await test.step('a video that the phone can no longer read says so, and the photo before it is sent', async () => {
    const file = test.info().outputPath('gone.webm');
    await writeFile(file, await clipBytes(patient));
    let release = () => {};
    const released = new Promise<void>((done) => (release = done));
    await patient.route('**/uploads', async (route) => {
      await released;
      await route.continue();
    });
    await choosePhoto(patient, 'Close up', await skinPicture(browser));
    const card = cardOf(patient, 'Something else');
    // On a busy machine the browser may not open it within the page's 25 seconds: then whoever chose it chooses it again.
    await expect(async () => {
      await patient.getByLabel('Choose a video').setInputFiles(file);
      await expect(card).toContainText('Waiting to send', { timeout: 30_000 });
    }).toPass({ timeout: 75_000 });
    await unlink(file);
    release();
    await arrived(patient, 'Close up');
    await expect(card).toContainText('Your phone can no longer read this video. Choose it again.');
    await expect(card.locator('.received img')).toHaveCount(0);
    await patient.unroute('**/uploads');
  });

  await test.step('the patient records by keyboard, and it arrives behind its poster', async () => {
    const record = patient.getByRole('button', { name: 'Record a video' });
    await record.focus();
    await record.press('Enter');
    const start = patient.getByRole('button', { name: 'Start', exact: true });
    await expect(start).toBeEnabled();
    await start.press('Enter');
    await expect(patient.getByRole('timer')).toHaveText('57 seconds left');
    await patient.getByRole('button', { name: 'Stop and send' }).press('Enter');
    await arrived(patient, 'Something else');
    await expect(cardOf(patient, 'Something else')).toContainText(/Video, 0:0[1-9]/);
  });

  expect((await phone.request.post('/api/patient/send', { form: { link: called } })).ok()).toBe(true);
  expect((await postDraft(api, id, typed, 'submit')).headers().location).toContain('sent=1');

  await test.step('the specialist plays it and jumps about in it', async () => {
    await signIn(tablet, people.specialist);
    const specialist = await tablet.newPage();
    const ranges: string[] = [];
    specialist.on('response', (answer) => {
      if (!answer.url().endsWith('/clip')) return;
      expect(answer.status()).toBe(206);
      ranges.push(answer.headers()['content-range']);
    });
    await specialist.goto(`/worklist/${id}`);
    await hydrated(specialist.getByRole('button', { name: 'Light' }));
    await specialist.locator('.filmstrip a').last().click();
    const play = specialist.locator('.clip summary');
    await expect(play).toHaveText(/Play video/);
    await play.press('Enter');
    const video = specialist.locator('video');
    await expect(video).toBeVisible();
    const told = await video.evaluate(async (video: HTMLVideoElement) => {
      video.muted = true;
      await video.play();
      return { length: video.duration, ready: video.readyState, wide: video.videoWidth };
    });
    // Chromium records without a length; the server wrote it in.
    expect(told.length).toBeGreaterThan(1);
    expect(told.length).toBeLessThan(10);
    expect(told.ready).toBeGreaterThanOrEqual(2);
    expect(told.wide).toBeGreaterThan(0);
    await expect.poll(() => video.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.3);
    const sought = await video.evaluate(async (video: HTMLVideoElement) => {
      video.pause();
      const there = new Promise((done) => video.addEventListener('seeked', done, { once: true }));
      video.currentTime = 0.5;
      await there;
      return video.currentTime;
    });
    expect(sought).toBeCloseTo(0.5, 1);
    expect(ranges.length).toBeGreaterThan(0);
    expect(ranges.every((range) => /^bytes \d+-\d+\/\d+$/.test(range))).toBe(true);
  });
});

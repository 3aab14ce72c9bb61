import { sizes } from '../parts/chromium';
import { hydrated } from '../parts/hydrated';
import { linkTo, postToPhotos } from '../parts/link';
import { people, signIn } from '../parts/people';
import { arrived, cardOf, photosReady } from '../parts/photos';
import { postDraft, postStart, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A patient records a clip, and the specialist plays it at once, without waiting for all of it.
serverForThisFile();

test('a clip from the phone’s camera to the specialist’s screen', async ({ open }) => {
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

import { sizes } from '../parts/chromium';
import { hydrated } from '../parts/hydrated';
import { people, signIn } from '../parts/people';
import { arrived, choosePhoto, photosReady } from '../parts/photos';
import { skinPicture } from '../parts/pictures';
import { postDraft, postStart, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// The code beside the upload area: the referrer's own phone, without signing in.
serverForThisFile();

test('pictures from the referrer’s phone appear in the desktop tab', async ({ open, browser }) => {
  const desktop = await open(sizes.desktop);
  const api = await signIn(desktop, people.referrer);
  const id = await postStart(api);
  await postDraft(api, id, wholeRequest(), 'save');
  const referrer = await desktop.newPage();
  await referrer.goto(`/cases/${id}/request`);
  await hydrated(referrer.getByRole('button', { name: 'Use my own phone' }));
  await referrer.getByRole('button', { name: 'Use my own phone' }).click();
  await expect(referrer.getByRole('img', { name: 'QR code with a link for your phone' }).locator('svg')).toBeVisible();
  const link = await referrer.getByRole('link', { name: /^Open the link here/ }).getAttribute('href');
  await referrer.evaluate(() => Object.assign(window, { notReloaded: true }));

  const phone = await (await open(sizes.phone)).newPage();
  await phone.goto(new URL(link!).pathname);
  await expect(phone.getByRole('heading', { name: 'Add photos to the request' })).toBeVisible();
  await photosReady(phone);
  await choosePhoto(phone, 'Close up', await skinPicture(browser));
  await arrived(phone, 'Close up');

  const picture = referrer.locator('#pictures .picture');
  await expect(picture).toHaveCount(1);
  await expect(picture).toContainText('Close-up');
  expect(await referrer.evaluate(() => 'notReloaded' in window), 'the page was not loaded again').toBe(true);

  await test.step('the phone reaches nothing else', async () => {
    const [photos, token] = [phone.url(), link!.split('/').pop()!];
    expect(photos).toMatch(/\/p\/[0-9a-f]{16}\/photos$/);
    for (const page of ['questions', 'review', 'news', 'before']) {
      await phone.goto(`/p/${token}/${page}`);
      await expect(phone).toHaveURL(photos);
    }
    const asked = await phone.request.get(`/cases/${id}`, { headers: { accept: 'text/html' }, maxRedirects: 0 });
    expect(asked.headers().location).toContain('/sign-in');
  });
});

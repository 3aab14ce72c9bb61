import { hydrated } from '../parts/hydrated';
import { people, signIn } from '../parts/people';
import { keepPhoto } from '../parts/photos';
import { skinPicture } from '../parts/pictures';
import { postCase } from '../parts/request';
import { sizes } from '../parts/chromium';
import { expect, serverForThisFile, test } from '../parts/test';

/// A practice has one more picture while the specialist has the request.
serverForThisFile();

test('one more picture goes to the specialist with a message, and not before', async ({ open, browser, script }) => {
  const referrer = await open(sizes.desktop);
  const picture = await skinPicture(browser);
  const id = await postCase(await signIn(referrer, people.referrer), picture);
  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const pictures = async () => {
    const page = await (await specialist.request.get(`/worklist/${id}`)).text();
    return new Set(page.match(/\/images\/[0-9a-f-]+\/thumb/g)).size;
  };
  const before = await pictures();

  const practice = await referrer.newPage();
  await practice.goto(`/cases/${id}`);
  await practice.getByRole('link', { name: 'Send more pictures' }).click();
  await expect(practice.getByRole('heading', { name: 'Send more pictures' })).toBeVisible();
  const files = practice.locator('#upload-files');
  if (script) await hydrated(files);
  await files.setInputFiles([picture]);
  if (script) {
    await keepPhoto(practice);
  } else {
    await practice.locator('form.upload-area button').click();
  }
  const waiting = practice.getByRole('region', { name: 'Not sent yet' });
  await expect(waiting.locator('li.picture')).toHaveCount(1);
  expect(await pictures()).toBe(before);
  await practice.goto(`/cases/${id}`);
  await expect(practice.getByText('1 picture is not sent yet.')).toBeVisible();
  await practice.getByRole('link', { name: 'Look at them and send' }).click();

  await practice.getByLabel('What do they show?').fill('The same spot in daylight.');
  await practice.getByRole('button', { name: 'Send pictures and message' }).click();
  await expect(practice, 'the browser asks for the tick').toHaveURL(/\/pictures/);
  await practice.getByLabel(/^The patient agrees/).check();
  await practice.getByRole('button', { name: 'Send pictures and message' }).click();
  await expect(practice.getByText('1 picture came with it.')).toBeVisible();
  expect(await pictures()).toBe(before + 1);
  await practice.goto(`/cases/${id}/pictures`);
  await expect(waiting.locator('li.picture')).toHaveCount(0);
});

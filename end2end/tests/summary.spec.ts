import { reassure } from '../parts/answer';
import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A case on paper, for whoever was not there.
serverForThisFile();

test('a case is printed whole, with its picture and its answer', async ({ open, browser, script }) => {
  const referrer = await open(sizes.desktop);
  const typed = { ...wholeRequest(), name: 'Mair Vaughan' };
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser), typed);
  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await page.goto(`/worklist/${id}`);
  await reassure(page, script, 'Leave it alone.');
  await expect(page.getByText('Sent for Mair Vaughan.')).toBeVisible();

  const practice = await referrer.newPage();
  await expect(async () => {
    await practice.goto(`/cases/${id}/summary`);
    await expect(practice.getByText('Leave it alone.')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect(practice.getByText('Mair Vaughan').first()).toBeVisible();
  await expect(practice.getByText(String(typed.question))).toBeVisible();
  const picture = practice.getByRole('img').first();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  // On paper it is the case alone, and a reader of the file hears its structure.
  await practice.emulateMedia({ media: 'print' });
  await expect(practice.getByRole('link', { name: 'The case' })).toBeHidden();
  await expect(practice.getByRole('button', { name: 'Sign out' })).toBeHidden();
  await expect(practice.getByRole('heading', { name: 'Answer', exact: true })).toBeVisible();
  const pdf = await practice.pdf({ tagged: true, format: 'A4' });
  expect(pdf.toString('latin1')).toContain('/StructTreeRoot');

  // Nobody else finds it.
  const elsewhere = await open(sizes.desktop);
  await signIn(elsewhere, people.elsewhere);
  const refused = await elsewhere.request.get(`/cases/${id}/summary`);
  expect(await refused.text()).not.toContain('Mair Vaughan');
});

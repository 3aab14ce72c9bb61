import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { skinPicture } from '../parts/pictures';
import { postCase } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A page that changes by itself takes nothing from whoever writes on it.
serverForThisFile();

test('what is opened, typed and being written stays when the case changes meanwhile', async ({ open, browser }) => {
  const referrer = await open(sizes.desktop);
  const id = await postCase(await signIn(referrer, people.referrer), await skinPicture(browser));
  const page = await referrer.newPage();
  await page.goto(`/cases/${id}`);
  await page.getByText('Write to the specialist service').click();
  const message = page.getByLabel('Your message');
  await page.getByText('Withdraw this request', { exact: true }).click();
  await message.fill('It began as');
  await message.press('ArrowLeft');
  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const other = await specialist.newPage();
  await other.goto(`/worklist/${id}`);
  await other.getByText('Write to the practice').click();
  await other.getByLabel('Your message').fill('Is it itchy?');
  await other.getByRole('button', { name: 'Send message' }).click();
  await expect(page.getByText('Is it itchy?')).toBeVisible();
  await expect(message).toBeVisible();
  await expect(message).toHaveValue('It began as');
  await expect(page.getByRole('button', { name: 'Withdraw the request' })).toBeVisible();
  // The hand goes on where it was.
  await page.keyboard.type('X');
  await expect(message).toHaveValue('It began aXs');
});

import { hydrated } from '../parts/hydrated';
import { linkOf } from '../parts/link';
import { people, signIn } from '../parts/people';
import { dialogOf, photosReady } from '../parts/photos';
import { stageForThisFile } from '../parts/places';
import { postCase } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// The work can be done without a mouse. That Tab reaches everything on every page is asked in accessibility.hydrate.spec.ts.
serverForThisFile();

const stage = stageForThisFile();

test('a patient signs in and cuts and marks a photo with the keyboard alone', async ({ page, demo }) => {
  const link = linkOf(demo);
  await page.goto(`/p/${link.token}/check`);
  await page.getByLabel('Day').focus();
  for (const part of [link.born.day, link.born.month, link.born.year]) {
    await page.keyboard.type(part);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Before you take photos' })).toBeVisible();
  await page.getByRole('checkbox', { name: /go to my surgery/ }).press('Space');
  await page.getByRole('button', { name: 'Save and continue' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'A few questions' })).toBeVisible();
  await page.getByRole('button', { name: 'Save and continue' }).press('Enter');
  await photosReady(page);

  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByLabel('Choose photos: Close up').press('Enter')]);
  await chooser.setFiles([stage().picture]);
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'Draw', exact: true }).press('Enter');
  await dialog.getByRole('application', { name: 'Drawing area' }).focus();
  for (const key of ['Enter', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await expect(dialog.getByText('Marks on the photo: 1')).toBeAttached();
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(dialog.getByRole('heading').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave it' }).press('Enter');
  await expect(dialog).toBeHidden();
});

test('a message is never sent as an answer', async ({ context, page, open }) => {
  const id = await postCase(await signIn(await open(), people.referrer), stage().picture);
  await signIn(context, people.specialist);
  await page.goto(`/worklist/${id}`);
  await hydrated(page.getByLabel('Diagnosis, or the likely ones'));
  await page.getByRole('radio', { name: 'Reassure and discharge' }).click();
  await page.getByLabel('Diagnosis, or the likely ones').fill('Seborrhoeic keratosis');
  await page.getByText('Write to the practice').click();
  await page.getByLabel('Your message').fill('Did it begin as a mole?');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Send message' }).click();
  await expect(page.getByText('Sent to the practice.')).toBeVisible();
  await expect(page.getByText('Not read yet')).toBeVisible();
  // The answer is still to be written.
  await expect(page.getByText('Waiting for an answer').first()).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Reassure and discharge' })).toBeVisible();
});

test('an outcome that is tapped leads to what only the specialist can say; Ctrl and Enter send from there', async ({ context, page, open }) => {
  const id = await postCase(await signIn(await open(), people.referrer), stage().picture);
  await signIn(context, people.specialist);
  await page.goto(`/worklist/${id}`);
  await hydrated(page.getByLabel('Diagnosis, or the likely ones'));
  await page.getByRole('radio', { name: 'Reassure and discharge' }).click();
  await expect(page.getByLabel('Diagnosis, or the likely ones')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  const missing = page.getByRole('alert').getByRole('link', { name: 'Enter the diagnosis, or the likely ones' });
  await expect(missing).toBeVisible();
  await missing.click();
  await expect(page.getByLabel('Diagnosis, or the likely ones')).toBeFocused();

  // Away from everything that is typed in: the keys, whatever has the focus.
  await page.getByRole('radio', { name: 'Reassure and discharge' }).focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys of the pictures' });
  await expect(help).toContainText('Send the answer');
  await page.keyboard.press('Escape');

  await page.getByRole('radio', { name: 'Reassure and discharge' }).focus();
  await page.keyboard.press('5');
  await expect(page.getByRole('radio', { name: 'Ask for more' })).toBeChecked();
  await expect(page.getByLabel('Blurred')).toBeFocused();
});

test('a specialist answers with the keyboard alone', async ({ context, page, open }) => {
  const id = await postCase(await signIn(await open(), people.referrer), stage().picture);
  await signIn(context, people.specialist);
  await page.goto(`/worklist/${id}`);
  await hydrated(page.getByLabel('Diagnosis, or the likely ones'));
  // One key per outcome, in the order most used.
  await page.keyboard.press('2');
  await expect(page.getByRole('radio', { name: 'Reassure and discharge' })).toBeChecked();
  await expect(page.getByLabel('Advice and plan')).toHaveValue(/Benign appearance/);
  // No template has a diagnosis: it is where the focus goes, and what is asked for.
  await expect(page.getByLabel('Diagnosis, or the likely ones')).toBeFocused();
  await expect(page.getByLabel('Diagnosis, or the likely ones')).toHaveValue('');
  await page.keyboard.type('Seborrhoeic keratosis');
  await page.getByLabel('How sure').selectOption('Probable');
  await page.getByLabel('Nature').selectOption('Benign');
  await page.getByRole('button', { name: 'Send answer' }).press('Enter');
  const bar = page.locator('.undo-bar');
  await expect(bar).toContainText('Sent for Nia Roberts.');
  await expect(page).not.toHaveURL(new RegExp(id));
  await page.keyboard.press('z');
  await expect(page).toHaveURL(new RegExp(id));
  await expect(page.getByLabel('Diagnosis, or the likely ones')).toHaveValue('Seborrhoeic keratosis');
});

test('from the worklist to a sent answer in eight keys, beside what is typed', async ({ context, page, open }) => {
  const id = await postCase(await signIn(await open(), people.referrer), stage().picture);
  await signIn(context, people.specialist);
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto('/worklist');
  const row = page.locator(`a[href="/worklist/${id}"]`);
  await expect(row).toBeVisible();
  await expect(page.locator('html')).toHaveClass(/is-alive/);
  // Where a list is long, its first row is one key away and each further one another: the row stands for the first.
  await row.focus();
  let keys = 1;
  const press = async (key: string) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  await press('Enter');
  await hydrated(page.getByLabel('Diagnosis, or the likely ones'));
  await press('2');
  const diagnosis = page.getByLabel('Diagnosis, or the likely ones');
  await expect(diagnosis).toBeFocused();
  // The field, its label and the button that sends are in sight.
  for (const part of [diagnosis, page.getByText('Diagnosis, or the likely ones'), page.getByRole('button', { name: 'Send answer' }).last()]) {
    await expect(part).toBeInViewport({ ratio: 0.95 });
  }
  await page.keyboard.type('Seborrhoeic keratosis');
  await press('Tab');
  await press('P');
  await press('Tab');
  await press('B');
  await press('Control+Enter');
  await expect(page.locator('.undo-bar')).toContainText('Sent for Nia Roberts.');
  expect(keys).toBeLessThanOrEqual(8);
});

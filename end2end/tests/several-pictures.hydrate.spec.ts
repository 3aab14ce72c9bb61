import type { Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { people, signIn, signInAgain } from '../parts/people';
import { dialogOf } from '../parts/photos';
import { skinPicture, type Picture } from '../parts/pictures';
import { postDraft, postStart, wholeRequest } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// Pictures that a practice has already: several dropped at once, and one pasted.
serverForThisFile();

/// As the browser would hand over files from a desktop's folder or clipboard.
async function give(page: Page, event: 'drop' | 'paste', ...pictures: Picture[]) {
  const files = pictures.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  await page.evaluate(
    ({ event, files }) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, base64 } of files) {
        transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type: mimeType }));
      }
      const options = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        event === 'drop' ? new DragEvent('drop', { ...options, dataTransfer: transfer }) : new ClipboardEvent('paste', { ...options, clipboardData: transfer }),
      );
    },
    { event, files },
  );
}

test('each of several pictures says what it shows, and the set says what it lacks', async ({ context, page, browser }) => {
  const picture = await skinPicture(browser);
  const api = await signIn(context, people.referrer);
  const id = await postStart(api);
  await postDraft(api, id, { ...wholeRequest() }, 'save');
  await page.goto(`/cases/${id}/request`);
  await hydrated(page.getByRole('button', { name: 'Use my own phone' }));
  const set = page.locator('.picture-set');
  await expect(set).toContainText('0 of 2 views that matter');

  // Anywhere on the page, and while the place for files is still folded.
  await give(page, 'drop', picture, picture);
  const dialog = dialogOf(page);
  await expect(dialog.getByText('Photo 1 of 2')).toBeVisible();
  await dialog.getByRole('button', { name: /^Use / }).click();
  await expect(dialog.getByText('Photo 2 of 2')).toBeVisible();
  await give(page, 'paste', picture);
  await dialog.getByLabel('What they show').selectOption({ label: 'From the side' });
  await dialog.getByRole('button', { name: /^Use / }).click();
  await expect(dialog.getByText('Photo 3 of 3')).toBeVisible();
  await dialog.getByLabel('What they show').selectOption({ label: 'Close up' });
  await dialog.getByLabel('Which lesion, by number').fill('2');
  await dialog.getByRole('button', { name: /^Use / }).click();

  await expect(page.locator('#pictures .picture')).toHaveCount(3);
  await expect(page.locator('#pictures')).toContainText('Overview, lesion 1');
  await expect(page.locator('#pictures')).toContainText('Close-up, lesion 2');
  await expect(set).toContainText('Lesion 1: 1 of 2 views that matter');
  await expect(set).toContainText('Lesion 2: 2 of 2 views that matter');
});

test('pictures whose session ends on the way wait for their owner to sign in again', async ({ context, page, browser, trouble }) => {
  // Tried again while its owner signs in, a picture is of another sign-in.
  trouble.expect(/401|412/);
  const api = await signIn(context, people.referrer);
  const id = await postStart(api);
  await postDraft(api, id, { ...wholeRequest() }, 'save');
  await page.goto(`/cases/${id}/request`);
  await hydrated(page.getByRole('button', { name: 'Use my own phone' }));
  await context.clearCookies({ name: 'skinlink' });
  await give(page, 'drop', await skinPicture(browser));
  await dialogOf(page).getByRole('button', { name: /^Use / }).click();
  await expect(page.getByRole('heading', { name: 'You have been signed out' })).toBeVisible();
  await signInAgain(page, people.referrer);
  await expect(page.locator('#pictures .picture')).toHaveCount(1);
});

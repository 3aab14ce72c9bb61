import { sizes } from '../parts/chromium';
import { people, signIn } from '../parts/people';
import { caseIn } from '../parts/request';
import { expect, serverForThisFile, test } from '../parts/test';

/// A service says what it found and did for a patient whom it has taken over, and the practice reads it.
serverForThisFile();

const today = () => new Date().toISOString().slice(0, 10);

test('what was found and done is kept as typed, noted, closed and read', async ({ open }) => {
  const clerk = await open(sizes.desktop);
  await signIn(clerk, people.clerk);
  const bookings = await clerk.newPage();
  await bookings.goto('/bookings');
  const row = bookings.locator('.booking').filter({ hasText: 'Joan Hargreaves' });
  const id = caseIn((await row.getByRole('link').getAttribute('href'))!);

  const specialist = await open(sizes.tablet);
  await signIn(specialist, people.specialist);
  const page = await specialist.newPage();
  await page.goto(`/worklist/${id}`);
  const panel = page.getByRole('region', { name: 'What was found and done' });
  await panel.getByLabel('Diagnosis, in words').fill('Basal cell carcinoma, completely excised');
  await panel.getByLabel('Malignant', { exact: true }).check();
  await panel.getByLabel('Histology', { exact: true }).check();
  await panel.getByLabel('Treated, or treatment has begun').check();
  await panel.getByLabel(/^Day on which treatment was decided/).fill(today());
  await panel.getByLabel(/^Day on which treatment began/).fill(today());
  await panel.getByRole('button', { name: 'Note it and close the case' }).click();
  // No day on which the patient was told: nothing of it is lost, and nothing of it is in the address.
  await expect(panel.getByText('Nothing was noted yet.')).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
  await expect(panel.getByLabel('Diagnosis, in words')).toHaveValue('Basal cell carcinoma, completely excised');
  await expect(panel.getByLabel('Malignant', { exact: true })).toBeChecked();
  await expect(panel.locator('#told-error')).toContainText('Enter the day on which the patient was told');
  await panel.getByLabel(/^Day on which the patient was told/).fill(today());
  await panel.getByRole('button', { name: 'Note it and close the case' }).click();
  await expect(panel.getByText('Noted, and the case is closed.')).toBeVisible();
  await expect(panel.getByText('Cancer found')).toBeVisible();
  await expect(page.getByText(/Treatment begins: ended on day/)).toBeVisible();
  await bookings.reload();
  await expect(row).toHaveCount(0);

  const surgery = await open(sizes.phone);
  await signIn(surgery, people.otherReferrer);
  const practice = await surgery.newPage();
  await practice.goto('/home');
  await expect(practice.getByRole('link', { name: /Found and done/ })).toContainText('2');
  await practice.goto(`/cases/${id}`);
  const read = practice.getByRole('region', { name: 'What was found and done' });
  await expect(read.getByText('Basal cell carcinoma, completely excised')).toBeVisible();
  await expect(read.getByRole('button', { name: 'Note it' })).toHaveCount(0);
  await read.getByRole('button', { name: 'I have read what was found and done' }).click();
  await expect(read.getByText(/Read by/)).toBeVisible();
  await expect(read.getByRole('button', { name: 'I have read' })).toHaveCount(0);
});

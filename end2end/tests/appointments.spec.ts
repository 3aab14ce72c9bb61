import { people, signIn } from '../parts/people';
import { sizes } from '../parts/chromium';
import { expect, serverForThisFile, test } from '../parts/test';

/// From a patient whom a specialist wants to be seen to an appointment that both sides and the patient know of.
serverForThisFile();

/// "2026-12-01", so many days from today.
const dayIn = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000).toISOString().slice(0, 10);

test('a desk calls, asks the practice for help, books, and the patient reads it', async ({ open }) => {
  const clerk = await open(sizes.desktop);
  await signIn(clerk, people.clerk);
  const page = await clerk.newPage();
  await page.goto('/bookings');
  // The demonstration's: two calls in vain.
  const row = page.locator('.booking').filter({ hasText: 'Joan Hargreaves' });
  await expect(row).toContainText('2 calls in vain');
  await expect(row).toContainText('Biopsy or surgery, routine');
  await row.getByRole('link', { name: /^Send a letter/ }).click();
  await page.getByLabel('Note (optional)').fill('To her sister’s address as well');
  await page.getByRole('button', { name: 'Sent a letter' }).click();
  await expect(page.getByText('Noted.')).toBeVisible();
  await expect(page.locator('#contacts')).toContainText('Sent a letter: To her sister’s address as well');
  await expect(page.getByText('The practice was asked to help')).toBeVisible();
  const booking = new URL(page.url()).pathname;
  const id = booking.split('/').pop()!;

  const surgery = await open(sizes.desktop);
  await signIn(surgery, people.otherReferrer);
  const practice = await surgery.newPage();
  await practice.goto('/home');
  await expect(practice.getByRole('link', { name: /Help to reach/ })).toContainText('1');
  await practice.goto(`/cases/${id}`);
  await expect(practice.getByText('The hospital cannot reach this patient about an appointment.')).toBeVisible();
  await practice.getByLabel('How can they be reached?').fill('Mornings, on 0113 496 0199');
  await practice.getByRole('button', { name: 'We have spoken to them' }).click();
  await expect(practice.getByText('The hospital cannot reach this patient')).toHaveCount(0);

  await page.goto(booking);
  await expect(page.locator('#contacts')).toContainText('Spoke to them: Mornings, on 0113 496 0199');
  // What is wrong is said, and day and time stay; a place may be somebody's home, and goes into no address.
  await page.locator('form').filter({ has: page.getByLabel('Day') }).evaluate((form) => form.setAttribute('novalidate', ''));
  await page.getByLabel('Day').fill(dayIn(-3));
  await page.getByLabel('Time').fill('10:40');
  await page.getByLabel('Where').fill('Skin clinic, level 4');
  await page.getByRole('button', { name: 'Book and text the patient' }).click();
  await expect(page.getByText('Enter a day from today on, within a year.')).toBeVisible();
  await expect(page.getByLabel('Time')).toHaveValue('10:40');
  await page.getByLabel('Day').fill(dayIn(9));
  await page.getByLabel('Where').fill('Skin clinic, level 4');
  await page.getByRole('button', { name: 'Book and text the patient' }).click();
  await expect(page.getByText('Booked.', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'The patient did not come' })).toHaveCount(0);
  await page.goto('/bookings?show=booked');
  await expect(page.locator('.booking').filter({ hasText: 'Joan Hargreaves' })).toHaveCount(1);

  await practice.goto(`/cases/${id}`);
  const panel = practice.getByRole('region', { name: 'Appointment' });
  await expect(panel).toContainText('Booked');
  await expect(panel).toContainText('Skin clinic, level 4');
  const phone = await (await open(sizes.phone)).newPage();
  await expect(async () => {
    await phone.goto('/demo/phone');
    await expect(phone.getByText(/you have an appointment on .*Where: Skin clinic, level 4/)).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 30_000 });

  // Called off, it is to be booked again.
  await page.goto(booking);
  await page.getByRole('button', { name: 'The patient cancelled' }).click();
  await expect(page.getByText('Another appointment is to be booked.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Book and text the patient' })).toBeVisible();
});

test('a desk sees no picture and opens no case', async ({ open }) => {
  const clerk = await open(sizes.desktop);
  const api = await signIn(clerk, people.clerk);
  const page = await clerk.newPage();
  await page.goto('/bookings?show=booked');
  await page.locator('.booking a').first().click();
  await page.waitForURL(/\/bookings\/[0-9a-f-]+/);
  await expect(page.locator('img')).toHaveCount(0);
  const id = new URL(page.url()).pathname.split('/').pop();
  for (const path of [`/worklist/${id}`, `/cases/${id}`, `/cases/${id}/history`]) {
    expect((await api.get(path)).status(), path).toBe(404);
  }
});

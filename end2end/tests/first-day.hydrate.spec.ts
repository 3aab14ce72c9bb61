import { createHmac } from 'node:crypto';

import type { Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { linkTo, walkToPhotos } from '../parts/link';
import { startNotify, type Notify } from '../parts/notify';
import { arrived, choosePhoto, photosReady } from '../parts/photos';
import { skinPicture } from '../parts/pictures';
import { fillRequest, startRequest, wholeRequest } from '../parts/request';
import { startServer, type Server } from '../parts/server';
import { expect, test as base } from '../parts/test';

/// A hospital's first day: an empty folder, no demonstration, people who are invited, texts that leave.
let notify: Notify;
let running: Server;

const test = base.extend({
  baseURL: async ({}, use) => {
    notify = await startNotify();
    running = await startServer(notify.env);
    await use(running.url);
    const log = await running.stop();
    await notify.close();
    expect(log).not.toMatch(/panicked|a fault in the program/);
  },
});

const password = 'teapot-gravel-lantern-92';

/// The six digits that an authenticator app shows for these letters (RFC 6238).
function code(letters: string, at = Date.now()): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...letters.replace(/[^A-Z2-7]/g, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const from = digest[19] & 15;
  return String((digest.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/// From the link of an invitation to one's start page: a password, and a second step.
async function join(page: Page, link: string) {
  await page.goto(new URL(link).pathname);
  expect(page.url(), 'the link’s secret is out of the address').not.toContain(link.split('/').pop()!);
  await page.getByLabel('Password').fill('patients');
  await page.getByRole('button', { name: 'Keep this password' }).click();
  await expect(page.getByRole('alert')).toContainText('12');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Keep this password' }).click();
}

async function signIn(page: Page, email: string) {
  await page.goto('/sign-in');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const letters = await page.locator('code').first().innerText();
  await page.getByLabel('Code').fill(code(letters));
  await page.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('button', { name: 'I have kept them: go on' }).click();
}

test('from an empty folder to an answered case', async ({ open, browser, baseURL, trouble }) => {
  // A password that is refused.
  trouble.expect(/422/);
  test.setTimeout(240_000);
  const { url } = { url: baseURL! };
  const printed = running.run('account', 'create', '--administrator', '--email', 'ada@trust.example', '--name', 'Ada Admin');
  const first = /https?:\S+/.exec(printed)![0];
  const administrator = await (await open()).newPage();
  await join(administrator, first);
  await signIn(administrator, 'ada@trust.example');
  await expect(administrator.getByRole('heading', { name: 'People' })).toBeVisible();

  const place = async (kind: string, name: string) =>
    running.run('organisation', 'create', '--kind', kind, '--name', name, '--phone', '0113 496 0100').trim();
  const practice = await place('practice', 'Market Street Surgery');
  const service = await place('service', 'Moorland Dermatology');
  const invite = (role: string, organisation: string, email: string, name: string) =>
    /https?:\S+/.exec(running.run('account', 'invite', '--email', email, '--name', name, '--role', role, '--organisation', organisation))![0];

  const gp = await (await open()).newPage();
  await join(gp, invite('referrer', practice, 'gp@market.example', 'Dr Gita Patel'));
  await signIn(gp, 'gp@market.example');
  const specialist = await (await open()).newPage();
  await join(specialist, invite('specialist', service, 'sam@moorland.example', 'Dr Sam Field'));
  await signIn(specialist, 'sam@moorland.example');
  await expect(specialist.getByRole('heading', { name: 'Worklist' })).toBeVisible();

  const typed = wholeRequest();
  const id = await startRequest(gp);
  await hydrated(gp.locator('#request'));
  await fillRequest(gp, typed, 'Moorland Dermatology');
  await gp.getByRole('button', { name: 'Text the patient' }).click();
  await expect.poll(() => notify.texts.length, { timeout: 30_000 }).toBe(1);
  const { to, body } = notify.texts[0];
  expect(to.replaceAll(' ', '')).toMatch(/^(\+44|0)7700900123$/);
  expect(body).toContain('Market Street Surgery');
  const text = /https?:\S+/.exec(body)![0];
  expect(text.startsWith(url)).toBe(true);

  const patient = await (await open()).newPage();
  await walkToPhotos(patient, linkTo(text, '1948-03-12'));
  await photosReady(patient);
  const picture = await skinPicture(browser);
  await choosePhoto(patient, 'From further away', picture);
  await arrived(patient, 'From further away');
  await choosePhoto(patient, 'Close up', picture);
  await arrived(patient, 'Close up');
  await patient.getByRole('link', { name: 'Continue' }).click();
  await patient.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(patient.getByRole('heading', { name: 'Your photos have been sent' })).toBeVisible();

  await expect(gp.locator('#pictures .picture')).toHaveCount(2);
  await gp.getByRole('button', { name: 'Send the request' }).click();
  await gp.waitForURL(`**/cases/${id}?sent=1`);
  await specialist.goto(`/worklist/${id}`);
  await hydrated(specialist.locator('.stage__view').first());
  await specialist.getByRole('radio', { name: 'Treat in primary care' }).check();
  await specialist.getByLabel('Diagnosis, or the likely ones').fill('Discoid eczema');
  await specialist.getByLabel('How sure').selectOption('Probable');
  await specialist.getByLabel('Nature').selectOption('Benign');
  await specialist.getByLabel('Advice and plan').fill('This can be treated in primary care. Please start betamethasone 0.1% once a day.');
  await specialist.getByRole('button', { name: 'Send answer' }).click();
  await expect(gp.locator('.answered')).toContainText('Discoid eczema', { timeout: 30_000 });
  await expect(gp.locator('.answered')).toContainText('Dr Sam Field');
  // The patient is told by a text as real as the first.
  await expect.poll(() => notify.texts.length, { timeout: 30_000 }).toBe(2);
  expect(notify.texts[1].body).toContain('has news');
});

import type { APIRequestContext, Page } from '@playwright/test';

import type { Demo } from './server';
import { expect } from './test';

/// A patient's link and the date of birth that opens it.
export type Link = { url: string; token: string; born: { day: string; month: string; year: string } };

export function linkOf(demo: Demo): Link {
  const [{ url, date_of_birth }] = demo.patient_links;
  return linkTo(url, date_of_birth);
}

/// `born` as ISO 8601.
export function linkTo(url: string, born: string): Link {
  const [year, month, day] = born.split('-').map((part) => String(Number(part)));
  return { url, token: url.split('/').pop()!, born: { day, month, year } };
}

export async function giveDateOfBirth(page: Page, born: Link['born']) {
  await page.getByLabel('Day').fill(born.day);
  await page.getByLabel('Month').fill(born.month);
  await page.getByLabel('Year').fill(born.year);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/// Through check, consents and questions, by the pages themselves.
export async function walkToPhotos(page: Page, link: Link) {
  await page.goto(new URL(link.url).pathname);
  await page.getByRole('link', { name: 'Start' }).click();
  await giveDateOfBirth(page, link.born);
  await page.getByRole('checkbox', { name: /go to my surgery and to skin specialists/ }).check();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(page.getByRole('heading', { name: 'A few questions' })).toBeVisible();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(page.getByRole('heading', { name: 'Take your photos' })).toBeVisible();
}

/// Opens a link as its text does; what its pages and forms call it from then on in this browser.
export async function openLink(api: APIRequestContext, token: string): Promise<string> {
  const answer = await api.get(`/p/${token}`, { maxRedirects: 0 });
  expect(answer.status(), 'a link leads to its pages').toBe(303);
  return answer.headers().location.split('/').pop()!;
}

/// The same as `walkToPhotos` by the forms behind the pages, where a test is about something else; gives back what its
/// forms call the link.
export async function postToPhotos(api: APIRequestContext, { token, born }: Pick<Link, 'token' | 'born'>): Promise<string> {
  const link = await openLink(api, token);
  const dob = { 'dob[day]': born.day, 'dob[month]': born.month, 'dob[year]': born.year };
  for (const [path, form] of [
    ['check', dob],
    ['consent', { 'choices[care]': 'true' }],
    ['answers', { 'answers[duration]': '' }],
  ] as const) {
    const answer = await api.post(`/api/patient/${path}`, {
      form: { link, ...form },
      headers: { accept: 'text/html' },
      maxRedirects: 0,
    });
    expect(answer.status(), `patient/${path}`).toBe(302);
  }
  return link;
}

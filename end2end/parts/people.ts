import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';

import { expect } from './test';

/// Of every demonstration account.
const password = 'skinlink-demo';

/// The people of the demonstration, by what the tests need them for.
export const people = {
  referrer: { name: 'Dr Amara Osei', email: 'amara.osei@riverside.example' },
  otherReferrer: { name: 'Dr Tom Whitfield', email: 'tom.whitfield@riverside.example' },
  elsewhere: { name: 'Dr Priya Nair', email: 'priya.nair@hilltop.example' },
  specialist: { name: 'Dr Helen Marsh', email: 'helen.marsh@northshire.example' },
  otherSpecialist: { name: 'Dr Yusuf Rahman', email: 'yusuf.rahman@northshire.example' },
  trainee: { name: 'Dr Kit Moss', email: 'kit.moss@northshire.example' },
  photographer: { name: 'Kit Lowe', email: 'kit.lowe@northshire.example' },
  clerk: { name: 'Sam Okafor', email: 'sam.okafor@northshire.example' },
};

export type Person = (typeof people)[keyof typeof people];

/// By the form that everybody uses.
export async function signIn(context: BrowserContext, person: Person): Promise<APIRequestContext> {
  const answer = await context.request.post('/sign-in', { form: { email: person.email, password }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  expect(answer.headers().location).not.toContain('problem');
  return context.request;
}

/// What a clinician's page sends with everything: whose page it is.
export async function marked(api: APIRequestContext): Promise<Record<string, string>> {
  const signedIn = await (await api.post('/api/me')).json();
  return { 'skinlink-page': signedIn?.mark ?? '' };
}

/// By the card of the demonstration.
export async function signInByCard(page: Page, person: Person) {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: `Sign in as ${person.name}` }).click();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

/// In front of a page whose session has ended.
export async function signInAgain(page: Page, person: Person) {
  const panel = page.getByRole('alertdialog');
  await panel.getByLabel('Email address').fill(person.email);
  await panel.getByLabel('Password').fill(password);
  await panel.getByRole('button', { name: 'Sign in' }).click();
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel).toBeHidden();
}

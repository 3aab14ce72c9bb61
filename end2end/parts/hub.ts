import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';

import { marked, people, signIn } from './people';
import { postDraft, postStart, wholeRequest } from './request';
import { expect } from './test';

/// How far a visit to the photography hub is taken by the forms behind its pages.
export type Until = 'asked' | 'booked' | 'arrived' | 'known' | 'agreed' | 'offered' | 'answered';

const order: Until[] = ['asked', 'booked', 'arrived', 'known', 'agreed', 'offered', 'answered'];

const exclusions = ['open_lesion', 'genital', 'not_clear', 'more_than_two', 'needs_help'];

/// "2026-12-01", today in London.
export const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date());

async function post(api: APIRequestContext, path: string, form: Record<string, string>) {
  const headers = { accept: 'text/html', ...(await marked(api)) };
  const answer = await api.post(`/api/hub/${path}`, { form, headers, maxRedirects: 0 });
  expect(answer.status(), path).toBe(302);
  expect(answer.headers().location, path).not.toMatch(/wrong=|stale|not_now/);
}

const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)![1];

/// A request of its own that asks the hub for pictures.
export async function postAsked(referrer: APIRequestContext): Promise<string> {
  const id = await postStart(referrer);
  await postDraft(referrer, id, wholeRequest(), 'save');
  const page = await (await referrer.get(`/cases/${id}/hub`)).text();
  const answers = Object.fromEntries(exclusions.map((each) => [`form[excluded][${each}]`, 'no']));
  const hub = /name="form\[hub\]" value="([^"]+)"/.exec(page)![1];
  const why = { 'form[hub]': hub, 'form[why]': 'The spot on the left forearm, with a ruler' };
  await post(referrer, 'ask', { case: id, key: hidden(page, 'key'), version: hidden(page, 'version'), ...why, ...answers });
  return id;
}

/// The same, and the visit as far as this.
export async function postVisit(contexts: [BrowserContext, BrowserContext], until: Until): Promise<string> {
  const id = await postAsked(await signIn(contexts[0], people.referrer));
  const api = await signIn(contexts[1], people.photographer);
  const seen = async () => hidden(await (await api.get(`/hub/${id}`)).text(), 'seen');
  const steps: Partial<Record<Until, () => Promise<void>>> = {
    booked: async () => {
      const key = hidden(await (await api.get(`/hub/${id}`)).text(), 'key');
      await post(api, 'book', { case: id, key, day: today(), time: '23:59', place: 'Photography, level 1' });
    },
    arrived: async () => post(api, 'arrive', { case: id, seen: await seen() }),
    known: async () => post(api, 'identity', { case: id, seen: await seen(), name: 'true', born: 'true', number: 'true' }),
    agreed: async () =>
      post(api, 'consent', {
        case: id,
        seen: await seen(),
        'form[care]': 'yes',
        'form[teaching]': 'no',
        'form[questions]': 'yes',
        'form[referral]': 'yes',
        'form[how]': 'verbal',
      }),
    offered: async () => post(api, 'chaperone', { case: id, seen: await seen(), 'form[chaperone]': 'declined' }),
    answered: async () =>
      post(api, 'history', {
        case: id,
        seen: await seen(),
        'answers[questionnaire]': 'https://skinlink.example/fhir/Questionnaire/photography-history|skinlink-2',
        'answers[dressing]': 'no',
      }),
  };
  for (const step of order.slice(0, order.indexOf(until) + 1)) await steps[step]?.();
  return id;
}

/// A page of a visit that has come as far as this, for the photographer.
export const visiting = (until: Until, query = '') => async (page: Page) => {
  const referrer = await page.context().browser()!.newContext();
  const id = await postVisit([referrer, page.context()], until);
  await referrer.close();
  await page.goto(`/hub/${id}${query}`);
};

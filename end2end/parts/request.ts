import type { APIRequestContext, Page } from '@playwright/test';

import type { Picture } from './pictures';
import { marked } from './people';
import { expect } from './test';

/// Numbers of the NHS's range for tests, each with its check digit, so that no two cases share one.
let patients = 0;

export function nhsNumber(): string {
  for (;;) {
    const nine = `998${String(process.pid % 1_000).padStart(3, '0')}${String(patients++).padStart(3, '0')}`;
    const sum = [...nine].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) return `${nine}${check}`;
  }
}

/// What a referrer types in the common case; every test may change some of it.
export const wholeRequest = () => ({
  nhs_number: nhsNumber(),
  name: 'Nia Roberts',
  day: '12',
  month: '3',
  year: '1948',
  mobile: '07700 900123',
  site: 'Forearm',
  duration: '6 weeks',
  size_mm: '8',
  question: 'Is it safe to watch this?',
  impression: 'Seborrhoeic keratosis, perhaps a changing naevus',
});

/// Advice, where nothing else is chosen.
export type Typed = ReturnType<typeof wholeRequest> & { kind?: string; concern?: string };

/// Unfolds a group of the form, if it is folded.
export async function openGroup(page: Page, title: string) {
  const group = page.locator('details.group', { has: page.getByRole('heading', { name: title, exact: true }) });
  if ((await group.getAttribute('open')) === null) await group.locator('summary').click();
}

export async function fillPatient(page: Page, typed: Typed) {
  await openGroup(page, 'Patient');
  await page.getByLabel('NHS number').fill(typed.nhs_number);
  await page.getByLabel('Full name').fill(typed.name);
  await page.getByLabel('Day', { exact: true }).fill(typed.day);
  await page.getByLabel('Month', { exact: true }).fill(typed.month);
  await page.getByLabel('Year', { exact: true }).fill(typed.year);
  await page.getByLabel('Mobile number').fill(typed.mobile);
  await page.getByRole('radio', { name: 'Female', exact: true }).check();
}

export async function fillRequest(page: Page, typed: Typed, service = 'Northshire Dermatology') {
  await fillPatient(page, typed);
  await openGroup(page, 'Problem');
  await page.getByRole('radio', { name: 'Lesion' }).check();
  await page.getByRole('radio', { name: 'Not pigmented' }).check();
  await page.getByLabel('Body site').selectOption(typed.site);
  await page.getByRole('radio', { name: 'Left' }).check();
  await page.getByLabel('How long').fill(typed.duration);
  await page.getByLabel('Largest diameter, mm').fill(typed.size_mm);
  await openGroup(page, 'Question');
  await page.getByLabel('What do you want to know?').fill(typed.question);
  await page.getByLabel('Your clinical impression').fill(typed.impression);
  await openGroup(page, 'Service and pathway');
  await page.getByRole('radio', { name: 'Advice and guidance' }).check();
  await page.getByRole('radio', { name: service }).check();
  await page.getByLabel('The patient agrees that pictures are taken').check();
}

/// Presses New request; gives back the case's id.
export async function startRequest(page: Page): Promise<string> {
  await page.goto('/home');
  await page.getByRole('button', { name: 'New request' }).click();
  await page.waitForURL(/\/cases\/[0-9a-f-]{36}\/request/);
  return caseIn(page.url());
}

export const caseIn = (address: string): string => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(address)![0];

// The same by the forms behind the pages, for tests that are about something else.

const form = async (api: APIRequestContext) => ({ headers: { accept: 'text/html', ...(await marked(api)) }, maxRedirects: 0 });

export async function postStart(api: APIRequestContext): Promise<string> {
  const answer = await api.post('/api/cases/start', { ...(await form(api)), form: {} });
  expect(answer.status()).toBe(302);
  return caseIn(answer.headers().location);
}

/// What the form's page holds: the version to send back, and the service to choose.
export async function pageOfRequest(api: APIRequestContext, id: string) {
  const page = await (await api.get(`/cases/${id}/request`)).text();
  const value = (name: string) =>
    [...page.matchAll(/<input[^>]*>/g)].map(([input]) => input).find((input) => input.includes(`name="${name}"`))?.match(/value="([^"]*)"/)?.[1];
  return { page, version: value('version'), service: value('draft[service]') };
}

type Button = 'save' | 'submit' | 'text';

export async function postDraft(api: APIRequestContext, id: string, typed: Typed, then: Button) {
  return (await button(api, id, typed, then))();
}

/// A button of the form as it stands now, to be pressed once or more.
export async function button(api: APIRequestContext, id: string, typed: Typed, then: Button) {
  const { version, service } = await pageOfRequest(api, id);
  const { day, month, year, site, duration, size_mm, ...rest } = typed;
  const draft = {
    kind: 'advice',
    ...rest,
    'response][site': site.toLowerCase(),
    'response][side': 'left',
    'response][duration': duration,
    'response][size_mm': size_mm,
    'response][pigment': 'no',
    sex: 'female',
    problem: 'lesion',
    service: service!,
    photos_agreed: 'true',
    'dob][day': day,
    'dob][month': month,
    'dob][year': year,
  };
  const named = Object.fromEntries(Object.entries(draft).map(([name, value]) => [`draft[${name}]`, value]));
  const page = await form(api);
  return () => api.post('/api/cases/form', { ...page, form: { case: id, version: version!, then, ...named } });
}

export async function postPicture(api: APIRequestContext, id: string, picture: Picture, view = 'overview') {
  const answer = await api.post(`/cases/${id}/images/form`, { ...(await form(api)), multipart: { view, picture } });
  expect(answer.status()).toBe(303);
  return answer;
}

/// A request with everything that it needs, not sent yet.
export async function postWhole(api: APIRequestContext, picture: Picture, typed: Typed): Promise<string> {
  const id = await postStart(api);
  expect((await postDraft(api, id, typed, 'save')).status()).toBe(302);
  await postPicture(api, id, picture);
  await postPicture(api, id, picture, 'close_up');
  return id;
}

/// A case that waits for its specialist.
export async function postCase(api: APIRequestContext, picture: Picture, typed: Typed = wholeRequest()): Promise<string> {
  const id = await postWhole(api, picture, typed);
  const sent = await postDraft(api, id, typed, 'submit');
  expect(sent.headers().location).toContain('sent=1');
  return id;
}

import type { APIRequestContext, BrowserContext, Page } from '@playwright/test';

import { visiting } from './hub';
import { hydrated } from './hydrated';
import { ownMarks, postDrawnCase, postLayer, theirMarks } from './layers';
import { linkOf, openLink, postToPhotos } from './link';
import { marked, people, signIn } from './people';
import { choose, dialogOf, keepPhoto, photosReady } from './photos';
import { skinPicture, type Picture } from './pictures';
import { postCase, postDraft, postStart, wholeRequest } from './request';
import { expect, server, test } from './test';

/// Who looks at a page.
type Area = 'anyone' | 'patient' | 'referrer' | 'specialist';

/// A page, or one of its states, and how to get there.
export type Place = { name: string; area: Area; go: (page: Page, stage: Stage) => Promise<unknown> };

/// What the places need to stand on.
export type Stage = { picture: Picture; waiting: string; answered: string; drawn: string };

const answer = {
  outcome: 'reassure',
  diagnosis: 'Seborrhoeic keratosis',
  confidence: 'probable',
  nature: 'benign',
  advice: 'Benign. No treatment is needed.',
  who_acts: 'practice',
  safety_net: 'See again if it bleeds or grows.',
  patient_advice: 'This is a harmless growth.',
};

/// Sets the stage once, before this file's tests.
export function stageForThisFile(): () => Stage {
  let stage: Stage;
  test.beforeAll(async ({ browser }) => {
    const people = await Promise.all([browser.newContext(), browser.newContext(), browser.newContext()]);
    stage = await setStage(people, await skinPicture(browser));
    for (const person of people) await person.close();
  });
  return () => stage;
}

/// A case that waits, one that was answered and one that was drawn on.
async function setStage([referrer, specialist, colleague]: BrowserContext[], picture: Picture): Promise<Stage> {
  const [asks, answers] = [await signIn(referrer, people.referrer), await signIn(specialist, people.specialist)];
  const waiting = await postCase(asks, picture);
  const answered = await postCase(asks, picture);
  const named = Object.fromEntries(Object.entries(answer).map(([name, value]) => [`answer[${name}]`, value]));
  const page = await (await answers.get(`/worklist/${answered}`)).text();
  const version = /name="version" value="(\d+)"/.exec(page)![1];
  const key = /name="key" value="([^"]+)"/.exec(page)![1];
  const sent = await answers.post('/api/answers/form', {
    form: { case: answered, version, key, ...named },
    headers: { accept: 'text/html', ...(await marked(answers)) },
    maxRedirects: 0,
  });
  expect(sent.headers().location).toContain('sent=1');
  await expect
    .poll(async () => (await asks.get(`/cases/${answered}`)).text(), { timeout: 30_000 })
    .toContain('I have read this answer');
  const drawn = await postDrawnCase(asks, picture);
  await postLayer(answers, drawn, ownMarks);
  await postLayer(await signIn(colleague, people.otherSpecialist), drawn, theirMarks);
  return { picture, waiting, answered, drawn };
}

async function savingACopy(page: Page, path: string) {
  await page.goto(path);
  await page.locator('.save-copy summary').first().click();
}

const wrongPassword = async (page: Page) => {
  await page.goto('/sign-in');
  await page.getByLabel('Email address').fill(people.referrer.email);
  await page.getByLabel('Password').fill('not hers');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};

const at = (path: string) => (page: Page) => page.goto(path);

/// A fresh link, as far as its photos page.
async function photosPage(page: Page): Promise<string> {
  const link = linkOf(server().demo());
  await postToPhotos(page.request, link);
  await page.goto(`/p/${link.token}/photos`);
  await photosReady(page);
  return link.token;
}

const patientAt = (path: string) => async (page: Page) => {
  const link = linkOf(server().demo());
  const dob = { 'dob[day]': link.born.day, 'dob[month]': link.born.month, 'dob[year]': link.born.year };
  const called = await openLink(page.request, link.token);
  await page.request.post('/api/patient/check', { form: { link: called, ...dob } });
  if (path === 'questions') await page.request.post('/api/patient/consent', { form: { link: called, 'choices[care]': 'true' } });
  await page.goto(`/p/${link.token}/${path}`);
};

const stranger = (path: string) => (page: Page) => page.goto(`/p/${linkOf(server().demo()).token}${path}`);

/// The dialog over the photos page, with a picture in it.
async function reviewing(page: Page, { picture }: Stage) {
  await photosPage(page);
  await choose(page, 'Close up', picture);
  await expect(dialogOf(page).getByRole('button', { name: /^Use / })).toBeVisible();
}

const tool = (name: string) => async (page: Page, stage: Stage) => {
  await reviewing(page, stage);
  await dialogOf(page).getByRole('button', { name, exact: true }).click();
  await expect(dialogOf(page).getByRole('heading', { name: /your photo/ })).toBeVisible();
};

async function hiding(page: Page, stage: Stage) {
  await tool('Hide')(page, stage);
  const area = page.getByRole('application', { name: 'Photo to cover' });
  for (const key of ['Enter', ...Array(9).fill('ArrowUp'), 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter', ...Array(12).fill('ArrowLeft')]) await area.press(key);
}

async function straightening(page: Page, stage: Stage) {
  await tool('Cut')(page, stage);
  await page.getByLabel('Make it straight').fill('-6');
}

async function drawing(page: Page, stage: Stage) {
  await tool('Draw')(page, stage);
  const area = page.getByRole('application', { name: 'Drawing area' });
  for (const name of ['Circle', 'Number']) {
    await page.getByRole('radio', { name }).check();
    for (const key of name === 'Number' ? ['ArrowUp', 'Enter'] : ['Enter', ...Array(5).fill('ArrowRight'), ...Array(4).fill('ArrowDown'), 'Enter']) await area.press(key);
  }
}

async function edited(page: Page, stage: Stage) {
  await hiding(page, stage);
  await dialogOf(page).getByRole('button', { name: 'Hide', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Undo cover' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo cover' }).click();
  await expect(page.getByRole('button', { name: 'Redo cover' })).toBeVisible();
}

async function leaving(page: Page, stage: Stage) {
  await reviewing(page, stage);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Leave it' })).toBeVisible();
}

async function locked(page: Page) {
  const link = linkOf(server().demo());
  const wrong = { 'dob[day]': '1', 'dob[month]': '1', 'dob[year]': '1950' };
  const called = await openLink(page.request, link.token);
  for (let i = 0; i < 5; i++) await page.request.post('/api/patient/check', { form: { link: called, ...wrong } });
  await page.goto(`/p/${link.token}`);
}

async function sent(page: Page, { picture }: Stage) {
  const link = linkOf(server().demo());
  const called = await postToPhotos(page.request, link);
  await page.request.post(`/p/${called}/photos/form`, { multipart: { view: 'overview', picture } });
  await page.request.post('/api/patient/send', { form: { link: called } });
  await page.goto(`/p/${called}/news`);
}

async function review(page: Page, { picture }: Stage) {
  const token = await photosPage(page);
  await choose(page, 'Close up', picture);
  await keepPhoto(page);
  await expect(page.locator('.received img')).toHaveCount(1);
  await page.goto(`/p/${token}/review`);
}

async function draft(api: APIRequestContext): Promise<string> {
  const id = await postStart(api);
  await postDraft(api, id, wholeRequest(), 'save');
  return id;
}

async function phoneCode(page: Page) {
  await page.goto(`/cases/${await draft(page.request)}/request`);
  const button = page.getByRole('button', { name: 'Use my own phone' });
  await hydrated(button);
  await button.click();
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
}

async function answering(page: Page, { waiting }: Stage) {
  await page.goto(`/worklist/${waiting}`);
  await hydrated(page.getByLabel('Diagnosis, or the likely ones'));
  await page.getByRole('radio', { name: 'Reassure and discharge' }).check();
  await page.getByRole('button', { name: 'Side by side' }).click();
}

async function comparing(page: Page, { waiting }: Stage) {
  await page.goto(`/worklist/${waiting}`);
  const button = page.getByRole('button', { name: 'Compare' });
  await hydrated(button);
  await button.click();
  await page.getByRole('button', { name: 'Light' }).click();
  await expect(page.getByText('Aligned by the computer: approximate.')).toBeVisible();
}

async function layers(page: Page, { drawn }: Stage) {
  await page.goto(`/worklist/${drawn}`);
  const button = page.getByRole('button', { name: 'Draw' });
  await hydrated(button);
  await button.click();
  await page.getByRole('button', { name: 'Layers' }).click();
}

/// The page of a case's patient.
async function patientOnPage(api: APIRequestContext, id: string): Promise<string> {
  return /\/patients\/[0-9a-f-]{36}/.exec(await (await api.get(`/cases/${id}`)).text())![0];
}

const patientPage = (path: string) => async (page: Page, { waiting }: Stage) => page.goto(`${await patientOnPage(page.request, waiting)}${path}`);

/// Two records with one number, whose dates of birth differ.
async function twoRecords(page: Page): Promise<string[]> {
  const typed = wholeRequest();
  for (const day of ['12', '13']) await postDraft(page.request, await postStart(page.request), { ...typed, day }, 'save');
  const search = { form: { 'search[nhs_number]': typed.nhs_number }, headers: { accept: 'text/html', ...(await marked(page.request)) } };
  const found = await (await page.request.post('/api/patients/find', search)).text();
  return [...new Set(found.match(/\/patients\/[0-9a-f-]{36}/g))];
}

const idIn = (address: string) => address.split('/')[2];

async function comparingRecords(page: Page) {
  const [one, other] = await twoRecords(page);
  await page.goto(`${one}/merge/${idIn(other)}`);
}

async function refusedMerge(page: Page) {
  await comparingRecords(page);
  await page.getByRole('button', { name: 'Yes, make these one record' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was changed' })).toBeVisible();
}

async function merged(page: Page): Promise<string> {
  await comparingRecords(page);
  await page.getByLabel('How do you know that they are one person?').fill('Same address, rang her');
  await page.getByLabel('I have compared both').check();
  await page.getByRole('button', { name: 'Yes, make these one record' }).click();
  await expect(page.getByText('These are one record now.')).toBeVisible();
  return (await page.getByRole('link', { name: 'Take this apart' }).getAttribute('href'))!;
}

async function refusedDetails(page: Page, stage: Stage) {
  await patientPage('/details')(page, stage);
  await page.getByLabel('Telephone', { exact: true }).fill('12');
  await page.getByRole('radio', { name: 'Letter' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was saved' })).toBeVisible();
}

/// As the photographer of the demonstration's hub.
const photographing = (path: string) => async (page: Page) => {
  await signIn(page.context(), people.photographer);
  await page.goto(path);
};

let administrators = 0;

/// As an administrator, who comes in by a link that the command line prints.
const administering = (path: string) => async (page: Page) => {
  administrators += 1;
  const who = ['--email', `ada${administrators}@trust.example`, '--name', 'Ada Admin'];
  const token = /\/join\/(\S+)/.exec(server().run('account', 'create', '--administrator', ...who))![1];
  await page.request.get(`/join/${token}`);
  await page.request.post('/join', { form: { password: 'copper lantern violet tram' } });
  await page.goto(path);
};

let managers = 0;

/// As the manager of a service, who is invited at the command line.
const managing = (path: string) => async (page: Page) => {
  managers += 1;
  const service = /^.*Northshire Dermatology.*$/m.exec(server().run('organisation', 'list'))![0].match(/[0-9a-f-]{36}/)![0];
  const who = ['--email', `lane${managers}@northshire.example`, '--name', 'Ros Lane', '--role', 'service_manager'];
  const token = /\/join\/(\S+)/.exec(server().run('account', 'invite', ...who, '--organisation', service))![1];
  await page.request.get(`/join/${token}`);
  await page.request.post('/join', { form: { password: 'copper lantern violet tram' } });
  await page.goto(path);
};

/// The first line of a list of appointments, opened.
async function firstBooking(page: Page, list: string): Promise<string> {
  await page.goto(list);
  await page.locator('.booking a').first().click();
  await page.waitForURL(/\/bookings\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

/// A question of a form that is being made, open with a condition's answers to choose from.
async function editingAForm(page: Page) {
  await managing('/forms/edit?form=lesion')(page);
  const begin = page.getByRole('button', { name: /[Bb]egin$/ });
  if (await begin.count()) await begin.click();
  await page.goto('/forms/edit?form=lesion&item=side&when=site&condition=1');
}

async function measuring(page: Page, { waiting }: Stage) {
  await page.goto(`/worklist/${waiting}`);
  const button = page.getByRole('button', { name: 'Draw' });
  await hydrated(button);
  await button.click();
  await page.getByRole('button', { name: 'Ruler' }).click();
}

/// Every page of the product, in the states that look different. To add a page or a state: its name, whose it is, and how
/// to get there; the tests of accessibility and of damage then go there, too.
export const places: Place[] = [
  { name: 'front', area: 'anyone', go: at('/') },
  { name: 'sign-in', area: 'anyone', go: at('/sign-in') },
  { name: 'sign-in-wrong', area: 'anyone', go: wrongPassword },
  { name: 'demo-phone', area: 'anyone', go: at('/demo/phone') },
  { name: 'problem', area: 'anyone', go: at('/problem?kind=stale&back=/home') },
  { name: 'not-found', area: 'anyone', go: at('/nowhere') },
  { name: 'open-again', area: 'patient', go: at('/p/0123456789abcdef') },
  { name: 'start', area: 'patient', go: stranger('') },
  { name: 'check', area: 'patient', go: stranger('/check') },
  { name: 'check-wrong', area: 'patient', go: stranger('/check?left=3') },
  { name: 'locked', area: 'patient', go: locked },
  { name: 'before', area: 'patient', go: patientAt('before') },
  { name: 'before-missing', area: 'patient', go: patientAt('before?care=missing') },
  { name: 'questions', area: 'patient', go: patientAt('questions') },
  { name: 'photos', area: 'patient', go: photosPage },
  { name: 'photo-review', area: 'patient', go: reviewing },
  { name: 'photo-cut', area: 'patient', go: tool('Cut') },
  { name: 'photo-straighten', area: 'patient', go: straightening },
  { name: 'photo-hide', area: 'patient', go: hiding },
  { name: 'photo-draw', area: 'patient', go: drawing },
  { name: 'photo-edited', area: 'patient', go: edited },
  { name: 'photo-leave', area: 'patient', go: leaving },
  { name: 'review', area: 'patient', go: review },
  { name: 'sent', area: 'patient', go: sent },
  { name: 'home', area: 'referrer', go: at('/home') },
  { name: 'cases', area: 'referrer', go: at('/cases?list=all') },
  { name: 'outside', area: 'referrer', go: at('/outside') },
  { name: 'outside-wrong', area: 'referrer', go: at('/outside?wrong=reason') },
  { name: 'welcome', area: 'referrer', go: at('/welcome') },
  { name: 'cases-empty', area: 'referrer', go: at('/cases?list=done_this_week&after=nothing') },
  { name: 'request-new', area: 'referrer', go: async (page) => page.goto(`/cases/${await postStart(page.request)}/request`) },
  { name: 'request-check', area: 'referrer', go: async (page) => page.goto(`/cases/${await postStart(page.request)}/request?check=1`) },
  { name: 'request-phone-code', area: 'referrer', go: phoneCode },
  { name: 'case-receipt', area: 'referrer', go: (page, { waiting }) => page.goto(`/cases/${waiting}?sent=1`) },
  { name: 'case-drawn', area: 'referrer', go: (page, { drawn }) => page.goto(`/cases/${drawn}`) },
  { name: 'case-copy', area: 'referrer', go: (page, { drawn }) => savingACopy(page, `/cases/${drawn}`) },
  { name: 'case-answered', area: 'referrer', go: (page, { answered }) => page.goto(`/cases/${answered}`) },
  { name: 'case-wrong-patient', area: 'referrer', go: (page, { waiting }) => page.goto(`/cases/${waiting}/wrong-patient`) },
  { name: 'bookings', area: 'specialist', go: at('/bookings') },
  { name: 'booking', area: 'specialist', go: (page) => firstBooking(page, '/bookings') },
  { name: 'booking-wrong', area: 'specialist', go: async (page) => page.goto(`${await firstBooking(page, '/bookings')}?wrong=day,time,place`) },
  { name: 'booking-booked', area: 'specialist', go: (page) => firstBooking(page, '/bookings?show=booked') },
  { name: 'hub', area: 'anyone', go: photographing('/hub') },
  { name: 'hub-to-book', area: 'anyone', go: photographing('/hub?show=book') },
  { name: 'hub-book-wrong', area: 'anyone', go: visiting('asked', '?wrong=day,time,place') },
  { name: 'hub-expected', area: 'anyone', go: visiting('booked') },
  { name: 'hub-identity-wrong', area: 'anyone', go: visiting('arrived', '?wrong=identity') },
  { name: 'hub-consents-wrong', area: 'anyone', go: visiting('known', '?wrong=care,teaching,questions,referral,how') },
  { name: 'hub-chaperone', area: 'anyone', go: visiting('agreed') },
  { name: 'hub-questions', area: 'anyone', go: visiting('offered') },
  { name: 'hub-pictures', area: 'anyone', go: visiting('answered', '?wrong=pictures') },
  { name: 'hub-ask', area: 'referrer', go: async (page) => page.goto(`/cases/${await draft(page.request)}/hub?wrong=excluded`) },
  { name: 'case-pictures', area: 'referrer', go: (page, { waiting }) => page.goto(`/cases/${waiting}/pictures`) },
  { name: 'history', area: 'referrer', go: (page, { answered }) => page.goto(`/cases/${answered}/history`) },
  { name: 'a summary to print', area: 'referrer', go: (page, { answered }) => page.goto(`/cases/${answered}/summary`) },
  { name: 'asking a colleague', area: 'specialist', go: (page, { waiting }) => page.goto(`/worklist/${waiting}/ask`) },
  { name: 'patients', area: 'referrer', go: at('/patients') },
  { name: 'patient', area: 'referrer', go: patientPage('') },
  { name: 'patient-details', area: 'referrer', go: patientPage('/details') },
  { name: 'patient-details-wrong', area: 'referrer', go: refusedDetails },
  { name: 'patient-records', area: 'referrer', go: async (page) => page.goto(`${(await twoRecords(page))[0]}/merge`) },
  { name: 'patient-compare', area: 'referrer', go: comparingRecords },
  { name: 'patient-compare-wrong', area: 'referrer', go: refusedMerge },
  { name: 'patient-merged', area: 'referrer', go: merged },
  { name: 'patient-apart', area: 'referrer', go: async (page) => page.goto(await merged(page)) },
  { name: 'worklist', area: 'specialist', go: at('/worklist') },
  { name: 'worklist-answered', area: 'specialist', go: at('/worklist?show=answered') },
  { name: 'worklist-case', area: 'specialist', go: (page, { waiting }) => page.goto(`/worklist/${waiting}`) },
  { name: 'worklist-answering', area: 'specialist', go: answering },
  { name: 'worklist-comparing', area: 'specialist', go: comparing },
  { name: 'worklist-copy', area: 'specialist', go: (page, { drawn }) => savingACopy(page, `/worklist/${drawn}`) },
  { name: 'worklist-drawing', area: 'specialist', go: layers },
  { name: 'worklist-measuring', area: 'specialist', go: measuring },
  { name: 'worklist-case-answered', area: 'specialist', go: (page, { answered }) => page.goto(`/worklist/${answered}`) },
  { name: 'worklist-wrong-patient', area: 'specialist', go: at('/worklist?show=wrong_patient') },
  { name: 'admin-health', area: 'anyone', go: administering('/admin/health') },
  { name: 'admin-deliveries', area: 'anyone', go: administering('/admin/deliveries') },
  { name: 'admin-accesses', area: 'anyone', go: administering('/admin/accesses?from=2026-01-01&to=2026-12-31&person=ada') },
  { name: 'admin-accesses-wrong', area: 'anyone', go: administering('/admin/accesses?from=2026-01-02&to=2026-01-01') },
  { name: 'forms', area: 'anyone', go: managing('/forms') },
  { name: 'openings', area: 'anyone', go: managing('/openings') },
  { name: 'team', area: 'referrer', go: at('/team?wrong=from,until,stand_in') },
  { name: 'team-service', area: 'anyone', go: managing('/team') },
  { name: 'policy', area: 'anyone', go: managing('/policy') },
  { name: 'policy-pathway', area: 'anyone', go: managing('/policy/advice') },
  { name: 'policy-service', area: 'anyone', go: managing('/policy/service') },
  { name: 'form-begin', area: 'anyone', go: managing('/forms/edit?form=lesion') },
  { name: 'form-edit', area: 'anyone', go: editingAForm },
  { name: 'form-preview', area: 'anyone', go: managing('/forms/preview?form=lesion&version=1') },
  { name: 'templates', area: 'specialist', go: at('/templates') },
  { name: 'sessions', area: 'specialist', go: at('/sessions') },
  { name: 'invitations', area: 'specialist', go: at('/invitations') },
];

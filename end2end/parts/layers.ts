import type { APIRequestContext } from '@playwright/test';

import { marked } from './people';
import type { Picture } from './pictures';
import { postDraft, postStart, wholeRequest } from './request';
import { expect } from './test';
import { send } from './tus';

const at = (x: number, y: number) => ({ x, y });

/// A pen's stroke over the spot, pressed harder and harder.
const stroke = Array.from({ length: 24 }, (_, n) => at(0.33 + n * 0.007, 0.6 + 0.06 * Math.sin(n / 3)));

const around = Array.from({ length: 20 }, (_, n) => {
  const far = 0.16 + 0.02 * Math.sin(n * 2);
  return at(0.5 + far * Math.cos((n * Math.PI) / 10), 0.5 + far * Math.sin((n * Math.PI) / 10));
});

const sentMarks = [
  { kind: 'arrow', from: at(0.15, 0.15), to: at(0.38, 0.4) },
  { kind: 'text', at: at(0.06, 0.13), text: 'new since May' },
];

export const ownMarks = [
  { kind: 'pen', points: stroke, pressure: stroke.map((_, n) => n * 10) },
  { kind: 'number', at: at(0.62, 0.36), lesion: 1 },
  { kind: 'number', at: at(0.8, 0.7), lesion: 12 },
  { kind: 'scale', by: 'ruler', from: at(0.1, 0.88), to: at(0.3, 0.88) },
  { kind: 'length', from: at(0.4, 0.45), to: at(0.6, 0.5) },
];

export const theirMarks = [
  { kind: 'region', points: around },
  { kind: 'circle', from: at(0.72, 0.6), to: at(0.88, 0.8) },
  { kind: 'text', at: at(0.66, 0.9), text: 'biopsy from here' },
];

/// A case that waits, whose one picture was sent with marks.
export async function postDrawnCase(api: APIRequestContext, picture: Picture): Promise<string> {
  const [id, typed] = [await postStart(api), wholeRequest()];
  await postDraft(api, id, typed, 'save');
  const sent = await send(api, picture.buffer, { case: id, view: 'close_up', annotations: JSON.stringify({ marks: sentMarks }) });
  expect(sent.status()).toBe(204);
  expect((await postDraft(api, id, typed, 'submit')).headers().location).toContain('sent=1');
  return id;
}

/// What somebody draws over a case's first picture.
export async function postLayer(api: APIRequestContext, id: string, marks: object[]) {
  const image = /\/images\/([0-9a-f-]{36})\/screen/.exec(await (await api.get(`/worklist/${id}`)).text())![1];
  const kept = await api.post('/api/images/annotate', { headers: await marked(api), data: { image, seen: 0, overlay: { layer: { marks } } } });
  expect(kept.status()).toBe(200);
}

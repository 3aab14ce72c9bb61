import type { APIRequestContext, APIResponse } from '@playwright/test';

import { marked } from './people';

/// The protocol's version, and for somebody signed in the mark of a page of theirs.
const headers = async (api: APIRequestContext) => ({ 'Tus-Resumable': '1.0.0', ...(await marked(api)) });

export const metadata = (pairs: Record<string, string>) =>
  Object.entries(pairs)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');

/// `POST /uploads`: announces `length` bytes.
export const announce = async (api: APIRequestContext, length: number, pairs: Record<string, string>): Promise<APIResponse> =>
  api.post('/uploads', {
    headers: { ...(await headers(api)), 'Upload-Length': String(length), 'Upload-Metadata': metadata({ view: 'overview', ...pairs }) },
  });

export const append = async (api: APIRequestContext, place: string, offset: number, part: Buffer, more: Record<string, string> = {}) =>
  api.patch(place, {
    headers: { ...(await headers(api)), 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream', ...more },
    data: part,
  });

export const progress = async (api: APIRequestContext, place: string) => api.head(place, { headers: await headers(api) });

export const terminate = async (api: APIRequestContext, place: string) => api.delete(place, { headers: await headers(api) });

/// A whole picture in two requests; gives back the last answer.
export async function send(api: APIRequestContext, picture: Buffer, pairs: Record<string, string>): Promise<APIResponse> {
  const announced = await announce(api, picture.length, pairs);
  if (announced.status() !== 201) return announced;
  return append(api, announced.headers().location, 0, picture);
}

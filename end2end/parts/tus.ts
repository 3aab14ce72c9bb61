import type { APIRequestContext, APIResponse } from '@playwright/test';

const version = { 'Tus-Resumable': '1.0.0' };

export const metadata = (pairs: Record<string, string>) =>
  Object.entries(pairs)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',');

/// `POST /uploads`: announces `length` bytes.
export const announce = (api: APIRequestContext, length: number, pairs: Record<string, string>): Promise<APIResponse> =>
  api.post('/uploads', { headers: { ...version, 'Upload-Length': String(length), 'Upload-Metadata': metadata({ view: 'overview', ...pairs }) } });

export const append = (api: APIRequestContext, place: string, offset: number, part: Buffer, more: Record<string, string> = {}) =>
  api.patch(place, {
    headers: { ...version, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream', ...more },
    data: part,
  });

export const progress = (api: APIRequestContext, place: string) => api.head(place, { headers: version });

export const terminate = (api: APIRequestContext, place: string) => api.delete(place, { headers: version });

/// A whole picture in two requests; gives back the last answer.
export async function send(api: APIRequestContext, picture: Buffer, pairs: Record<string, string>): Promise<APIResponse> {
  const announced = await announce(api, picture.length, pairs);
  if (announced.status() !== 201) return announced;
  return append(api, announced.headers().location, 0, picture);
}

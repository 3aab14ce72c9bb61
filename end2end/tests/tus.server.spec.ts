import { createHash } from 'node:crypto';

import type { APIRequestContext } from '@playwright/test';
import { Upload } from 'tus-js-client';

import { linkOf, postToPhotos } from '../parts/link';
import { skinPicture, type Picture } from '../parts/pictures';
import { expect, server, serverForThisFile, test } from '../parts/test';
import { announce, append, progress, terminate } from '../parts/tus';

/// The server against the protocol's own client. What that client does not do stands in server/tests/it/tus.rs.
serverForThisFile();

let picture: Picture;
let link: string;
let api: APIRequestContext;

test.beforeAll(async ({ browser }) => {
  picture = await skinPicture(browser);
});

test.beforeEach(async ({ demo, context }) => {
  api = context.request;
  link = await postToPhotos(api, linkOf(demo));
});

const cookies = async () => (await api.storageState()).cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

/// Runs the client until it is done, or until `stopAfter` bytes were acknowledged; gives back the upload's address.
async function run(options: { uploadUrl?: string; stopAfter?: number } = {}): Promise<{ place: string; firstOffset: number }> {
  const cookie = await cookies();
  return new Promise((resolve, reject) => {
    let firstOffset = -1;
    const done = () => resolve({ place: upload.url!, firstOffset });
    const upload: Upload = new Upload(picture.buffer, {
      endpoint: `${server().url}/uploads`,
      uploadUrl: options.uploadUrl,
      headers: { cookie },
      metadata: { link, view: 'close_up' },
      chunkSize: 64 * 1024,
      retryDelays: null,
      onBeforeRequest: (request) => {
        if (request.getMethod() === 'PATCH' && firstOffset < 0) firstOffset = Number(request.getHeader('Upload-Offset'));
      },
      onChunkComplete: (_size, accepted) => {
        if (options.stopAfter && accepted >= options.stopAfter && accepted < picture.buffer.length) void upload.abort().then(done);
      },
      onError: reject,
      onSuccess: done,
    });
    upload.start();
  });
}

const pictures = async () => (await (await api.get(`/p/${link}/photos`)).text()).split('received__thumb').length - 1;

test('tus-js-client sends a picture', async () => {
  const { place } = await run();
  expect((await progress(api, place)).headers()['upload-offset']).toBe(String(picture.buffer.length));
  expect(await pictures()).toBe(1);
});

test('tus-js-client goes on where it stopped', async () => {
  const stopped = await run({ stopAfter: 128 * 1024 });
  const offset = Number((await progress(api, stopped.place)).headers()['upload-offset']);
  expect(offset).toBeGreaterThanOrEqual(128 * 1024);
  const resumed = await run({ uploadUrl: stopped.place });
  expect(resumed.firstOffset).toBe(offset);
  expect(await pictures()).toBe(1);
});

test('a terminated upload is gone', async () => {
  const { place } = await run({ stopAfter: 64 * 1024 });
  expect((await terminate(api, place)).status()).toBe(204);
  expect([404, 410]).toContain((await progress(api, place)).status());
  expect(await pictures()).toBe(0);
});

test('a part with its sha1 checksum is taken, with another one refused', async () => {
  const place = (await announce(api, picture.buffer.length, { link })).headers().location;
  const part = picture.buffer.subarray(0, 50_000);
  const sum = (bytes: Buffer) => ({ 'Upload-Checksum': `sha1 ${createHash('sha1').update(bytes).digest('base64')}` });

  const refused = await append(api, place, 0, part, sum(picture.buffer));
  expect(refused.status()).toBe(460);
  expect((await progress(api, place)).headers()['upload-offset']).toBe('0');

  const taken = await append(api, place, 0, part, sum(part));
  expect(taken.status()).toBe(204);
  expect(taken.headers()['upload-offset']).toBe('50000');
});

test('an upload belongs to the one who began it', async ({ open }) => {
  const place = (await announce(api, picture.buffer.length, { link })).headers().location;
  const stranger = (await open()).request;
  const other = linkOf(server().demo());
  await postToPhotos(stranger, other);
  expect((await progress(stranger, place)).status()).toBe(404);
  expect((await append(stranger, place, 0, picture.buffer)).status()).toBe(404);
  expect((await terminate(stranger, place)).status()).toBe(404);
  expect((await announce(stranger, 1_000, { link })).status()).toBe(404);
});

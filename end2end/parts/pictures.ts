import type { Browser } from '@playwright/test';

export type Picture = { name: string; mimeType: string; buffer: Buffer };

/// `filter` is a CSS filter over the whole picture: what a bad camera or a dark room would do to it.
export type Shape = { width?: number; height?: number; type?: 'image/jpeg' | 'image/png'; filter?: string };

const drawn = new Map<string, Promise<Picture>>();

/// A plausible picture of skin with a dark spot, rendered by Chromium: sharp enough to be called good. The same for the
/// same shape, so that each is drawn once.
export function skinPicture(browser: Browser, { width = 1600, height = 1200, type = 'image/jpeg', filter = '' }: Shape = {}): Promise<Picture> {
  const shape = JSON.stringify([width, height, type, filter]);
  const picture = drawn.get(shape) ?? draw(browser, { width, height, type, filter });
  drawn.set(shape, picture);
  return picture;
}

async function draw(browser: Browser, { width, height, type, filter }: Required<Shape>): Promise<Picture> {
  const context = await browser.newContext({ javaScriptEnabled: true });
  const page = await context.newPage();
  const base64 = await page.evaluate(
    async ([width, height, type, filter]) => {
      const canvas = new OffscreenCanvas(width, height);
      const g = canvas.getContext('2d')!;
      g.fillStyle = 'rgb(214, 168, 142)';
      g.fillRect(0, 0, width, height);
      // The same pattern every time, so that a failure can be seen again.
      let seed = 7;
      const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
      for (let i = 0; i < (width * height) / 200; i++) {
        const light = Math.floor(random() * 70);
        g.fillStyle = `rgb(${180 + light}, ${130 + light}, ${105 + light})`;
        g.fillRect(random() * width, random() * height, 2 + random() * 6, 1 + random() * 4);
      }
      const spot = Math.min(width, height) / 6;
      for (let i = 0; i < spot * 12; i++) {
        const [angle, far] = [random() * Math.PI * 2, Math.sqrt(random()) * spot];
        g.fillStyle = `rgb(${60 + random() * 60}, ${30 + random() * 40}, ${20 + random() * 30})`;
        g.fillRect(width / 2 + Math.cos(angle) * far, height / 2 + Math.sin(angle) * far * 0.8, 4, 4);
      }
      if (filter) {
        g.filter = filter;
        g.drawImage(canvas, 0, 0);
      }
      const blob = await canvas.convertToBlob({ type, quality: 0.92 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = '';
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return btoa(text);
    },
    [width, height, type, filter] as const,
  );
  await context.close();
  const name = type === 'image/png' ? 'skin.png' : 'skin.jpg';
  return { name, mimeType: type, buffer: Buffer.from(base64, 'base64') };
}

/// As a phone's camera would have written it: turned by `orientation` (Exif 1 to 8), and with the place it was taken.
export function withCameraData(picture: Picture, orientation: number): Picture {
  const exif = exifSegment(orientation);
  const buffer = Buffer.concat([picture.buffer.subarray(0, 2), exif, picture.buffer.subarray(2)]);
  return { ...picture, buffer };
}

/// An APP1 segment: orientation, a maker that can be searched for, and a GPS latitude of 51° 30′ N.
function exifSegment(orientation: number): Buffer {
  const maker = Buffer.from('LeakyCam\0', 'latin1');
  const entry = (tag: number, type: number, count: number, value: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(type, 2);
    bytes.writeUInt32LE(count, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const directory = (entries: Buffer[]) =>
    Buffer.concat([Buffer.from([entries.length, 0]), ...entries, Buffer.alloc(4)]);
  const first = 8;
  const gps = first + 2 + 3 * 12 + 4;
  const makerAt = gps + 2 + 2 * 12 + 4;
  const latitudeAt = makerAt + maker.length + 1;
  const latitude = Buffer.alloc(24);
  [51, 1, 30, 1, 0, 1].forEach((number, i) => latitude.writeUInt32LE(number, i * 4));
  const tiff = Buffer.concat([
    Buffer.from('II*\0\x08\0\0\0', 'latin1'),
    directory([entry(0x010f, 2, maker.length, makerAt), entry(0x0112, 3, 1, orientation), entry(0x8825, 4, 1, gps)]),
    directory([entry(1, 2, 2, 'N'.charCodeAt(0)), entry(2, 5, 3, latitudeAt)]),
    maker,
    Buffer.alloc(1),
    latitude,
  ]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

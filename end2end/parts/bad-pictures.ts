import { deflateSync } from 'node:zlib';

import type { Picture } from './pictures';

const file = (name: string, mimeType: string, buffer: Buffer): Picture => ({ name, mimeType, buffer });

export const empty = file('empty.jpg', 'image/jpeg', Buffer.alloc(0));

/// Somebody renamed a letter.
export const pdfNamedJpg = file('letter.jpg', 'image/jpeg', Buffer.from(`%PDF-1.7\n${'1 0 obj << /Type /Catalog >> endobj\n'.repeat(60)}%%EOF\n`));

export const truncated = (whole: Picture): Picture => file('half.jpg', whole.mimeType, whole.buffer.subarray(0, Math.floor(whole.buffer.length / 3)));

/// The head of a phone's picture, which few browsers can read.
export const heic = file(
  'IMG_0001.HEIC',
  'image/heic',
  Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0heicmif1', 'latin1'), Buffer.alloc(4_000)]),
);

/// Two frames of one pixel, shown in turn.
export const animatedGif = (() => {
  const frame = [0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
  const head = [...Buffer.from('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, 0xd6, 0xa8, 0x8e, 0x3c, 0x1e, 0x14];
  const forever = [0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0'), 3, 1, 0, 0, 0];
  return file('moving.gif', 'image/gif', Buffer.from([...head, ...forever, ...frame, ...frame, 0x3b]));
})();

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/// A PNG of one shade. `colour` 0 is grey, 2 is red, green and blue; `depth` in bits.
function png(name: string, [width, height]: [number, number], depth: 1 | 8 | 16, colour: 0 | 2, rows = height): Picture {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + Math.ceil((width * depth * (colour === 2 ? 3 : 1)) / 8), 0x9c);
  row[0] = 0;
  const data = deflateSync(Buffer.concat(Array<Buffer>(rows).fill(row)));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', data), pngChunk('IEND', Buffer.alloc(0))];
  return file(name, 'image/png', Buffer.concat([signature, ...chunks]));
}

export const sixteenBit = png('deep.png', [900, 700], 16, 2);
export const grey = png('grey.png', [900, 700], 8, 0);

/// A few kilobytes that say they are 900 million pixels.
export const bomb = png('bomb.png', [30_000, 30_000], 1, 0, 2_000);

/// A JPEG for printing: four inks in place of three lights, all of one tone. A baseline JPEG whose blocks are flat, so
/// that after the first one each is two Huffman codes.
export const cmyk = (() => {
  const [width, height, inks] = [640, 480, 4];
  const segment = (marker: number, body: number[]) => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
  const head = [
    ...segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    ...segment(0xee, [...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, 0]),
    ...segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, inks, ...[1, 2, 3, 4].flatMap((id) => [id, 0x11, 0])]),
    // DC: code 0 is "no difference", code 10 "a difference of 5 bits". AC: code 0 is the end of the block.
    ...segment(0xc4, [0x00, 1, 1, ...Array<number>(14).fill(0), 0, 5]),
    ...segment(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0]),
    ...segment(0xda, [inks, ...[1, 2, 3, 4].flatMap((id) => [id, 0]), 0, 63, 0]),
  ];
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const first = '10' + (20).toString(2) + '0';
  let bits = first.repeat(inks) + '00'.repeat(inks * (blocks - 1));
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const data = (bits.match(/.{8}/g) ?? []).flatMap((byte) => (byte === '11111111' ? [0xff, 0] : [parseInt(byte, 2)]));
  return file('print.jpg', 'image/jpeg', Buffer.from([0xff, 0xd8, ...head, ...data, 0xff, 0xd9]));
})();

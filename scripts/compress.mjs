// Puts a Brotli and a gzip copy beside every text and WASM file of the built site: the server sends those as they are.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const site = process.argv[2];
const compressed = {
  '.br': (bytes) =>
    brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  '.gz': (bytes) => gzipSync(bytes, { level: 9 }),
};

const files = readdirSync(site, { recursive: true }).map((name) => join(site, name));
for (const file of files.filter((file) => /\.(br|gz)$/.test(file))) rmSync(file);
for (const file of files.filter((file) => /\.(css|js|svg|txt|wasm)$/.test(file) && statSync(file).isFile())) {
  const bytes = readFileSync(file);
  for (const [ending, compress] of Object.entries(compressed)) writeFileSync(file + ending, compress(bytes));
}

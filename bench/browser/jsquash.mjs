// MozJPEG in WASM as a web team would use it: the browser decodes and scales, in a worker.
import encode from '/peers/@jsquash/jpeg/encode.js';

onmessage = async ({ data: { file, quality, side } }) => {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const jpeg = await encode(context.getImageData(0, 0, canvas.width, canvas.height), { quality });
  postMessage(jpeg, [jpeg]);
};

// The picture worker: WASM of its own (see worker/), made by scripts/wasm.sh. Every message is one picture, or one frame
// of the camera's preview.
import start, { imaging_worker, watch } from '/imaging/imaging.js';

let work = start();

self.onmessage = ({ data }) => {
  work = work.then(() => (data.look ? watch(data.look, data.frame) : imaging_worker(data.job, data.file)));
};

// Broken for good: the page starts another.
self.onunhandledrejection = () => self.postMessage(null);

// The picture worker: WASM of its own (see frontend/worker), made by scripts/site.sh. Every message is one picture, one frame of
// the camera's preview, or two pictures to be laid over each other.
import start, { imaging_worker, register, watch } from '/imaging/imaging.js';

let work = start();

self.onmessage = ({ data }) => {
  work = work.then(() => {
    if (data.look) return watch(data.look, data.frame);
    if (data.moving) return register(data.reference, data.moving);
    return imaging_worker(data.job, data.file);
  });
};

// Broken for good: the page starts another.
self.onunhandledrejection = () => self.postMessage(null);

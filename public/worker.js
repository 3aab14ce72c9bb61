// The picture worker: WASM of its own (see frontend/worker), made by scripts/site.sh. Every message is one picture, one
// preview frame of the camera, or two pictures to be registered to each other.
import start, { imaging_worker, quick_check, register } from '/imaging/imaging.js';

let work = start();

self.onmessage = ({ data }) => {
  work = work.then(() => {
    if (data.preview) return quick_check(data.preview, data.frame);
    if (data.moving) return register(data.reference, data.moving);
    return imaging_worker(data.job, data.file);
  });
};

// Broken for good: the page starts another.
self.onunhandledrejection = () => self.postMessage(null);

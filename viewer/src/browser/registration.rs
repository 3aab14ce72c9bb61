//! Registration of two pictures, in a picture worker of its own that ends with the answer.

use imaging::Similarity;
use js_sys::{Array, Object, Promise, Reflect};
use ui::browser::files::fetch;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// How one picture lies on another, both by their paths; None when they do not look like one place, or cannot be had.
pub async fn similarity(reference: &str, moving: &str) -> Option<Similarity> {
    let message = Object::new();
    for (name, path) in [("reference", reference), ("moving", moving)] {
        Reflect::set(&message, &name.into(), &fetch(path).await?.into()).ok()?;
    }
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options("/worker.js", &options).ok()?;
    let answered = Promise::new(&mut |answer, fail| {
        worker.set_onmessage(Some(&answer));
        worker.set_onerror(Some(&fail));
    });
    worker.post_message(&message).ok()?;
    let answer = JsFuture::from(answered).await;
    worker.terminate();
    read(&answer.ok()?.dyn_into::<MessageEvent>().ok()?.data())
}

/// The worker's `{ alignment: [scale, radians, x, y] }`.
fn read(answer: &JsValue) -> Option<Similarity> {
    let alignment: Array = Reflect::get(answer, &"alignment".into()).ok()?.dyn_into().ok()?;
    let number = |index| alignment.get(index).as_f64();
    Some(Similarity { scale: number(0)?, radians: number(1)?, x: number(2)?, y: number(3)? })
}

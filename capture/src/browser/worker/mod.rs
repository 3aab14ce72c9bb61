//! The page's side of the picture worker: one worker, started with the first picture or with the camera, that takes
//! pictures and preview frames in turn.

mod prepare;
mod quick_check;

use std::{
    cell::RefCell,
    collections::HashMap,
    rc::{Rc, Weak},
};

use gloo::timers::callback::Timeout;
use imaging::{Stage, job::Answer};
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
pub use quick_check::PreviewAdvice;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Longer than an old phone needs for 48 megapixels; then the original goes as it is and the server does the work.
const PATIENCE_MS: u32 = 60_000;

/// Why a picture was not prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkerError {
    /// The file is at fault: an [`imaging::Error::code`].
    Refused(String),
    /// The worker is: no WASM in workers, out of memory, too slow. The original may still be sent as it is.
    Failed,
}

/// A handle; clones share the one worker, which ends with the last of them.
#[derive(Clone)]
pub struct PictureWorker {
    inner: Rc<RefCell<Inner>>,
    stage: RwSignal<Option<Stage>>,
}

/// The names and values of a message's parts.
type Parts = [(&'static str, JsValue); 2];

/// What the worker's own handlers hold, so that they do not keep it alive.
#[derive(Clone)]
struct Weakly {
    inner: Weak<RefCell<Inner>>,
    stage: RwSignal<Option<Stage>>,
}

impl Weakly {
    fn worker(&self) -> Option<PictureWorker> {
        Some(PictureWorker { inner: self.inner.upgrade()?, stage: self.stage })
    }
}

#[derive(Default)]
struct Inner {
    running: Option<Running>,
    last_id: u32,
    /// What settles each job's promise; with nothing, when the worker is given up.
    waiting: HashMap<u32, Function>,
}

/// A started worker and the handlers that must live as long.
struct Running {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Default for PictureWorker {
    fn default() -> Self {
        Self::new()
    }
}

impl PictureWorker {
    /// Nothing is started before the first picture.
    pub fn new() -> Self {
        PictureWorker { inner: Rc::default(), stage: RwSignal::new(None) }
    }

    /// What is being done to a picture just now.
    pub fn stage(&self) -> Signal<Option<Stage>> {
        self.stage.into()
    }

    /// Posts what `parts` makes of a job's number, handing over `transferred`, and waits for the last answer to it. Never
    /// longer than a minute.
    async fn ask(&self, parts: impl FnOnce(u32) -> Parts, transferred: &Array) -> Result<JsValue, WorkerError> {
        let failed = |_| WorkerError::Failed;
        self.start().map_err(failed)?;
        let id = {
            let mut inner = self.inner.borrow_mut();
            inner.last_id += 1;
            inner.last_id
        };
        let settled = Promise::new(&mut |settle, _| {
            self.inner.borrow_mut().waiting.insert(id, settle);
        });
        self.post(parts(id), transferred).map_err(failed)?;
        let this = self.clone();
        let patience = Timeout::new(PATIENCE_MS, move || this.settle(id, &JsValue::UNDEFINED));
        let message = JsFuture::from(settled).await.map_err(failed)?;
        patience.cancel();
        Ok(message)
    }

    fn start(&self) -> Result<(), JsValue> {
        if self.inner.borrow().running.is_some() {
            return Ok(());
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options("/worker.js", &options)?;
        let weakly = Weakly { inner: Rc::downgrade(&self.inner), stage: self.stage };
        let this = weakly.clone();
        let on_message = Closure::new(move |event: MessageEvent| {
            if let Some(worker) = this.worker() {
                worker.hear(&event.data());
            }
        });
        let on_error = Closure::new(move |_| {
            if let Some(worker) = weakly.worker() {
                worker.give_up();
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let running = Running { worker, _on_message: on_message, _on_error: on_error };
        self.inner.borrow_mut().running = Some(running);
        Ok(())
    }

    fn post(&self, parts: Parts, transferred: &Array) -> Result<(), JsValue> {
        let message = Object::new();
        for (name, value) in parts {
            Reflect::set(&message, &JsValue::from_str(name), &value)?;
        }
        match &self.inner.borrow().running {
            Some(running) => running.worker.post_message_with_transfer(&message, transferred),
            None => Err(JsValue::NULL),
        }
    }

    fn hear(&self, message: &JsValue) {
        match answer(message) {
            Some(Answer::Progress { stage, .. }) => {
                let _ = self.stage.try_set(Some(stage));
            }
            Some(Answer::Done { id, .. } | Answer::Refused { id, .. } | Answer::Checked { id, .. }) => {
                self.settle(id, message)
            }
            None => self.give_up(),
        }
    }

    fn settle(&self, id: u32, message: &JsValue) {
        let settle = self.inner.borrow_mut().waiting.remove(&id);
        if let Some(settle) = settle {
            // Settling a promise does not throw.
            let _ = settle.call1(&JsValue::NULL, message);
        }
    }

    /// Ends a worker that broke or hangs; everyone who waits is told, and the next picture starts another.
    fn give_up(&self) {
        let (waiting, running) = {
            let mut inner = self.inner.borrow_mut();
            (std::mem::take(&mut inner.waiting), inner.running.take())
        };
        if let Some(running) = running {
            // Its handlers may be what is running now: let go of them only when they are done.
            running.worker.terminate();
            Timeout::new(0, move || drop(running)).forget();
        }
        for settle in waiting.into_values() {
            let _ = settle.call1(&JsValue::NULL, &JsValue::UNDEFINED);
        }
    }
}

fn answer(message: &JsValue) -> Option<Answer> {
    let answer = Reflect::get(message, &"answer".into()).ok()?.as_string()?;
    serde_json::from_str(&answer).ok()
}

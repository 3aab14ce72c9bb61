use imaging::{
    Plan, Report,
    job::{Answer, Job},
};
use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::{PictureWorker, WorkerError, answer};

/// A picture ready to send.
#[derive(Debug, Clone, PartialEq)]
pub struct PreparedPicture {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub report: Report,
}

impl PictureWorker {
    /// Sends a file through the worker. Never waits longer than a minute.
    pub async fn prepare(&self, file: &Blob, plan: Plan) -> Result<PreparedPicture, WorkerError> {
        let job = |id| serde_json::to_string(&Job { id, plan }).unwrap_or_default();
        let parts = |id| [("job", job(id).into()), ("file", file.into())];
        let result = self.ask(parts, &Array::new()).await.and_then(|message| read(&message));
        // The page may be gone by now, and the signal with it.
        let _ = self.stage.try_set(None);
        if result == Err(WorkerError::Failed) {
            self.give_up();
        }
        result
    }
}

fn read(message: &JsValue) -> Result<PreparedPicture, WorkerError> {
    match answer(message) {
        Some(Answer::Done { width, height, report, .. }) => {
            let jpeg = Reflect::get(message, &"jpeg".into()).map_err(|_| WorkerError::Failed)?;
            let jpeg = Uint8Array::new(&jpeg.unchecked_into::<ArrayBuffer>()).to_vec();
            Ok(PreparedPicture { jpeg, width, height, report })
        }
        Some(Answer::Refused { code, .. }) if code != "failed" => Err(WorkerError::Refused(code)),
        Some(Answer::Refused { .. } | Answer::Progress { .. } | Answer::Checked { .. }) | None => {
            Err(WorkerError::Failed)
        }
    }
}

use imaging::{
    job::{Answer, PreviewFrame},
    quality::live::{Advice, LiveView},
};
use js_sys::Array;
use web_sys::ImageBitmap;

use super::{PictureWorker, WorkerError, answer};

/// What a quick check of a preview frame found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PreviewAdvice {
    /// All is well, and has been for a moment.
    pub ready: bool,
    /// The one thing to do first.
    pub advice: Option<Advice>,
}

impl PictureWorker {
    /// Has the worker check a preview frame: whether a picture would be good now, and what to do
    /// first. `first` forgets the frames before.
    pub async fn quick_check(
        &self,
        frame: ImageBitmap,
        view: LiveView,
        first: bool,
    ) -> Result<PreviewAdvice, WorkerError> {
        let described = |id| serde_json::to_string(&PreviewFrame { id, view, first }).unwrap_or_default();
        let transferred = Array::of1(&frame);
        let message = self.ask(|id| [("preview", described(id).into()), ("frame", frame.into())], &transferred).await?;
        match answer(&message) {
            Some(Answer::Checked { ready, advice, .. }) => Ok(PreviewAdvice { ready, advice }),
            Some(Answer::Done { .. } | Answer::Refused { .. } | Answer::Progress { .. }) | None => {
                Err(WorkerError::Failed)
            }
        }
    }
}

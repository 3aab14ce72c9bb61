use imaging::{
    job::{Answer, Look},
    quality::live::{Advice, LiveView},
};
use js_sys::Array;
use web_sys::ImageBitmap;

use super::{PictureWorker, WorkerError, answer};

/// What a frame of the camera's preview looked like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// All is well, and has been for a moment.
    pub ready: bool,
    /// The one thing to do first.
    pub advice: Option<Advice>,
}

impl PictureWorker {
    /// Lets the worker look at a frame of the camera's preview: whether a picture would be good now, and what to do
    /// first. `first` forgets the frames before.
    pub async fn see(&self, frame: ImageBitmap, view: LiveView, first: bool) -> Result<Seen, WorkerError> {
        let look = |id| serde_json::to_string(&Look { id, view, first }).unwrap_or_default();
        let transferred = Array::of1(&frame);
        let message = self.ask(|id| [("look", look(id).into()), ("frame", frame.into())], &transferred).await?;
        match answer(&message) {
            Some(Answer::Seen { ready, advice, .. }) => Ok(Seen { ready, advice }),
            Some(Answer::Done { .. } | Answer::Refused { .. } | Answer::Progress { .. }) | None => {
                Err(WorkerError::Failed)
            }
        }
    }
}

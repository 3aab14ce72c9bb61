use domain::image::View;
use imaging::clip::ClipLimits;
use leptos::{prelude::*, task::spawn_local};
use ui::browser::files::{self, Picked};

use crate::{CaptureTarget, Queue, browser::clip};

/// The longest clip that is asked for, in seconds; players round.
pub const LONGEST: u32 = 60;
const ROUNDING: f64 = 1.0;

/// The state of the recorder, and the way of a clip from it or the file picker into the queue.
#[derive(Clone, Copy)]
pub struct RecorderState {
    target: StoredValue<CaptureTarget>,
    queue: Queue,
    /// Whether the recorder is open.
    pub open: RwSignal<bool>,
    /// While a clip is inspected.
    pub busy: RwSignal<bool>,
    /// A code with a sentence under `refused.` in the locale files.
    pub refused: RwSignal<Option<&'static str>>,
}

impl RecorderState {
    /// For the page whose target and queue are in context.
    pub fn provide() -> Self {
        Self {
            target: StoredValue::new(expect_context()),
            queue: Queue::of_page(),
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            refused: RwSignal::new(None),
        }
    }

    /// Inspects a clip and queues it behind its poster, or says why not.
    pub fn add(self, clip: Picked) {
        self.refused.set(None);
        self.busy.set(true);
        spawn_local(async move {
            let inspected = inspect(&clip).await;
            // The page may be gone by now.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match inspected {
                Ok(poster) => self.send(clip, poster),
                Err(code) => self.refused.set(Some(code)),
            }
        });
    }

    fn send(self, clip: Picked, poster: Picked) {
        let view = View::Other;
        let metadata = vec![
            self.target.with_value(CaptureTarget::metadata),
            ("view", view.as_str().to_owned()),
            ("lesion", "1".to_owned()),
        ];
        self.queue.add_clip(view, files::show(&poster), poster, clip, metadata);
    }
}

/// The clip's poster, or the code of why it cannot be sent: asked here, before a minute of sending.
async fn inspect(clip: &Picked) -> Result<Picked, &'static str> {
    if clip.size() > ClipLimits::default().max_bytes as f64 {
        return Err("video_too_large");
    }
    let facts = clip::inspect(clip).await.ok_or("not_a_video")?;
    match facts.seconds {
        Some(seconds) if seconds > f64::from(LONGEST) + ROUNDING => Err("video_too_long"),
        _ => Ok(facts.poster),
    }
}

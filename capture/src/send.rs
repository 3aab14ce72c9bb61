use ui::browser::files::{self, Picked};

use super::{Queue, Sending};
use crate::browser::upload::{self, NotSent, Progress};

/// One picture to be sent.
#[derive(Debug, Clone)]
pub struct Job {
    pub key: u32,
    pub picture: Picked,
    /// A clip that the picture is the poster of.
    pub clip: Option<Picked>,
    pub metadata: Vec<(&'static str, String)>,
}

/// Sends what waits, one after the other, until nothing does.
pub async fn send_all(queue: Queue) {
    while let Some(job) = queue.next() {
        queue.set(job.key, Sending::Under(0));
        let end = match send_one(queue, &job).await {
            Ok(()) => Sending::Sent,
            Err(NotSent::Refused(code)) => Sending::Refused(code),
            Err(NotSent::Closed) => Sending::Refused("closed".to_owned()),
            Err(NotSent::Unreadable) if job.clip.is_some() => Sending::Refused("video_unreadable".to_owned()),
            Err(NotSent::Unreadable) => Sending::Refused("unreadable".to_owned()),
        };
        queue.set(job.key, end);
    }
}

/// A picture; and its clip, once the server has said what the picture is called.
async fn send_one(queue: Queue, Job { key, picture, clip, metadata }: &Job) -> Result<(), NotSent> {
    let length = picture.size() + clip.as_ref().map_or(0.0, Picked::size);
    let tell = |before: f64, progress| {
        let state = match progress {
            Progress::Sent(bytes) => Sending::Under(((before + bytes as f64) / length * 100.0) as u8),
            Progress::NoSignal => Sending::NoSignal,
            Progress::NotNow => Sending::NotNow,
            Progress::Unconfirmed => Sending::Unconfirmed,
        };
        queue.set(*key, state);
    };
    // Not the poster of a clip that cannot follow it.
    if let Some(clip) = clip {
        files::bytes(clip, 0, 1).await.map_err(|_| NotSent::Unreadable)?;
    }
    let image = upload::send(picture, metadata, |progress| tell(0.0, progress)).await?;
    if let (Some(clip), Some(image)) = (clip, image) {
        let metadata = [metadata.as_slice(), &[("clip_of", image)]].concat();
        upload::send(clip, &metadata, |progress| tell(picture.size(), progress)).await?;
    }
    Ok(())
}

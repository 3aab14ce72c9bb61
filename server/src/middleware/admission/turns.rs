use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::ids::UploadId;
use tokio_util::sync::CancellationToken;

/// Who is adding to which upload. There is one at a time, and the newest wins: a phone that changed networks leaves a
/// connection behind that will never bring its end, and must not be kept out by it. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<HashMap<UploadId, Marks>>>);

#[derive(Debug, Clone, Default)]
struct Marks {
    /// Somebody newer has come.
    replaced: CancellationToken,
    /// This one has let go.
    ended: CancellationToken,
}

/// The right to add to an upload, for as long as it is held.
#[derive(Debug)]
pub(crate) struct Turn {
    turns: Turns,
    upload: UploadId,
    marks: Marks,
}

impl Turns {
    /// Tells whoever adds to this upload now to stop, and waits until they have.
    pub(crate) async fn take(&self, upload: UploadId) -> Turn {
        let turn = Turn { turns: self.clone(), upload, marks: Marks::default() };
        let before = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let before = all.insert(upload, turn.marks.clone());
            before.inspect(|before| before.replaced.cancel())
        };
        if let Some(before) = before {
            before.ended.cancelled().await;
        }
        turn
    }
}

impl Turn {
    /// Completes when somebody newer has come.
    pub(crate) async fn replaced(&self) {
        self.marks.replaced.cancelled().await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut all = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.marks.replaced.is_cancelled() {
            all.remove(&self.upload);
        }
        self.marks.ended.cancel();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn the_newest_waits_for_the_one_before_and_nobody_is_remembered() {
        let (turns, upload) = (Turns::default(), "0190163d-8694-739b-aea5-966c26f8ad90".parse().unwrap());
        let first = turns.take(upload).await;
        let second = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take(upload).await }
        });
        first.replaced().await;
        assert!(!second.is_finished());
        drop(first);
        drop(tokio::time::timeout(Duration::from_secs(60), second).await.unwrap().unwrap());
        assert!(turns.0.lock().unwrap().is_empty());
    }
}

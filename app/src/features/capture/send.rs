use super::{Queue, Sending};
use crate::browser::{
    files::Picked,
    upload::{self, NotSent, Progress},
};

/// One picture to be sent.
#[derive(Debug, Clone)]
pub struct Job {
    pub key: u32,
    pub picture: Picked,
    pub metadata: Vec<(&'static str, String)>,
}

/// Sends what waits, one after the other, until nothing does.
pub async fn send_all(queue: Queue) {
    while let Some(Job { key, picture, metadata }) = queue.next() {
        let length = picture.size();
        queue.set(key, Sending::Under(0));
        let sent = upload::send(&picture, &metadata, |progress| {
            queue.set(
                key,
                match progress {
                    Progress::Sent(bytes) => Sending::Under((bytes as f64 / length * 100.0) as u8),
                    Progress::NoSignal => Sending::NoSignal,
                },
            );
        });
        queue.set(
            key,
            match sent.await {
                Ok(_) => Sending::Sent,
                Err(NotSent::Refused(code)) => Sending::Refused(code),
                Err(NotSent::Closed) => Sending::Refused("closed".to_owned()),
            },
        );
    }
}

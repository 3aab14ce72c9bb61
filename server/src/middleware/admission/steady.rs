use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures::{StreamExt, stream};
use tokio::time::{Instant, timeout};

/// A body brings at least so many bytes in so long, or it is given up: about 270 bytes a second, a tenth of what the
/// slowest of telephone networks carries. Whoever holds a connection open with a byte now and then holds memory too.
const LEAST: usize = 16 * 1_024;
const WITHIN: Duration = Duration::from_secs(60);

struct Steady<T> {
    body: BodyDataStream,
    brought: usize,
    within: Duration,
    left: Duration,
    _held: T,
}

/// `body`, given up when it comes too slowly. What is `held` is let go with it.
pub(super) fn steady<T: Send + 'static>(body: Body, held: T) -> Body {
    within(WITHIN, body, held)
}

fn within<T: Send + 'static>(within: Duration, body: Body, held: T) -> Body {
    let begun = Steady { body: body.into_data_stream(), brought: 0, within, left: within, _held: held };
    Body::from_stream(stream::unfold(Some(begun), |state| async move {
        let mut state = state?;
        match state.next().await {
            Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(state))),
            Ok(Some(Err(error))) => Some((Err(error), None)),
            Ok(None) => None,
            Err(late) => Some((Err(axum::Error::new(late)), None)),
        }
    }))
}

impl<T> Steady<T> {
    /// The next bytes. Only the time that is waited for them counts, and none of what the server does in between.
    async fn next(&mut self) -> Result<Option<Result<Bytes, axum::Error>>, tokio::time::error::Elapsed> {
        let began = Instant::now();
        let next = timeout(self.left, self.body.next()).await?;
        self.left = self.left.saturating_sub(began.elapsed());
        if let Some(Ok(bytes)) = &next {
            self.brought += bytes.len();
            if self.brought >= LEAST {
                (self.brought, self.left) = (0, self.within);
            }
        }
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::to_bytes;
    use futures::Stream;

    use super::*;

    fn pieces(pieces: usize, size: usize) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::iter(0..pieces).map(move |_| Ok(Bytes::from(vec![0; size])))
    }

    #[tokio::test]
    async fn what_comes_is_read_and_what_does_not_come_is_given_up() {
        let read = |body| to_bytes(within(Duration::from_millis(20), body, ()), usize::MAX);
        assert_eq!(read(Body::from_stream(pieces(100, LEAST))).await.unwrap().len(), 100 * LEAST);
        assert_eq!(read(Body::from_stream(pieces(1, 10))).await.unwrap().len(), 10);
        assert!(read(Body::from_stream(pieces(3, LEAST).chain(stream::pending()))).await.is_err(), "held open");
    }

    #[tokio::test]
    async fn a_byte_now_and_then_is_not_enough() {
        let every = Duration::from_millis(5);
        let drops = stream::repeat(()).then(move |()| async move {
            tokio::time::sleep(every).await;
            Ok::<_, Infallible>(Bytes::from_static(b"x"))
        });
        assert!(to_bytes(within(every * 4, Body::from_stream(drops), ()), usize::MAX).await.is_err());
    }
}

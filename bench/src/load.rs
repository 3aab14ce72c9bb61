//! Requests, and how long they take.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use reqwest::{Client, StatusCode, header};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::Result;

/// Connections of a load without pauses.
const CONNECTIONS: usize = 16;

/// Requests of a paced load that may wait for their answers at the same time.
const UNDER_WAY: usize = 256;

/// What Chromium says that it takes.
pub(crate) const AS_CHROMIUM: &str = "gzip, deflate, br, zstd";

/// What came of a load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// One page, asked for as a browser does: compressed.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) client: Client,
    pub(crate) url: String,
}

impl Page {
    /// The page's bytes as they were sent.
    pub(crate) async fn fetch(&self, encodings: &str) -> Result<Bytes> {
        let answer = self.client.get(&self.url).header(header::ACCEPT_ENCODING, encodings).send().await?;
        // A page that sends elsewhere is not the page that was meant.
        match answer.status() {
            StatusCode::OK => Ok(answer.bytes().await?),
            status => Err(format!("{} was answered {status}", self.url).into()),
        }
    }

    async fn timed(&self, from: Instant) -> Result<Duration> {
        self.fetch(AS_CHROMIUM).await?;
        Ok(from.elapsed())
    }

    /// As many requests as it takes, a few at a time, one after the other on each connection.
    pub(crate) async fn flat_out(&self, lasting: Duration) -> Result<Outcome> {
        let begun = Instant::now();
        let mut workers = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let page = self.clone();
            workers.spawn(async move {
                let mut times = Vec::new();
                while begun.elapsed() < lasting {
                    times.push(page.timed(Instant::now()).await?);
                }
                Result::Ok(times)
            });
        }
        let mut times = Vec::new();
        while let Some(done) = workers.join_next().await {
            times.extend(done??);
        }
        outcome(times, begun.elapsed())
    }

    /// So many requests a second, each timed from the moment it was due: a server that falls behind cannot hide it by
    /// making the next request wait.
    pub(crate) async fn paced(&self, per_second: u32, lasting: Duration) -> Result<Outcome> {
        let under_way = Arc::new(Semaphore::new(UNDER_WAY));
        let mut requests = JoinSet::new();
        let begun = Instant::now();
        for number in 0..(u64::from(per_second) * lasting.as_secs()) {
            let due = begun + Duration::from_secs_f64(number as f64 / f64::from(per_second));
            tokio::time::sleep_until(due.into()).await;
            let (page, turn) = (self.clone(), under_way.clone().acquire_owned().await?);
            requests.spawn(async move {
                let time = page.timed(due).await;
                drop(turn);
                time
            });
        }
        let mut times = Vec::new();
        while let Some(done) = requests.join_next().await {
            times.push(done??);
        }
        outcome(times, begun.elapsed())
    }
}

fn outcome(mut times: Vec<Duration>, took: Duration) -> Result<Outcome> {
    times.sort_unstable();
    let per_second = times.len() as f64 / took.as_secs_f64();
    Ok(Outcome { per_second, p50: percentile(&times, 50)?, p99: percentile(&times, 99)? })
}

/// `sorted` must rise.
pub(crate) fn percentile(sorted: &[Duration], percent: usize) -> Result<Duration> {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().ok_or_else(|| "nothing was measured".into())
}

/// The middle one; the values come in any order.
pub(crate) fn median(mut times: Vec<Duration>) -> Result<Duration> {
    times.sort_unstable();
    percentile(&times, 50)
}

pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

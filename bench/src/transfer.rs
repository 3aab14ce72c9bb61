//! Pictures up and down, encrypted on the way to the disk, beside plain copies of the same file.

use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, Instant},
};

use backend::{Backend, Clock, Ids, accounts, cases};
use base64::{Engine, engine::general_purpose::STANDARD};
use imaging::synthetic::Camera;
use reqwest::{Client, Response};
use sha2::{Digest, Sha256};

use crate::{
    Result, folders,
    load::median,
    photograph::{MP_12, photograph},
    report::Row,
    server::{self, Demo, Server},
};

/// Bytes per request, as the browser sends them.
const PART: usize = 256 * 1024;

pub(crate) async fn measure(server: &Server, demo: &Demo, pictures: usize) -> Result<Vec<Row>> {
    let account = demo.account("referrer")?;
    let backend = Backend::open(server::settings()?, Clock::System, Ids::system()).await?;
    let me = accounts::sign_in(
        &backend,
        &account.email,
        &account.password,
        accounts::TryFrom { source: "bench", device: None },
    )
    .await?;
    let case = cases::start(&backend, &accounts::me(&backend, me.account).await?.0).await?;
    let sender = Sender { client: server.signed_in(&account).await?, url: server.url.clone(), case: case.to_string() };
    let file = folders::out().join("picture.jpg");

    let [mut parts, mut stored, mut fetched, mut synced, mut copied] = [const { Vec::new() }; 5];
    let mut bytes = 0;
    for number in 0..pictures {
        // Each a picture of its own: the server would know the same one again.
        let picture = photograph(number as u64, MP_12, &Camera::default())?;
        fs::write(&file, &picture)?;
        bytes = picture.len();
        let sent = sender.send(&picture).await?;
        parts.push(sent.parts);
        stored.push(sent.stored);
        let (time, master) = sender.fetch(&sent.image).await?;
        // The master is smaller or larger than what was sent: as time for as many bytes.
        fetched.push(time.mul_f64(picture.len() as f64 / master as f64));
        synced.push(copy(&file, true)?);
        copied.push(copy(&file, false)?);
    }
    let speed = |times: Vec<Duration>| Result::Ok(bytes as f64 / 1e6 / median(times)?.as_secs_f64());
    let case = format!("a picture of {:.1} MB", bytes as f64 / 1e6);
    let (synced, copied) = (speed(synced)?, speed(copied)?);
    let row = |metric, ours| Result::Ok(Row::new(&case, metric, "MB/s", ours?));
    Ok(vec![
        row("upload: sealed and synced", speed(parts))?.beside("file copy with fsync", synced),
        row("upload: also decoded, checked and stored in three sizes", speed(stored))?
            .beside("file copy with fsync", synced),
        row("download, unsealed", speed(fetched))?.beside("file copy", copied),
    ])
}

/// How long a copy takes; synced as the server does, or left to the operating system.
fn copy(file: &Path, sync: bool) -> Result<Duration> {
    let to = file.with_extension("copy");
    let begun = Instant::now();
    fs::copy(file, &to)?;
    if sync {
        File::open(&to)?.sync_all()?;
    }
    let took = begun.elapsed();
    fs::remove_file(to)?;
    Ok(took)
}

struct Sender {
    client: Client,
    url: String,
    case: String,
}

struct Sent {
    /// Until every byte was acknowledged but the last part's, stretched to all of them.
    parts: Duration,
    /// Until the picture was stored.
    stored: Duration,
    image: String,
}

impl Sender {
    /// tus 1.0, as the browser speaks it.
    async fn send(&self, picture: &[u8]) -> Result<Sent> {
        let begun = Instant::now();
        let pair = |name: &str, value: &str| format!("{name} {}", STANDARD.encode(value));
        let metadata = [pair("case", &self.case), pair("view", "close_up")].join(",");
        let create = self.client.post(format!("{}/uploads", self.url)).header("Tus-Resumable", "1.0.0");
        let created = create.header("Upload-Length", picture.len()).header("Upload-Metadata", metadata).send().await?;
        let address = format!("{}{}", self.url, header(&created, "location")?);
        let (mut parts, mut image) = (Duration::ZERO, String::new());
        for (number, part) in picture.chunks(PART).enumerate() {
            let offset = number * PART;
            let sum = STANDARD.encode(Sha256::digest(part));
            let patch = self.client.patch(&address).header("Tus-Resumable", "1.0.0").header("Upload-Offset", offset);
            let patch = patch.header("Content-Type", "application/offset+octet-stream");
            let done = patch.header("Upload-Checksum", format!("sha256 {sum}")).body(part.to_vec()).send().await?;
            let done = done.error_for_status()?;
            let received = offset + part.len();
            if received == picture.len() {
                image = header(&done, "skinlink-image")?;
            } else {
                parts = begun.elapsed().mul_f64(picture.len() as f64 / received as f64);
            }
        }
        Ok(Sent { parts, stored: begun.elapsed(), image })
    }

    /// How long it takes to fetch the master, and its bytes.
    async fn fetch(&self, image: &str) -> Result<(Duration, usize)> {
        let begun = Instant::now();
        let answer = self.client.get(format!("{}/images/{image}/master", self.url)).send().await?;
        let bytes = answer.error_for_status()?.bytes().await?.len();
        Ok((begun.elapsed(), bytes))
    }
}

fn header(answer: &Response, name: &str) -> Result<String> {
    let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
    value.map(str::to_owned).ok_or_else(|| format!("an upload was answered {} without {name}", answer.status()).into())
}

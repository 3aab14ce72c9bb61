//! Sending a picture so that a lost connection costs nothing: a client of the tus 1.0 protocol (creation, checksum).

use std::cell::Cell;

use js_sys::{ArrayBuffer, Uint8Array};
use ui::{
    browser::{
        files,
        page::{now, retry_pause},
    },
    client,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob, Headers, RequestInit, Response};

use crate::verdict::{PartSize, Verdict, verdict};

/// Milliseconds until a request is given up. Not the whole picture's but a part's, and parts shrink: whoever still waits
/// then waits for nothing. What a given-up part brought is asked about, not guessed.
const PATIENCE_MS: u32 = 30_000;

/// A part that takes no longer may be followed by a larger one, in milliseconds.
const QUICK_MS: f64 = 5_000.0;

/// Milliseconds between tries while there is no signal; the last one repeats.
const PAUSES: [i32; 4] = [1_000, 2_000, 4_000, 8_000];

/// How a picture is doing on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Bytes that the server has acknowledged.
    Sent(u64),
    /// No answer comes.
    NoSignal,
    /// Answers come, but none that takes the picture.
    NotNow,
    /// The date of birth has to be given again.
    Unconfirmed,
}

/// Why a picture cannot be sent, however often it is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// The server checked it: a code with a sentence under `refused.` in the locale files.
    Refused(String),
    /// The link takes no more pictures.
    Closed,
    /// The device no longer gives its bytes: deleted, moved, or on a card that was taken out.
    Unreadable,
}

enum Trouble {
    /// Worth another try: no answer.
    NoSignal,
    /// Worth another try: an answer that is no last word.
    NotNow,
    /// Worth another try: nobody has shown here lately whose link it is.
    Unconfirmed,
    Final(NotSent),
}

impl From<NotSent> for Trouble {
    fn from(reason: NotSent) -> Self {
        Self::Final(reason)
    }
}

impl From<JsValue> for Trouble {
    /// A browser that refuses what every browser does: waiting does not help, and is not said to.
    fn from(_: JsValue) -> Self {
        Self::Final(NotSent::Refused("failed".to_owned()))
    }
}

/// What was learned of the connection, for every picture that follows.
struct Connection {
    part: Cell<PartSize>,
    /// Whether parts go as POST, since something on the way lets no PATCH through.
    by_post: Cell<bool>,
}

thread_local! {
    static CONNECTION: Connection = const { Connection { part: Cell::new(PartSize::LARGEST), by_post: Cell::new(false) } };
}

/// Sends `picture` with `metadata` (names and values as they are; they are encoded here) and answers the picture's
/// identifier. Goes on by itself from the last acknowledged byte for as long as the page is open.
pub async fn send(
    picture: &Blob,
    metadata: &[(&str, String)],
    progress: impl Fn(Progress),
) -> Result<Option<String>, NotSent> {
    let mut address: Option<String> = None;
    let mut tries = 0;
    loop {
        match send_once(picture, metadata, &mut address, &progress, &mut tries).await {
            Ok(image) => return Ok(image),
            Err(Trouble::Final(reason)) => return Err(reason),
            Err(Trouble::NoSignal) => progress(Progress::NoSignal),
            Err(Trouble::NotNow) => progress(Progress::NotNow),
            Err(Trouble::Unconfirmed) => progress(Progress::Unconfirmed),
        }
        retry_pause(PAUSES[usize::min(tries, PAUSES.len() - 1)]).await;
        tries += 1;
    }
}

async fn send_once(
    picture: &Blob,
    metadata: &[(&str, String)],
    address: &mut Option<String>,
    progress: &impl Fn(Progress),
    tries: &mut usize,
) -> Result<Option<String>, Trouble> {
    let length = picture.size() as u64;
    let (at, (mut offset, mut image)) = match address.take() {
        // Given up by the server meanwhile: begun again with the next try.
        Some(at) => match ask(&at).await {
            Err(Trouble::Final(NotSent::Closed)) => return Err(Trouble::NotNow),
            Err(trouble) => {
                *address = Some(at);
                return Err(trouble);
            }
            Ok(upload_state) => (at, upload_state),
        },
        // Not always from the first byte: the server may have found the upload that a reload interrupted.
        None => create(picture, length, metadata).await?,
    };
    *address = Some(at.clone());
    progress(Progress::Sent(offset));
    while offset < length {
        let size = CONNECTION.with(|connection| connection.part.get()).bytes();
        let part = read(picture, offset, length.min(offset + size)).await?;
        (offset, image) = match append(&at, offset, &part).await {
            // Whether the link or only this upload is gone, or whose it is has to be shown again, says starting again.
            Err(Trouble::Final(NotSent::Closed)) => return Err(Trouble::NotNow),
            appended => appended?,
        };
        *tries = 0;
        progress(Progress::Sent(offset));
    }
    Ok(image)
}

async fn create(picture: &Blob, length: u64, metadata: &[(&str, String)]) -> Result<(String, UploadState), Trouble> {
    let headers = headers(&[("Upload-Length", &length.to_string())])?;
    let mut pairs = metadata.iter().map(|(name, value)| pair(name, value)).collect::<Result<Vec<_>, _>>()?;
    if let Some(fingerprint) = fingerprint(picture, length).await? {
        pairs.push(pair("fingerprint", &fingerprint)?);
    }
    headers.set("Upload-Metadata", &pairs.join(","))?;
    let answer = fetch("POST", "/uploads", &headers, None).await?;
    judged(&answer).await?;
    Ok((answer.headers().get("Location")?.ok_or(Trouble::NotNow)?, upload_state(&answer)?))
}

async fn ask(address: &str) -> Result<UploadState, Trouble> {
    let answer = fetch("HEAD", address, &headers(&[])?, None).await?;
    judged(&answer).await?;
    upload_state(&answer)
}

async fn append(address: &str, offset: u64, part: &ArrayBuffer) -> Result<UploadState, Trouble> {
    let headers = headers(&[("Upload-Offset", &offset.to_string())])?;
    headers.set("Content-Type", "application/offset+octet-stream")?;
    if let Some(sum) = sha256(part).await {
        headers.set("Upload-Checksum", &format!("sha256 {}", base64(&sum)?))?;
    }
    let by_post = CONNECTION.with(|connection| connection.by_post.get());
    if by_post {
        headers.set("X-HTTP-Method-Override", "PATCH")?;
    }
    let begun = now();
    let answer = fetch(if by_post { "POST" } else { "PATCH" }, address, &headers, Some(part)).await;
    let is_slow = matches!(answer, Err(Trouble::NoSignal)) && now() - begun >= f64::from(PATIENCE_MS);
    let is_quick = now() - begun <= QUICK_MS;
    CONNECTION.with(|connection| match &answer {
        Err(_) if is_slow => connection.part.set(connection.part.get().smaller()),
        Ok(answer) if said(answer) == Verdict::NotThisWay => connection.by_post.set(!by_post),
        Ok(_) if is_quick => connection.part.set(connection.part.get().larger()),
        Ok(_) | Err(_) => {}
    });
    let answer = answer?;
    judged(&answer).await?;
    upload_state(&answer)
}

/// What an answer says of the upload: acknowledged bytes, and the picture it became.
type UploadState = (u64, Option<String>);

fn upload_state(answer: &Response) -> Result<UploadState, Trouble> {
    let offset =
        answer.headers().get("Upload-Offset")?.and_then(|offset| offset.parse().ok()).ok_or(Trouble::NotNow)?;
    Ok((offset, answer.headers().get("Skinlink-Image")?))
}

fn said(answer: &Response) -> Verdict {
    let headers = answer.headers();
    let problem = headers.get("skinlink-problem").ok().flatten();
    verdict(answer.status(), headers.has("Tus-Resumable").unwrap_or(false), problem.as_deref())
}

/// Whether an answer is a yes, a "not now" or a "never".
async fn judged(answer: &Response) -> Result<(), Trouble> {
    match said(answer) {
        Verdict::Taken => Ok(()),
        // Covered until its owner signs in again; then the next try is theirs.
        Verdict::SignedOut => {
            client::lost();
            Err(Trouble::NotNow)
        }
        Verdict::Unconfirmed => Err(Trouble::Unconfirmed),
        Verdict::Closed => Err(NotSent::Closed.into()),
        Verdict::Refused => Err(NotSent::Refused(code(answer).await).into()),
        Verdict::NotNow | Verdict::NotThisWay => Err(Trouble::NotNow),
    }
}

/// The `code` in a refusal's body.
async fn code(answer: &Response) -> String {
    let body = async { JsFuture::from(answer.json().ok()?).await.ok() }.await;
    body.and_then(|body| js_sys::Reflect::get(&body, &"code".into()).ok()?.as_string())
        .unwrap_or_else(|| "failed".to_owned())
}

fn headers(more: &[(&str, &str)]) -> Result<Headers, JsValue> {
    let headers = Headers::new()?;
    headers.set("Tus-Resumable", "1.0.0")?;
    headers.set(client::HEADER, &client::mark())?;
    for (name, value) in more {
        headers.set(name, value)?;
    }
    Ok(headers)
}

async fn fetch(
    method: &str,
    address: &str,
    headers: &Headers,
    body: Option<&ArrayBuffer>,
) -> Result<Response, Trouble> {
    let window = web_sys::window().ok_or(Trouble::NoSignal)?;
    let request = RequestInit::new();
    request.set_method(method);
    request.set_headers(headers);
    request.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
    if let Some(body) = body {
        request.set_body(body);
    }
    // Fails only when there was no answer at all, or none in time.
    let answer = JsFuture::from(window.fetch_with_str_and_init(address, &request)).await;
    Ok(answer.map_err(|_| Trouble::NoSignal)?.unchecked_into())
}

async fn read(picture: &Blob, from: u64, to: u64) -> Result<ArrayBuffer, NotSent> {
    files::bytes(picture, from, to).await.map_err(|_| NotSent::Unreadable)
}

/// SHA-256 of the whole picture, hexadecimal: by it the server finds the upload again that a reload interrupted.
async fn fingerprint(picture: &Blob, length: u64) -> Result<Option<String>, NotSent> {
    let whole = read(picture, 0, length).await?;
    Ok(sha256(&whole).await.map(|sum| sum.iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// None where the browser has no cryptography (a page over plain HTTP): the checks are then left to the connection.
async fn sha256(bytes: &ArrayBuffer) -> Option<Vec<u8>> {
    let subtle = web_sys::window()?.crypto().ok()?.subtle();
    if subtle.is_undefined() {
        return None;
    }
    let sum = JsFuture::from(subtle.digest_with_str_and_buffer_source("SHA-256", bytes).ok()?).await.ok()?;
    Some(Uint8Array::new(&sum).to_vec())
}

fn pair(name: &str, value: &str) -> Result<String, JsValue> {
    Ok(format!("{name} {}", base64(value.as_bytes())?))
}

fn base64(bytes: &[u8]) -> Result<String, JsValue> {
    let latin: String = bytes.iter().copied().map(char::from).collect();
    web_sys::window().ok_or(JsValue::UNDEFINED)?.btoa(&latin)
}

//! Sending a picture so that a lost connection costs nothing: a client of the tus 1.0 protocol (creation, checksum).

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Headers, RequestInit, Response};

use super::{files, page::pause};

/// Bytes per request: what is lost at most when the signal goes, and how finely progress shows. At 1 Mbit/s a part
/// takes two seconds.
const PART: u64 = 256 * 1024;

/// Milliseconds between tries while there is no signal; the last one repeats.
const PAUSES: [i32; 4] = [1_000, 2_000, 4_000, 8_000];

/// How a picture is doing on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Bytes that the server has acknowledged.
    Sent(u64),
    NoSignal,
}

/// Why a picture cannot be sent, however often it is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// The server looked at it: a code with a sentence under `refused.` in the locale files.
    Refused(String),
    /// The link takes no more pictures.
    Closed,
}

enum Trouble {
    /// Worth another try.
    Passing,
    Final(NotSent),
}

impl From<JsValue> for Trouble {
    /// `fetch` fails only when there was no answer at all.
    fn from(_: JsValue) -> Self {
        Self::Passing
    }
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
            Err(Trouble::Passing) => {
                progress(Progress::NoSignal);
                pause(PAUSES[usize::min(tries, PAUSES.len() - 1)]).await;
                tries += 1;
            }
        }
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
            Err(Trouble::Final(NotSent::Closed)) => return Err(Trouble::Passing),
            Err(trouble) => {
                *address = Some(at);
                return Err(trouble);
            }
            Ok(standing) => (at, standing),
        },
        // Not always from the first byte: the server may have found the upload that a reload interrupted.
        None => create(picture, length, metadata).await?,
    };
    *address = Some(at.clone());
    progress(Progress::Sent(offset));
    while offset < length {
        let part = files::bytes(picture, offset, length.min(offset + PART)).await?;
        (offset, image) = append(&at, offset, &part).await?;
        *tries = 0;
        progress(Progress::Sent(offset));
    }
    Ok(image)
}

async fn create(picture: &Blob, length: u64, metadata: &[(&str, String)]) -> Result<(String, Standing), Trouble> {
    let headers = headers(&[("Upload-Length", &length.to_string())])?;
    let mut pairs = metadata.iter().map(|(name, value)| pair(name, value)).collect::<Result<Vec<_>, _>>()?;
    if let Some(fingerprint) = fingerprint(picture, length).await {
        pairs.push(pair("fingerprint", &fingerprint)?);
    }
    headers.set("Upload-Metadata", &pairs.join(","))?;
    let answer = fetch("POST", "/uploads", &headers, None).await?;
    judged(&answer).await?;
    Ok((answer.headers().get("Location")?.ok_or(Trouble::Passing)?, standing(&answer)?))
}

async fn ask(address: &str) -> Result<Standing, Trouble> {
    let answer = fetch("HEAD", address, &headers(&[])?, None).await?;
    judged(&answer).await?;
    standing(&answer)
}

async fn append(address: &str, offset: u64, part: &ArrayBuffer) -> Result<Standing, Trouble> {
    let headers = headers(&[("Upload-Offset", &offset.to_string())])?;
    headers.set("Content-Type", "application/offset+octet-stream")?;
    if let Some(sum) = sha256(part).await {
        headers.set("Upload-Checksum", &format!("sha256 {}", base64(&sum)?))?;
    }
    let answer = fetch("PATCH", address, &headers, Some(part)).await?;
    judged(&answer).await?;
    standing(&answer)
}

/// What an answer says of the upload: acknowledged bytes, and the picture it became.
type Standing = (u64, Option<String>);

fn standing(answer: &Response) -> Result<Standing, Trouble> {
    let offset =
        answer.headers().get("Upload-Offset")?.and_then(|offset| offset.parse().ok()).ok_or(Trouble::Passing)?;
    Ok((offset, answer.headers().get("Skinlink-Image")?))
}

/// Whether an answer is a yes, a "not now" or a "never".
async fn judged(answer: &Response) -> Result<(), Trouble> {
    match answer.status() {
        200..300 => Ok(()),
        401 => Err(Trouble::Final(NotSent::Refused("signed_out".to_owned()))),
        403 | 404 | 410 => Err(Trouble::Final(NotSent::Closed)),
        400 | 413 | 415 | 422 => Err(Trouble::Final(NotSent::Refused(code(answer).await))),
        // 409 and 460: the offset or the checksum did not fit; asking for the offset puts that right. 5xx: not now.
        _ => Err(Trouble::Passing),
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
    let window = web_sys::window().ok_or(Trouble::Passing)?;
    let request = RequestInit::new();
    request.set_method(method);
    request.set_headers(headers);
    if let Some(body) = body {
        request.set_body(body);
    }
    Ok(JsFuture::from(window.fetch_with_str_and_init(address, &request)).await?.unchecked_into())
}

/// SHA-256 of the whole picture, hexadecimal: by it the server finds the upload again that a reload interrupted.
async fn fingerprint(picture: &Blob, length: u64) -> Option<String> {
    let whole = files::bytes(picture, 0, length).await.ok()?;
    Some(sha256(&whole).await?.iter().map(|byte| format!("{byte:02x}")).collect())
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

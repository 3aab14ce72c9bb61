//! Files inside of this program, answered as `ServeDir` answers from a folder: a test compares the two.

use std::{
    ops::{Range, RangeInclusive},
    path::{Component, Path},
    time::{Duration, SystemTime},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header},
    response::Response,
};
use http_range_header::parse_range_header;
use percent_encoding::percent_decode_str;
use rust_embed::{Embed, EmbeddedFile};

/// The files of one folder as it was when this program was compiled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inside {
    get: fn(&str) -> Option<EmbeddedFile>,
}

impl Inside {
    pub(super) fn of<E: Embed>() -> Self {
        Self { get: E::get }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        (self.get)(name).is_some()
    }

    pub(super) fn answer(&self, request: &Request<Body>) -> Response {
        let Some((name, (file, encoding))) =
            name_of(request.uri().path()).and_then(|name| Some((name.clone(), self.find(&name, request.headers())?)))
        else {
            return empty(StatusCode::NOT_FOUND);
        };
        let made = SystemTime::UNIX_EPOCH + Duration::from_secs(file.metadata.last_modified().unwrap_or(0));
        if let Some(status) = settled_by_date(request.headers(), made) {
            return empty(status);
        }
        let bytes = bytes_of(file);
        let size = bytes.len() as u64;
        let range = request.headers().get(header::RANGE).and_then(|it| it.to_str().ok()).map(|range| one(range, size));
        let mut response = match range {
            None => with_length(bytes),
            Some(Ok(range)) => {
                let mut response = with_length(bytes.slice(part(&range, bytes.len())));
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                set(&mut response, header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", range.start(), range.end()));
                response
            }
            Some(Err(said)) => {
                let mut response = Response::new(Body::from(said));
                *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                set(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
                response
            }
        };
        set(
            &mut response,
            header::CONTENT_TYPE,
            mime_guess::from_path(&name).first_raw().unwrap_or("application/octet-stream"),
        );
        set(&mut response, header::ACCEPT_RANGES, "bytes");
        set(&mut response, header::LAST_MODIFIED, &httpdate::fmt_http_date(made));
        if let Some(encoding) = encoding {
            set(&mut response, header::CONTENT_ENCODING, encoding);
        }
        if *request.method() == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        response
    }

    /// The file in the form that is wanted most of those that are there.
    fn find(&self, name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
        for (encoding, ending) in wanted(headers) {
            if let Some(file) = (self.get)(&format!("{name}{ending}")) {
                return Some((file, encoding));
            }
        }
        Some(((self.get)(name)?, None))
    }
}

/// The name that a path asks for; None where it leads out of the folder.
fn name_of(path: &str) -> Option<String> {
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8().ok()?;
    let mut name = Vec::new();
    for part in Path::new(&*path).components() {
        match part {
            Component::Normal(part) => name.push(part.to_str()?),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::ParentDir => return None,
        }
    }
    Some(name.join("/"))
}

/// The forms that the asker takes, the one wanted most first: by their weights, and of equal ones the smallest. An empty
/// ending is the file as it is.
fn wanted(headers: &HeaderMap) -> Vec<(Option<&'static str>, &'static str)> {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|it| it.to_str().ok());
    let mut forms: Vec<_> = values.flat_map(|value| value.split(',')).filter_map(form).collect();
    forms.sort_by_key(|(weight, rank, ..)| std::cmp::Reverse((*weight, *rank)));
    forms.into_iter().map(|(_, _, encoding, ending)| (encoding, ending)).collect()
}

/// One of the forms of an Accept-Encoding that are known here: its weight in thousandths, its rank, its name, its ending.
fn form(text: &str) -> Option<(u16, u8, Option<&'static str>, &'static str)> {
    let (name, weight) = text.split_once(';').map_or((text, None), |(name, weight)| (name, Some(weight.trim())));
    let weight = weight.map_or(Some(1_000), thousandths)?;
    let (rank, encoding, ending) = match name.trim().to_ascii_lowercase().as_str() {
        "br" => (2, Some("br"), ".br"),
        "gzip" | "x-gzip" => (1, Some("gzip"), ".gz"),
        "identity" => (0, None, ""),
        _ => return None,
    };
    (weight > 0).then_some((weight, rank, encoding, ending))
}

/// `q=0.5` as 500; None where it is no weight (RFC 9110, 12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let number = text.strip_prefix(['q', 'Q'])?.strip_prefix('=')?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let is_right = matches!(whole, "0" | "1") && part.len() <= 3 && part.bytes().all(|digit| digit.is_ascii_digit());
    let weight = format!("{whole}{part:0<3}").parse().ok()?;
    (is_right && weight <= 1_000).then_some(weight)
}

/// What the dates of a request settle before a byte is sent. Only a browser that has exactly this file has it: one that
/// has a newer one got it from a version that was taken back.
fn settled_by_date(headers: &HeaderMap, made: SystemTime) -> Option<StatusCode> {
    let date = |name| headers.get(name)?.to_str().ok().and_then(|text| httpdate::parse_http_date(text).ok());
    if date(header::IF_UNMODIFIED_SINCE).is_some_and(|since| since < made) {
        return Some(StatusCode::PRECONDITION_FAILED);
    }
    (date(header::IF_MODIFIED_SINCE) == Some(made)).then_some(StatusCode::NOT_MODIFIED)
}

/// The one part that is asked for, or what to say where there is none or there are several.
fn one(range: &str, size: u64) -> Result<RangeInclusive<u64>, &'static str> {
    let ranges = parse_range_header(range).and_then(|it| it.validate(size)).map_err(|_| "")?;
    match ranges.as_slice() {
        [range] => Ok(range.clone()),
        _ => Err("Cannot serve multipart range requests"),
    }
}

/// The same as places in the file. Of an empty one everything is asked for as its first byte, which is not there.
fn part(range: &RangeInclusive<u64>, size: usize) -> Range<usize> {
    let place = |at: u64| usize::try_from(at).unwrap_or(size).min(size);
    place(*range.start())..place(*range.end() + 1)
}

fn bytes_of(file: EmbeddedFile) -> Bytes {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => bytes.into(),
    }
}

fn with_length(bytes: Bytes) -> Response {
    let length = bytes.len();
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    // Numbers, dates and names of types are always fit for a header.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

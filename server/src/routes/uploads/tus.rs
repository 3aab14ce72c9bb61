//! The protocol's headers.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use backend::images::Progress;

use super::{IMAGE, metadata};

pub(super) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const VERSION: HeaderName = HeaderName::from_static("tus-version");
pub(super) const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
pub(super) const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
pub(super) const CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
pub(super) const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(super) const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
pub(super) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// The only version there is.
pub(super) const V1: HeaderValue = HeaderValue::from_static("1.0.0");

/// The type of a part's body.
pub(super) const PART: &str = "application/offset+octet-stream";

/// A header that holds a number of bytes.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// What every answer says of an upload.
pub(super) fn upload_state(progress: &Progress) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(OFFSET, progress.offset.into());
    headers.insert(LENGTH, progress.length.into());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(image) = progress.image {
        let image = HeaderValue::try_from(image.to_string()).expect("a UUID is ASCII");
        headers.insert(IMAGE, image);
    } else {
        // RFC 9110, section 5.6.7.
        let expires = progress.expires.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        headers.insert(EXPIRES, HeaderValue::try_from(expires).expect("a date is ASCII"));
    }
    headers
}

/// What a HEAD says besides: what the upload was begun with.
pub(super) fn metadata(progress: &Progress) -> HeaderMap {
    let value = HeaderValue::try_from(metadata::write(&progress.details)).expect("base64 is ASCII");
    HeaderMap::from_iter([(METADATA, value)])
}

//! The sealed form of one object.
//!
//! | offset | bytes | what |
//! | --- | --- | --- |
//! | 0 | 4 | `SKL` and the format's version, 1 |
//! | 4 | 8 | which key-encryption key wraps this object's own key |
//! | 12 | 24 | nonce of that wrapping |
//! | 36 | 48 | the object's data key, sealed: 32 bytes and a 16-byte tag |
//! | 84 | … | segments of 64 KiB and a 16-byte tag each; the last one may be shorter |
//!
//! Everything is XChaCha20-Poly1305. A segment's associated data holds the object's name, the segment's number and
//! whether it is the last, so that an object that was cut short, put together in another order or swapped for another
//! does not open. Segments stand at computable offsets: one of them can be read without those before it, by whoever knows
//! how long the object is.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use chacha20poly1305::{
    AeadInPlace, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::ObjectName;
use crate::Key;

const MAGIC: [u8; 4] = *b"SKL\x01";
const KEY_ID: usize = 8;
const NONCE: usize = 24;
const DATA_KEY: usize = 32;
const TAG: usize = 16;
pub(super) const HEADER: usize = MAGIC.len() + KEY_ID + NONCE + DATA_KEY + TAG;
const SEGMENT: usize = 64 * 1024;

/// Random bytes that sealing one object uses up: its data key and the nonce of the wrapping.
pub(super) const ENTROPY: usize = DATA_KEY + NONCE;

/// The key-encryption key: it wraps every object's own key and never touches a picture itself.
pub(crate) struct ObjectKey {
    key: Zeroizing<[u8; 32]>,
    id: [u8; KEY_ID],
}

impl ObjectKey {
    /// The one that belongs to the configuration's key.
    pub(crate) fn of(key: &Key) -> Self {
        Self::new(*key.derive("skinlink objects"))
    }

    /// Takes 32 random bytes, derived from the configuration's key.
    pub(super) fn new(key: [u8; 32]) -> Self {
        let digest = Sha256::new().chain_update(b"skinlink object key id").chain_update(key).finalize();
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&digest[..KEY_ID]);
        Self { key: Zeroizing::new(key), id }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

impl std::fmt::Debug for ObjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObjectKey").field("id", &hex::encode(self.id)).finish_non_exhaustive()
    }
}

/// Why sealed bytes did not open. Says nothing of what is in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("not a sealed object of a known version")]
    Format,
    #[error("sealed with another key than the one configured")]
    OtherKey,
    #[error("changed, cut short or swapped since it was sealed")]
    Damaged,
}

/// Seals `plain` as the object `name`, piece by piece where it stands: no second copy is made unless somebody else holds
/// the bytes. `entropy` must be fresh and secret: it holds the data key. The pieces together are the sealed object.
pub(super) fn seal(plain: Bytes, name: &ObjectName, key: &ObjectKey, entropy: &[u8; ENTROPY]) -> Vec<Bytes> {
    let (data_key, nonce) = entropy.split_at(DATA_KEY);
    let mut header = Vec::with_capacity(HEADER);
    write_header(&mut header, data_key, nonce, name, key);

    let cipher = XChaCha20Poly1305::new(data_key.into());
    let mut rest = plain.try_into_mut().unwrap_or_else(|shared| BytesMut::from(&*shared));
    let segments = rest.len().div_ceil(SEGMENT).max(1);
    let mut out = Vec::with_capacity(1 + 2 * segments);
    out.push(header.into());
    for number in 0..segments {
        let mut segment = rest.split_to(rest.len().min(SEGMENT));
        let last = number + 1 == segments;
        let tag = cipher
            .encrypt_in_place_detached(&segment_nonce(number), &segment_context(name, number, last), &mut segment)
            .expect("a segment is far below the cipher's limit");
        out.push(segment.freeze());
        out.push(Bytes::copy_from_slice(&tag));
    }
    out
}

/// The data key, wrapped.
fn write_header(header: &mut Vec<u8>, data_key: &[u8], nonce: &[u8], name: &ObjectName, key: &ObjectKey) {
    header.extend_from_slice(&MAGIC);
    header.extend_from_slice(&key.id);
    let wrapped = key
        .cipher()
        .encrypt(XNonce::from_slice(nonce), Payload { msg: data_key, aad: &wrapping_context(header, name) })
        .expect("a 32-byte key is far below the cipher's limit");
    header.extend_from_slice(nonce);
    header.extend_from_slice(&wrapped);
}

/// The same object with its own key wrapped in `to` instead of `from`; None where it is already. `nonce` must be fresh.
pub(super) fn wrap_again(
    sealed: &[u8],
    name: &ObjectName,
    from: &ObjectKey,
    to: &ObjectKey,
    nonce: [u8; NONCE],
) -> Result<Option<Vec<u8>>, SealError> {
    let (header, segments) = sealed.split_at_checked(HEADER).ok_or(SealError::Format)?;
    if unwrap_key(header, name, to).is_ok() {
        return Ok(None);
    }
    let data_key = unwrap_key(header, name, from)?;
    let mut again = Vec::with_capacity(sealed.len());
    write_header(&mut again, &data_key, &nonce, name, to);
    again.extend_from_slice(segments);
    Ok(Some(again))
}

/// Opens what [`seal`] made; the same name and key must be given.
pub(super) fn unseal(sealed: &[u8], name: &ObjectName, key: &ObjectKey) -> Result<Vec<u8>, SealError> {
    let (header, segments) = sealed.split_at_checked(HEADER).ok_or(SealError::Format)?;
    let cipher = data_cipher(header, name, key)?;
    open_segments(segments, 0, true, name, &cipher)
}

/// Where the sealed segments lie that hold the bytes of `range`, in an object of `length` bytes.
pub(super) fn sealed_range(length: u64, range: &Range<u64>) -> Range<u64> {
    let (segment, sealed) = (SEGMENT as u64, (SEGMENT + TAG) as u64);
    let segments = length.div_ceil(segment).max(1);
    let (first, after) = (range.start / segment, range.end.div_ceil(segment));
    let end = if after >= segments { length + segments * TAG as u64 } else { after * sealed };
    HEADER as u64 + first * sealed..HEADER as u64 + end
}

/// Opens the segments of [`sealed_range`] and answers the bytes of `range`.
pub(super) fn unseal_range(
    header: &[u8],
    segments: &[u8],
    length: u64,
    range: &Range<u64>,
    name: &ObjectName,
    key: &ObjectKey,
) -> Result<Vec<u8>, SealError> {
    let cipher = data_cipher(header, name, key)?;
    let first = usize::try_from(range.start).map_err(|_| SealError::Damaged)? / SEGMENT;
    let to_the_end = range.end.div_ceil(SEGMENT as u64) >= length.div_ceil(SEGMENT as u64);
    let mut plain = open_segments(segments, first, to_the_end, name, &cipher)?;
    let wanted = usize::try_from(range.end - range.start).map_err(|_| SealError::Damaged)?;
    let before = range.start as usize - first * SEGMENT;
    if plain.len() < before + wanted {
        return Err(SealError::Damaged);
    }
    plain.drain(..before);
    plain.truncate(wanted);
    Ok(plain)
}

/// What the object's own key, unwrapped from its header, opens.
fn data_cipher(header: &[u8], name: &ObjectName, key: &ObjectKey) -> Result<XChaCha20Poly1305, SealError> {
    XChaCha20Poly1305::new_from_slice(&unwrap_key(header, name, key)?).map_err(|_| SealError::Damaged)
}

fn unwrap_key(header: &[u8], name: &ObjectName, key: &ObjectKey) -> Result<Zeroizing<Vec<u8>>, SealError> {
    if header.len() != HEADER || header[..MAGIC.len()] != MAGIC {
        return Err(SealError::Format);
    }
    let (context, wrapping) = header.split_at(MAGIC.len() + KEY_ID);
    if context[MAGIC.len()..] != key.id {
        return Err(SealError::OtherKey);
    }
    let (nonce, wrapped) = wrapping.split_at(NONCE);
    key.cipher()
        .decrypt(XNonce::from_slice(nonce), Payload { msg: wrapped, aad: &wrapping_context(context, name) })
        .map(Zeroizing::new)
        .map_err(|_| SealError::Damaged)
}

/// Opens segments that follow each other from number `first` on, `to_the_end` of the object or not.
fn open_segments(
    mut rest: &[u8],
    first: usize,
    to_the_end: bool,
    name: &ObjectName,
    cipher: &XChaCha20Poly1305,
) -> Result<Vec<u8>, SealError> {
    let mut plain = Vec::with_capacity(rest.len());
    let mut number = first;
    loop {
        let (segment, after) = rest.split_at(rest.len().min(SEGMENT + TAG));
        let (body, tag) = segment.split_at_checked(segment.len().wrapping_sub(TAG)).ok_or(SealError::Damaged)?;
        let start = plain.len();
        plain.extend_from_slice(body);
        let context = segment_context(name, number, to_the_end && after.is_empty());
        cipher
            .decrypt_in_place_detached(&segment_nonce(number), &context, &mut plain[start..], tag.into())
            .map_err(|_| SealError::Damaged)?;
        if after.is_empty() {
            return Ok(plain);
        }
        rest = after;
        number += 1;
    }
}

fn wrapping_context(version_and_key: &[u8], name: &ObjectName) -> Vec<u8> {
    [version_and_key, name.as_str().as_bytes()].concat()
}

/// A counter is enough: a data key seals one object and nothing else.
fn segment_nonce(number: usize) -> XNonce {
    let mut nonce = [0; NONCE];
    nonce[..8].copy_from_slice(&(number as u64).to_le_bytes());
    nonce.into()
}

fn segment_context(name: &ObjectName, number: usize, last: bool) -> Vec<u8> {
    [name.as_str().as_bytes(), &(number as u64).to_le_bytes(), &[u8::from(last)]].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ONE: [u8; ENTROPY] = [7; ENTROPY];

    fn name(byte: u8) -> ObjectName {
        ObjectName::from_random([byte; 16])
    }

    fn key() -> ObjectKey {
        ObjectKey::new([1; 32])
    }

    fn seal(plain: &[u8], name: &ObjectName, key: &ObjectKey, entropy: &[u8; ENTROPY]) -> Vec<u8> {
        super::seal(Bytes::copy_from_slice(plain), name, key, entropy).concat()
    }

    /// The bytes of `range`, from the object's own parts alone.
    fn range_of(sealed: &[u8], length: usize, range: Range<u64>) -> Result<Vec<u8>, SealError> {
        let part = sealed_range(length as u64, &range);
        let part = &sealed[part.start as usize..part.end as usize];
        unseal_range(&sealed[..HEADER], part, length as u64, &range, &name(1), &key())
    }

    fn sample(len: usize) -> Vec<u8> {
        (0..len).map(|i| (i * 31 % 251) as u8).collect()
    }

    #[test]
    fn opens_what_was_sealed_at_every_length_around_a_segment() {
        for len in [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT + 5] {
            let plain = sample(len);
            let sealed = seal(&plain, &name(1), &key(), &ONE);
            assert_eq!(unseal(&sealed, &name(1), &key()), Ok(plain), "{len} bytes");
        }
    }

    #[test]
    fn notices_a_change_in_every_byte_of_the_header_and_around_each_tag() {
        let sealed = seal(&sample(SEGMENT + 9), &name(1), &key(), &ONE);
        let second = HEADER + SEGMENT + TAG;
        let places = (0..HEADER + 2).chain(second - TAG - 1..second + 2).chain(sealed.len() - TAG..sealed.len());
        for place in places {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(unseal(&changed, &name(1), &key()).is_err(), "byte {place}");
        }
    }

    #[test]
    fn a_range_is_opened_alone_and_equals_the_slice_of_the_whole() {
        let segment = SEGMENT as u64;
        for len in [1, SEGMENT, SEGMENT + 1, 3 * SEGMENT + 5] {
            let plain = sample(len);
            let sealed = seal(&plain, &name(1), &key(), &ONE);
            let end = len as u64;
            for (from, to) in [
                (0, 1),
                (0, end),
                (end - 1, end),
                (segment - 1, segment + 1),
                (segment, 2 * segment),
                (2 * segment + 3, 2 * segment + 9),
            ] {
                if to <= end {
                    let slice = plain[from as usize..to as usize].to_vec();
                    assert_eq!(range_of(&sealed, len, from..to), Ok(slice), "{from}..{to} of {len}");
                }
            }
        }
    }

    #[test]
    fn a_range_notices_a_changed_segment_and_a_wrong_length() {
        let len = 3 * SEGMENT + 5;
        let sealed = seal(&sample(len), &name(1), &key(), &ONE);
        let mut changed = sealed.clone();
        changed[HEADER + SEGMENT + TAG + 7] ^= 1;
        let second = SEGMENT as u64..SEGMENT as u64 + 10;
        assert_eq!(range_of(&changed, len, second.clone()), Err(SealError::Damaged));
        assert!(range_of(&changed, len, 0..10).is_ok(), "the first segment is whole");
        assert_eq!(range_of(&sealed, 2 * SEGMENT, second), Err(SealError::Damaged), "said to be shorter");
        changed[HEADER - 1] ^= 1;
        assert_eq!(range_of(&changed, len, 0..10), Err(SealError::Damaged));
    }

    #[test]
    fn another_key_is_named_as_the_reason() {
        let sealed = seal(b"skin", &name(1), &key(), &ONE);
        assert_eq!(unseal(&sealed, &name(1), &ObjectKey::new([2; 32])), Err(SealError::OtherKey));
    }

    #[test]
    fn an_object_swapped_for_another_does_not_open() {
        let sealed = seal(b"skin", &name(1), &key(), &ONE);
        assert_eq!(unseal(&sealed, &name(2), &key()), Err(SealError::Damaged));
    }

    #[test]
    fn cutting_at_a_segment_or_swapping_segments_is_noticed() {
        let sealed = seal(&sample(3 * SEGMENT), &name(1), &key(), &ONE);
        let whole = SEGMENT + TAG;
        assert_eq!(unseal(&sealed[..HEADER + 2 * whole], &name(1), &key()), Err(SealError::Damaged));
        let mut swapped = sealed.clone();
        swapped[HEADER..HEADER + 2 * whole].rotate_left(whole);
        assert_eq!(unseal(&swapped, &name(1), &key()), Err(SealError::Damaged));
        let longer = [sealed.as_slice(), &sealed[HEADER..HEADER + whole]].concat();
        assert_eq!(unseal(&longer, &name(1), &key()), Err(SealError::Damaged));
    }

    #[test]
    fn under_a_new_key_an_object_opens_with_that_alone() {
        let (old, new) = (key(), ObjectKey::new([2; 32]));
        let plain = sample(SEGMENT + 9);
        let sealed = seal(&plain, &name(1), &old, &ONE);
        let again = wrap_again(&sealed, &name(1), &old, &new, [5; NONCE]).unwrap().unwrap();
        assert_eq!(unseal(&again, &name(1), &new), Ok(plain));
        assert_eq!(unseal(&again, &name(1), &old), Err(SealError::OtherKey));
        assert_eq!(wrap_again(&again, &name(1), &old, &new, [6; NONCE]), Ok(None), "twice is once");
        assert!(wrap_again(&sealed, &name(2), &old, &new, [5; NONCE]).is_err(), "another object's name");
    }

    #[test]
    fn a_jpeg_leaves_no_trace() {
        let picture = [b"\xFF\xD8\xFF\xE0\x00\x10JFIF\0".as_slice(), &sample(5_000), b"\xFF\xD9"].concat();
        let sealed = seal(&picture, &name(1), &key(), &ONE);
        assert!(!sealed.windows(8).any(|w| w == &picture[..8] || w == &picture[40..48]));
    }

    proptest! {
        #[test]
        fn any_cut_is_noticed(len in 0..SEGMENT * 2, cut in 1usize..200_000) {
            let sealed = seal(&sample(len), &name(1), &key(), &ONE);
            let keep = sealed.len().saturating_sub(cut);
            prop_assert!(unseal(&sealed[..keep], &name(1), &key()).is_err());
        }

        #[test]
        fn never_panics_on_noise(noise in proptest::collection::vec(any::<u8>(), 0..400)) {
            let noise = [MAGIC.as_slice(), &key().id, &noise].concat();
            prop_assert!(unseal(&noise, &name(1), &key()).is_err());
        }
    }
}

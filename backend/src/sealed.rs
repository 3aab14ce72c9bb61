//! Short texts that a browser keeps for us for a moment and cannot read: what was typed, where neither an address nor a
//! row in the database may hold it. And the secrets of authenticator apps and the links of reminders, which rows hold
//! sealed (`backup::rotate` knows of them).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

use sha2::{Digest, Sha256};

use crate::{Backend, Ids, Key};

const NONCE: usize = 24;

/// Stands for a text without being it: two that differ have another one.
pub(crate) fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// `text`, to be opened with the same `about` alone.
pub fn seal(b: &Backend, about: &str, text: &str) -> String {
    seal_under(&b.settings().key, b.ids(), about, text)
}

/// The same under any key.
pub(crate) fn seal_under(key: &Key, ids: &Ids, about: &str, text: &str) -> String {
    let nonce = ids.bytes::<NONCE>();
    let payload = Payload { msg: text.as_bytes(), aad: about.as_bytes() };
    let sealed = cipher(key).encrypt(XNonce::from_slice(&nonce), payload).unwrap_or_default();
    URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
}

/// What was sealed about this; None for anything else.
pub fn open(b: &Backend, about: &str, sealed: &str) -> Option<String> {
    open_under(&b.settings().key, about, sealed)
}

/// The same under any key.
pub(crate) fn open_under(key: &Key, about: &str, sealed: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let payload = Payload { msg: sealed, aad: about.as_bytes() };
    String::from_utf8(cipher(key).decrypt(XNonce::from_slice(nonce), payload).ok()?).ok()
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.derive("skinlink sealed texts")).into())
}

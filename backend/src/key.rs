//! The one secret of the configuration, and what is derived from it.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// 32 bytes that everything at rest is encrypted under. Wiped from memory when dropped and never printed.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

/// A key that is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key must be 64 hexadecimal digits (32 bytes)")]
pub struct NotAKey;

impl Key {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// From 64 hexadecimal digits; white space around them is ignored, because files end with a line break.
    pub fn from_hex(text: &str) -> Result<Self, NotAKey> {
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(text.trim(), bytes.as_mut_slice()).map_err(|_| NotAKey)?;
        Ok(Self(bytes))
    }

    /// A key of its own for one purpose (HKDF-SHA256, RFC 5869), so that no two uses share one.
    pub(crate) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut derived = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, self.0.as_slice())
            .expand(purpose.as_bytes(), derived.as_mut_slice())
            .expect("32 bytes are within HKDF-SHA256's limit of 8,160");
        derived
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_its_own_key_and_none_is_printed() {
        let key = Key::from_hex(&format!("{}\n", "0f".repeat(32))).unwrap();
        assert_ne!(key.derive("database"), key.derive("objects"));
        assert_eq!(key.derive("database"), key.derive("database"));
        assert_eq!(format!("{key:?}"), "Key(…)");
    }

    #[test]
    fn a_short_key_is_refused() {
        assert_eq!(Key::from_hex("0f0f").unwrap_err(), NotAKey);
    }
}

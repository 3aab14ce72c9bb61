use sha1::{Digest, Sha1};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// What a part's bytes must add up to (tus 1.0, checksum extension).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checksum {
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

impl Checksum {
    /// The algorithms' names, as `Tus-Checksum-Algorithm` lists them.
    pub const ALGORITHMS: &str = "sha1,sha256";

    /// From an algorithm's name and the checksum's bytes; None for an unknown name or a wrong length.
    pub fn new(algorithm: &str, bytes: &[u8]) -> Option<Self> {
        match algorithm {
            "sha1" => bytes.try_into().ok().map(Self::Sha1),
            "sha256" => bytes.try_into().ok().map(Self::Sha256),
            _ => None,
        }
    }

    /// Whether `part` adds up to it.
    pub(super) fn fits(&self, part: &[u8]) -> bool {
        match self {
            Self::Sha1(sum) => sum.ct_eq(&Sha1::digest(part)).into(),
            Self::Sha256(sum) => sum.ct_eq(&Sha256::digest(part)).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 3174, section 7.3, test 1; FIPS 180-2, appendix B.1.
    const SHA1_OF_ABC: &str = "a9993e364706816aba3e25717850c26c9cd0d89d";
    const SHA256_OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn fits_its_own_bytes_and_no_others() {
        for (algorithm, sum) in [("sha1", SHA1_OF_ABC), ("sha256", SHA256_OF_ABC)] {
            let checksum = Checksum::new(algorithm, &hex::decode(sum).unwrap()).unwrap();
            assert!(checksum.fits(b"abc") && !checksum.fits(b"abd"), "{algorithm}");
        }
    }

    #[test]
    fn an_unknown_algorithm_or_a_wrong_length_is_no_checksum() {
        assert_eq!(Checksum::new("md5", &[0; 16]), None);
        assert_eq!(Checksum::new("sha256", &[0; 20]), None);
    }
}

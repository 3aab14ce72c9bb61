//! What a file is, by its first bytes: a name or a declared type is never trusted.

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    WebP,
    Gif,
    /// HEIF with HEVC inside: an iPhone's default.
    Heic,
    /// A picture, but in a format that is not read here.
    OtherPicture,
    /// A document, a film, text, nothing known.
    Other,
}

/// Reads at most the first few dozen bytes.
pub fn sniff(bytes: &[u8]) -> Kind {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Kind::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Kind::Png,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Kind::WebP,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Gif,
        [_, _, _, _, b'f', b't', b'y', b'p', brands @ ..] => isobmff(bytes[3], brands),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Kind::OtherPicture,
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Kind::OtherPicture,
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => Kind::OtherPicture,
        _ => Kind::Other,
    }
}

/// The `ftyp` box of ISO/IEC 14496-12: a main brand, a version, then compatible brands; `length` is the box's.
fn isobmff(length: u8, brands: &[u8]) -> Kind {
    let end = usize::from(length).saturating_sub(8).min(brands.len());
    let (brands, _) = brands[..end].as_chunks::<4>();
    let any = |wanted: &[&[u8; 4]]| brands.iter().any(|brand| wanted.contains(&brand));
    // The brands of ISO/IEC 23008-12 annex B; `mif1` alone is what some Android phones write around HEVC.
    if any(&[b"avif", b"avis"]) {
        Kind::OtherPicture
    } else if any(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        Kind::Heic
    } else {
        Kind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_the_bytes_are() {
        assert_eq!(sniff(b"%PDF-1.7\n"), Kind::Other);
        assert_eq!(sniff(b"\xFF\xD8\xFF\xE0"), Kind::Jpeg);
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), Kind::Heic);
        assert_eq!(sniff(b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf"), Kind::OtherPicture);
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42"), Kind::Other);
        assert_eq!(sniff(b"II*\0\x08\0\0\0"), Kind::OtherPicture);
        assert_eq!(sniff(b""), Kind::Other);
    }
}

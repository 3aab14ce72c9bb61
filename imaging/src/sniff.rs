//! What a file is, by its first bytes: a name or a declared type is never trusted.

use crate::error::Format;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    WebP,
    Gif,
    /// A picture in a hospital's envelope.
    Dicom,
    /// A sequence of pictures in a format that is not read here.
    Moving,
    /// Known, and not read here.
    Foreign(Format),
    /// Text, nothing known.
    Other,
}

/// Reads at most the first few dozen bytes, and where DICOM has its mark.
pub fn sniff(bytes: &[u8]) -> Kind {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Kind::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Kind::Png,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Kind::WebP,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Kind::Gif,
        [_, _, _, _, b'f', b't', b'y', b'p', brands @ ..] => isobmff(bytes[3], brands),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => Kind::Foreign(Format::Film),
        // EBML: WebM and Matroska.
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Kind::Foreign(Format::Film),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Kind::Foreign(Format::Tiff),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Kind::Foreign(Format::Bmp),
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => Kind::Foreign(Format::JpegXl),
        [b'%', b'P', b'D', b'F', ..] => Kind::Foreign(Format::Pdf),
        _ if bytes.get(128..132) == Some(b"DICM") => Kind::Dicom,
        _ => Kind::Other,
    }
}

/// The `ftyp` box of ISO/IEC 14496-12: a main brand, a version, then compatible brands; `length` is the box's.
fn isobmff(length: u8, brands: &[u8]) -> Kind {
    let end = usize::from(length).saturating_sub(8).min(brands.len());
    let (brands, _) = brands[..end].as_chunks::<4>();
    let any = |wanted: &[&[u8; 4]]| brands.iter().any(|brand| wanted.contains(&brand));
    // The brands of ISO/IEC 23008-12 annex B; `mif1` alone is what some phones write around HEVC.
    if any(&[b"avis"]) {
        Kind::Moving
    } else if any(&[b"avif"]) {
        Kind::Foreign(Format::Avif)
    } else if any(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        Kind::Foreign(Format::Heic)
    } else if any(&[b"crx "]) {
        Kind::Foreign(Format::Raw)
    } else {
        Kind::Foreign(Format::Film)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_the_bytes_are() {
        assert_eq!(sniff(b"%PDF-1.7\n"), Kind::Foreign(Format::Pdf));
        assert_eq!(sniff(b"\xFF\xD8\xFF\xE0"), Kind::Jpeg);
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), Kind::Foreign(Format::Heic));
        assert_eq!(sniff(b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf"), Kind::Foreign(Format::Avif));
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypavis\x00\x00\x00\x00avisavif"), Kind::Moving);
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42"), Kind::Foreign(Format::Film));
        assert_eq!(sniff(b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  "), Kind::Foreign(Format::Film));
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom"), Kind::Foreign(Format::Raw));
        assert_eq!(sniff(b"II*\0\x08\0\0\0"), Kind::Foreign(Format::Tiff));
        assert_eq!(sniff(&[&[0; 128], b"DICM".as_slice()].concat()), Kind::Dicom);
        assert_eq!(sniff(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Kind::Other);
        assert_eq!(sniff(b""), Kind::Other);
    }
}

//! What a file is, by its first bytes: a name or a declared type is never trusted.
//!
//! To add a format: a variant of [`FileKind`] with its first bytes here, its decoder in `decode` with [`crate::Limits`]
//! applied before anything is allocated, and a file of it among those of `tests/it/formats.rs`, `tests/it/bad_input.rs`
//! and `fuzz`. One that is only told apart, to name it and the way out: a variant of [`Format`], and its name in
//! `capture/src/names.rs`.

use crate::error::Format;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
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
pub fn sniff(bytes: &[u8]) -> FileKind {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => FileKind::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => FileKind::Png,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => FileKind::WebP,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => FileKind::Gif,
        [_, _, _, _, b'f', b't', b'y', b'p', brands @ ..] => isobmff(bytes[3], brands),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => FileKind::Foreign(Format::Video),
        // EBML: WebM and Matroska.
        [0x1A, 0x45, 0xDF, 0xA3, ..] => FileKind::Foreign(Format::Video),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => FileKind::Foreign(Format::Tiff),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => FileKind::Foreign(Format::Bmp),
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => FileKind::Foreign(Format::JpegXl),
        [b'%', b'P', b'D', b'F', ..] => FileKind::Foreign(Format::Pdf),
        _ if bytes.get(128..132) == Some(b"DICM") => FileKind::Dicom,
        _ => FileKind::Other,
    }
}

/// The `ftyp` box of ISO/IEC 14496-12: a main brand, a version, then compatible brands; `length` is the box's.
fn isobmff(length: u8, brands: &[u8]) -> FileKind {
    let end = usize::from(length).saturating_sub(8).min(brands.len());
    let (brands, _) = brands[..end].as_chunks::<4>();
    let any = |wanted: &[&[u8; 4]]| brands.iter().any(|brand| wanted.contains(&brand));
    // The brands of ISO/IEC 23008-12 annex B; `mif1` alone is what some phones write around HEVC.
    if any(&[b"avis"]) {
        FileKind::Moving
    } else if any(&[b"avif"]) {
        FileKind::Foreign(Format::Avif)
    } else if any(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        FileKind::Foreign(Format::Heic)
    } else if any(&[b"crx "]) {
        FileKind::Foreign(Format::Raw)
    } else {
        FileKind::Foreign(Format::Video)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_the_bytes_are() {
        assert_eq!(sniff(b"%PDF-1.7\n"), FileKind::Foreign(Format::Pdf));
        assert_eq!(sniff(b"\xFF\xD8\xFF\xE0"), FileKind::Jpeg);
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), FileKind::Foreign(Format::Heic));
        assert_eq!(sniff(b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf"), FileKind::Foreign(Format::Avif));
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypavis\x00\x00\x00\x00avisavif"), FileKind::Moving);
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42"), FileKind::Foreign(Format::Video));
        assert_eq!(sniff(b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  "), FileKind::Foreign(Format::Video));
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom"), FileKind::Foreign(Format::Raw));
        assert_eq!(sniff(b"II*\0\x08\0\0\0"), FileKind::Foreign(Format::Tiff));
        assert_eq!(sniff(&[&[0; 128], b"DICM".as_slice()].concat()), FileKind::Dicom);
        assert_eq!(sniff(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), FileKind::Other);
        assert_eq!(sniff(b""), FileKind::Other);
    }
}

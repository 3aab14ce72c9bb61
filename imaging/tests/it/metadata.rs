use image::{ExtendedColorType, ImageEncoder, codecs::webp::WebPEncoder};
use imaging::{
    Distance, Limits, Plan, decode, prepare, receive,
    synthetic::{Camera, Colours, Lesion, MAKE, SkinType, SyntheticImage},
};

use crate::made::{marked, png, png_chunk, riff_chunk};

const SYNTHETIC: SyntheticImage = SyntheticImage {
    seed: 5,
    skin: SkinType::IV,
    lesion: Lesion::Pigmented,
    distance: Distance::CloseUp,
    width: 480,
    height: 360,
    flaw: None,
};

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// The markers before the first scan.
fn markers(jpeg: &[u8]) -> Vec<u8> {
    let (mut at, mut found) = (2, Vec::new());
    while jpeg[at + 1] != 0xDA {
        found.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    found
}

/// Nothing of the camera, the place or the colour space; no comment, no application data but JFIF's.
fn assert_bare(jpeg: &[u8], what: &str) {
    for trace in ["Exif", "GPS", MAKE, "Synthetic 1", "2026:05:04", "ICC_PROFILE", "ns.adobe", "Photoshop", "MPF"] {
        assert!(!contains(jpeg, trace.as_bytes()), "{what} still holds {trace}");
    }
    let extra = markers(jpeg).into_iter().filter(|marker| matches!(marker, 0xE1..=0xEF | 0xFE)).count();
    assert_eq!(extra, 0, "{what} has application data or a comment");
    assert_eq!(jpeg[jpeg.len() - 2..], [0xFF, 0xD9], "{what} goes on after its end");
}

#[test]
fn the_synthetic_image_has_what_must_go() {
    let file = SYNTHETIC.jpeg(&Camera::default()).unwrap();
    for trace in ["Exif", MAKE, "ICC_PROFILE", "ns.adobe"] {
        assert!(contains(&file, trace.as_bytes()), "{trace}");
    }
}

#[test]
fn nothing_is_left_in_the_browser_or_on_the_server() {
    for camera in [
        Camera::default(),
        Camera { orientation: 1, colours: Colours::DisplayP3, quality: 90 },
        Camera { orientation: 1, colours: Colours::Srgb, quality: 90 },
    ] {
        let mut file = SYNTHETIC.jpeg(&camera).unwrap();
        let comment = b"\xFF\xFE\0\x11taken at home!!";
        file.splice(2..2, comment.iter().copied());
        // A second picture behind the first, as phones with gain maps and depth maps store it.
        file.extend(SYNTHETIC.jpeg(&camera).unwrap());
        let prepared = prepare(&file, &Plan::default()).unwrap();
        assert_bare(&prepared.jpeg, "prepared");
        let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
        assert_bare(&received.master, "master");
        assert_bare(&received.screen, "screen");
        assert_bare(&received.thumb, "thumb");
        assert!(!contains(&received.master, b"taken at home"));
    }
}

#[test]
fn stripping_loses_no_quality() {
    let file = SYNTHETIC.jpeg(&Camera { orientation: 1, colours: Colours::Srgb, quality: 90 }).unwrap();
    let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
    assert!(received.master.len() < file.len());
    let pixels = |jpeg: &[u8]| decode(jpeg, &Limits::default()).unwrap().picture;
    assert!(pixels(&received.master) == pixels(&file), "every pixel is the same");

    let prepared = prepare(&file, &Plan::default()).unwrap();
    let again = receive(&prepared.jpeg, &Limits::default(), Distance::Any).unwrap();
    assert!(pixels(&again.master) == pixels(&prepared.jpeg), "what the browser prepared is not compressed again");
}

#[test]
fn a_table_segment_cannot_smuggle_anything() {
    let mut file = SYNTHETIC.jpeg(&Camera { orientation: 1, colours: Colours::Srgb, quality: 90 }).unwrap();
    // A restart interval of 0 (off) in a segment two bytes longer than it may be is refused; a quantisation segment
    // with a name behind its table must not survive.
    let at = file.windows(2).position(|pair| pair == [0xFF, 0xDB]).unwrap();
    let length = u16::from_be_bytes([file[at + 2], file[at + 3]]);
    let name = b"Mary Jones";
    let end = at + 2 + usize::from(length);
    file.splice(end..end, name.iter().copied());
    file[at + 2..at + 4].copy_from_slice(&(length + name.len() as u16).to_be_bytes());
    // Refused or made anew: either way it is gone.
    if let Ok(received) = receive(&file, &Limits::default(), Distance::Any) {
        assert!(!contains(&received.master, name));
    }
}

/// Stands in every place below where a camera or a program may write.
const NAME: &[u8] = b"Mary Jones, 4 High Street";

fn assert_unnamed(file: &[u8], what: &str) {
    assert!(contains(file, NAME), "{what}: the file holds the name");
    let prepared = prepare(file, &Plan::default()).unwrap();
    let received = receive(file, &Limits::default(), Distance::Any).unwrap();
    for made in [prepared.jpeg, received.master, received.screen, received.thumb] {
        assert_bare(&made, what);
        assert!(!contains(&made, NAME), "{what}: the name is still there");
    }
}

#[test]
fn no_application_data_of_a_jpeg_is_left() {
    let plain = SYNTHETIC.jpeg(&Camera { orientation: 1, colours: Colours::Srgb, quality: 90 }).unwrap();
    let with = |marker: u8, data: &[u8]| {
        let length = (data.len() as u16 + 2).to_be_bytes();
        let segment = [&[0xFF, marker], length.as_slice(), data].concat();
        [&plain[..2], &segment, &plain[2..]].concat()
    };
    for (marker, head) in [
        (0xE0, b"JFXX\0\x10".as_slice()),               // a thumbnail
        (0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"), // a second EXIF: maker notes, another thumbnail
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
        (0xE1, &[b"http://ns.adobe.com/xmp/extension/\0".as_slice(), &[b'0'; 40]].concat()), // where depth maps lie
        (0xE2, b"MPF\0II*\0"),
        (0xEB, b"JP\0\0"),                      // content credentials
        (0xED, b"Photoshop 3.0\08BIM\x04\x04"), // IPTC
        (0xFE, b""),
    ] {
        assert_unnamed(&with(marker, &[head, NAME].concat()), &format!("{marker:X} {}", head.escape_ascii()));
    }
    assert_unnamed(&[&plain, NAME].concat(), "behind the end");
}

#[test]
fn a_comment_between_scans_is_found() {
    let picture = marked(160, 96);
    let mut file = mozjpeg_rs::Encoder::progressive_balanced().encode_rgb(picture.rgb(), 160, 96).unwrap();
    let last = file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    file.splice(last..last, [&[0xFF, 0xFE, 0, NAME.len() as u8 + 2], NAME].concat());
    assert_unnamed(&file, "between scans");
}

#[test]
fn no_chunk_of_a_png_or_webp_is_left() {
    let picture = marked(160, 96);
    let plain = png(picture.rgb(), 160, 96, ExtendedColorType::Rgb8);
    let (after_header, before_end) = (8 + 12 + 13, plain.len() - 12);
    for kind in [b"tEXt", b"iTXt", b"eXIf", b"tIME", b"prVT"] {
        for at in [after_header, before_end] {
            let mut file = plain.clone();
            file.splice(at..at, png_chunk(kind, &[b"Author\0".as_slice(), NAME].concat()));
            assert_unnamed(&file, &format!("{} at {at}", kind.escape_ascii()));
        }
    }
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).write_image(picture.rgb(), 160, 96, ExtendedColorType::Rgb8).unwrap();
    for (kind, flags) in [(b"EXIF", 0x08), (b"XMP ", 0x04), (b"note", 0)] {
        let extended = riff_chunk(b"VP8X", &[flags, 0, 0, 0, 159, 0, 0, 95, 0, 0]);
        let body = [b"WEBP", extended.as_slice(), &webp[12..], &riff_chunk(kind, NAME)].concat();
        assert_unnamed(&riff_chunk(b"RIFF", &body), &format!("{}", kind.escape_ascii()));
    }
}

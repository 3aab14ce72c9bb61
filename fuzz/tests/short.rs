//! A short look, the same every time: whole files of every kind, malformed in the ways that break parsers. What breaks one is
//! kept as a file, whose name the failure says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fs, panic, path::PathBuf};

use domain::{
    annotation::Layer,
    forms::{FormKind, Questionnaire},
};
use image::{ExtendedColorType, ImageEncoder, codecs};
use imaging::{
    Distance, Limits,
    clip::{self, ClipLimits},
    job::Job,
    receive,
    synthetic::{Camera, Lesion, SkinType, SyntheticImage, clip},
};

/// The numbers that lengths and counts go wrong at.
const EDGES: [u8; 8] = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF, 0xD8];

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }

    /// A place in a file: half of them near its start, where the headers are.
    fn place(&mut self, length: usize) -> usize {
        let end = if self.below(2) == 0 { length.min(400) } else { length };
        self.below(end)
    }

    /// One change; `other` is another whole file, to take a piece from.
    fn break_somewhere(&mut self, file: &mut Vec<u8>, other: &[u8]) {
        let at = self.place(file.len());
        let end = (at + 1 + self.below(64)).min(file.len());
        match self.below(8) {
            _ if file.is_empty() => file.extend_from_slice(other),
            0 => file[at] ^= 1 << self.below(8),
            1 => file[at] = EDGES[self.below(EDGES.len())],
            2 => file[at] = self.below(256) as u8,
            3 => file.truncate(at),
            4 => drop(file.drain(at..end)),
            5 => drop(file.splice(at..at, file[at..end].to_vec())),
            6 => file[at..end].fill(EDGES[self.below(EDGES.len())]),
            _ => {
                let from = self.place(other.len());
                let to = (from + 1 + self.below(64)).min(other.len());
                drop(file.splice(at..at, other[from..to].to_vec()));
            }
        }
    }
}

/// Gives `read` every file as it is, then `rounds` malformed ones.
fn short_look(name: &str, files: &[Vec<u8>], rounds: usize, read: fn(&[u8])) {
    let mut chance = Chance(7);
    let malformed = (0..rounds).map(|_| {
        let mut file = files[chance.below(files.len())].clone();
        for _ in 0..=chance.below(6) {
            let other = &files[chance.below(files.len())];
            chance.break_somewhere(&mut file, other);
        }
        file
    });
    for file in files.iter().cloned().chain(malformed) {
        if panic::catch_unwind(|| read(&file)).is_err() {
            let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
            fs::write(&kept, &file).unwrap();
            panic!("this breaks it: {}", kept.display());
        }
    }
}

/// Bytes between the segments, and no end marker.
fn odd(jpeg: &[u8]) -> Vec<u8> {
    // Behind the JFIF header.
    [&jpeg[..20], b"\0\x17\xFF\0\xFF\xD0", &jpeg[20..jpeg.len() - 2]].concat()
}

/// A JPEG in two fragments.
fn dicom(jpeg: &[u8]) -> Vec<u8> {
    let item = |data: &[u8]| [b"\xFE\xFF\x00\xE0", &(data.len() as u32).to_le_bytes()[..], data].concat();
    let (first, second) = jpeg.split_at(jpeg.len() / 2);
    let pixels = [b"\xE0\x7F\x10\0OB\0\0\xFF\xFF\xFF\xFF".to_vec(), item(&[]), item(first), item(second)].concat();
    [&[0; 128], b"DICM".as_slice(), &pixels, b"\xFE\xFF\xDD\xE0\0\0\0\0"].concat()
}

/// A PNG that calls itself an animation of one frame, and says how its colours are meant.
fn one_frame(png: &[u8]) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let crc = !kind.iter().chain(data).fold(u32::MAX, |crc, &byte| {
            (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
        });
        [&(data.len() as u32).to_be_bytes(), kind.as_slice(), data, &crc.to_be_bytes()].concat()
    };
    let frame = [words(&[0, 48, 36, 0, 0]), vec![0, 1, 0, 1, 0, 0]].concat();
    let white_and_primaries = words(&[31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]);
    let chunks = [
        chunk(b"cICP", &[12, 13, 0, 1]),
        chunk(b"gAMA", &words(&[45_455])),
        chunk(b"cHRM", &white_and_primaries),
        chunk(b"acTL", &words(&[1, 0])),
        chunk(b"fcTL", &frame),
    ];
    [&png[..33], &chunks.concat(), &png[33..]].concat()
}

#[test]
fn pictures() {
    let (skin, lesion, distance) = (SkinType::IV, Lesion::Pigmented, Distance::CloseUp);
    let image = SyntheticImage { seed: 1, skin, lesion, distance, width: 48, height: 36, flaw: None };
    let picture = image.picture().unwrap();
    let (rgb, colour) = (picture.rgb(), ExtendedColorType::Rgb8);
    let (mut png, mut webp, mut gif) = (Vec::new(), Vec::new(), Vec::new());
    codecs::png::PngEncoder::new(&mut png).write_image(rgb, 48, 36, colour).unwrap();
    codecs::webp::WebPEncoder::new_lossless(&mut webp).write_image(rgb, 48, 36, colour).unwrap();
    codecs::gif::GifEncoder::new(&mut gif).encode(rgb, 48, 36, colour).unwrap();
    let plain = imaging::encode(&picture, 90).unwrap();
    let files = [
        odd(&plain),
        dicom(&plain),
        one_frame(&png),
        plain,
        mozjpeg_rs::Encoder::progressive_balanced().encode_rgb(rgb, 48, 36).unwrap(),
        image.jpeg(&Camera::default()).unwrap(),
        png,
        webp,
        gif,
    ];
    assert!(files.iter().all(|file| receive(file, &Limits::default(), distance).is_ok()));
    short_look("picture", &files, 4_000, fuzz::picture);
}

fn atom(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, &body].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Two seconds of two frames, and a place.
fn mp4() -> Vec<u8> {
    let header = |kind| atom(kind, &[&words(&[0, 0, 0, 1_000, 2_000, 0])]);
    let table = atom(
        b"stbl",
        &[
            &atom(b"stsd", &[&words(&[0, 1]), &atom(b"avc1", &[&[0; 78], &atom(b"avcC", &[b"settings"])])]),
            &atom(b"stts", &[&words(&[0, 0])]),
            &atom(b"stsc", &[&words(&[0, 1, 1, 2, 1])]),
            &atom(b"stsz", &[&words(&[0, 0, 2, 7, 7])]),
            &atom(b"stco", &[&words(&[0, 1, 28])]),
        ],
    );
    let references = atom(b"dinf", &[&atom(b"dref", &[&words(&[0, 1]), &atom(b"url ", &[&words(&[1])])])]);
    let handler = atom(b"hdlr", &[&[0; 8], b"vide", &[0; 13]]);
    let information = atom(b"minf", &[&atom(b"vmhd", &[&[0; 12]]), &references, &table]);
    let media = atom(b"mdia", &[&header(b"mdhd"), &handler, &information]);
    let track = atom(b"trak", &[&atom(b"tkhd", &[&words(&[7, 0, 0, 1]), &[0; 68]]), &media]);
    let place = atom(b"udta", &[&atom(b"\xA9xyz", &[b"\0\x12\x15\xC7+51.5007-000.1246/"])]);
    [
        atom(b"ftyp", &[b"isom\0\0\0\0isom"]),
        atom(b"mdat", &[b"FRAME-1FRAME-2"]),
        atom(b"moov", &[&header(b"mvhd"), &track, &place]),
    ]
    .concat()
}

#[test]
fn clips() {
    let files = [clip(2_000, 300), clip(100, 20), mp4()];
    assert!(files.iter().all(|file| clip::clean(&mut file.clone(), &ClipLimits::default()).is_ok()));
    short_look("clip", &files, 60_000, fuzz::clip);
}

#[test]
fn jobs() {
    let files = [
        r#"{"id":1,"plan":{"edits":{"version":1,"steps":[{"kind":"turn"},{"kind":"straighten","degrees":-3.5},{"kind":"crop","left":0.1,"top":0.2,"width":0.5,"height":0.5},{"kind":"hide","left":0.1,"top":0.2,"width":0.1,"height":0.1}]},"max_side":20,"max_bytes":900,"quality":82,"distance":"close_up"}}"#,
        r#"{"id":4294967295,"plan":{"max_side":2560,"max_bytes":5000000,"quality":1}}"#,
        r#"{"id":0,"plan":{"edits":{"version":1,"steps":[{"kind":"crop","left":-1e38,"top":1e38,"width":1e-30,"height":-0.0},{"kind":"hide","left":1e38,"top":0,"width":1e38,"height":1}]},"max_side":0,"max_bytes":0,"quality":255}}"#,
    ];
    let files = files.map(|file| file.as_bytes().to_vec());
    assert!(files.iter().all(|file| serde_json::from_slice::<Job>(file).is_ok()));
    short_look("job", &files, 20_000, fuzz::job);
}

#[test]
fn layers() {
    let files = [
        r#"{"marks":[{"kind":"pen","points":[{"x":0.1,"y":0.2},{"x":0.3,"y":0.4}]},{"kind":"text","at":{"x":0,"y":1},"text":"é here"}]}"#,
        r#"{"marks":[{"kind":"arrow","from":{"x":0.1,"y":0.2},"to":{"x":1e-9,"y":0.4}},{"kind":"length","from":{"x":0,"y":0},"to":{"x":1,"y":1}}]}"#,
        r#"{"marks":[{"kind":"circle","from":{"x":0.5,"y":0.5},"to":{"x":0.6,"y":1e38}}]}"#,
    ];
    let files = files.map(|file| file.as_bytes().to_vec());
    assert!(files.iter().all(|file| serde_json::from_slice::<Layer>(file).is_ok()));
    short_look("layer", &files, 60_000, fuzz::layer);
}

#[test]
fn questionnaires() {
    let files: Vec<Vec<u8>> = FormKind::ALL.iter().map(|kind| kind.file().as_bytes().to_vec()).collect();
    assert!(files.iter().all(|file| Questionnaire::parse(file).is_ok()));
    short_look("questionnaire", &files, 3_000, fuzz::questionnaire);
}

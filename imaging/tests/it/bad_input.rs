use std::time::{Duration, Instant};

use image::{ExtendedColorType, ImageEncoder, codecs::webp::WebPEncoder};
use imaging::{
    Distance, Error, Limits, decode, receive,
    synthetic::{Camera, Lesion, SkinType, SyntheticImage},
};

use crate::made::{jpeg, jpeg_with_profile, marked, png, png_chunk};

fn fault(bytes: &[u8]) -> Error {
    decode(bytes, &Limits::default()).unwrap_err()
}

#[test]
fn each_fault_has_its_code() {
    assert_eq!(fault(b"").code(), "empty");
    assert_eq!(fault(b"Dear Dr Marsh").code(), "not_a_picture");
    assert_eq!(fault(b"\xFF\xD8\xFF").code(), "damaged");
    let small = Limits { max_bytes: 100, max_pixels: 100, ..Limits::default() };
    assert_eq!(decode(&jpeg(64, 64), &small).unwrap_err().code(), "too_large");
    let small = Limits { max_pixels: 4_095, ..Limits::default() };
    assert_eq!(decode(&jpeg(64, 64), &small).unwrap_err().code(), "too_many_pixels");
    assert!(decode(&jpeg(64, 64), &Limits { max_pixels: 4_096, ..small }).is_ok());
}

const SYNTHETIC: SyntheticImage = SyntheticImage {
    seed: 1,
    skin: SkinType::II,
    lesion: Lesion::Rash,
    distance: Distance::CloseUp,
    width: 240,
    height: 180,
    flaw: None,
};

fn synthetic() -> Vec<u8> {
    SYNTHETIC.jpeg(&Camera::default()).unwrap()
}

#[test]
fn a_jpeg_cut_short_anywhere_is_damaged() {
    let whole = synthetic();
    assert!(decode(&whole, &Limits::default()).is_ok());
    // Without its end marker alone it is still whole.
    let data = whole.len() - 2;
    for cut in (3..data - 8).step_by(61).chain(data - 40..data - 8) {
        assert_eq!(fault(&whole[..cut]), Error::Damaged, "{cut} of {} bytes", whole.len());
    }
}

#[test]
fn a_jpeg_that_lost_its_middle_is_damaged() {
    let whole = synthetic();
    let (from, to) = (whole.len() * 6 / 10, whole.len() * 9 / 10);
    assert_eq!(fault(&[&whole[..from], &whole[to..]].concat()), Error::Damaged);
    // A download that left a hole of zeros.
    let mut holed = whole.clone();
    holed[from..to].fill(0);
    assert_eq!(fault(&holed), Error::Damaged);
}

#[test]
fn a_png_cut_short_is_damaged() {
    let noise: Vec<u8> = (0..96 * 96 * 3_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let whole = png(&noise, 96, 96, ExtendedColorType::Rgb8);
    assert!(decode(&whole, &Limits::default()).is_ok());
    for cut in (8..whole.len() - 16).step_by(97) {
        assert_eq!(fault(&whole[..cut]), Error::Damaged, "{cut} of {} bytes", whole.len());
    }
}

#[test]
fn a_hundredth_missing_is_damage_in_every_format() {
    let picture = SyntheticImage { width: 120, height: 90, ..SYNTHETIC }.picture().unwrap();
    let progressive = mozjpeg_rs::Encoder::progressive_balanced().encode_rgb(picture.rgb(), 120, 90).unwrap();
    let (mut webp, mut gif) = (Vec::new(), Vec::new());
    WebPEncoder::new_lossless(&mut webp).write_image(picture.rgb(), 120, 90, ExtendedColorType::Rgb8).unwrap();
    image::codecs::gif::GifEncoder::new(&mut gif).encode(picture.rgb(), 120, 90, ExtendedColorType::Rgb8).unwrap();
    let files = [
        ("jpeg", imaging::encode(&picture, 90).unwrap()),
        ("progressive", progressive),
        ("png", png(picture.rgb(), 120, 90, ExtendedColorType::Rgb8)),
        ("webp", webp),
        ("gif", gif),
    ];
    for (name, whole) in files {
        assert!(decode(&whole, &Limits::default()).is_ok(), "{name}");
        for hundredths in 3..100 {
            let cut = whole.len() * hundredths / 100;
            assert_eq!(fault(&whole[..cut]), Error::Damaged, "{name} at {hundredths} %");
        }
    }
}

/// Sets the size a JPEG claims.
fn claiming(mut file: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let frame = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

fn png_claiming(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    let parts = [png_chunk(b"IHDR", &header), png_chunk(b"IDAT", &[0x78, 0x9C]), png_chunk(b"IEND", &[])];
    [b"\x89PNG\r\n\x1A\n".to_vec(), parts.concat()].concat()
}

#[test]
fn bombs_are_refused_on_their_header() {
    let begun = Instant::now();
    for (file, code) in [
        (claiming(jpeg(64, 64), 65_535, 65_535), "too_many_pixels"),
        (claiming(jpeg(64, 64), 12_000, 9_000), "damaged"),
        (claiming(jpeg(64, 64), 0, 64), "damaged"),
        (claiming(jpeg(64, 64), 64, 0), "damaged"),
        (png_claiming(60_000, 60_000, 8, 2), "too_many_pixels"),
        (png_claiming(11_000, 10_000, 16, 6), "too_many_pixels"),
        (png_claiming(10_000, 10_000, 8, 0), "damaged"),
        (png_claiming(u32::MAX, u32::MAX, 16, 6), "too_many_pixels"),
        (png_claiming(0, 10, 8, 0), "damaged"),
    ] {
        assert_eq!(receive(&file, &Limits::default(), Distance::Any).unwrap_err().code(), code, "{:02X?}", &file[..32]);
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "took {:?}", begun.elapsed());
}

#[test]
fn segments_and_scans_without_end_are_refused() {
    let plain = jpeg(64, 64);
    // Ten thousand empty comments.
    let comments = [&plain[..2], &[0xFF, 0xFE, 0, 2].repeat(10_000), &plain[2..]].concat();
    assert_eq!(fault(&comments), Error::Damaged);
    // The last scan of a progressive picture a thousand times: each would pass over every coefficient again.
    let picture = marked(64, 64);
    let file = mozjpeg_rs::Encoder::progressive_balanced().encode_rgb(picture.rgb(), 64, 64).unwrap();
    let last = file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let scan = &file[last..file.len() - 2];
    assert_eq!(fault(&[&file[..last], &scan.repeat(1_000), &[0xFF, 0xD9]].concat()), Error::Damaged);
}

#[test]
fn a_profile_of_sixteen_megabytes_is_no_obstacle() {
    let file = jpeg_with_profile(&marked(64, 64), vec![7; 16_000_000]);
    assert!(file.len() > 16_000_000);
    let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
    assert!(received.master.len() < 100_000);
}

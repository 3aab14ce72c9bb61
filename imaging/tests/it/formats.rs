use image::{ExtendedColorType, ImageEncoder, codecs::webp::WebPEncoder};
use imaging::{Distance, Error, Limits, decode, receive};
use mozjpeg_rs::{Encoder, Subsampling};

use crate::made::{four_inks, is_marked, marked, png, png_chunk, riff_chunk};

fn pixel(bytes: &[u8]) -> [u8; 3] {
    let received = receive(bytes, &Limits::default(), Distance::Any).unwrap();
    decode(&received.master, &Limits::default()).unwrap().picture.pixel(3, 3)
}

fn assert_near(seen: [u8; 3], wanted: [u8; 3]) {
    assert!(seen.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 3), "{seen:?} is not {wanted:?}");
}

#[test]
fn four_inks_become_rgb() {
    assert_near(pixel(&four_inks([1, 255, 255, 255], 0)), [1, 255, 255]);
    assert_near(pixel(&four_inks([255, 255, 255, 255], 0)), [255, 255, 255]);
    assert_near(pixel(&four_inks([200, 150, 100, 128], 0)), [100, 75, 50]);
    // YCCK counts ink in Y, so white is 0 there.
    assert_near(pixel(&four_inks([1, 128, 128, 255], 2)), [254, 254, 254]);
}

#[test]
fn sixteen_bits_become_eight() {
    let pixels: Vec<u8> = [0x80FF_u16, 0x2000, 0xFFFF].iter().flat_map(|part| part.to_ne_bytes()).collect();
    assert_near(pixel(&png(&pixels.repeat(64), 8, 8, ExtendedColorType::Rgb16)), [0x80, 0x20, 0xFF]);
}

#[test]
fn grey_stays_grey() {
    assert_near(pixel(&png(&[90; 64], 8, 8, ExtendedColorType::L8)), [90; 3]);
    let grey = Encoder::fastest().quality(95).encode_gray(&[90; 64], 8, 8).unwrap();
    assert_near(pixel(&grey), [90; 3]);
}

#[test]
fn transparency_is_laid_on_white() {
    assert_near(pixel(&png(&[0, 0, 0, 0].repeat(64), 8, 8, ExtendedColorType::Rgba8)), [255; 3]);
    assert_near(pixel(&png(&[200, 0, 0, 128].repeat(64), 8, 8, ExtendedColorType::Rgba8)), [227, 127, 127]);
    assert_near(pixel(&png(&[0, 128].repeat(64), 8, 8, ExtendedColorType::La8)), [127; 3]);
}

#[test]
fn colour_may_be_halved_in_any_way() {
    let picture = marked(150, 90);
    for subsampling in [Subsampling::S420, Subsampling::S422, Subsampling::S440, Subsampling::S444] {
        for encoder in [Encoder::fastest(), Encoder::progressive_balanced()] {
            let file = encoder.quality(90).subsampling(subsampling).encode_rgb(picture.rgb(), 150, 90).unwrap();
            assert!(is_marked(&decode(&file, &Limits::default()).unwrap().picture), "{subsampling:?}");
        }
    }
}

#[test]
fn progressive_keeps_its_bytes() {
    let picture = marked(160, 96);
    let file = Encoder::progressive_balanced().quality(90).encode_rgb(picture.rgb(), 160, 96).unwrap();
    let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
    let pixels = |jpeg: &[u8]| decode(jpeg, &Limits::default()).unwrap().picture;
    assert!(pixels(&received.master) == pixels(&file));
    assert!(is_marked(&pixels(&received.master)));
}

#[test]
fn webp_and_a_still_gif_are_read() {
    let picture = marked(160, 96);
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).write_image(picture.rgb(), 160, 96, ExtendedColorType::Rgb8).unwrap();
    for file in [webp, gif(1)] {
        let received = receive(&file, &Limits::default(), Distance::Any).unwrap();
        assert!(is_marked(&decode(&received.master, &Limits::default()).unwrap().picture));
    }
}

#[test]
fn what_moves_is_refused() {
    assert_eq!(decode(&gif(2), &Limits::default()).unwrap_err(), Error::Animated);
    assert_eq!(decode(&animated_png(), &Limits::default()).unwrap_err(), Error::Animated);
    assert_eq!(decode(&animated_webp(), &Limits::default()).unwrap_err(), Error::Animated);
}

fn gif(frames: usize) -> Vec<u8> {
    let frame = image::RgbaImage::from_fn(160, 96, |x, y| {
        let [r, g, b] = marked(160, 96).pixel(x, y);
        image::Rgba([r, g, b, 255])
    });
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder.encode_frames(std::iter::repeat_n(image::Frame::new(frame), frames)).unwrap();
    drop(encoder);
    bytes
}

/// A still PNG that an `acTL` chunk, right after its header, declares to be the first of two frames.
fn animated_png() -> Vec<u8> {
    let mut bytes = png(&[90; 64], 8, 8, ExtendedColorType::L8);
    let after_header = 8 + 12 + 13;
    bytes.splice(after_header..after_header, png_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]));
    bytes
}

/// Two frames, each an ordinary lossless WebP's picture.
fn animated_webp() -> Vec<u8> {
    let mut single = Vec::new();
    WebPEncoder::new_lossless(&mut single).write_image(&[90; 64 * 3], 8, 8, ExtendedColorType::Rgb8).unwrap();
    let frame_header = [0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 50, 0, 0, 0];
    let frame = riff_chunk(b"ANMF", &[&frame_header, &single[12..]].concat());
    let body = [
        b"WEBP".to_vec(),
        riff_chunk(b"VP8X", &[0x02, 0, 0, 0, 7, 0, 0, 7, 0, 0]),
        riff_chunk(b"ANIM", &[0; 6]),
        frame.clone(),
        frame,
    ]
    .concat();
    riff_chunk(b"RIFF", &body)
}

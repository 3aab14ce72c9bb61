//! Whatever arrives, the answer is a picture or an error: never a panic.

use image::{ExtendedColorType, ImageEncoder, codecs::webp::WebPEncoder};
use imaging::{CropShare, Distance, Limits, Picture, Plan, prepare, receive};
use mozjpeg_rs::Encoder;
use proptest::prelude::*;

use crate::made::{jpeg, jpeg_with_orientation, marked, png, turned_and_cut};

fn files() -> Vec<Vec<u8>> {
    let picture = marked(48, 32);
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).write_image(picture.rgb(), 48, 32, ExtendedColorType::Rgb8).unwrap();
    let mut gif = Vec::new();
    image::codecs::gif::GifEncoder::new(&mut gif).encode(picture.rgb(), 48, 32, ExtendedColorType::Rgb8).unwrap();
    vec![
        jpeg(48, 32),
        jpeg_with_orientation(&picture, 6),
        Encoder::progressive_balanced().encode_rgb(picture.rgb(), 48, 32).unwrap(),
        png(picture.rgb(), 48, 32, ExtendedColorType::Rgb8),
        webp,
        gif,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_files_never_panic(
        which in 0_usize..6,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = files().swap_remove(which);
        for (at, value) in changes {
            let at = at.index(file.len());
            file[at] = value;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        let limits = Limits { max_pixels: 1_000_000, ..Limits::default() };
        if let Ok(received) = receive(&file, &limits, Distance::Any) {
            prop_assert!(received.master.starts_with(&[0xFF, 0xD8]));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_size_crop_and_turn_gives_a_picture(
        (width, height) in (1_u32..70, 1_u32..70),
        (left, top, wide, high) in (-0.2_f32..1.2, -0.2_f32..1.2, -0.2_f32..1.2, -0.2_f32..1.2),
        (turns, orientation, max_side) in (0_u8..9, 0_u8..10, 0_u32..80),
    ) {
        let grey = Picture::new(width, height, vec![99; (width * height * 3) as usize]).unwrap();
        let file = jpeg_with_orientation(&grey, orientation);
        let crop = Some(CropShare { left, top, width: wide, height: high });
        let prepared = prepare(&file, &Plan { edits: turned_and_cut(turns, crop), max_side, ..Plan::default() }).unwrap();
        prop_assert!(prepared.width.max(prepared.height) <= max_side.max(1));
        prop_assert!(receive(&prepared.jpeg, &Limits::default(), Distance::Any).is_ok());
    }
}

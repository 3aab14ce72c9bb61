use imaging::{
    Distance, Error, Finding, Limits, Picture, Plan, decode, prepare, receive,
    synthetic::{Lesion, SkinType, SyntheticImage},
};
use mozjpeg_rs::{Encoder, Subsampling};

use crate::made::{jpeg, png};

/// Noise: the worst there is to compress.
fn noise(width: u32, height: u32) -> Vec<u8> {
    let rgb: Vec<u8> = (0..width * height * 3).map(|n| (n.wrapping_mul(2_654_435_761) >> 23) as u8).collect();
    png(&rgb, width, height, image::ExtendedColorType::Rgb8)
}

#[test]
fn the_byte_budget_is_kept_and_the_shape_too() {
    let file = noise(900, 600);
    let free = prepare(&file, &Plan::default()).unwrap();
    for max_bytes in [free.jpeg.len(), free.jpeg.len() * 3 / 4, 100_000, 30_000] {
        let prepared = prepare(&file, &Plan { max_bytes, ..Plan::default() }).unwrap();
        assert!(prepared.jpeg.len() <= max_bytes, "{} of {max_bytes}", prepared.jpeg.len());
        let shape = f64::from(prepared.width) / f64::from(prepared.height);
        assert!((shape - 1.5).abs() < 0.02, "{} × {}", prepared.width, prepared.height);
    }
    let refused = prepare(&file, &Plan { max_bytes: 100, ..Plan::default() });
    assert!(matches!(refused, Err(Error::TooLarge { limit: 100, .. })));
}

#[test]
fn sizes_are_what_they_say_and_nothing_is_enlarged() {
    let received = receive(&jpeg(2_000, 1_000), &Limits::default(), Distance::CloseUp).unwrap();
    let size = |jpeg: &[u8]| {
        let picture: Picture = decode(jpeg, &Limits::default()).unwrap().picture;
        (picture.width(), picture.height())
    };
    assert_eq!((received.width, received.height), (2_000, 1_000));
    assert_eq!(size(&received.master), (2_000, 1_000));
    assert_eq!(size(&received.screen), (1_280, 640));
    assert_eq!(size(&received.thumb), (320, 160));
    let small = receive(&jpeg(100, 80), &Limits::default(), Distance::CloseUp).unwrap();
    assert_eq!(size(&small.screen), (100, 80));
    assert_eq!(small.report.notes[0].finding, Finding::TooSmall);
}

#[test]
fn a_picture_made_in_bands_has_no_seam() {
    // A slope from top to bottom, scaled to more rows than are made at a time.
    let rgb = (0..1_400_u32).flat_map(|y| [(y * 255 / 1_399) as u8; 12]).collect();
    let file = png(Picture::new(4, 1_400, rgb).unwrap().rgb(), 4, 1_400, image::ExtendedColorType::Rgb8);
    let prepared = prepare(&file, &Plan { max_side: 900, quality: 100, ..Plan::default() }).unwrap();
    let made = decode(&prepared.jpeg, &Limits::default()).unwrap().picture;
    for y in 0..900 {
        let wanted = f64::from(y) / 899.0 * 255.0;
        let seen = f64::from(made.pixel(1, y)[0]);
        assert!((seen - wanted).abs() < 3.0, "row {y} is {seen}, not {wanted:.0}");
    }
}

fn synthetic() -> Picture {
    let (skin, lesion) = (SkinType::V, Lesion::Pigmented);
    let image =
        SyntheticImage { seed: 4, skin, lesion, distance: Distance::CloseUp, width: 403, height: 302, flaw: None };
    image.picture().unwrap()
}

#[test]
fn a_large_jpeg_comes_out_as_if_it_had_been_decoded_in_full() {
    let picture = synthetic();
    let grey: Vec<u8> = picture.rgb().iter().skip(1).step_by(3).copied().collect();
    let mut files = vec![Encoder::fastest().quality(92).encode_gray(&grey, 403, 302).unwrap()];
    for subsampling in [Subsampling::S420, Subsampling::S422, Subsampling::S440, Subsampling::S444] {
        for encoder in [Encoder::fastest(), Encoder::progressive_balanced()] {
            let encoder = encoder.quality(92).subsampling(subsampling);
            files.push(encoder.encode_rgb(picture.rgb(), 403, 302).unwrap());
        }
    }
    // A half, a quarter and an eighth; anything else in between.
    for (at, file) in files.iter().enumerate() {
        let plan = Plan { max_side: [200, 134, 98, 45][at % 4], quality: 95, ..Plan::default() };
        let full = decode(file, &Limits::default()).unwrap().picture;
        let full = prepare(&png(full.rgb(), 403, 302, image::ExtendedColorType::Rgb8), &plan).unwrap();
        let scaled = prepare(file, &plan).unwrap();
        assert!(
            scaled.width == full.width && scaled.height.abs_diff(full.height) <= 1,
            "{at}: {} × {}",
            scaled.width,
            scaled.height
        );
        let pixels = |jpeg: &[u8]| decode(jpeg, &Limits::default()).unwrap().picture;
        let (scaled, full) = (pixels(&scaled.jpeg), pixels(&full.jpeg));
        let rows = full.height().min(scaled.height()) as usize * full.width() as usize * 3;
        let pairs = scaled.rgb()[..rows].iter().zip(&full.rgb()[..rows]);
        let away = pairs.map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / rows as f64;
        assert!(away < 3.0, "{at}: {away:.2} steps away");
    }
}

#[test]
fn a_large_jpeg_that_lost_its_middle_is_damaged_too() {
    let picture = synthetic();
    let whole = imaging::encode(&picture, 90).unwrap();
    let plan = Plan { max_side: 120, ..Plan::default() };
    assert!(prepare(&whole, &plan).is_ok());
    for hundredths in 30..99 {
        let (from, to) = (whole.len() * hundredths / 100, whole.len() - 40);
        let lost = [&whole[..from.min(to)], &whole[to..]].concat();
        assert!(from >= to || prepare(&lost, &plan).unwrap_err() == Error::Damaged, "{hundredths} %");
    }
}

use imaging::{Distance, Error, Finding, Limits, Picture, Plan, decode, prepare, receive};

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

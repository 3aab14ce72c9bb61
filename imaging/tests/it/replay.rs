//! An edit is a plan: replayed by whatever way, on whatever machine, it gives the same bytes.

use image::ExtendedColorType;
use imaging::{CropShare, Picture, Plan, job::Job, prepare};
use proptest::prelude::*;

use crate::made::{jpeg_with_orientation, png};

/// EXIF's 1, 6, 3 and 8: so many quarters clockwise.
const EXIF: [u8; 4] = [1, 6, 3, 8];

/// Every pixel another, as far as a byte goes.
fn grain(width: u32, height: u32) -> Picture {
    let rgb = (0..width * height * 3).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 / 2 + 60).collect();
    Picture::new(width, height, rgb).unwrap()
}

/// A quarter clockwise, pixel by pixel.
fn turned(picture: &Picture) -> Picture {
    let (width, height) = (picture.width(), picture.height());
    let rgb = (0..width).flat_map(|y| (0..height).flat_map(move |x| picture.pixel(y, height - 1 - x)));
    Picture::new(height, width, rgb.collect()).unwrap()
}

fn lossless(picture: &Picture) -> Vec<u8> {
    png(picture.rgb(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
}

fn share() -> impl Strategy<Value = CropShare> {
    (0.0_f32..0.9, 0.0_f32..0.9, 0.05_f32..1.0, 0.05_f32..1.0).prop_map(|(left, top, width, height)| CropShare {
        left,
        top,
        width,
        height,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_camera_s_turns_and_the_person_s_are_the_same(
        (width, height) in (8_u32..60, 8_u32..60),
        (quarters, by_camera) in (0_u8..4, 0_u8..4),
        crop in prop::option::of(share()),
        max_side in 8_u32..80,
    ) {
        let stored = grain(width, height);
        let made = |camera: u8, turns: u8| {
            let file = jpeg_with_orientation(&stored, EXIF[usize::from(camera)]);
            prepare(&file, &Plan { crop, turns, max_side, ..Plan::default() }).unwrap().jpeg
        };
        prop_assert_eq!(made(by_camera, (quarters + 4 - by_camera) % 4), made(quarters, 0));
    }

    #[test]
    fn a_crop_of_the_turned_is_the_turned_crop(
        (width, height) in (8_u32..60, 8_u32..60),
        turns in 0_u8..8,
        crop in share(),
    ) {
        let picture = grain(width, height);
        let upright = (0..turns).fold(picture.clone(), |picture, _| turned(&picture));
        let plan = Plan { crop: Some(crop), turns, ..Plan::default() };
        let by_plan = prepare(&lossless(&picture), &plan).unwrap();
        let by_hand = prepare(&lossless(&upright), &Plan { turns: 0, ..plan }).unwrap();
        prop_assert_eq!((by_plan.width, by_plan.height), (by_hand.width, by_hand.height));
        prop_assert_eq!(by_plan.jpeg, by_hand.jpeg);
    }

    #[test]
    fn a_plan_reaches_the_worker_as_it_was(
        id: u32,
        crop in prop::option::of(share()),
        (turns, max_side, max_bytes, quality) in (0_u8..9, 1_u32..9_000, 1_u32..50_000_000, 1_u8..=100),
    ) {
        let plan = Plan { crop, turns, max_side, max_bytes: max_bytes as usize, quality, ..Plan::default() };
        let job = Job { id, plan };
        let sent = serde_json::to_string(&job).unwrap();
        prop_assert_eq!(serde_json::from_str::<Job>(&sent).unwrap(), job);
    }
}

#[test]
fn what_is_cut_away_does_not_shine_through() {
    // White up to the middle, black beyond; made smaller, a filter would mix them across the cut.
    let rgb = (0..90).flat_map(|_| (0..120).flat_map(|x| [if x < 60 { 255 } else { 0 }; 3])).collect();
    let file = lossless(&Picture::new(120, 90, rgb).unwrap());
    let crop = Some(CropShare { left: 0.5, top: 0.0, width: 0.5, height: 1.0 });
    let prepared = prepare(&file, &Plan { crop, max_side: 40, ..Plan::default() }).unwrap();
    let seen = imaging::decode(&prepared.jpeg, &imaging::Limits::default()).unwrap().picture;
    assert!(seen.rgb().iter().all(|&value| value == 0), "only black is left");
}

//! An edit is a list of steps: replayed by whatever way, on whatever machine, it gives the same bytes; and of what was
//! cut away or hidden, none.

use image::ExtendedColorType;
use imaging::{
    CropShare, EditList, Picture, Plan,
    edit::{MAX_DEGREES, MAX_STEPS, Step},
    job::Job,
    prepare,
};
use mozjpeg_rs::{Encoder, Subsampling};
use proptest::prelude::*;

use crate::made::{jpeg_with_orientation, png, turned_and_cut};

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

fn edited(steps: &[Step]) -> Plan {
    Plan { edits: EditList::new(steps.to_vec()).unwrap(), ..Plan::default() }
}

fn made(file: &[u8], steps: &[Step]) -> Vec<u8> {
    prepare(file, &edited(steps)).unwrap().jpeg
}

fn share() -> impl Strategy<Value = CropShare> {
    (0.0_f32..0.9, 0.0_f32..0.9, 0.05_f32..1.0, 0.05_f32..1.0).prop_map(|(left, top, width, height)| CropShare {
        left,
        top,
        width,
        height,
    })
}

/// A box whose numbers can be multiplied without rounding.
fn even_share() -> impl Strategy<Value = CropShare> {
    (0_u8..12, 0_u8..12, 1_u8..16, 1_u8..16).prop_map(|(left, top, width, height)| {
        let share = |sixteenths: u8| f32::from(sixteenths) / 16.0;
        CropShare {
            left: share(left),
            top: share(top),
            width: share(width.min(16 - left)),
            height: share(height.min(16 - top)),
        }
    })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Turn),
        (-MAX_DEGREES..=MAX_DEGREES).prop_map(|degrees| Step::Straighten { degrees }),
        share().prop_map(Step::Crop),
        share().prop_map(Step::Hide),
    ]
}

/// Anything that can be written down.
fn wild_step() -> impl Strategy<Value = Step> {
    let wild = || prop_oneof![-0.5_f32..1.5, Just(f32::MAX), Just(f32::MIN), Just(0.0), Just(f32::MIN_POSITIVE)];
    let part = (wild(), wild(), wild(), wild());
    let part = part.prop_map(|(left, top, width, height)| CropShare { left, top, width, height });
    prop_oneof![step(), part.clone().prop_map(Step::Crop), part.prop_map(Step::Hide)]
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
            prepare(&file, &Plan { edits: turned_and_cut(turns, crop), max_side, ..Plan::default() }).unwrap().jpeg
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
        let plan = |turns| Plan { edits: turned_and_cut(turns, Some(crop)), ..Plan::default() };
        let by_plan = prepare(&lossless(&picture), &plan(turns)).unwrap();
        let by_hand = prepare(&lossless(&upright), &plan(0)).unwrap();
        prop_assert_eq!((by_plan.width, by_plan.height), (by_hand.width, by_hand.height));
        prop_assert_eq!(by_plan.jpeg, by_hand.jpeg);
    }

    #[test]
    fn a_plan_reaches_the_worker_as_it_was(
        id: u32,
        steps in prop::collection::vec(wild_step(), 0..8),
        (max_side, max_bytes, quality) in (1_u32..9_000, 1_u32..50_000_000, 1_u8..=100),
    ) {
        let plan = Plan { max_side, max_bytes: max_bytes as usize, quality, ..edited(&steps) };
        let job = Job { id, plan };
        let sent = serde_json::to_string(&job).unwrap();
        prop_assert_eq!(serde_json::from_str::<Job>(&sent).unwrap(), job);
    }

    #[test]
    fn a_list_read_back_makes_the_same_pixels(
        steps in prop::collection::vec(step(), 0..8),
        (width, height) in (8_u32..60, 8_u32..60),
    ) {
        let list = EditList::new(steps).unwrap();
        let read = EditList::parse(&serde_json::to_string(&list).unwrap()).unwrap();
        let file = lossless(&grain(width, height));
        let made = |edits| prepare(&file, &Plan { edits, ..Plan::default() }).unwrap().jpeg;
        prop_assert_eq!(made(read), made(list));
    }

    #[test]
    fn four_turns_change_no_byte(before in prop::collection::vec(step(), 0..4), after in prop::collection::vec(step(), 0..4)) {
        let file = lossless(&grain(40, 28));
        let turned = [before.clone(), vec![Step::Turn; 4], after.clone()].concat();
        prop_assert_eq!(made(&file, &turned), made(&file, &[before, after].concat()));
    }

    #[test]
    fn a_crop_of_a_crop_is_one_crop(first in even_share(), second in even_share()) {
        let file = lossless(&grain(96, 64));
        let once = CropShare {
            left: first.left + second.left * first.width,
            top: first.top + second.top * first.height,
            width: second.width * first.width,
            height: second.height * first.height,
        };
        prop_assert_eq!(made(&file, &[Step::Crop(first), Step::Crop(second)]), made(&file, &[Step::Crop(once)]));
    }

    #[test]
    fn hidden_then_turned_is_turned_then_hidden(part in share(), crop in share()) {
        let file = lossless(&grain(40, 28));
        let beside = CropShare { left: 1.0 - part.top - part.height, top: part.left, width: part.height, height: part.width };
        let first = made(&file, &[Step::Crop(crop), Step::Hide(part), Step::Turn]);
        prop_assert_eq!(first, made(&file, &[Step::Crop(crop), Step::Turn, Step::Hide(beside)]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_list_gives_a_picture(
        steps in prop::collection::vec(wild_step(), 0..10),
        (width, height, exif) in (1_u32..70, 1_u32..70, 0_u8..10),
        max_side in 0_u32..80,
    ) {
        let file = jpeg_with_orientation(&grain(width, height), exif);
        let prepared = prepare(&file, &Plan { max_side, ..edited(&steps) }).unwrap();
        prop_assert!(prepared.width.max(prepared.height) <= max_side.max(1).min(width.max(height)));
    }

    #[test]
    fn what_is_cut_away_or_hidden_changes_no_byte(
        steps in prop::collection::vec(step(), 1..6),
        (width, height, exif) in (24_u32..60, 24_u32..60, 1_u8..9),
        max_side in 8_u32..60,
    ) {
        let upright = grain(width, height);
        let list = EditList::new(steps).unwrap();
        let gone = gone(&list, &upright);
        let other = upright.rgb().as_chunks::<3>().0.iter().zip(gone);
        let other = other.flat_map(|(pixel, gone)| if gone { pixel.map(|value| 255 - value) } else { *pixel });
        let other = Picture::new(width, height, other.collect()).unwrap();
        let made = |upright: &Picture| {
            let file = png_stored_as(exif, upright);
            prepare(&file, &Plan { edits: list.clone(), max_side, ..Plan::default() }).unwrap().jpeg
        };
        prop_assert_eq!(made(&other), made(&upright));
    }
}

/// Pixel by pixel, whether none of it is to be seen: outside of what is left, or wholly under something hidden.
fn gone(list: &EditList, upright: &Picture) -> Vec<bool> {
    let (width, height) = (upright.width(), upright.height());
    let prefix = |count: usize| EditList::new(list.steps()[..count].to_vec()).unwrap().frame(width, height);
    let hidden = list.steps().iter().enumerate().filter_map(|(at, step)| match step {
        Step::Hide(part) => Some(prefix(at).after(&Step::Crop(*part))),
        Step::Turn | Step::Straighten { .. } | Step::Crop(_) => None,
    });
    let (hidden, seen): (Vec<_>, _) = (hidden.collect(), prefix(list.steps().len()));
    let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
    let side = |to: (f64, f64)| {
        let (from, to) = (seen.on_picture((0.0, 0.0)), seen.on_picture(to));
        (from.0 - to.0).hypot(from.1 - to.1).max(1e-9)
    };
    // A cut is rounded to whole pixels, so some of the next one may be left as well.
    let (across, down) = (2.0 / side((1.0, 0.0)), 2.0 / side((0.0, 1.0)));
    let within = |(x, y): (f64, f64), across: f64, down: f64| {
        (-across..=1.0 + across).contains(&x) && (-down..=1.0 + down).contains(&y)
    };
    let gone = |x: u32, y: u32| {
        let corners = corners.map(|(across, down)| (f64::from(x) + across, f64::from(y) + down));
        !corners.iter().any(|corner| within(seen.as_seen(*corner), across, down))
            || hidden.iter().any(|part| corners.iter().all(|corner| within(part.as_seen(*corner), 0.0, 0.0)))
    };
    (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| gone(x, y)).collect()
}

/// Losslessly, and turned the way a camera may have stored it; only the four without a mirror.
fn png_stored_as(exif: u8, upright: &Picture) -> Vec<u8> {
    let quarters = EXIF.iter().position(|&each| each == exif).unwrap_or(0);
    let stored = (0..(4 - quarters) % 4).fold(upright.clone(), |picture, _| turned(&picture));
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([EXIF[quarters], 0, 0, 0, 0, 0, 0]);
    let mut file = lossless(&stored);
    file.splice(33..33, crate::made::png_chunk(b"eXIf", &tiff));
    file
}

/// A large JPEG is decoded smaller, block by block: what is hidden must be gone from its neighbours, too. The hidden part
/// begins and ends in the middle of blocks; the stripes fill all of it.
#[test]
fn nothing_hidden_is_left_in_a_jpeg_that_is_decoded_smaller() {
    let (left, top, width, height) = (168, 136, 304, 208);
    let share = |part: u32, of: u32| part as f32 / of as f32;
    let hidden = CropShare {
        left: share(left, 640),
        top: share(top, 480),
        width: share(width, 640),
        height: share(height, 480),
    };
    let file = |strong: bool| {
        let colour = |x: u32, y: u32| {
            let inside = (left..left + width).contains(&x) && (top..top + height).contains(&y);
            let stripe = |at: u32| if at % 16 < 8 { 255 } else { 0 };
            if inside && strong { [stripe(x), 0, stripe(y)] } else { [180, 140, 120] }
        };
        let rgb = (0..480).flat_map(|y| (0..640).flat_map(move |x| colour(x, y))).collect();
        let picture = Picture::new(640, 480, rgb).unwrap();
        let encoder = Encoder::fastest().quality(95).subsampling(Subsampling::S420);
        encoder.encode_rgb(picture.rgb(), 640, 480).unwrap()
    };
    for max_side in [320, 160, 80] {
        let plan = |steps: &[Step]| Plan { max_side, ..edited(steps) };
        let made = |strong, steps: &[Step]| prepare(&file(strong), &plan(steps)).unwrap().jpeg;
        assert!(made(true, &[]) != made(false, &[]), "{max_side}");
        assert!(made(true, &[Step::Hide(hidden)]) == made(false, &[Step::Hide(hidden)]), "{max_side}");
        let seen = imaging::decode(&made(true, &[Step::Hide(hidden)]), &imaging::Limits::default()).unwrap().picture;
        let middle = seen.pixel(seen.width() / 2, seen.height() / 2);
        assert!(middle.iter().all(|value| value.abs_diff(128) <= 2), "{middle:?}");
    }
}

#[test]
fn a_good_picture_with_a_hidden_face_is_still_a_good_picture() {
    let file = lossless(
        &imaging::synthetic::SyntheticImage {
            seed: 4,
            skin: imaging::synthetic::SkinType::V,
            lesion: imaging::synthetic::Lesion::Pigmented,
            distance: imaging::Distance::Any,
            width: 1_200,
            height: 900,
            flaw: None,
        }
        .picture()
        .unwrap(),
    );
    let hidden = Step::Hide(CropShare { left: 0.0, top: 0.0, width: 0.6, height: 1.0 });
    assert_eq!(prepare(&file, &edited(&[])).unwrap().report.notes, []);
    assert_eq!(prepare(&file, &edited(&[hidden])).unwrap().report.notes, []);
}

#[test]
fn taken_back_is_never_done() {
    let file = lossless(&grain(64, 48));
    let part = CropShare { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };
    let mut steps = vec![Step::Turn, Step::Hide(part), Step::Straighten { degrees: 4.0 }, Step::Crop(part)];
    let mut seen = vec![made(&file, &steps)];
    while steps.pop().is_some() {
        let before = made(&file, &steps);
        assert!(seen.iter().all(|after| *after != before), "every step shows");
        seen.push(before);
    }
    assert_eq!(seen.last(), Some(&made(&file, &[])));
    assert!(EditList::new(vec![Step::Turn; MAX_STEPS]).is_ok());
}

//! Copies of pictures to take away: as large as they are wanted, with what was drawn if that is wanted, and logged.

use std::sync::LazyLock;

use backend::{Error, cases, images};
use bytes::Bytes;
use domain::{
    access::Actor,
    annotation::{Layer, Mark, Overlay, Point},
    command::PictureDetails,
    ids::{CaseId, ImageId},
    image::{CopyFor, View},
    measure::Known,
};
use imaging::Limits;

use crate::support::{World, on_both, patient};

on_both!(a_copy_is_as_large_as_it_may_be, marks_are_drawn_on_the_copy_alone, who_took_a_copy_stands_in_the_log);

/// Grain: more than 745 kB, and longer than A4.
static LARGE: LazyLock<Bytes> = LazyLock::new(|| {
    let grain = |n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8 / 3 + 90;
    let picture = imaging::Picture::new(3_600, 400, (0..3_600 * 400 * 3).map(grain).collect()).unwrap();
    imaging::encode(&picture, 95).unwrap().into()
});

fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// In a request that was sent, a picture with a measured length and an arrow.
async fn marked(world: &World) -> (CaseId, ImageId) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    let marks = vec![
        Mark::Arrow { from: at(0.1, 0.1), to: at(0.4, 0.4) },
        Mark::Scale { by: Known::Ruler, from: at(0.1, 0.9), to: at(0.3, 0.9) },
        Mark::Length { from: at(0.5, 0.5), to: at(0.6, 0.5) },
    ];
    let details = PictureDetails { annotations: Layer { marks }, ..patient::details(View::CloseUp) };
    let image = images::receive(b, &world.referrer, case, LARGE.clone(), details).await.unwrap();
    world.send(case).await;
    (case, image)
}

/// What a specialist draws over it since.
async fn drawn_over(world: &World, image: ImageId) {
    let mark = Mark::Region { points: vec![at(0.7, 0.2), at(0.9, 0.2), at(0.9, 0.6), at(0.7, 0.6)] };
    let overlay = Overlay { layer: Layer { marks: vec![mark] }, part: None };
    images::annotate(&world.b, &world.specialist, image, 0, overlay).await.unwrap();
}

async fn copy(world: &World, image: ImageId, purpose: CopyFor, marks: bool) -> imaging::Picture {
    let copy = images::copy(&world.b, &world.specialist, image, purpose, marks).await.unwrap();
    assert_eq!((copy.view, copy.lesion), (View::CloseUp, 1));
    imaging::decode(&copy.jpeg, &Limits::default()).unwrap().picture
}

async fn a_copy_is_as_large_as_it_may_be(world: World) {
    let (_, image) = marked(&world).await;
    let master = images::read(&world.b, &world.specialist, image, images::Size::Master).await.unwrap();
    assert!(master.len() > 745_000, "{}", master.len());
    for (purpose, bytes, side) in [
        (CopyFor::ERs, 5_000_000, 3_600),
        (CopyFor::Vision, 745_000, 3_600),
        (CopyFor::Printing, usize::MAX, 3_508),
        (CopyFor::Original, usize::MAX, 3_600),
    ] {
        for marks in [false, true] {
            let copy = images::copy(&world.b, &world.specialist, image, purpose, marks).await.unwrap().jpeg;
            let picture = imaging::decode(&copy, &Limits::default()).unwrap().picture;
            assert!(copy.len() <= bytes, "{purpose:?}: {}", copy.len());
            assert!(picture.width() <= side && picture.width() > side / 2, "{purpose:?}: {picture:?}");
            let untouched = !marks && matches!(purpose, CopyFor::ERs | CopyFor::Original);
            assert_eq!(copy == master, untouched, "{purpose:?}, marks {marks}");
        }
    }
}

async fn marks_are_drawn_on_the_copy_alone(world: World) {
    let (_, image) = marked(&world).await;
    drawn_over(&world, image).await;
    let before = images::read(&world.b, &world.specialist, image, images::Size::Master).await.unwrap();
    let (plain, drawn) =
        (copy(&world, image, CopyFor::Original, false).await, copy(&world, image, CopyFor::Original, true).await);
    let pixel = |picture: &imaging::Picture, x: f64, y: f64| {
        picture.pixel((x * f64::from(picture.width())) as u32, (y * f64::from(picture.height())) as u32)
    };
    let near = |found: [u8; 3], wanted: [u8; 3]| found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 60);
    // Along the arrow, on the length, on what was drawn over it, and where nothing was drawn.
    assert!(near(pixel(&drawn, 0.25, 0.25), [0xff, 0x2f, 0x92]), "{:?}", pixel(&drawn, 0.25, 0.25));
    assert!(near(pixel(&drawn, 0.55, 0.5), [0x7d, 0xf9, 0xff]), "{:?}", pixel(&drawn, 0.55, 0.5));
    assert!(near(pixel(&drawn, 0.8, 0.2), [0xd0, 0x9b, 0xff]), "{:?}", pixel(&drawn, 0.8, 0.2));
    let elsewhere = (pixel(&plain, 0.8, 0.8), pixel(&drawn, 0.8, 0.8));
    assert!(near(elsewhere.0, elsewhere.1), "{elsewhere:?}");
    let after = images::read(&world.b, &world.specialist, image, images::Size::Master).await.unwrap();
    assert_eq!(before, after, "what is stored stays");
}

async fn who_took_a_copy_stands_in_the_log(world: World) {
    let (case, image) = marked(&world).await;
    let b = &world.b;
    for (actor, purpose) in [(world.referrer, CopyFor::Vision), (world.specialist, CopyFor::Printing)] {
        images::copy(b, &actor, image, purpose, true).await.unwrap();
    }
    let link = Actor::Phone {
        photo_request: domain::ids::PhotoRequestId(uuid::Uuid::nil()),
        case,
        account: world.referrer.account().unwrap(),
    };
    assert!(matches!(images::copy(b, &link, image, CopyFor::ERs, true).await, Err(Error::NotFound)));
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let copies = history.entries.iter().filter(|entry| entry.what.starts_with("Saved a copy"));
    assert_eq!(copies.count(), 2, "{:?}", history.entries);
}

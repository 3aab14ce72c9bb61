//! What clinicians draw over pictures: a layer each, beside what the picture was sent with.

use backend::{Error, cases, images, photo_requests};
use domain::{
    access::Actor,
    annotation::{Layer, Mark, Overlay, Part, Point},
    command::PictureDetails,
    ids::{CaseId, ImageId},
    image::View,
    view::ImageView,
};
use sqlx::Row;

use crate::support::{World, answer, on_both, patient, send};

on_both!(
    everybody_has_a_layer_of_their_own_and_what_was_sent_stays,
    a_patient_sees_what_they_sent_and_nothing_else,
    a_layer_that_changed_elsewhere_is_not_overwritten,
    two_tabs_at_once_are_one_save,
    many_strokes_are_one_line_of_the_history,
    only_who_holds_the_case_draws,
    nonsense_is_refused,
    a_picture_that_is_taken_out_takes_its_layers_with_it,
);

fn arrow(x: f32) -> Mark {
    Mark::Arrow { from: Point { x, y: 0.25 }, to: Point { x: 0.5, y: 0.5 } }
}

fn overlay(x: f32) -> Overlay {
    Overlay { layer: Layer { marks: vec![arrow(x)] }, part: None }
}

/// A case in its service's queue with one picture, which came with an arrow at 0.
async fn sent(world: &World) -> (CaseId, ImageId) {
    let (case, _) = world.drafted().await;
    let details = PictureDetails { annotations: overlay(0.0).layer, ..patient::details(View::CloseUp) };
    let image = images::receive(&world.b, &world.referrer, case, patient::jpeg(), details).await.unwrap();
    world.send(case).await;
    (case, image)
}

async fn picture(world: &World, who: &Actor, case: CaseId) -> ImageView {
    cases::show(&world.b, who, case).await.unwrap().images.remove(0)
}

/// Whose each layer is, whether it is the looker's, its version, and what it holds.
fn drawn(picture: &ImageView) -> Vec<(&str, bool, i64, Overlay)> {
    picture.layers.iter().map(|it| (it.by.as_str(), it.own, it.version, it.overlay.clone())).collect()
}

async fn everybody_has_a_layer_of_their_own_and_what_was_sent_stays(world: World) {
    let b = &world.b;
    let (case, image) = sent(&world).await;
    let before = images::read(b, &world.referrer, image, images::Size::Master).await.unwrap();
    assert_eq!(images::annotate(b, &world.specialist, image, 0, overlay(0.1)).await.unwrap(), 1);
    world.pass(1);
    let part = Part { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };
    let theirs = Overlay { part: Some(part), ..overlay(0.2) };
    assert_eq!(images::annotate(b, &world.colleague, image, 0, theirs.clone()).await.unwrap(), 1);
    world.pass(1);
    assert_eq!(images::annotate(b, &world.specialist, image, 1, overlay(0.3)).await.unwrap(), 2);
    for (who, [marsh, rahman]) in
        [(world.specialist, [true, false]), (world.colleague, [false, true]), (world.referrer, [false, false])]
    {
        let picture = picture(&world, &who, case).await;
        assert_eq!(picture.annotations, overlay(0.0).layer, "what it was sent with");
        let newest_last = [("Dr Yusuf Rahman", rahman, 1, theirs.clone()), ("Dr Helen Marsh", marsh, 2, overlay(0.3))];
        assert_eq!(drawn(&picture), newest_last);
        assert_eq!(picture.layers[0].role, "Specialist, Northshire Dermatology");
    }
    // Taken back whole, the layer stays with its version: what another tab holds is old.
    assert_eq!(images::annotate(b, &world.specialist, image, 2, Overlay::default()).await.unwrap(), 3);
    let after = images::read(b, &world.referrer, image, images::Size::Master).await.unwrap();
    assert_eq!(before, after, "the master");
}

async fn a_patient_sees_what_they_sent_and_nothing_else(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let patient = patient::confirmed(b, &token).await;
    patient::send_photos(b, &patient, case).await;
    world.send(case).await;
    let link = [patient.photo_request().unwrap()];
    let before = photo_requests::page(b, &token, &link).await.unwrap().images;
    assert_eq!(before.len(), 2);
    images::annotate(b, &world.specialist, before[0].id, 0, overlay(0.1)).await.unwrap();
    assert_eq!(drawn(&picture(&world, &world.specialist, case).await).len(), 1);
    assert_eq!(photo_requests::page(b, &token, &link).await.unwrap().images, before);
}

async fn a_layer_that_changed_elsewhere_is_not_overwritten(world: World) {
    let b = &world.b;
    let (case, image) = sent(&world).await;
    images::annotate(b, &world.specialist, image, 0, overlay(0.1)).await.unwrap();
    for (seen, stale) in [(0, 0.2), (2, 0.2), (0, 0.3)] {
        let late = images::annotate(b, &world.specialist, image, seen, overlay(stale)).await;
        assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    }
    // The answer to the first was lost, and the same is sent again.
    assert_eq!(images::annotate(b, &world.specialist, image, 0, overlay(0.1)).await.unwrap(), 1);
    let picture = picture(&world, &world.specialist, case).await;
    assert_eq!(drawn(&picture), [("Dr Helen Marsh", true, 1, overlay(0.1))]);
}

async fn two_tabs_at_once_are_one_save(world: World) {
    let b = &world.b;
    let (_, image) = sent(&world).await;
    let (one, other) = tokio::join!(
        images::annotate(b, &world.specialist, image, 0, overlay(0.1)),
        images::annotate(b, &world.specialist, image, 0, overlay(0.2)),
    );
    let saved = [&one, &other].iter().filter(|it| matches!(it, Ok(1))).count();
    let refused = [&one, &other].iter().filter(|it| matches!(it, Err(Error::Stale))).count();
    assert_eq!((saved, refused), (1, 1), "{one:?} {other:?}");
}

async fn many_strokes_are_one_line_of_the_history(world: World) {
    let b = &world.b;
    let (case, image) = sent(&world).await;
    let told = async || {
        let history = cases::history(b, &world.referrer, case).await.unwrap();
        assert!(history.intact);
        let marked = history.entries.iter().filter(|entry| entry.what == "Marked a picture.");
        marked.map(|entry| entry.who.clone()).collect::<Vec<_>>()
    };
    let marsh = "Dr Helen Marsh, Northshire Dermatology";
    for stroke in 0..3_u8 {
        images::annotate(b, &world.specialist, image, stroke.into(), overlay(0.1 * f32::from(stroke))).await.unwrap();
        world.pass(60);
    }
    assert_eq!(told().await, [marsh]);
    // Another person's is another matter.
    images::annotate(b, &world.colleague, image, 0, overlay(0.5)).await.unwrap();
    assert_eq!(told().await.len(), 2);
    world.pass(600 - 3 * 60);
    images::annotate(b, &world.specialist, image, 3, overlay(0.9)).await.unwrap();
    assert_eq!(told().await, [marsh, "Dr Yusuf Rahman, Northshire Dermatology", marsh]);
}

async fn only_who_holds_the_case_draws(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let patient = patient::confirmed(b, &token).await;
    patient::send_photos(b, &patient, case).await;
    let image = photo_requests::page(b, &token, &[patient.photo_request().unwrap()]).await.unwrap().images[0].id;
    let everybody = [world.referrer, world.specialist, patient, world.other_referrer, world.other_specialist];
    let mut seen = [0; 5];
    let mut may = async |when: &str, wanted: [bool; 5]| {
        for (place, who) in everybody.iter().enumerate() {
            let stroke = overlay(0.1 + 0.1 * seen[place] as f32);
            let drawn = images::annotate(b, who, image, seen[place], stroke).await;
            match &drawn {
                Ok(version) => seen[place] = *version,
                Err(error) => assert!(matches!(error, Error::Denied | Error::NotFound), "{error:?}"),
            }
            assert_eq!(drawn.is_ok(), wanted[place], "{when}: {who:?}");
        }
    };
    may("before it is sent on", [true, false, false, false, false]).await;
    let version = world.send(case).await.version;
    world.pass(1);
    may("in the queue", [false, true, false, false, false]).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    may("answered", [false; 5]).await;
    // What the practice drew before sending is a layer of its own, too.
    let both = picture(&world, &world.specialist, case).await;
    assert_eq!(
        both.layers.iter().map(|layer| layer.by.as_str()).collect::<Vec<_>>(),
        ["Dr Amara Osei", "Dr Helen Marsh"]
    );
    assert_eq!(both.annotations, Layer::default());
}

async fn nonsense_is_refused(world: World) {
    let b = &world.b;
    let (case, image) = sent(&world).await;
    let outside = Overlay { part: Some(Part { left: 0.9, top: 0.0, width: 0.5, height: 0.5 }), ..overlay(0.1) };
    for wrong in [outside, overlay(1.5)] {
        let refused = images::annotate(b, &world.specialist, image, 0, wrong).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    // Nothing drawn is nothing to keep.
    assert_eq!(images::annotate(b, &world.specialist, image, 0, Overlay::default()).await.unwrap(), 0);
    assert!(picture(&world, &world.specialist, case).await.layers.is_empty());
}

async fn a_picture_that_is_taken_out_takes_its_layers_with_it(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    let image = patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    images::annotate(b, &world.referrer, image, 0, overlay(0.1)).await.unwrap();
    let count = async || {
        let row = sqlx::query("SELECT COUNT(*) FROM image_layers").fetch_one(&mut world.raw().await).await.unwrap();
        row.get::<i64, _>(0)
    };
    assert_eq!(count().await, 1);
    images::remove(b, &world.referrer, image).await.unwrap();
    assert_eq!(count().await, 0);
}

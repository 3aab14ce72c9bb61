//! What a patient does with a texted link.

use std::{sync::LazyLock, time::Duration};

use backend::{Backend, cases, delivery::outbox, demo, images, photo_requests};
use bytes::Bytes;
use domain::{
    access::Actor,
    annotation::Layer,
    case::Draft,
    command::{ConsentChoices, DateFields, PictureDetails},
    forms::Response,
    ids::{CaseId, ImageId},
    image::View,
};
use imaging::{
    Distance,
    synthetic::{Camera, Lesion, SkinType, SyntheticImage},
};

use super::{World, nhs_number};

/// The token in the newest text. Time goes on by a moment, or the next text would be as new as this one.
pub async fn texted_token(b: &Backend) -> String {
    while outbox::run_once(b).await.unwrap() {}
    let texts = demo::phone_texts(b).await.unwrap();
    b.clock().advance(Duration::from_millis(1));
    texts[0].links[0].rsplit('/').next().unwrap().to_owned()
}

/// Gives the date of birth that `World::draft` has.
pub async fn confirmed(b: &Backend, token: &str) -> Actor {
    let born = DateFields { day: "12".into(), month: "3".into(), year: "1948".into() };
    let photo_requests::IdentityCheck::Yes { photo_request, .. } =
        photo_requests::check_identity(b, token, &born, 0).await.unwrap()
    else {
        panic!("the right date of birth was refused");
    };
    photo_requests::link_actor(b, token, &[photo_request]).await.unwrap()
}

/// Consents, answers, adds one picture of each needed view, and sends.
pub async fn send_photos(b: &Backend, patient: &Actor, case: CaseId) {
    let choices = ConsentChoices { care: true, referral: true, teaching: false };
    photo_requests::consent(b, patient, choices).await.unwrap();
    photo_requests::answer_questions(b, patient, Response::default()).await.unwrap();
    add_picture(b, patient, case, View::Overview).await;
    add_picture(b, patient, case, View::CloseUp).await;
    photo_requests::send(b, patient).await.unwrap();
}

pub async fn add_picture(b: &Backend, actor: &Actor, case: CaseId, view: View) -> ImageId {
    images::receive(b, actor, case, jpeg(), details(view)).await.unwrap()
}

pub fn details(view: View) -> PictureDetails {
    PictureDetails {
        view,
        lesion: 1,
        annotations: Layer::default(),
        kept_despite: vec![],
        kept_because: None,
        fingerprint: String::new(),
        clip_of: None,
    }
}

/// A phone's picture, drawn once.
pub fn jpeg() -> Bytes {
    static JPEG: LazyLock<Bytes> = LazyLock::new(|| {
        let (skin, lesion, distance) = (SkinType::III, Lesion::Pigmented, Distance::CloseUp);
        let image = SyntheticImage { seed: 1, skin, lesion, distance, width: 800, height: 600, flaw: None };
        image.jpeg(&Camera::default()).unwrap().into()
    });
    JPEG.clone()
}

/// A case whose patient sent photos, submitted; with what opens the link again.
pub async fn submitted(world: &World) -> (CaseId, i64, String, Actor) {
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    let token = texted_token(&world.b).await;
    let who = confirmed(&world.b, &token).await;
    send_photos(&world.b, &who, case).await;
    let version = world.send(case).await.version;
    (case, version, token, who)
}

/// A suspected cancer whose patient sent photos, with its service; with what opens the link again.
pub async fn suspected(world: &World) -> (CaseId, i64, String, Actor) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let draft = Draft { nhs_number: nhs_number(50), kind: "cancer".into(), concern: "very".into(), ..world.draft() };
    cases::save_draft(b, &world.referrer, case, 1, draft).await.unwrap();
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = texted_token(b).await;
    let who = confirmed(b, &token).await;
    send_photos(b, &who, case).await;
    let version = world.send(case).await.version;
    (case, version, token, who)
}

pub fn born(year: &str) -> DateFields {
    DateFields { day: "12".into(), month: "3".into(), year: year.into() }
}

/// A drafted case's link, texted.
pub async fn texted(world: &World) -> (CaseId, String) {
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    (case, texted_token(&world.b).await)
}

//! Every use case against everybody whom the case does not concern. What each role may do with its own cases, in every
//! state, is `domain::access`'s own test; this one holds that every use case asks.

use backend::{Error, cases, images, photo_requests, templates};
use domain::{
    access::Actor,
    annotation::Overlay,
    case::{AnswerDraft, Draft, Outcome},
    command::ConsentChoices,
    forms::Response,
    ids::{CaseId, ImageId, PhotoRequestId, TemplateId},
    image::{CopyFor, View},
    view::{CaseList, TemplateView, WorklistQuery},
};
use uuid::Uuid;

use crate::support::{World, answer, form_key, on_both, patient, send};

on_both!(strangers_reach_nothing_of_a_case, lists_are_of_ones_own_organisation, a_link_reaches_its_own_request_only);

/// A case with a sent link, two pictures and an answer.
struct Whole {
    case: CaseId,
    version: i64,
    image: ImageId,
    link: PhotoRequestId,
    patient: Actor,
}

async fn whole(world: &World) -> Whole {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    let link = photo_requests::text_patient(b, &world.referrer, case).await.unwrap().id;
    let token = patient::texted_token(b).await;
    let patient = patient::confirmed(b, &token).await;
    patient::send_photos(b, &patient, case).await;
    let version = world.send(case).await.version;
    let image = cases::show(b, &world.specialist, case).await.unwrap().images[0].id;
    Whole { case, version, image, link, patient }
}

fn refused<T: std::fmt::Debug>(what: &str, who: &Actor, result: Result<T, Error>) {
    assert!(matches!(result, Err(Error::Denied | Error::NotFound)), "{what} by {who:?}: {result:?}");
}

async fn strangers_reach_nothing_of_a_case(world: World) {
    let b = &world.b;
    let whole = whole(&world).await;
    let (case, version) = (whole.case, whole.version);
    // The patient and the phone of another case.
    let (other, _) = world.drafted().await;
    let photo_request = photo_requests::text_patient(b, &world.referrer, other).await.unwrap().id;
    let account = world.referrer.account().unwrap();
    let strangers = [
        world.other_referrer,
        world.other_specialist,
        Actor::Patient { photo_request, case: other },
        Actor::Phone { photo_request, case: other, account },
    ];
    for who in &strangers {
        refused("show", who, cases::show(b, who, case).await);
        refused("request", who, cases::request(b, who, case).await);
        refused("history", who, cases::history(b, who, case).await);
        refused("save_draft", who, cases::save_draft(b, who, case, version, Draft::default()).await);
        refused("submit", who, cases::submit(b, who, case, version).await);
        refused("withdraw", who, cases::withdraw(b, who, case).await);
        refused("answer", who, send(b, who, case, version, answer()).await);
        refused("save_answer", who, cases::save_answer(b, who, case, AnswerDraft::of(answer())).await);
        let kind = domain::case::AmendmentKind::Retraction;
        refused("amend", who, cases::amend(b, who, case, form_key(), kind, "Wrong.").await);
        refused("undo_answer", who, cases::undo_answer(b, who, case).await);
        refused("acknowledge", who, cases::acknowledge(b, who, case).await);
        refused("refer", who, cases::refer(b, who, case).await);
        refused("text_patient", who, photo_requests::text_patient(b, who, case).await);
        refused("phone_link", who, photo_requests::phone_link(b, who, case).await);
        refused("withdraw link", who, photo_requests::withdraw(b, who, whole.link).await);
        refused("annotate", who, images::annotate(b, who, whole.image, 0, Overlay::default()).await);
        refused("remove", who, images::remove(b, who, whole.image).await);
        refused("read", who, images::read(b, who, whole.image, images::Size::Master).await);
        let copy = images::copy(b, who, whole.image, CopyFor::Original, true).await;
        refused("copy", who, copy);
        refused("find clip", who, images::clips::find(b, who, whole.image).await);
        let details = patient::details(View::CloseUp);
        assert!(images::receive(b, who, case, patient::jpeg(), details.clone()).await.is_err(), "receive by {who:?}");
        let clip = domain::command::PictureDetails { clip_of: Some(whole.image), ..details.clone() };
        assert!(images::create_upload(b, who, case, 1_000, details).await.is_err(), "create_upload by {who:?}");
        assert!(images::create_upload(b, who, case, 1_000, clip).await.is_err(), "a clip by {who:?}");
    }
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().version, version, "nothing was changed");
}

async fn lists_are_of_ones_own_organisation(world: World) {
    let b = &world.b;
    let whole = whole(&world).await;
    for who in [&world.specialist, &whole.patient] {
        refused("start", who, cases::start(b, who).await);
        refused("home", who, cases::home(b, who).await);
        refused("list", who, cases::list(b, who, CaseList::All, None).await);
    }
    let template = TemplateView {
        id: TemplateId(Uuid::nil()),
        outcome: Outcome::Reassure,
        title: "Mine".into(),
        advice: String::new(),
        safety_net: String::new(),
    };
    for who in [&world.referrer, &whole.patient] {
        refused("worklist", who, cases::worklist(b, who, &WorklistQuery::default()).await);
        refused("next", who, cases::next(b, who, None).await);
        refused("templates", who, templates::list(b, who).await);
        refused("save template", who, templates::save(b, who, template.clone()).await);
    }
    let elsewhere = cases::worklist(b, &world.other_specialist, &WorklistQuery::default()).await.unwrap();
    assert_eq!((elsewhere.rows.len(), elsewhere.waiting), (0, 0));
    let ours = templates::list(b, &world.specialist).await.unwrap();
    refused(
        "their template",
        &world.other_specialist,
        templates::save(b, &world.other_specialist, ours[0].clone()).await,
    );
}

async fn a_link_reaches_its_own_request_only(world: World) {
    let b = &world.b;
    let whole = whole(&world).await;
    let who = &whole.patient;
    refused("show", who, cases::show(b, who, whole.case).await);
    refused("history", who, cases::history(b, who, whole.case).await);
    refused("request", who, cases::request(b, who, whole.case).await);
    assert!(images::read(b, who, whole.image, images::Size::Screen).await.is_ok());
    // A clinician is not a patient, whatever they may see.
    for clinician in [&world.referrer, &world.specialist] {
        refused("consent", clinician, photo_requests::consent(b, clinician, ConsentChoices::default()).await);
        let answers = Response::default();
        refused("answer_questions", clinician, photo_requests::answer_questions(b, clinician, answers).await);
        refused("send", clinician, photo_requests::send(b, clinician).await);
    }
}

//! A case whose patient is asked for follow-up photos by a plan.

use backend::{cases, monitoring, photo_requests};
use domain::{
    access::Actor,
    case::Answer,
    command::ConsentChoices,
    forms::Response,
    ids::CaseId,
    image::View,
    monitoring::{ReviewForm, RoundEnd},
    view::{MonitoringView, PlanView},
};

use super::{
    World, answer,
    patient::{add_picture, confirmed, submitted, texted_token},
    send,
    shown::texts,
};

pub const HOUR: u64 = 3_600;
pub const DAY: u64 = 24 * HOUR;
pub const WEEK: u64 = 7 * DAY;

/// An answer that plans so many rounds, twelve weeks apart.
pub fn follow_up(rounds: &str) -> Answer {
    Answer {
        outcome: "monitor".into(),
        nature: "uncertain".into(),
        weeks: "12".into(),
        rounds: rounds.into(),
        ..answer()
    }
}

/// A case with photos that was answered so, and read.
pub async fn planned(world: &World, rounds: &str) -> CaseId {
    texts(world).await;
    world.pass(1);
    let (case, version, ..) = submitted(world).await;
    send(&world.b, &world.specialist, case, version, follow_up(rounds)).await.unwrap();
    world.pass(60);
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    // What that tells the patient has left before anything else does.
    texts(world).await;
    world.pass(1);
    case
}

/// The page of a case, as far as it is about this.
pub async fn shown(world: &World, who: &Actor, case: CaseId) -> MonitoringView {
    cases::show(&world.b, who, case).await.unwrap().monitoring.unwrap()
}

/// The newest plan.
pub async fn plan(world: &World, case: CaseId) -> PlanView {
    shown(world, &world.specialist, case).await.plans.remove(0)
}

/// Time goes on to the next round, and the patient is asked: with what opens the link.
pub async fn asked(world: &World) -> String {
    texts(world).await;
    world.pass(12 * WEEK);
    assert_eq!(monitoring::run_due(&world.b).await.unwrap(), 1);
    texted_token(&world.b).await
}

/// Opens the link and sends what is asked for.
pub async fn answered(world: &World, case: CaseId, token: &str, answers: Response) -> Actor {
    let b = &world.b;
    let who = confirmed(b, token).await;
    let choices = ConsentChoices { care: true, referral: true, teaching: false };
    photo_requests::consent(b, &who, choices).await.unwrap();
    photo_requests::answer_questions(b, &who, answers).await.unwrap();
    add_picture(b, &who, case, View::Overview).await;
    add_picture(b, &who, case, View::CloseUp).await;
    photo_requests::send(b, &who).await.unwrap();
    who
}

pub fn says(verdict: RoundEnd) -> ReviewForm {
    ReviewForm { verdict: verdict.as_str().to_owned(), safety_net: "Come back if it bleeds.".to_owned() }
}

pub async fn review(world: &World, case: CaseId, verdict: RoundEnd) -> Result<(), backend::Error> {
    let version = plan(world, case).await.version;
    monitoring::review(&world.b, &world.specialist, case, version, &says(verdict)).await
}

/// What a case's history says of follow-up photos, the oldest first.
pub async fn history(world: &World, case: CaseId) -> Vec<String> {
    let history = cases::history(&world.b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    let all = history.entries.into_iter().map(|entry| entry.what);
    all.filter(|what| what.to_lowercase().contains("follow-up photos")).collect()
}

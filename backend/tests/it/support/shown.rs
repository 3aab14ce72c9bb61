//! What somebody sees of a world, each in the way that they do.

use backend::{cases, delivery::outbox, demo, photo_requests};
use domain::{
    access::Actor,
    ids::CaseId,
    view::{CaseList, News, Stage, Told},
};

use super::World;

/// The page of a link, in the browser of whoever confirmed it.
pub async fn stage(world: &World, token: &str, who: impl Into<Option<&Actor>>) -> Stage {
    let confirmed: Vec<_> = who.into().and_then(Actor::photo_request).into_iter().collect();
    photo_requests::page(&world.b, token, &confirmed).await.unwrap().stage
}

/// The same where it shows the news.
pub async fn news(world: &World, token: &str, who: &Actor) -> News {
    match stage(world, token, who).await {
        Stage::News(news) => news,
        other => panic!("{other:?}"),
    }
}

/// What the practice reads of what the patient has been told.
pub async fn told(world: &World, case: CaseId) -> Told {
    cases::show(&world.b, &world.referrer, case).await.unwrap().told.unwrap()
}

/// How many cases are on a list of the practice.
pub async fn count(world: &World, list: CaseList) -> usize {
    cases::list(&world.b, &world.referrer, list, None).await.unwrap().rows.len()
}

/// Every text that has arrived, once all have that can.
pub async fn texts(world: &World) -> Vec<String> {
    while outbox::run_once(&world.b).await.unwrap() {}
    demo::phone_texts(&world.b).await.unwrap().into_iter().map(|text| text.body).collect()
}

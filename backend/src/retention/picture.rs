use domain::{
    ids::ImageId,
    retention::{Erased, RetentionRules, Rule, StoredPicture},
    time::london_day,
};
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::note;
use crate::{
    Backend, Error,
    db::{self, cases::Case, images::Image},
    images, objects,
};

/// The rule by which a picture has had its time, if it has.
pub(super) async fn rule_now(
    connection: &mut AnyConnection,
    rules: &RetentionRules,
    id: ImageId,
    today: Date,
) -> Result<Option<Rule>, Error> {
    let Some(image) = db::images::get(connection, id).await? else { return Ok(None) };
    let Some(case) = db::cases::find(connection, image.case).await? else { return Ok(None) };
    rule_of(connection, rules, &image, &case, today).await
}

async fn rule_of(
    connection: &mut AnyConnection,
    rules: &RetentionRules,
    image: &Image,
    case: &Case,
    today: Date,
) -> Result<Option<Rule>, Error> {
    // By a request that went on from this one, too: what was decided by it stays.
    let answered = !db::retention::answers(connection, case.id).await?.is_empty()
        || db::requests::is_gone_on_from(connection, case).await?;
    let picture = StoredPicture { state: &case.state, received: image.received_at, sent: image.sent, answered };
    Ok(rules.of_picture(&picture).filter(|(_, last_day)| *last_day < today).map(|(rule, _)| rule))
}

/// Erases a picture that has had its time, with its clip and what was drawn on it; None where it has not, or somebody
/// else was first. Its case says so in its log and stays.
pub(super) async fn erase_due(b: &Backend, id: ImageId) -> Result<Option<Rule>, Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let Some(found) = db::images::get(&mut tx, id).await? else { return Ok(None) };
    let Some(case) = db::cases::lock(&mut tx, found.case).await? else { return Ok(None) };
    // Read again, now that nobody else changes it.
    let Some(image) = db::images::get(&mut tx, id).await? else { return Ok(None) };
    let now = b.clock().now();
    let rule = rule_of(&mut tx, &b.settings().retention, &image, &case, london_day(now)).await?;
    let Some(rule) = rule else { return Ok(None) };
    let files = images::take_out(b, &mut tx, None, &image, now).await?;
    note(&mut tx, now, Some(case.id), &Erased { rule, because: None, count: 1, log: None }).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await?;
    objects::discard(b, &files).await;
    Ok(Some(rule))
}

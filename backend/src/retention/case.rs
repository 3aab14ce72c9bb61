use domain::{
    case::{Party, State},
    ids::CaseId,
    retention::{Because, Erased, LogEnd, Record, RetentionRules, Rule},
    time::london_day,
};
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::note;
use crate::{
    Backend, Error,
    db::{self, Tx, cases::Case},
    events,
    objects::{self, ObjectName},
};

/// The rule by which a case has had its time, if it has.
pub(super) async fn rule_now(
    connection: &mut AnyConnection,
    rules: &RetentionRules,
    id: CaseId,
    today: Date,
) -> Result<Option<Rule>, Error> {
    match db::cases::find(connection, id).await? {
        Some(case) => rule_of(connection, rules, &case, today).await,
        None => Ok(None),
    }
}

async fn rule_of(
    connection: &mut AnyConnection,
    rules: &RetentionRules,
    case: &Case,
    today: Date,
) -> Result<Option<Rule>, Error> {
    // It goes with those that went on from it, or after them.
    if db::requests::is_gone_on_from(connection, case).await? {
        return Ok(None);
    }
    let answers = db::retention::answers(connection, case.id).await?;
    // A request that nobody touched may have been sent to its patient only just now, or spoken of by them.
    let last = db::retention::last_moment(connection, case.id, case.first).await?;
    let record = Record {
        state: &case.state,
        draft: &case.draft,
        created: case.created,
        changed: last.map_or(case.changed, |last| last.max(case.changed)),
        answers: &answers,
        found_cancer: db::conclusions::of_case(connection, case.id).await?.iter().any(|it| it.said.is_cancer()),
        waits: db::retention::waits(connection, case.id).await?,
    };
    Ok(rules.of_case(&record).filter(|(_, last_day)| *last_day < today).map(|(rule, _)| rule))
}

/// Erases a case that has had its time; None where it has not, or somebody else was first.
pub(super) async fn erase_due(b: &Backend, id: CaseId) -> Result<Option<Rule>, Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let Some(case) = db::cases::lock(&mut tx, id).await? else { return Ok(None) };
    let today = london_day(b.clock().now());
    let Some(rule) = rule_of(&mut tx, &b.settings().retention, &case, today).await? else { return Ok(None) };
    erase(b, tx, &case, rule, None).await?;
    Ok(Some(rule))
}

/// Erases a case before its time, because an administrator says so.
///
/// # Errors
/// `NotFound` where there is none; `Conflict` for one that has not ended, while another request about the problem waits for
/// its answer, and for one that one side has still to deal with or to read,
/// or whose patient is still to be told, sent a text or heard.
pub async fn erase_early(b: &Backend, id: CaseId, because: Because) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let case = db::cases::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let is_wrong = |party| case.state.is_wrong_patient_open(party);
    let has_ended = case.state.ended().is_some() && !is_wrong(Party::Practice) && !is_wrong(Party::Service);
    let later = db::requests::others(&mut tx, &case).await?;
    let is_needed = later.iter().any(|other| matches!(other.state, State::InQueue { .. } | State::Paused { .. }));
    let is_expected = db::hub_visits::open_of(&mut tx, id).await?.is_some();
    if !has_ended || is_needed || is_expected || db::retention::waits(&mut tx, id).await?.any() {
        return Err(Error::Conflict);
    }
    erase(b, tx, &case, Rule::Asked, Some(because)).await
}

/// Takes a locked case away with everything that belongs to it. What its log was like goes into the entry that stays:
/// erasing must not hide that something had been cut off or changed.
async fn erase(b: &Backend, mut tx: Tx, case: &Case, rule: Rule, because: Option<Because>) -> Result<(), Error> {
    let checked = events::check(&mut tx, b.db().seal(), case).await?;
    let (seq, hash) = checked.rows.last().map(|row| (row.seq, row.hash.clone())).unwrap_or_default();
    let log = Some(LogEnd { seq, hash, whole: checked.faults.is_empty() });
    let files: Vec<ObjectName> = db::retention::objects(&mut tx, case.id).await?;
    for file in &files {
        objects::release(b, &mut tx, file).await?;
    }
    let patient = db::patients::of_case(&mut tx, case.id).await?;
    // Held before, with all that their record is part of: of two that go at once, one sees that the other is gone.
    if let Some(patient) = patient {
        db::patient_merges::hold_survivor(&mut tx, patient).await?;
    }
    db::retention::delete_case(&mut tx, case.id).await?;
    if let Some(patient) = patient {
        db::patients::delete_unused(&mut tx, patient, b.clock().now()).await?;
    }
    note(&mut tx, b.clock().now(), Some(case.id), &Erased { rule, because, count: 1, log }).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await?;
    objects::discard(b, &files).await;
    Ok(())
}

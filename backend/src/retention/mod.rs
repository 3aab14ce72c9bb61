//! The end of what is kept: `domain::retention` says when, this does it.
//!
//! Each thing goes in a transaction of its own, which looks at it again while it holds it: several servers may do this at
//! once, and one that is killed has done what it had done. Files follow the rows; what a killed one leaves of them the
//! sweep takes (`objects`). What stays is an entry in the log of erasures, sealed as every log is.

mod accesses;
mod case;
mod picture;

use std::collections::BTreeMap;

pub(crate) use accesses::beginning as beginning_of_accesses;
pub use case::erase_early;
use domain::{
    ids::{CaseId, ImageId},
    retention::{Erased, Rule},
    time::london_day,
};
use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    Backend, Error, audit,
    db::{self, Tx, logs::Log},
    error::chain,
};

/// At most so many things of a kind in one go: those who work must not wait.
const BATCH: i64 = 200;
/// How many candidates are looked up at a time.
const PAGE: i64 = 500;

/// How many things by each rule.
pub type Counts = BTreeMap<Rule, i64>;

/// What one go took away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    pub erased: Counts,
    /// It stopped because it was enough for one go.
    pub more: bool,
}

impl Run {
    fn count(&mut self, rule: Rule, count: i64) {
        if count > 0 {
            *self.erased.entry(rule).or_default() += count;
        }
    }
}

/// Erases what has had its time, a batch of each kind.
pub async fn run(b: &Backend) -> Result<Run, Error> {
    let mut run = Run::default();
    let (rules, today) = (b.settings().retention, london_day(b.clock().now()));
    let mut left = BATCH;
    for (id, _) in cases_due(b, today).await? {
        let Some(rule) = go_on(case::erase_due(b, id).await)? else { continue };
        run.count(rule, 1);
        left -= 1;
        if left == 0 {
            run.more = true;
            break;
        }
    }
    let mut left = BATCH;
    for (id, _) in pictures_due(b, today).await? {
        let Some(rule) = go_on(picture::erase_due(b, id).await)? else { continue };
        run.count(rule, 1);
        left -= 1;
        if left == 0 {
            run.more = true;
            break;
        }
    }
    for (rule, before) in
        [(Rule::UnsentAnswers, rules.unused_before(today)), (Rule::ReceivedTexts, rules.texts_before(today))]
    {
        run.count(rule, erase_rows(b, rule, before).await?);
    }
    let (entries, more) = accesses::cut(b, rules.accesses_before(today)).await?;
    run.count(Rule::Accesses, entries);
    run.more |= more;
    Ok(run)
}

/// What has had its time now.
pub async fn due(b: &Backend) -> Result<Counts, Error> {
    let (rules, today) = (b.settings().retention, london_day(b.clock().now()));
    let mut run = Run::default();
    let (cases, pictures) = (cases_due(b, today).await?, pictures_due(b, today).await?);
    cases.into_iter().map(|(_, rule)| rule).for_each(|rule| run.count(rule, 1));
    pictures.into_iter().map(|(_, rule)| rule).for_each(|rule| run.count(rule, 1));
    let mut connection = b.db().read().await?;
    for (rule, before) in [
        (Rule::UnsentAnswers, rules.unused_before(today)),
        (Rule::ReceivedTexts, rules.texts_before(today)),
        (Rule::Accesses, rules.accesses_before(today)),
    ] {
        run.count(rule, db::retention::count_rows(&mut connection, rule, before).await?);
    }
    Ok(run.erased)
}

/// How many requests nothing happened to for a year, and that are kept because somebody still has to do something in
/// them.
pub async fn forgotten(b: &Backend) -> Result<i64, Error> {
    let year = SignedDuration::from_hours(365 * 24);
    let before = b.clock().now().saturating_sub(year).unwrap_or(Timestamp::MIN);
    db::retention::count_forgotten(&mut *b.db().read().await?, before).await
}

async fn cases_due(b: &Backend, today: Date) -> Result<Vec<(CaseId, Rule)>, Error> {
    let rules = b.settings().retention;
    let (unused, records) = (rules.unused_before(today), rules.records_before(today));
    let (mut due, mut after) = (Vec::new(), String::new());
    loop {
        let mut connection = b.db().read().await?;
        let page = db::retention::cases(&mut connection, &after, unused, records, PAGE).await?;
        let Some(last) = page.last() else { return Ok(due) };
        after = last.to_string();
        for id in page {
            let rule = go_on(case::rule_now(&mut connection, &rules, id, today).await)?;
            due.extend(rule.map(|rule| (id, rule)));
        }
    }
}

async fn pictures_due(b: &Backend, today: Date) -> Result<Vec<(ImageId, Rule)>, Error> {
    let rules = b.settings().retention;
    let (mut due, mut after) = (Vec::new(), String::new());
    loop {
        let mut connection = b.db().read().await?;
        let page = db::retention::pictures(&mut connection, &after, rules.unused_before(today), PAGE).await?;
        let Some(last) = page.last() else { return Ok(due) };
        after = last.to_string();
        for id in page {
            let rule = go_on(picture::rule_now(&mut connection, &rules, id, today).await)?;
            due.extend(rule.map(|rule| (id, rule)));
        }
    }
}

/// What is wrong in itself must not keep everything behind it for ever.
fn go_on(found: Result<Option<Rule>, Error>) -> Result<Option<Rule>, Error> {
    match found {
        Err(error @ Error::Unavailable(_)) => Err(error),
        Err(error) => {
            tracing::error!(error = chain(&error), "something may have had its time and could not be erased");
            Ok(None)
        }
        found => found,
    }
}

/// Rows that nothing depends on.
async fn erase_rows(b: &Backend, rule: Rule, before: Timestamp) -> Result<i64, Error> {
    if db::retention::count_rows(&mut *b.db().read().await?, rule, before).await? == 0 {
        return Ok(0);
    }
    let mut tx = b.db().begin_on_any_disk().await?;
    let count = db::retention::delete_rows(&mut tx, rule, before).await?;
    if count > 0 {
        note(&mut tx, b.clock().now(), None, &Erased { rule, because: None, count, log: None }).await?;
        tx.commit().await?;
    }
    Ok(count)
}

/// Says in the log of erasures that something was erased, in the transaction that does it and as the last thing of it.
async fn note(tx: &mut Tx, at: Timestamp, case: Option<CaseId>, erased: &Erased) -> Result<(), Error> {
    let mut end = audit::hold(tx, Log::Erasures).await?;
    let case = case.map(|case| case.to_string()).unwrap_or_default();
    end.append(tx, at, "null".to_owned(), db::to_json(erased)?, case).await?;
    tx.log_ends(end.head).await
}

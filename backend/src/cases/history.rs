use std::collections::{BTreeSet, HashMap};

use domain::{
    access::{Action, Actor},
    audit::Access,
    case::EventKind,
    ids::{AccountId, CaseId, OrganisationId},
    view::{History, HistoryEntry, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{find, person};
use crate::{
    Backend, Error, audit,
    clock::from_ms,
    db::{self, accounts, cases::Case, events::Row, organisations},
    events,
};

/// A case's log, and whether it and what it speaks of are as they were written.
pub async fn history(b: &Backend, actor: &Actor, id: CaseId) -> Result<History, Error> {
    let now = b.clock().now();
    // What is written meanwhile must not look like a log that does not fit its head.
    let mut connection = b.db().snapshot().await?;
    let case = find(&mut connection, actor, Action::SeeHistory, id).await?;
    let checked = events::check(&mut connection, b.db().seal(), &case).await?;
    let before = db::events::identities(&mut connection, id).await?;
    let mut acts = Vec::with_capacity(checked.rows.len());
    for row in &checked.rows {
        let kind: EventKind = db::from_json(&row.kind, "event")?;
        let by: Option<Actor> = db::from_json(&row.actor, "actor")?;
        acts.push((row, kind, by));
    }
    let names = Names::of(&mut connection, &acts).await?;
    let mut entries = Vec::with_capacity(acts.len());
    for (row, kind, by) in &acts {
        if !is_secret(actor, &case, row, kind, now) {
            entries.push(HistoryEntry {
                seq: row.seq,
                at: When::at(from_ms(row.at_ms)),
                who: names.who(kind, by.as_ref())?,
                what: match before.iter().find(|(seq, _)| *seq == row.seq) {
                    Some((_, before)) => format!("{} Before: {}.", kind.sentence(), person::in_full(before, now)),
                    None => kind.sentence(),
                },
                hash: row.hash.chars().take(12).collect(),
            });
        }
    }
    let title = [case.draft.site_words(), person::name(&case.draft)].join(", ");
    for fault in &checked.faults {
        tracing::error!(case = %id, %fault, "a case's log is not as it was written");
    }
    audit::record(b, Some(actor), Some(id), Access::HistorySent);
    Ok(History {
        case: id,
        title: title.trim_start_matches(", ").to_owned(),
        entries,
        intact: checked.faults.is_empty(),
        carried_over: checked.carried_over(),
    })
}

/// An answer that can still be taken back is known to its service alone.
fn is_secret(actor: &Actor, case: &Case, row: &Row, kind: &EventKind, now: Timestamp) -> bool {
    let is_answer = matches!(
        kind,
        EventKind::AnswerSent { .. }
            | EventKind::MoreAsked { .. }
            | EventKind::Monitoring { .. }
            | EventKind::ReviewAsked { .. }
            | EventKind::ReviewEnded { .. }
    );
    is_answer
        && !case.is_answered_by(actor)
        && case.state.answered().is_some_and(|it| !it.in_effect(now) && row.at_ms == it.at.as_millisecond())
}

/// The people and organisations that a log names.
struct Names {
    people: HashMap<AccountId, String>,
    organisations: HashMap<OrganisationId, String>,
}

impl Names {
    async fn of(connection: &mut AnyConnection, acts: &[(&Row, EventKind, Option<Actor>)]) -> Result<Self, Error> {
        let by = acts.iter().filter_map(|(.., by)| by.as_ref()?.account());
        let people: BTreeSet<AccountId> =
            by.chain(acts.iter().filter_map(|(_, kind, _)| kind.for_clinician())).collect();
        let organisations: BTreeSet<OrganisationId> = acts
            .iter()
            .filter_map(|(.., by)| match by {
                Some(Actor::Member { organisation, .. }) => Some(*organisation),
                _ => None,
            })
            .collect();
        Ok(Self {
            people: accounts::names(connection, &Vec::from_iter(people)).await?,
            organisations: organisations::names(connection, &Vec::from_iter(organisations)).await?,
        })
    }

    fn person(&self, account: AccountId) -> Result<&str, Error> {
        self.people.get(&account).map(String::as_str).ok_or(Error::NotFound)
    }

    fn who(&self, kind: &EventKind, by: Option<&Actor>) -> Result<String, Error> {
        Ok(match by {
            None => "Skinlink".to_owned(),
            Some(Actor::Patient { .. }) => "The patient".to_owned(),
            Some(Actor::Member { account, organisation, .. }) => {
                let name = self.person(*account)?;
                let place = self.organisations.get(organisation).ok_or(Error::NotFound)?;
                match kind.for_clinician() {
                    Some(clinician) => format!("{name} for {}, {place}", self.person(clinician)?),
                    None => format!("{name}, {place}"),
                }
            }
            // Does nothing with a case.
            Some(Actor::Administrator { account }) => self.person(*account)?.to_owned(),
            Some(Actor::Phone { account, .. }) => format!("{}, by phone", self.person(*account)?),
        })
    }
}

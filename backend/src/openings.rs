//! Break-glass: a clinician reads a case outside of their relation to it, by its number and for a reason that they write.
//! Reading ends by itself and with the sign-in. That it happened stands in the case's log, before the managers of the
//! clinician's organisation and of the case's, and on the patient's page.

use domain::{
    access::{Action, Actor, may},
    case::{EventKind, Problem},
    ids::{AccountId, CaseId, OpeningId, OrganisationId},
    role::Capability,
    typed,
    view::{OpeningLine, When},
};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{self, cases, openings},
    events, sessions,
};

/// The fewest words that say why, and the most characters.
const WORDS: usize = 3;
const LONGEST: usize = 500;

/// Whether or not there is such a case: a draft is nobody else's to know of.
const NOTHING: &str = "There is no case of this number that can be opened. Ask whoever gave it to you";

/// Which case a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// It is open for reading.
    Opened(CaseId),
    /// They may see it anyway.
    Own(CaseId),
}

/// Opens the case of this number for reading, in the sign-in whose pages carry `mark`: which case it is. Somebody to whom
/// the case belongs anyway is led to it, and nothing is noted.
///
/// # Errors
/// `Invalid` where no reason is given or no case can be opened.
pub async fn open(b: &Backend, actor: &Actor, mark: &str, number: &str, reason: &str) -> Result<Found, Error> {
    actor.can(Capability::BreakGlass)?;
    let Actor::Member { account, organisation, .. } = *actor else { return Err(Error::Denied) };
    let reason = checked(reason)?;
    let mut tx = b.db().begin().await?;
    let found = match digits(number) {
        Some(number) => openings::cases_of_number(&mut tx, &number).await?,
        None => Vec::new(),
    };
    let [id] = found[..] else { return Err(nothing()) };
    let case = cases::lock(&mut tx, id).await?.ok_or_else(nothing)?;
    let now = b.clock().now();
    let facts = case.facts_for(actor, now);
    if may(&actor.with_opened(None), Action::See, &facts).is_ok() {
        return Ok(Found::Own(id));
    }
    // Pressed twice, it is one opening.
    if may(actor, Action::See, &facts).is_ok() {
        return Ok(Found::Opened(id));
    }
    let opener = actor.with_opened(Some(id));
    may(&opener, Action::See, &case.facts_for(&opener, now)).map_err(|_| nothing())?;
    let until = b.settings().sessions.opening_ends(now);
    let opening = OpeningId(b.ids().new_id(now));
    let row = openings::NewOpening { opening, case: id, account, organisation, reason: &reason, at: now, until };
    openings::insert(&mut tx, &row, &sessions::hash(mark)).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::OpenedFromOutside { opening, until }).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await?;
    Ok(Found::Opened(id))
}

fn checked(reason: &str) -> Result<String, Error> {
    let reason = typed::line(reason);
    let wrong = |message: &str| Err(Error::Invalid(vec![Problem::new("reason", message)]));
    if reason.split_whitespace().count() < WORDS {
        return wrong("Write why you need to read this case, in a few words");
    }
    if reason.chars().count() > LONGEST {
        return wrong("Write why in up to 500 characters");
    }
    Ok(reason)
}

/// The eight digits of a number as it is said: "1F3A 27C1".
fn digits(number: &str) -> Option<String> {
    let digits: String = typed::plain(number).chars().filter(|c| !c.is_whitespace()).collect();
    let is_number = digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| digits.to_lowercase())
}

fn nothing() -> Error {
    Error::Invalid(vec![Problem::new("number", NOTHING)])
}

/// What a manager looks at: openings by people of their organisation, and of its cases; the newest first.
pub async fn list(b: &Backend, actor: &Actor) -> Result<Vec<OpeningLine>, Error> {
    let at = managed(actor)?;
    let mut connection = b.db().read().await?;
    let mut lines = Vec::new();
    for row in openings::of_organisation(&mut connection, at).await? {
        let case: CaseId = db::parse(&row.case_id, "case")?;
        lines.push(OpeningLine {
            opening: db::parse(&row.id, "opening")?,
            number: case.short(),
            who: format!("{}, {}", row.name, row.organisation),
            at: When::at(from_ms(row.opened_at)),
            until: When::at(from_ms(row.until_at)),
            reason: row.reason,
            looked: row.looked_by.zip(row.looked_at).map(|(by, at)| (by, When::at(from_ms(at)))),
        });
    }
    Ok(lines)
}

/// A manager has looked at it, for their organisation. Said twice, it is the first one's.
pub async fn look_at(b: &Backend, actor: &Actor, opening: OpeningId) -> Result<(), Error> {
    let at = managed(actor)?;
    let by: AccountId = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    if !openings::concerns(&mut tx, opening, at).await? {
        return Err(Error::NotFound);
    }
    openings::note_looked(&mut tx, opening, at, by, b.clock().now()).await?;
    tx.commit().await
}

/// The organisation whose openings this person looks at.
fn managed(actor: &Actor) -> Result<OrganisationId, Error> {
    actor.can(Capability::ManagePeople)?;
    match *actor {
        Actor::Member { organisation, .. } => Ok(organisation),
        // No case is shown to an administrator, nor why somebody read one.
        Actor::Administrator { .. } | Actor::Patient { .. } | Actor::Phone { .. } => Err(Error::Denied),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_said() {
        assert_eq!(digits(" 1F3A 27c1"), Some("1f3a27c1".to_owned()));
        for wrong in ["", "1F3A 27C", "1F3A 27C11", "1G3A 27C1", "%%%%%%%%"] {
            assert_eq!(digits(wrong), None, "{wrong}");
        }
    }
}

//! Break-glass: a clinician reads a case outside of their relation to it, by its number and for a reason that they write.
//! Reading ends by itself and with the sign-in. That it happened stands in the case's log, before the managers of the
//! clinician's organisation and of the case's, and on the patient's page. Numbers that open nothing are counted: who
//! guesses is held back, and the managers of where they work are told.

mod look;

use domain::{
    access::{Action, Actor, may},
    audit::Access,
    case::{EventKind, Problem},
    ids::{AccountId, CaseId, OpeningId, OrganisationId},
    patients::case_digits,
    role::Capability,
    typed,
};
use jiff::Timestamp;
pub use look::{list, look_at};

use crate::{
    Backend, Error,
    accounts::guesses::Counters,
    audit,
    db::{
        Tx,
        cases::{self, Case},
        openings,
    },
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
/// `Invalid` where no reason is given (`reason`), no case can be opened (`number`), or too many numbers opened none
/// (`held`).
pub async fn open(b: &Backend, actor: &Actor, mark: &str, number: &str, reason: &str) -> Result<Found, Error> {
    actor.can(Capability::BreakGlass)?;
    let Actor::Member { account, organisation, .. } = *actor else { return Err(Error::Denied) };
    let reason = checked(reason)?;
    // What cannot be a number is mistyped, and no guess.
    let Some(number) = case_digits(number) else { return Err(nothing()) };
    let mut tx = b.db().begin().await?;
    let counter = Counters::of_numbers(b, account);
    if counter.hold(b, &mut tx).await?.is_err() {
        return Err(held_back());
    }
    let now = b.clock().now();
    let id = match readable(&mut tx, actor, &number, now).await? {
        Some(Readable::Own(id)) => return Ok(Found::Own(id)),
        // Pressed twice, it is one opening.
        Some(Readable::Already(id)) => return Ok(Found::Opened(id)),
        Some(Readable::Now(case)) => {
            tx.changed(case.id, case.facts().service);
            case.id
        }
        None => return Err(missed(b, tx, &counter, actor, (account, organisation)).await?),
    };
    let until = b.settings().sessions.opening_ends(now);
    let opening = OpeningId(b.ids().new_id(now));
    let row = openings::NewOpening { opening, case: id, account, organisation, reason: &reason, at: now, until };
    openings::insert(&mut tx, &row, &sessions::hash(mark)).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::OpenedFromOutside { opening, until }).await?;
    tx.commit().await?;
    Ok(Found::Opened(id))
}

/// What a number leads to.
enum Readable {
    Own(CaseId),
    Already(CaseId),
    /// Held until the transaction ends.
    Now(Box<Case>),
}

async fn readable(tx: &mut Tx, actor: &Actor, number: &str, now: Timestamp) -> Result<Option<Readable>, Error> {
    let [id] = openings::cases_of_number(tx, number).await?[..] else { return Ok(None) };
    let Some(case) = cases::lock(tx, id).await? else { return Ok(None) };
    let case = crate::cases::known_to(tx, actor, case).await?;
    let facts = case.facts_for(actor, now);
    if may(&actor.with_opened(None), Action::See, &facts).is_ok() {
        return Ok(Some(Readable::Own(id)));
    }
    if may(actor, Action::See, &facts).is_ok() {
        return Ok(Some(Readable::Already(id)));
    }
    let opener = actor.with_opened(Some(id));
    let opens = may(&opener, Action::See, &case.facts_for(&opener, now)).is_ok();
    Ok(opens.then(|| Readable::Now(Box::new(case))))
}

/// Counts a number that opens nothing, and tells of one too many; what is said of it either way.
async fn missed(
    b: &Backend,
    mut tx: Tx,
    counter: &Counters,
    actor: &Actor,
    (account, organisation): (AccountId, OrganisationId),
) -> Result<Error, Error> {
    let held_back = counter.missed(b, &mut tx).await?;
    if let Some((tries, too_soon)) = held_back {
        let at = b.clock().now();
        let guess = OpeningId(b.ids().new_id(at));
        let row = openings::NewGuess { guess, account, organisation, tries, at, until: too_soon.until };
        openings::insert_guess(&mut tx, &row).await?;
    }
    tx.commit().await?;
    audit::record(b, Some(actor), None, Access::CaseNumberMissed);
    if held_back.is_some() {
        audit::record(b, Some(actor), None, Access::CaseNumbersHeldBack);
    }
    Ok(nothing())
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

fn nothing() -> Error {
    Error::Invalid(vec![Problem::new("number", NOTHING)])
}

fn held_back() -> Error {
    Error::Invalid(vec![Problem::new(
        "held",
        "Too many numbers opened nothing. None is taken for an hour after the last",
    )])
}

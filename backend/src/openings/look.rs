//! Who looks at reading from outside: a manager at what concerns their organisation, and an administrator at what concerns
//! one that has no manager. Nobody at what they did themselves.

use domain::{
    access::Actor,
    case::Problem,
    ids::{AccountId, CaseId, OpeningId, OrganisationId},
    role::Capability,
    view::{GuessedLine, OpeningLine, Openings, When},
};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        self,
        openings::{self, GuessRow, Looked, OpeningRow},
    },
};

/// Of what somebody looks at lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// An organisation, and what belongs to it.
    Organisation(OrganisationId),
    /// Whatever has no manager. No case is shown to who looks at it, nor why somebody read one.
    Unmanaged,
}

/// Openings by people of what the asker looks after and of its cases, and its people who were held back; the newest first.
pub async fn list(b: &Backend, actor: &Actor) -> Result<Openings, Error> {
    let (of, by) = looks(actor)?;
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let (opened, guessed) = match of {
        Of::Organisation(at) => (
            openings::of_organisation(&mut connection, at).await?,
            openings::guesses_of_organisation(&mut connection, at).await?,
        ),
        Of::Unmanaged => (
            openings::of_unmanaged(&mut connection, now).await?,
            openings::guesses_of_unmanaged(&mut connection, now).await?,
        ),
    };
    Ok(Openings {
        opened: opened.into_iter().map(|row| opening(row, of, by)).collect::<Result<_, Error>>()?,
        guessed: guessed.into_iter().map(|row| guess(row, by)).collect::<Result<_, Error>>()?,
    })
}

fn opening(row: OpeningRow, of: Of, by: AccountId) -> Result<OpeningLine, Error> {
    let case: CaseId = db::parse(&row.case_id, "case")?;
    Ok(OpeningLine {
        opening: db::parse(&row.id, "opening")?,
        number: case.short(),
        who: format!("{}, {}", row.name, row.organisation),
        at: When::at(from_ms(row.opened_at)),
        until: When::at(from_ms(row.until_at)),
        reason: (of != Of::Unmanaged).then_some(row.reason),
        own: row.account_id == by.to_string(),
        looked: looked(row.looked),
    })
}

fn guess(row: GuessRow, by: AccountId) -> Result<GuessedLine, Error> {
    Ok(GuessedLine {
        guess: db::parse(&row.id, "opening")?,
        who: format!("{}, {}", row.name, row.organisation),
        tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
        at: When::at(from_ms(row.at)),
        until: When::at(from_ms(row.until_at)),
        own: row.account_id == by.to_string(),
        looked: looked(row.looked),
    })
}

fn looked(Looked { looked_by, looked_at }: Looked) -> Option<(String, When)> {
    looked_by.zip(looked_at).map(|(by, at)| (by, When::at(from_ms(at))))
}

/// The asker has looked at a line of the list, for their organisation, or for those that have no manager. Said twice, it is
/// the first one's.
///
/// # Errors
/// `Invalid` for what they did themselves.
pub async fn look_at(b: &Backend, actor: &Actor, line: OpeningId) -> Result<(), Error> {
    let (of, by) = looks(actor)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let now = b.clock().now();
    let (openings, guesses) = match of {
        Of::Organisation(at) => (
            openings::concerns(&mut tx, line, at).await?.then_some(at).into_iter().collect(),
            openings::guess_concerns(&mut tx, line, at).await?.then_some(at),
        ),
        Of::Unmanaged => {
            (openings::unmanaged_sides(&mut tx, line, now).await?, openings::unmanaged_guess(&mut tx, line, now).await?)
        }
    };
    if openings.is_empty() && guesses.is_none() {
        return Err(Error::NotFound);
    }
    if openings::whose(&mut tx, line).await? == Some(by) {
        let message = "You did this yourself: somebody else has to look at it.";
        return Err(Error::Invalid(vec![Problem::new("opening", message)]));
    }
    for at in openings {
        openings::note_looked(&mut tx, line, at, by, now).await?;
    }
    if let Some(at) = guesses {
        openings::note_guess_looked(&mut tx, line, at, by, now).await?;
    }
    tx.commit().await
}

/// What this person looks at, and who they are.
fn looks(actor: &Actor) -> Result<(Of, AccountId), Error> {
    actor.can(Capability::ManagePeople)?;
    match *actor {
        Actor::Member { account, organisation, .. } => Ok((Of::Organisation(organisation), account)),
        Actor::Administrator { account } => Ok((Of::Unmanaged, account)),
        Actor::Patient { .. } | Actor::Phone { .. } => Err(Error::Denied),
    }
}

//! What a manager looks at: cases that were read from outside, and who gave too many numbers that open none.

use domain::{
    access::Actor,
    ids::{AccountId, CaseId, OpeningId, OrganisationId},
    role::Capability,
    view::{GuessedLine, OpeningLine, Openings, When},
};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        self,
        openings::{self, Looked},
    },
};

/// Openings by people of their organisation and of its cases, and their people who were held back; the newest first.
pub async fn list(b: &Backend, actor: &Actor) -> Result<Openings, Error> {
    let at = managed(actor)?;
    let mut connection = b.db().read().await?;
    let mut opened = Vec::new();
    for row in openings::of_organisation(&mut connection, at).await? {
        let case: CaseId = db::parse(&row.case_id, "case")?;
        opened.push(OpeningLine {
            opening: db::parse(&row.id, "opening")?,
            number: case.short(),
            who: format!("{}, {}", row.name, row.organisation),
            at: When::at(from_ms(row.opened_at)),
            until: When::at(from_ms(row.until_at)),
            reason: row.reason,
            looked: looked(row.looked),
        });
    }
    let mut guessed = Vec::new();
    for row in openings::guesses_of_organisation(&mut connection, at).await? {
        guessed.push(GuessedLine {
            guess: db::parse(&row.id, "opening")?,
            who: format!("{}, {}", row.name, row.organisation),
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
            at: When::at(from_ms(row.at)),
            until: When::at(from_ms(row.until_at)),
            looked: looked(row.looked),
        });
    }
    Ok(Openings { opened, guessed })
}

fn looked(Looked { looked_by, looked_at }: Looked) -> Option<(String, When)> {
    looked_by.zip(looked_at).map(|(by, at)| (by, When::at(from_ms(at))))
}

/// A manager has looked at a line of the list, for their organisation. Said twice, it is the first one's.
pub async fn look_at(b: &Backend, actor: &Actor, line: OpeningId) -> Result<(), Error> {
    let at = managed(actor)?;
    let by: AccountId = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    if openings::concerns(&mut tx, line, at).await? {
        openings::note_looked(&mut tx, line, at, by, b.clock().now()).await?;
    } else if openings::guess_concerns(&mut tx, line, at).await? {
        openings::note_guess_looked(&mut tx, line, at, by, b.clock().now()).await?;
    } else {
        return Err(Error::NotFound);
    }
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

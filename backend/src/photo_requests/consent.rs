use domain::{
    access::Actor,
    case::EventKind,
    command::ConsentChoices,
    consent::{Consent, How, WORDING},
};

use super::link::hold;
use crate::{Backend, Error, db, events, images, objects};

/// Keeps what the patient allows: each level apart, with when, how and under which wording (domain.md 3.9). Without
/// the one for their care nothing is taken, and what has come by this link goes again; they may change their mind while
/// the link is open.
///
/// # Errors
/// `Conflict` for taking back the consent for care once pictures were sent: they are part of the record by then.
pub async fn consent(b: &Backend, actor: &Actor, choices: ConsentChoices) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let (case, mut request) = hold(&mut tx, actor, now).await?;
    if request.link.sent.is_some() && !choices.care {
        return Err(Error::Conflict);
    }
    let consent = Consent {
        choices,
        wording: WORDING.to_owned(),
        language: words::Locale::default().code().to_owned(),
        how: How::Online,
        at: now,
    };
    let event = EventKind::ConsentGiven {
        photo_request: request.id,
        given: consent.given(),
        wording: consent.wording.clone(),
        how: consent.how,
    };
    request.consent = Some(consent);
    db::photo_requests::save(&mut tx, &request).await?;
    events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    let objects = if choices.care {
        Vec::new()
    } else {
        images::take_out_all(b, &mut tx, actor, case.id, request.id, now).await?
    };
    tx.changed(case.id, case.facts().service);
    tx.commit().await?;
    objects::discard(b, &objects).await;
    Ok(())
}

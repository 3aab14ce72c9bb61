//! What a link is good for at a given moment: `domain::photo_request` decides, this gathers what it decides by.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    access::{Action, Actor, may},
    case::State,
    command::ConsentChoices,
    consent,
    ids::PhotoRequestId,
    photo_request::{LinkStatus, PhotoRequestRules, Purpose},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use crate::{
    Backend, Error,
    db::{self, Tx, cases::Case, photo_requests::PhotoRequest},
};

/// What a phone began within its minutes it may finish within this.
const PHONE_GRACE: SignedDuration = SignedDuration::from_hours(1);

/// A new token, and what is stored of it.
pub(super) fn new_token(random: [u8; 16]) -> (String, String) {
    let token = URL_SAFE_NO_PAD.encode(random);
    let hash = hash(&token);
    (token, hash)
}

/// What a token is looked up by.
pub(super) fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// How long links live, and how often one may be tried.
pub(crate) fn rules() -> PhotoRequestRules {
    PhotoRequestRules::default()
}

impl PhotoRequest {
    /// Whoever comes by this link.
    pub(super) fn actor(&self) -> Actor {
        let (photo_request, case) = (self.id, self.case);
        match self.link.purpose {
            Purpose::Patient | Purpose::Round | Purpose::News => Actor::Patient { photo_request, case },
            Purpose::Phone => Actor::Phone { photo_request, case, account: self.created_by },
        }
    }

    /// What it may do now. An answer or a question that can still be taken back is not there yet for whoever comes by it.
    pub(super) fn status(&self, case: &State, now: Timestamp) -> LinkStatus {
        let case = case.visible(now);
        self.link.status(case.kind(), case.ended(), now, &rules())
    }

    /// What it may do now in a browser that has shown who it is.
    pub(super) fn confirmed_status(&self, case: &State, now: Timestamp) -> LinkStatus {
        self.confirmed_status_at(&case.visible(now), now)
    }

    /// The same by the link's time alone: `case` is as it can be seen.
    fn confirmed_status_at(&self, case: &State, at: Timestamp) -> LinkStatus {
        self.link.confirmed_status(case.kind(), case.ended(), at, &rules())
    }

    /// The patient has allowed their pictures to be shared; a referrer's phone needs no such consent.
    pub(super) fn may_share(&self) -> bool {
        self.link.purpose == Purpose::Phone || self.has_consent()
    }

    /// The patient has consented by it to the photos being used for their care.
    pub(crate) fn has_consent(&self) -> bool {
        self.consent.as_ref().is_some_and(|consent| consent.choices.care)
    }

    /// Whether pictures may begin to arrive by it now.
    pub(super) fn takes_pictures(&self, case: &State, now: Timestamp) -> bool {
        self.may_share() && self.confirmed_status(case, now) == LinkStatus::TakesPictures
    }

    /// Whether it opens anything at all for whoever has shown who they are. A phone's stays a little longer for what is under way.
    pub(crate) fn is_alive(&self, case: &State, now: Timestamp) -> bool {
        let at = match self.link.purpose {
            Purpose::Patient | Purpose::Round | Purpose::News => now,
            Purpose::Phone => (now - PHONE_GRACE).max(self.created),
        };
        let status = self.confirmed_status_at(&case.visible(now), at);
        matches!(status, LinkStatus::TakesPictures | LinkStatus::ShowsNews)
    }
}

/// What a patient allows now, of all that they said about a problem by links and at hubs; None where they were never asked, or
/// said no to pictures.
pub(crate) async fn allowed(connection: &mut AnyConnection, case: &Case) -> Result<Option<ConsentChoices>, Error> {
    Ok(consent::stands(db::photo_requests::said_of_problem(connection, case).await?))
}

/// Whether they want to be asked before an appointment is booked.
pub(crate) async fn asks_before_booking(connection: &mut AnyConnection, case: &Case) -> Result<bool, Error> {
    Ok(allowed(connection, case).await?.is_some_and(|choices| !choices.referral))
}

/// The same where all that they said came by these links.
pub(crate) fn asks_by_links(links: &[PhotoRequest]) -> bool {
    let said = links.iter().filter_map(|link| link.consent.as_ref()).map(|it| (it.at, it.choices));
    consent::stands(said).is_some_and(|choices| !choices.referral)
}

/// Whether a new picture may begin to arrive by this link.
pub(crate) async fn takes_pictures(
    tx: &mut Tx,
    case: &State,
    link: PhotoRequestId,
    now: Timestamp,
) -> Result<bool, Error> {
    let link = db::photo_requests::get(tx, link).await?;
    Ok(link.is_some_and(|link| link.takes_pictures(case, now)))
}

/// Whether a picture that began in time may still arrive by this link: not once they were sent, or it was closed.
pub(crate) async fn is_open(tx: &mut Tx, case: &State, link: PhotoRequestId, now: Timestamp) -> Result<bool, Error> {
    let case = case.visible(now);
    let takes_pictures =
        |link: &PhotoRequest| link.confirmed_status_at(&case, link.created) == LinkStatus::TakesPictures;
    let link = db::photo_requests::get(tx, link).await?;
    Ok(link.is_some_and(|link| link.may_share() && takes_pictures(&link)))
}

/// The link that `actor` comes by, with its case, both held until the transaction ends, and what time it is now that they
/// are.
///
/// # Errors
/// `Denied` for whoever does not come by a patient's link; `NotFound` for one that opens nothing any longer.
pub(super) async fn hold(b: &Backend, tx: &mut Tx, actor: &Actor) -> Result<(Case, PhotoRequest, Timestamp), Error> {
    let id = actor.photo_request().ok_or(Error::Denied)?;
    let found = db::photo_requests::get(tx, id).await?.ok_or(Error::NotFound)?;
    let case = db::cases::lock(tx, found.case).await?.ok_or(Error::NotFound)?;
    let now = b.clock().now();
    may(actor, Action::UsePatientPages, &case.facts_for(actor, now))?;
    // Read again, now that nobody else changes it.
    let link = db::photo_requests::get(tx, id).await?.ok_or(Error::NotFound)?;
    if link.is_alive(&case.state, now) { Ok((case, link, now)) } else { Err(Error::NotFound) }
}

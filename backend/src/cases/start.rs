use domain::{
    access::Actor,
    case::{Draft, EventKind, Filled, MOST_DRAFTS, Problem, State, too_many_drafts},
    ids::{AccountId, CaseId, PatientId, PracticeId},
    role::Capability,
};
use jiff::Timestamp;

use crate::{
    Backend, Error,
    db::{
        Tx,
        cases::{self, Case},
        organisations,
        patients::Patient,
    },
    error::Damaged,
    events, patients,
};

/// Starts a case of the asker's practice as an empty draft.
///
/// # Errors
/// `Invalid` for somebody who has as many drafts as may be: each can hold pictures.
pub async fn start(b: &Backend, actor: &Actor) -> Result<CaseId, Error> {
    has_room(b, actor).await?;
    begin(b, actor).await
}

/// Whether this person may begin another.
pub(super) async fn has_room(b: &Backend, actor: &Actor) -> Result<(), Error> {
    actor.can(Capability::Collect)?;
    let practice = actor.practice()?;
    let referrer = actor.account().ok_or(Damaged("referrer"))?;
    // Two that come at once may pass both: it is a bound, not a count.
    if cases::count_drafts(&mut *b.db().read().await?, practice, referrer).await? >= MOST_DRAFTS {
        return Err(Error::Invalid(vec![too_many_drafts()]));
    }
    Ok(())
}

/// The same about a patient whom the practice knows.
///
/// # Errors
/// Those of [`start`].
pub(crate) async fn start_about(b: &Backend, actor: &Actor, patient: &Patient) -> Result<CaseId, Error> {
    has_room(b, actor).await?;
    insert(b, actor, patient.known.form(), Some(patient.id)).await
}

/// The same without asking how many there are.
pub(crate) async fn begin(b: &Backend, actor: &Actor) -> Result<CaseId, Error> {
    insert(b, actor, Draft::default(), None).await
}

async fn insert(b: &Backend, actor: &Actor, draft: Draft, about: Option<PatientId>) -> Result<CaseId, Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let case = begin_in(b, &mut tx, actor, Begun { draft: Filled::of(draft), about, after: None }, now).await?;
    tx.commit().await?;
    Ok(case)
}

/// What a new request begins with.
pub(super) struct Begun<'a> {
    pub(super) draft: Filled,
    /// Whom it is about, where that is known.
    pub(super) about: Option<PatientId>,
    /// The request that was made before about the same problem.
    pub(super) after: Option<&'a Case>,
}

/// Begins a request of the asker's practice.
pub(super) async fn begin_in(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    begun: Begun<'_>,
    now: Timestamp,
) -> Result<CaseId, Error> {
    let practice = actor.practice()?;
    let referrer = actor.account().ok_or(Damaged("referrer"))?;
    let id = CaseId(b.ids().new_id(now));
    let first = begun.after.map_or(id, |after| after.first);
    let case = Case { first, ..blank(id, practice, referrer, begun.draft, now) };
    if !organisations::hold_open(tx, practice.into()).await? {
        return Err(closing());
    }
    cases::insert(tx, &case).await?;
    patients::begin(tx, b.ids(), &case, begun.about).await?;
    events::append(tx, id, now, Some(actor), &EventKind::CaseStarted).await?;
    if let Some(after) = begun.after {
        events::append(tx, id, now, Some(actor), &EventKind::StartedAgain { after: after.id }).await?;
    }
    Ok(id)
}

/// A request that is being written, the first one about its problem.
pub(super) fn blank(id: CaseId, practice: PracticeId, referrer: AccountId, draft: Filled, now: Timestamp) -> Case {
    Case {
        id,
        first: id,
        asked_later: None,
        desk: None,
        hub: None,
        round: None,
        version: 1,
        practice,
        patient: None,
        referrer,
        sent_by: None,
        state: State::Draft,
        draft,
        draft_version: 1,
        revision: None,
        score_sent: None,
        news_at: None,
        told_by: None,
        tell_by: None,
        retell_at: None,
        unread_since: None,
        answer_opened: None,
        refer_by: None,
        policy_edition: None,
        created: now,
        changed: now,
    }
}

pub(super) fn closing() -> Error {
    Error::Invalid(vec![Problem::new("practice", "Your practice closes soon, and starts no new requests.")])
}

//! Who tells the patient what was answered, and when: the service's rules decide (`domain::news`), and what was done is
//! read back from what was stored, never assumed.

use domain::{
    access::{Action, Actor},
    case::{EventKind, State},
    ids::CaseId,
    news::Telling,
    person::Mobile,
    photo_request::Purpose,
    tasks::unread_from,
    view::{Told, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{access::lock_now, beside::Beside};
use crate::{
    Backend, Error,
    db::{
        self, Tx, amendments, answers,
        around::Around,
        cases::{self, Case},
        organisations,
        photo_requests::PhotoRequest,
        policies,
        texts::Texts,
    },
    delivery::{self, Channel, Delivery, Message},
    events, patients, photo_requests,
};

/// Works out, for an answer that has just been given to a locked case, when its patient may read it, and puts the text into
/// the outbox where that follows from the answer alone.
pub(super) async fn plan(b: &Backend, tx: &mut Tx, case: &Case, answer: &str, now: Timestamp) -> Result<(), Error> {
    let mut case = case.clone();
    (case.news_at, case.told_by, case.tell_by, case.refer_by) = (None, None, None, None);
    (case.unread_since, case.answer_opened) = (None, None);
    let Some(answered) = case.state.answered().copied() else { return Ok(()) };
    if matches!(case.state, State::Paused { .. }) {
        return Ok(());
    }
    let rules = policies::of_case(tx, &case).await?;
    case.tell_by = Some(rules.after(answered.undo_until, rules.news.tell_days));
    if case.state.is_to_refer() {
        case.refer_by = Some(rules.after(answered.undo_until, rules.news.refer_within(answered.outcome)));
    }
    if rules.news.telling_for(case.kind(), answered.outcome) == Telling::AtOnce {
        text(b, tx, &mut case, answer, answered.undo_until, now).await?;
    }
    cases::keep_news(tx, &case).await
}

/// The practice has read the answer of a locked case: what waited for that goes out. The caller saves the case afterwards.
pub(super) async fn after_reading(b: &Backend, tx: &mut Tx, case: &mut Case, now: Timestamp) -> Result<(), Error> {
    let Some(answered) = case.state.answered().copied() else { return Ok(()) };
    let rules = policies::of_case(tx, case).await?;
    if case.news_at.is_none()
        && rules.news.telling_for(case.kind(), answered.outcome) == Telling::AfterRead
        // What was corrected before the patient knew of it is no news to read: somebody tells them, and it stands on the list.
        && !amendments::is_corrected(tx, case.id, answered.at).await?
        && let Some((answer, _)) = answers::given(tx, case.id, &answered).await?
    {
        text(b, tx, case, &answer, now, now).await?;
    }
    Ok(())
}

/// Lets the patient read the answer from `from` on and texts them, by day; a patient without a link that works is left to be
/// told by somebody.
async fn text(
    b: &Backend,
    tx: &mut Tx,
    case: &mut Case,
    answer: &str,
    from: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(link) = link_that_reaches(tx, case, now).await? else { return Ok(()) };
    case.news_at = Some(from);
    let practice = organisations::practice(tx, case.practice).await?.name;
    let not_before = b.settings().limits.text_hours.next(from);
    // Nothing could carry it: then somebody tells them.
    case.unread_since = Channel::of(b).map(|_| not_before);
    case.answer_opened = None;
    let delivery = Delivery {
        key: delivery::news_key(answer),
        case: Some(case.id),
        message: Message::News { to: link.mobile.clone(), practice },
        not_before,
    };
    delivery::enqueue(b, tx, delivery, now).await
}

/// Whether the patient knows of the answer of a locked case, or of one before it that is not put right yet.
pub(super) fn is_told(case: &Case, now: Timestamp) -> bool {
    case.retell_at.is_some() || case.news_at.is_some_and(|at| at <= now)
}

/// The patient knows what is no longer so: from now on it is the practice's to tell them what is.
pub(super) async fn to_retell(tx: &mut Tx, case: &mut Case, now: Timestamp) -> Result<(), Error> {
    let rules = policies::of_case(tx, case).await?;
    case.retell_at.get_or_insert(now);
    case.tell_by = Some(rules.after(now, rules.news.tell_days));
    cases::keep_news(tx, case).await
}

/// Texts the patient again, by day: `what` became of an answer that they may read already. Whoever cannot be reached so,
/// and was told by word of mouth, is the practice's to tell again.
pub(super) async fn tell_patient(
    b: &Backend,
    tx: &mut Tx,
    case: &mut Case,
    what: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(told) = case.news_at.take() else { return Ok(()) };
    text(b, tx, case, what, now, now).await?;
    if case.news_at.is_some() {
        case.news_at = Some(told);
    } else {
        let rules = policies::of_case(tx, case).await?;
        case.tell_by = Some(rules.after(now, rules.news.tell_days));
    }
    cases::keep_news(tx, case).await
}

/// A link that reaches the patient, while there is somebody to reach.
async fn link_that_reaches(
    connection: &mut AnyConnection,
    case: &Case,
    now: Timestamp,
) -> Result<Option<PhotoRequest>, Error> {
    // Nobody is reached by it any longer; their family is told by somebody.
    if patients::has_died(connection, case.id).await? {
        return Ok(None);
    }
    let links = db::photo_requests::of_case(connection, case.id).await?;
    let texts = db::texts::of_case(connection, case.id).await?;
    Ok(links.into_iter().find(|link| link.reaches(&texts, &case.state, now)))
}

/// The practice has told the patient itself, by telephone or face to face. Said twice, it is one act, unless a link or a
/// text has failed since: who was reached so stands no longer among those whom nobody reaches.
///
/// # Errors
/// `Conflict` while there is nothing to tell.
pub async fn note_told(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::TellPatient, id).await?;
    let unreached = db::lists::is_not_reached(&mut tx, case.practice, id, now).await?;
    let retells = case.to_retell(now).is_some();
    if case.told_by.is_some() && !unreached && !retells {
        return Ok(());
    }
    let stands = case.state.answered().is_some_and(|answered| answered.in_effect(now)) && !case.state.is_to_agree();
    // Without an answer: what became of the last one, or how the request stands, where nothing reached them.
    let may_note = stands || retells || (case.state.visible(now).answered().is_none() && unreached);
    if !may_note {
        return Err(Error::Conflict);
    }
    // An answer that nobody knows of yet, or that is to be agreed to, is not what was told.
    let is_other = !stands && case.state.answered().is_some() && !matches!(case.state, State::Paused { .. });
    if !is_other {
        case.told_by = actor.account();
    }
    case.retell_at = None;
    case.unread_since = None;
    if stands {
        case.news_at = Some(case.news_at.filter(|at| *at <= now).unwrap_or(now));
    } else if retells && !is_other {
        case.tell_by = None;
    }
    if stands {
        cases::save(&mut tx, &mut case, now).await?;
    } else {
        // Whoever is answering meanwhile has nothing to read anew.
        cases::keep_news(&mut tx, &case).await?;
    }
    cases::save_notified_at(&mut tx, id, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::PatientTold).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// Texts the patient a new link to the news, in place of every older one: one that was locked, lost, or went to another
/// number. Of two presses within half a minute, the second is the first.
///
/// # Errors
/// `Invalid` while the request lacks a mobile number or the date of birth that opens the link; `Conflict` while more is
/// asked for: the link that takes it would close.
pub async fn text_news(b: &Backend, actor: &Actor, id: CaseId) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::TellPatient, id).await?;
    if matches!(case.state.visible(now), State::Paused { .. }) {
        return Err(Error::Conflict);
    }
    if !photo_requests::issue_news_link(b, &mut tx, actor, &case, now).await? {
        return Ok(());
    }
    // One that waits for the morning would tell them a second time.
    db::deliveries::cancel_news(&mut tx, id, now).await?;
    // What the practice has not agreed to is not so yet.
    let stands = case.state.answered().filter(|answered| answered.in_effect(now) && !case.state.is_to_agree()).copied();
    if let Some(answered) = stands {
        let is_news = case.news_at.is_none();
        case.news_at.get_or_insert(now);
        // What was corrected is told by somebody, and shown to nobody. Of a new link the days begin anew.
        let waits = case.told_by.is_none() && case.answer_opened.is_none();
        if waits && !amendments::is_corrected(&mut tx, id, answered.at).await? {
            case.unread_since = Some(now);
        }
        if is_news {
            cases::save(&mut tx, &mut case, now).await?;
        } else {
            cases::keep_news(&mut tx, &case).await?;
        }
    }
    tx.commit().await
}

/// What the patient has been told, as the practice reads it: from what was delivered, noted or is still to come.
pub(super) fn told(b: &Backend, case: &Case, beside: &Beside, now: Timestamp) -> Option<Told> {
    let retell = case.to_retell(now);
    if matches!(case.state, State::Draft | State::Paused { .. } | State::WrongPatient { .. }) && retell.is_none() {
        return None;
    }
    let Around { told_by: noted, policy, has_died: died, unreached, .. } = &beside.around;
    let (died, unreached) = (*died, *unreached);
    // Nobody is reached by a link any longer who has died.
    let reached = !died && beside.links.iter().any(|link| link.reaches(&beside.texts, &case.state, now));
    let texts = Channel::of(b).is_some() && !died;
    let mobile = match case.draft.mobile.parse::<Mobile>() {
        _ if died => "They have died: speak with their family".to_owned(),
        Ok(mobile) => format!("Call {mobile}"),
        Err(_) => "Call them".to_owned(),
    };
    let had_link = beside.links.iter().any(|link| link.link.purpose != Purpose::Phone);
    if let Some(since) = retell {
        let words = format!(
            "The patient was told of an answer that has stood no longer since {}. {mobile} and tell them what is so now.",
            When::at(since).short
        );
        let may_text = texts && !reached && !matches!(case.state, State::Paused { .. });
        return Some(Told { words, may_text, may_note: true, done: false });
    }
    let Some(answered) = case.state.answered().filter(|answered| answered.in_effect(now)) else {
        // Nothing to tell yet: only a link that was lost is said.
        let lost = had_link && !reached && !died;
        let words = match (noted, matches!(case.state, State::Withdrawn { .. })) {
            (Some(name), _) if !unreached => format!("{name} noted that the patient was told."),
            (_, true) if unreached => format!("The text that the request was stopped could not be sent. {mobile}."),
            _ if lost && unreached => format!("The patient’s link does not work any longer. {mobile}."),
            _ if lost => "The patient’s link does not work any longer.".to_owned(),
            _ if unreached => format!("A text to the patient could not be sent. {mobile}."),
            _ => return None,
        };
        let done = case.told_by.is_some() && !unreached;
        return Some(Told { words, may_text: texts && (lost || unreached), may_note: unreached, done });
    };
    if case.state.is_to_agree() {
        let words = "The patient is told once you have agreed to the downgrade.".to_owned();
        return Some(Told { words, may_text: texts && !reached, may_note: false, done: reached });
    }
    // Told by a text that they did not follow.
    let is_unread = !died && unread_from(&case.state, case.unread_since, policy).is_some_and(|from| from <= now);
    // A text of before told them of something else.
    let news = case.news_at.and_then(|_| beside.texts.newest_news(answered.at));
    let telling = policy.news.telling_for(case.kind(), answered.outcome);
    let read = case.state.acknowledged().is_some();
    let (words, done) = match (noted, news, case.news_at) {
        (Some(name), ..) if unreached => {
            (format!("{name} noted that the patient was told. Since then nobody reached them. {mobile}."), false)
        }
        (Some(name), ..) => (format!("{name} noted that the patient was told."), true),
        (None, Some(it), _) if it.state == "done" && is_unread => {
            let or_text = if texts { ", or text a new link" } else { "" };
            let when = When::at(it.moment()).short;
            (
                format!(
                    "The patient was texted on {when} that there is news, and has not opened the answer. {mobile}{or_text}."
                ),
                false,
            )
        }
        (None, Some(it), _) if it.state == "done" => {
            (format!("The patient was texted on {} that there is news.", When::at(it.moment()).short), true)
        }
        (None, Some(it), _) if it.state == "dead" => (it.why().to_do(&mobile, texts), false),
        (None, Some(it), _) if it.state == "waiting" => {
            (format!("The patient is to be texted on {}.", When::at(it.moment()).short), true)
        }
        (None, ..) if died => (format!("The patient has not been told. {mobile}."), false),
        (None, _, Some(at)) if reached => {
            (format!("The patient’s link has shown what happens next since {}.", When::at(at).short), true)
        }
        (None, ..) if !reached => {
            let or_text = if texts { ", or text the news" } else { "" };
            (format!("This patient has no link that works, and has not been told. {mobile}{or_text}."), false)
        }
        (None, ..) if telling == Telling::ByPractice || read || !texts => {
            (format!("The patient has not been told: that is for you to do. {mobile}."), false)
        }
        (None, ..) => ("The patient is told by text, by day, once you have read this answer.".to_owned(), false),
    };
    let may_note = unreached || (case.told_by.is_none() && !done);
    Some(Told { words, may_text: texts && (!reached || !done), may_note, done })
}

/// Whether the patient has opened the answer, in words for both sides; None where nobody knows, or waits for it.
pub(super) fn reading(case: &Case, has_died: bool, now: Timestamp) -> Option<String> {
    let state = case.state.visible(now);
    state.answered().filter(|_| !matches!(state, State::Paused { .. } | State::WrongPatient { .. }))?;
    if let Some(at) = case.answer_opened {
        return Some(format!("The patient opened the answer on {}.", When::at(at).short));
    }
    let waits = case.unread_since.is_some_and(|since| since <= now) && !has_died && !case.state.is_to_agree();
    waits.then(|| "The patient has not opened the answer yet.".to_owned())
}

impl PhotoRequest {
    /// The patient has it and it opens, so that a text about it means something to them. One whose own text never arrived
    /// is not had, unless somebody has used it all the same.
    fn reaches(&self, texts: &Texts, case: &State, now: Timestamp) -> bool {
        let is_had = self.consent.is_some() || texts.lost(&photo_requests::delivery_key(self.id)).is_none();
        is_had && self.opens_for_patient(case, now)
    }

    /// It is a patient's, and shows something to whoever gives the date of birth.
    fn opens_for_patient(&self, case: &State, now: Timestamp) -> bool {
        self.link.purpose != Purpose::Phone
            && self.link.tries_left(&photo_requests::rules()) > 0
            && self.is_alive(case, now)
    }
}

//! One delivery that this worker has taken on.

use std::time::Duration;

use domain::{
    case::{EventKind, TextFailure},
    ids::CaseId,
};
use jiff::{SignedDuration, Timestamp};

use super::{
    super::{
        Channel, MailChannel, Message,
        channels::{
            NotSent, Sent,
            mail::Mail,
            text::{self, Text},
        },
        follow_up,
    },
    reminder, retry,
};
use crate::{
    Backend, Error,
    db::{
        self, Tx,
        cases::Case,
        deliveries::{self, Claimed, Outcome},
    },
    error::chain,
    events,
};

/// Sends it and notes how that went.
pub(super) async fn deliver(b: &Backend, delivery: &Claimed) -> Result<(), Error> {
    let Ok(message) = db::from_json::<Message>(&delivery.payload, "delivery") else {
        // Whether it was a text cannot be told; somebody may wait for it.
        return give_up(b, delivery, TextFailure::Unreadable).await;
    };
    // Tried again after a failure, or by a server that was away: the night may have come meanwhile.
    let now = b.clock().now();
    let by_day = b.settings().limits.text_hours.next(now);
    if message.is_for_the_day() && by_day > now {
        let has_not_left = !delivery.may_have_left();
        return note(b, delivery, Outcome::Retry { at: by_day, reason: "night", failed: false, has_not_left }).await;
    }
    match message {
        Message::AnswerStands { service } => {
            let mut tx = b.db().begin_on_any_disk().await?;
            let case = hold(&mut tx, delivery).await?;
            if deliveries::note(&mut tx, delivery, Outcome::Done { external: None }, now).await?
                && let Some(case) = case
            {
                tx.changed(case.id, service);
                // The practice has it to read from now on.
                tx.acted_on(case.id, now);
            }
            tx.commit().await
        }
        Message::PhotoRequest { to, practice, url, days } => {
            send(b, delivery, text::photo_request(&to, &practice, &url, days)).await
        }
        Message::PhotoReminder(it) => match reminder::words(b, &it, now).await? {
            Some(text) => send(b, delivery, text).await,
            None => note(b, delivery, Outcome::NotWanted).await,
        },
        Message::News { to, practice } => send(b, delivery, text::news(&to, &practice)).await,
        Message::NewsLink { to, practice, url } => send(b, delivery, text::news_link(&to, &practice, &url)).await,
        Message::Withdrawn { to, practice, phone } => send(b, delivery, text::withdrawn(&to, &practice, &phone)).await,
        Message::Appointment { to, service, when, place, phone } => {
            send(b, delivery, text::appointment(&to, &service, &when, &place, &phone)).await
        }
        Message::AppointmentOff { to, service, when, phone } => {
            send(b, delivery, text::appointment_off(&to, &service, &when, &phone)).await
        }
        Message::HubAppointment { to, hub, when, place, phone } => {
            send(b, delivery, text::hub_appointment(&to, &hub, &when, &place, &phone)).await
        }
        Message::HubOff { to, hub, when, phone } => send(b, delivery, text::hub_off(&to, &hub, &when, &phone)).await,
        Message::FollowUp { to, practice, phone, next } => {
            send(b, delivery, text::follow_up(&to, &practice, &phone, next.as_deref())).await
        }
        Message::Mail { to, subject, body } => send_mail(b, delivery, Mail { to, subject, body }).await,
    }
}

async fn send(b: &Backend, delivery: &Claimed, text: Text) -> Result<(), Error> {
    let Some(channel) = Channel::of(b) else {
        return give_up(b, delivery, TextFailure::NoChannel).await;
    };
    // Called off since it was taken on, or so long ago that somebody else has it.
    if !deliveries::is_held(&mut *b.db().read().await?, delivery).await? {
        return Ok(());
    }
    match channel.send(b, &delivery.id, text, delivery.may_have_left(), b.clock().now()).await {
        Ok(done) => sent(b, delivery, &done).await,
        Err(why) => not_sent(b, delivery, why).await,
    }
}

/// One that may have left is not sent again: no mail server can be asked for it.
async fn send_mail(b: &Backend, delivery: &Claimed, mail: Mail) -> Result<(), Error> {
    let Some(channel) = MailChannel::of(b) else {
        return give_up(b, delivery, TextFailure::NoChannel).await;
    };
    if delivery.may_have_left() && !channel.is_safe_twice() {
        return perhaps_sent(b, delivery).await;
    }
    if !deliveries::is_held(&mut *b.db().read().await?, delivery).await? {
        return Ok(());
    }
    match channel.send(b, &delivery.id, mail, b.clock().now()).await {
        Ok(done) => sent(b, delivery, &done).await,
        Err(NotSent::Unknown(_)) => perhaps_sent(b, delivery).await,
        Err(why) => not_sent(b, delivery, why).await,
    }
}

async fn perhaps_sent(b: &Backend, delivery: &Claimed) -> Result<(), Error> {
    tracing::error!(
        delivery = delivery.id,
        "a mail may have been sent or not, and is not sent again: ask who waits for it"
    );
    note(b, delivery, Outcome::Dead { reason: "perhaps_sent" }).await
}

/// It has left: the case's log says so, also where it was called off in that moment. Of two workers that sent it, because
/// the first was slower than its lease, only the second notes it.
async fn sent(b: &Backend, delivery: &Claimed, done: &Sent) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let case = hold(&mut tx, delivery).await?;
    let now = b.clock().now();
    let external = done.external.as_deref().map(|name| (name, follow_up::first(b, now)));
    if deliveries::note(&mut tx, delivery, Outcome::Done { external }, now).await?
        || deliveries::was_called_off(&mut tx, delivery).await?
    {
        let event = EventKind::TextSent { delivery: db::parse(&delivery.id, "delivery")? };
        tell(&mut tx, case.as_ref(), now, &event).await?;
    }
    tx.commit().await
}

/// What may pass is tried again; what may have left is asked for then; what holds everything up is waited for, and called
/// out; the rest is dead.
async fn not_sent(b: &Backend, delivery: &Claimed, why: NotSent) -> Result<(), Error> {
    let [jitter] = b.ids().bytes();
    let now = b.clock().now();
    let failure = delivery.failures + 1;
    let again = failure < retry::FAILURES;
    let pause = retry::pause(failure, jitter);
    let retry = |after: Duration, reason, failed, has_not_left| {
        let after = SignedDuration::try_from(after).unwrap_or(SignedDuration::from_hours(1));
        Outcome::Retry { at: now + after, reason, failed, has_not_left }
    };
    let hold = |reason| retry(retry::pause_while_held(jitter), reason, false, !delivery.may_have_left());
    let held_long = now >= delivery.created() + retry::HELD;
    let id = &delivery.id;
    let outcome = match why {
        NotSent::Passing(reason) if again => retry(pause, reason, true, true),
        NotSent::Unknown(reason) if again => retry(pause.max(retry::BEFORE_ASKING), reason, true, false),
        NotSent::Ours(ref error @ Error::Unavailable(_)) if again => {
            tracing::warn!(delivery = id, failure, error = chain(error), "a message waits for the database");
            retry(pause, "unavailable", true, !delivery.may_have_left())
        }
        NotSent::ShutOut(reason) if !held_long => {
            tracing::error!(
                delivery = id,
                reason,
                "nothing can be sent: look at the channel's settings, and at this machine's clock; what waits is kept"
            );
            hold(reason)
        }
        NotSent::Full(reason) if !held_long => hold(reason),
        NotSent::ShutOut(_) | NotSent::Full(_) => return give_up(b, delivery, TextFailure::ShutOut).await,
        NotSent::Ours(error) => {
            tracing::error!(delivery = id, failure, error = chain(&error), "a message was not sent");
            return give_up(b, delivery, TextFailure::GaveUp).await;
        }
        NotSent::Passing(reason) | NotSent::Unknown(reason) | NotSent::Refused(reason) => {
            tracing::error!(delivery = id, failure, reason, "a message was not sent, and will not be");
            return give_up(b, delivery, TextFailure::GaveUp).await;
        }
    };
    if let Outcome::Retry { reason, .. } = outcome {
        tracing::warn!(delivery = id, failure, reason, "a message was not sent, and is tried again");
    }
    note(b, delivery, outcome).await
}

async fn note(b: &Backend, delivery: &Claimed, outcome: Outcome<'_>) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let now = b.clock().now();
    deliveries::note(&mut tx, delivery, outcome, now).await?;
    tx.commit().await
}

/// What will not get better by itself, or has been tried often enough, is dead with its reason.
async fn give_up(b: &Backend, delivery: &Claimed, why: TextFailure) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let case = hold(&mut tx, delivery).await?;
    let now = b.clock().now();
    if deliveries::note(&mut tx, delivery, Outcome::Dead { reason: why.as_str() }, now).await? {
        let event = EventKind::TextFailed { delivery: db::parse(&delivery.id, "delivery")?, why };
        tell(&mut tx, case.as_ref(), now, &event).await?;
    }
    tx.commit().await
}

/// Locks the case before the delivery, as whoever calls a text off does: the other way round, each could wait for the
/// other. None for mail, and where the case was erased.
async fn hold(tx: &mut Tx, delivery: &Claimed) -> Result<Option<Case>, Error> {
    match case(delivery)? {
        Some(case) => db::cases::lock(tx, case).await,
        None => Ok(None),
    }
}

/// Writes into the log of a case that is held, so that no two entries take one number.
async fn tell(tx: &mut Tx, case: Option<&Case>, now: Timestamp, event: &EventKind) -> Result<(), Error> {
    let Some(case) = case else { return Ok(()) };
    events::append(tx, case.id, now, None, event).await?;
    tx.changed(case.id, case.facts().service);
    Ok(())
}

fn case(delivery: &Claimed) -> Result<Option<CaseId>, Error> {
    delivery.case_id.as_deref().map(|it| db::parse(it, "case")).transpose()
}

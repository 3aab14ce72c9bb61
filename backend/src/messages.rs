//! What a practice and the service that it asked write to each other about a case. A message is no answer: it moves
//! neither the clock nor who is responsible, and its reader's side has it among its things to do until somebody says that
//! it is read.

use domain::{
    access::{Action, Actor, may},
    case::{EventKind, Party, Problem},
    consent::How,
    ids::{CaseId, FormKey, MessageId},
    text::Passage,
    view::{MessageView, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        self, Tx,
        cases::Case,
        messages::{self, Message},
    },
    events,
};

/// Messages that one case can have: more is a conversation for the telephone.
const MOST: i64 = 200;

/// Whose side somebody writes for.
fn party(case: &Case, actor: &Actor) -> Result<Party, Error> {
    match (case.is_asked_by(actor), case.is_answered_by(actor)) {
        (true, _) => Ok(Party::Practice),
        (false, true) => Ok(Party::Service),
        (false, false) => Err(Error::Denied),
    }
}

const fn other(party: Party) -> Party {
    match party {
        Party::Practice => Party::Service,
        Party::Service => Party::Practice,
    }
}

/// Writes to the other side, and says with it that its messages are read, as far as the page showed them: until
/// `seen`, the time of the newest in milliseconds. A practice's own pictures that wait to be sent go with it, those that came
/// until `pictures` in milliseconds; none without it. The same form twice is one message.
///
/// # Errors
/// `Invalid` for a text that is empty or too long, where there are too many, or where pictures should go with it and none can;
/// `Conflict` for another text by the same form.
pub async fn send(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    key: FormKey,
    seen: i64,
    text: &str,
    pictures: Option<i64>,
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::See, id).await?;
    let text = checked(text);
    if let Some(before) = messages::by_key(&mut tx, key).await? {
        let same = (before.case, before.account, Ok(&before.text)) == (id, by, text.as_ref());
        return if same { Ok(()) } else { Err(Error::Conflict) };
    }
    may(actor, Action::Message, &case.facts_for(actor, now))?;
    let text = text.map_err(|problem| Error::Invalid(vec![problem]))?;
    // A request that was taken back before it was sent has nobody on the other side.
    if key.0.is_nil() || case.state.asked().is_none() {
        return Err(Error::Conflict);
    }
    if messages::count(&mut tx, id).await? >= MOST {
        let sentence = format!("There are {MOST} messages in this case already: telephone, and note it in the record");
        return Err(Error::Invalid(vec![Problem::new("messages", sentence)]));
    }
    let party = party(&case, actor)?;
    read_until(&mut tx, &case, actor, seen, now).await?;
    let message = MessageId(b.ids().new_id(now));
    let kept = Message { case: id, account: by, by: String::new(), party, text, at: now, read: None, pictures: 0 };
    messages::insert(&mut tx, message, key, &kept).await?;
    let with_pictures = pictures.is_some();
    let pictures = match pictures {
        None => 0,
        Some(until) if may_carry(actor, &case, now) => {
            db::images::mark_sent_with(&mut tx, (id, message), until, now).await?
        }
        Some(_) => 0,
    };
    if with_pictures && pictures == 0 {
        // Words about pictures say nothing without them.
        let sentence = "These pictures were sent or taken out meanwhile, or go with the request";
        return Err(Error::Invalid(vec![Problem::new("pictures", sentence)]));
    }
    if pictures > 0 {
        // The tick by which they go says so.
        events::append(&mut tx, id, now, Some(actor), &EventKind::ConsentSaid { how: How::Verbal }).await?;
    }
    // Whoever answers meanwhile has something to read first.
    db::cases::touch(&mut tx, id, now).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::MessageSent { message, pictures }).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// Whether pictures can go with this person's messages: those of a practice, while the request is with its service. In the
/// practice's own turn they go with the request.
pub(crate) fn may_carry(actor: &Actor, case: &Case, now: Timestamp) -> bool {
    let facts = case.facts_for(actor, now);
    let may = |action| may(actor, action, &facts).is_ok();
    may(Action::AddImage) && may(Action::Message) && !may(Action::EditRequest)
}

/// Says that somebody of one's own side has read what the other side wrote until `seen`: what came after the page was made
/// nobody has read by it. Said twice, it is one act.
pub async fn read(b: &Backend, actor: &Actor, id: CaseId, seen: i64) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::Message, id).await?;
    read_until(&mut tx, &case, actor, seen, now).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

async fn read_until(tx: &mut Tx, case: &Case, actor: &Actor, seen: i64, now: Timestamp) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let party = party(case, actor)?;
    if messages::set_read(tx, case.id, other(party), by, (seen, now)).await? > 0 {
        events::append(tx, case.id, now, Some(actor), &EventKind::MessagesRead { party }).await?;
    }
    Ok(())
}

fn checked(text: &str) -> Result<String, Problem> {
    let wrong = |message: String| Problem::new("message", message);
    if text.trim().is_empty() {
        return Err(wrong("Enter your message".to_owned()));
    }
    Passage::new(text).map_err(|error| wrong(format!("The message {error}")))?;
    Ok(text.trim().to_owned())
}

/// All of a case, oldest first.
pub(crate) async fn views(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<MessageView>, Error> {
    let view = |it: Message| MessageView {
        by: it.by,
        party: it.party,
        at: When::at(it.at),
        text: it.text,
        pictures: u32::try_from(it.pictures).unwrap_or_default(),
        unread: it.read.is_none(),
    };
    Ok(messages::of_case(connection, case).await?.into_iter().map(view).collect())
}

use domain::{
    access::{Action, Actor},
    appointments::{Contacted, LONGEST_NOTE},
    case::{EventKind, Problem},
    ids::{CaseId, ContactId, FormKey},
    tasks::TaskKind,
    typed,
};

use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        appointments::{self, Contact},
        policies, tasks,
    },
    events,
};

/// A try to reach a patient, as a form has it.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    pub key: FormKey,
    pub contacted: Contacted,
    pub note: &'a str,
}

/// Notes a try to reach the patient about an appointment, by whoever books. Of as many calls in vain as the service's policy
/// says the last one asks the practice for help; whoever spoke to the patient ends that. The same form twice is one try.
///
/// # Errors
/// `Invalid` for a note that is too long; `Conflict` where nothing is to be booked, and for another try by the same form.
pub async fn contact(b: &Backend, actor: &Actor, id: CaseId, tried: Tried<'_>) -> Result<(), Error> {
    note_try(b, actor, id, tried, (Action::Book, TaskKind::Arrange)).await
}

/// The same by the practice, which was asked to help: what it says ends that, also that it reached nobody.
///
/// # Errors
/// As of [`contact`]; `Conflict` where it is not asked, or no longer.
pub async fn help(b: &Backend, actor: &Actor, id: CaseId, tried: Tried<'_>) -> Result<(), Error> {
    note_try(b, actor, id, tried, (Action::HelpBook, TaskKind::HelpReach)).await
}

async fn note_try(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    Tried { key, contacted, note }: Tried<'_>,
    (action, asked_by): (Action, TaskKind),
) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let note = typed::line(note);
    if note.chars().count() > LONGEST_NOTE {
        let sentence = format!("Shorten the note: it must be {LONGEST_NOTE} characters or fewer");
        return Err(Error::Invalid(vec![Problem::new("note", sentence)]));
    }
    let mut tx = b.db().begin().await?;
    let (case, now) = lock_now(b, &mut tx, actor, action, id).await?;
    if let Some(before) = appointments::contact_by_key(&mut tx, key).await? {
        let same = (before.case, before.account, before.contacted, before.note) == (id, by, contacted, note);
        return if same { Ok(()) } else { Err(Error::Conflict) };
    }
    if key.0.is_nil() {
        return Err(Error::Conflict);
    }
    if !tasks::open_of(&mut tx, id, now).await?.contains(&asked_by) {
        return Err(Error::Conflict);
    }
    let (so_far, _) = appointments::progress_of(&mut tx, id).await?;
    let calls = policies::of_case(&mut tx, &case).await?.tasks.calls;
    let is_help = action == Action::HelpBook;
    let asks_practice = !is_help && contacted.is_in_vain() && so_far.tries + 1 >= calls;
    let contact = ContactId(b.ids().new_id(now));
    let kept = Contact { case: id, account: by, name: String::new(), contacted, note, at: now };
    appointments::insert_contact(&mut tx, contact, key, &kept, asks_practice).await?;
    if contacted == Contacted::Spoke {
        appointments::settle_contacts(&mut tx, id, now).await?;
    } else if is_help {
        // The calls go on counting: a letter is next.
        appointments::ask_no_longer(&mut tx, id).await?;
    }
    events::append(&mut tx, id, now, Some(actor), &EventKind::ContactTried { contact, contacted }).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

use domain::{
    access::{Action, Actor},
    appointments::{Contacted, LONGEST_NOTE},
    case::{EventKind, Problem, State},
    ids::{CaseId, ContactId, FormKey},
    typed,
};

use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        appointments::{self, Contact},
        policies,
    },
    events,
};

/// Notes a try to reach the patient about an appointment, by whoever books. Of as many calls in vain as the service's policy
/// says the last one asks the practice for help; whoever spoke to the patient ends that. The same form twice is one try.
///
/// # Errors
/// `Invalid` for a note that is too long; `Conflict` where the service has not taken the case over, and for another try by
/// the same form.
pub async fn contact(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    key: FormKey,
    contacted: Contacted,
    note: &str,
) -> Result<(), Error> {
    tried(b, actor, Action::Book, id, key, contacted, note).await
}

/// The same by the practice, which was asked to help.
///
/// # Errors
/// As of [`contact`].
pub async fn help(
    b: &Backend,
    actor: &Actor,
    id: CaseId,
    key: FormKey,
    contacted: Contacted,
    note: &str,
) -> Result<(), Error> {
    tried(b, actor, Action::HelpBook, id, key, contacted, note).await
}

async fn tried(
    b: &Backend,
    actor: &Actor,
    action: Action,
    id: CaseId,
    key: FormKey,
    contacted: Contacted,
    note: &str,
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
    let before = appointments::progress_of(&mut tx, id).await?;
    if !matches!(case.state, State::Converted { .. }) && before.booked.is_none() {
        return Err(Error::Conflict);
    }
    let calls = policies::of_case(&mut tx, &case).await?.tasks.calls;
    let is_help = action == Action::HelpBook;
    let asks_practice = !is_help && contacted.is_in_vain() && before.booked.is_none() && before.tries + 1 >= calls;
    let contact = ContactId(b.ids().new_id(now));
    let kept = Contact { case: id, account: by, name: String::new(), contacted, note, at: now, asks_practice };
    appointments::insert_contact(&mut tx, contact, key, &kept).await?;
    // What the practice says ends what it was asked for, also that it reached nobody: then it is for a letter.
    if contacted == Contacted::Spoke || is_help {
        appointments::settle_contacts(&mut tx, id, now).await?;
    }
    events::append(&mut tx, id, now, Some(actor), &EventKind::ContactTried { contact, contacted }).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

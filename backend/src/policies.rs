//! A service's policy: looked at, typed and published as another edition by its managers.

use domain::{
    access::Actor,
    audit::Access,
    case::Problem,
    ids::{AccountId, ServiceId},
    policy::{Edition, Part, Policy, PolicyForm, day, differences},
    role::Capability,
    time::{first_moment, london_day},
    view::{EditionLine, PolicyDraft, PolicyPart, PolicyView, When},
};
use jiff::{Timestamp, ToSpan};

use crate::{
    Backend, Error,
    db::{
        self,
        policies::{self, PublishedEdition},
    },
    error::Damaged,
    manager::Act,
    sealed::digest,
};

/// Who looks after a service's policy, and which service it is.
fn manager(actor: &Actor) -> Result<(AccountId, ServiceId), Error> {
    actor.can(Capability::ManagePolicy)?;
    Ok((actor.account().ok_or(Error::Denied)?, actor.service()?))
}

/// The policy of the asker's service, its editions, and what the asker has typed for another.
///
/// # Errors
/// `Denied` for whoever looks after no service's policy; `NotFound` where they look after something else.
pub async fn show(b: &Backend, actor: &Actor) -> Result<PolicyView, Error> {
    let (account, service) = manager(actor)?;
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let all = policies::all(&mut connection, service).await?;
    let draft = policies::draft(&mut connection, service, account).await?;
    let editions: Vec<Edition> = all.iter().map(|it| it.edition.clone()).collect();
    let newest = editions.first().ok_or(Error::NotFound)?;
    let holds = Edition::holding(&editions, now).ok_or(Damaged("policy"))?;
    let lines = all.iter().enumerate().map(|(at, it)| line(it, all.get(at + 1), &editions, now)).collect();
    let form = draft.as_ref().map_or_else(|| PolicyForm::of(&newest.policy), |(_, form)| form.clone());
    let draft = draft.map(|(_, form)| as_typed(&form, holds, newest, now)).transpose()?;
    let parts = Part::ALL.iter().map(|&part| shown(&form, part)).collect::<Result<_, _>>()?;
    Ok(PolicyView { policy: holds.policy.clone(), newest: newest.number, editions: lines, form, draft, parts })
}

fn shown(form: &PolicyForm, part: Part) -> Result<PolicyPart, Error> {
    let aside = form.aside(part);
    // Field by field where one of the two cannot be read.
    let differs = aside.as_ref().map(|aside| {
        let other = form.clone().with(part, aside.clone());
        match (form.read(), other.read()) {
            (Ok(saved), Ok(typed)) => differences(&saved, &typed),
            _ => vec!["At least one of the two has something in it that cannot be right yet".to_owned()],
        }
    });
    Ok(PolicyPart { part, seen: seen(&form.part(part))?, aside, differs: differs.unwrap_or_default() })
}

fn line(it: &PublishedEdition, before: Option<&PublishedEdition>, all: &[Edition], now: Timestamp) -> EditionLine {
    EditionLine {
        number: it.edition.number,
        state: it.edition.state(all, now),
        from: (it.edition.from != Timestamp::UNIX_EPOCH).then(|| When::at(it.edition.from)),
        published: When::at(it.at),
        by: it.by.clone(),
        changes: before.map(|before| differences(&before.edition.policy, &it.edition.policy)).unwrap_or_default(),
    }
}

fn as_typed(form: &PolicyForm, holds: &Edition, newest: &Edition, now: Timestamp) -> Result<PolicyDraft, Error> {
    let (problems, changes, changes_of_planned) = match form.read() {
        Ok(policy) => {
            let of_planned =
                if newest.number == holds.number { Vec::new() } else { differences(&newest.policy, &policy) };
            (Vec::new(), differences(&holds.policy, &policy), of_planned)
        }
        Err(problems) => (problems, Vec::new(), Vec::new()),
    };
    let from = form.get(FROM).to_owned();
    let refused =
        if problems.is_empty() { ready(form, &from, newest, now).err().unwrap_or_default() } else { Vec::new() };
    let example = example(now);
    Ok(PolicyDraft { seen: seen(form)?, problems, changes, changes_of_planned, from, refused, example })
}

/// Where a form keeps the day from which on it was to hold; no field of the policy.
const FROM: &str = "from";

fn seen(form: &PolicyForm) -> Result<String, Error> {
    Ok(digest(&db::to_json(form)?))
}

/// Whether a form was typed over the newest edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedOver {
    AsTyped,
    /// Somebody has published another edition since. What they changed was taken over where nothing was typed.
    OverNewer,
    /// Not saved: this part was saved in another window since the page was made. What was typed waits beside it.
    InAnotherWindow,
}

/// Keeps one part of the form as typed, right or wrong, to be looked at. `based_on` is the newest edition that the page was
/// made with, and `shown` stands for the part as it showed it.
///
/// # Errors
/// As [`show`].
pub async fn save(
    b: &Backend,
    actor: &Actor,
    part: Part,
    (based_on, shown): (i64, &str),
    posted: PolicyForm,
) -> Result<SavedOver, Error> {
    let (account, service) = manager(actor)?;
    let mut tx = b.db().begin().await?;
    db::organisations::hold(&mut tx, service.into()).await?;
    policies::hold_first(&mut tx, service, b.clock().now()).await?;
    let all = policies::all(&mut tx, service).await?;
    let newest = &all.first().ok_or(Error::NotFound)?.edition;
    let kept = policies::draft(&mut tx, service, account).await?;
    let is_first = kept.is_none();
    let (before, form) = kept.unwrap_or_else(|| (based_on, PolicyForm::of(base(&all, based_on))));
    let saved = form.part(part);
    if seen(&saved)? != shown {
        if saved == PolicyForm::default().with(part, posted.clone()) {
            // Pressed twice.
            return Ok(SavedOver::AsTyped);
        }
        // Where the other window has published, or taken everything back, nothing is typed but this.
        let (before, form) = if is_first { (newest.number, PolicyForm::of(&newest.policy)) } else { (before, form) };
        let form = form.put_aside(part, posted);
        policies::save_draft(&mut tx, service, account, (before, &form), b.clock().now()).await?;
        tx.commit().await?;
        return Ok(SavedOver::InAnotherWindow);
    }
    let form = form.with(part, posted).without_aside(part);
    // Two windows may have been opened over different editions.
    let based_on = before.min(based_on);
    let form = over_newest(form, &all, based_on);
    policies::save_draft(&mut tx, service, account, (newest.number, &form), b.clock().now()).await?;
    tx.commit().await?;
    Ok(if based_on == newest.number { SavedOver::AsTyped } else { SavedOver::OverNewer })
}

fn base(all: &[PublishedEdition], number: i64) -> &Policy {
    let found = all.iter().find(|it| it.edition.number == number);
    &found.unwrap_or(&all[0]).edition.policy
}

/// With what the newest edition changed of `based_on`, where nothing was typed.
fn over_newest(form: PolicyForm, all: &[PublishedEdition], based_on: i64) -> PolicyForm {
    form.over(&PolicyForm::of(base(all, based_on)), &PolicyForm::of(&all[0].edition.policy))
}

/// What was typed is forgotten.
///
/// # Errors
/// As [`show`].
pub async fn forget(b: &Backend, actor: &Actor) -> Result<(), Error> {
    let (account, service) = manager(actor)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    policies::forget_draft(&mut tx, service, account).await?;
    tx.commit().await
}

/// Publishes what was typed as the next edition, from now on or from the first moment of a day ahead. `seen` stands for the
/// text that whoever publishes has looked at.
///
/// # Errors
/// `Stale` where somebody has published meanwhile, or the text is another than was seen: it is kept, over the newest edition,
/// to be looked at again. `Invalid` with what is wrong with it, where it changes nothing, and for a day that is not ahead.
/// `NotFound` where nothing was typed; as [`show`].
pub async fn publish(b: &Backend, actor: &Actor, text: &str, from: &str) -> Result<i64, Error> {
    let (account, service) = manager(actor)?;
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    // Held, so that of two who publish at once the second sees what the first did.
    db::organisations::hold(&mut tx, service.into()).await?;
    let now = b.clock().now();
    policies::hold_first(&mut tx, service, now).await?;
    let (based_on, form) = policies::draft(&mut tx, service, account).await?.ok_or(Error::NotFound)?;
    let all = policies::all(&mut tx, service).await?;
    let newest = &all.first().ok_or(Error::NotFound)?.edition;
    if based_on != newest.number || seen(&form)? != text {
        let form = over_newest(form, &all, based_on);
        policies::save_draft(&mut tx, service, account, (newest.number, &form), now).await?;
        tx.commit().await?;
        return Err(Error::Stale);
    }
    let ready = ready(&form, from, newest, now);
    let (policy, from) = match ready {
        Ok(ready) => ready,
        Err(problems) => {
            let mut form = form;
            form.0.insert(FROM.to_owned(), from.chars().take(40).collect());
            policies::save_draft(&mut tx, service, account, (based_on, &form), now).await?;
            tx.commit().await?;
            return Err(Error::Invalid(problems));
        }
    };
    let next = Edition { number: newest.number + 1, policy, from };
    if !policies::insert(&mut tx, service, &next, Some(account), now).await? {
        return Err(Error::Stale);
    }
    let aside = form.all_aside();
    if aside.0.is_empty() {
        policies::forget_draft(&mut tx, service, account).await?;
    } else {
        // What waits to be compared was not published, and is not lost by it.
        let mut form = PolicyForm::of(&next.policy);
        form.0.extend(aside.0);
        policies::save_draft(&mut tx, service, account, (next.number, &form), now).await?;
    }
    act.done(&mut tx, now, &Access::PolicyPublished { organisation: service.into(), edition: next.number }).await?;
    tx.commit().await?;
    Ok(next.number)
}

/// The furthest ahead that an edition is planned, in months: nobody knows what will be right later.
const FURTHEST: i32 = 12;

/// A day that an edition may be planned for: in a month.
fn example(now: Timestamp) -> String {
    london_day(now).saturating_add(1.month()).strftime("%-d %B %Y").to_string()
}

fn ready(form: &PolicyForm, from: &str, newest: &Edition, now: Timestamp) -> Result<(Policy, Timestamp), Vec<Problem>> {
    let policy = form.read()?;
    let mut problems = Vec::new();
    let today = london_day(now);
    let from = match day(from) {
        _ if domain::typed::is_blank(from) => now,
        Some(day) if day > today && day <= today.saturating_add(FURTHEST.months()) => first_moment(day),
        Some(_) | None => {
            let message = format!(
                "Enter a day from tomorrow on, at most a year ahead, such as {}, or leave it empty",
                example(now)
            );
            problems.push(Problem::new(FROM, message));
            now
        }
    };
    // The same words may come to hold earlier than they were planned to.
    if problems.is_empty() && policy == newest.policy && from >= newest.from {
        let message = if newest.from > now {
            let planned = london_day(newest.from).strftime("%-d %B %Y");
            format!(
                "The edition that is planned says the same from {planned} on: enter an earlier day, or leave it empty"
            )
        } else {
            "This changes nothing of the newest edition".to_owned()
        };
        problems.push(Problem::new(if newest.from > now { FROM } else { "changes" }, message));
    }
    if problems.is_empty() { Ok((policy, from)) } else { Err(problems) }
}

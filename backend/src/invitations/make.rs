use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    access::Actor,
    audit::Access,
    case::Problem,
    ids::{AccountId, InvitationId, OrganisationId},
    organisation::OrganisationKind,
    registration::Registration,
    role::Role,
    typed,
    view::{InvitedLine, When},
};
use jiff::Timestamp;

use super::{Whose, hashed, keep, whose};
use crate::{
    Backend, Error, accounts,
    clock::from_ms,
    db::{
        self, Tx,
        credentials::{self, Kind},
        invitations::{self, InvitationRow},
        organisations,
    },
    delivery,
    manager::{Act, Manager, Reach},
    sessions,
};

/// Somebody who is to work somewhere.
#[derive(Debug, Clone, Copy)]
pub struct NewPerson<'a> {
    pub email: &'a str,
    /// "Dr Amara Osei".
    pub name: &'a str,
    pub role: Role,
    /// Where; None for an administrator.
    pub organisation: Option<OrganisationId>,
    /// Their entry in a register, where they have one.
    pub registration: Option<&'a Registration>,
}

/// What came of inviting somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    /// A link to hand over: nothing was sent.
    ByLink { url: String, until: When },
    /// A mail with the link waits to leave, and nobody here has seen it.
    ByMail { to: String, until: When },
}

/// Invites somebody to work somewhere: nobody does before they have said yes. Of several links for the same to the same
/// address the newest counts. Whoever has an account answers when they are signed in with it; whoever left, or works
/// nowhere any longer, comes again by the link, with nothing of what they had.
pub async fn invite(b: &Backend, by: Manager<'_>, new: NewPerson<'_>) -> Result<Invited, Error> {
    let (by, reach) = by.people()?;
    let email = accounts::normal(&typed::plain(new.email));
    let name = typed::line(new.name);
    check(&email, &name)?;
    let token = URL_SAFE_NO_PAD.encode(b.ids().bytes::<16>());
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    reach.has_place(&mut tx, new.organisation).await?;
    fits(&mut tx, new, now).await?;
    let whose = whose(&mut tx, &email, now).await?;
    if let Whose::Works(account) | Whose::Nowhere(account) = whose {
        may_be_asked(&mut tx, (by, reach), account, new, now).await?;
    }
    let row = InvitationRow {
        email,
        name,
        role: Some(new.role.as_str().to_owned()),
        organisation_id: new.organisation.map(|id| id.to_string()),
        registration: new.registration.map(Registration::to_string).unwrap_or_default(),
        ..InvitationRow::default()
    };
    let why = match whose {
        Whose::Nobody => Why::Joins,
        Whose::Works(_) => Why::Offered,
        Whose::Nowhere(_) => Why::Rejoins,
    };
    let invited = hand_over(b, &mut tx, row, &token, why, now).await?;
    act.done(&mut tx, now, &Access::Invited { organisation: new.organisation }).await?;
    tx.commit().await?;
    Ok(invited)
}

/// What this person may not invite an account to, or not so.
async fn may_be_asked(
    tx: &mut Tx,
    (by, reach): (Option<&Actor>, Reach),
    account: AccountId,
    new: NewPerson<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    if reach != Reach::Everybody && by.and_then(Actor::account) == Some(account) {
        let message = "Somebody else has to give you another role: ask an administrator.";
        return Err(problem("email", message.to_owned()));
    }
    if db::accounts::has_membership(tx, account, new.role, new.organisation, now).await?
        && db::accounts::ends(tx, account).await?.1.is_none_or(|left| left > now.as_millisecond())
    {
        return Err(problem("email", "This address has an account with that role there already.".to_owned()));
    }
    if new.registration.is_some() && reach.has_person(tx, account, now).await.is_err() {
        let message = "There is an account with this address already, whose registration only an administrator or their \
                       own manager changes: leave it out.";
        return Err(problem("number", message.to_owned()));
    }
    if reach == Reach::Everybody && db::accounts::ends(tx, account).await?.0.is_some() {
        let name = db::accounts::name(tx, account).await?;
        let message = format!("{name} has an account with this address, which is locked: unlock it first.");
        return Err(problem("email", message));
    }
    Ok(())
}

/// Takes an account's password, passkeys and recovery codes away and ends its sessions; with the link that it returns, a new password is
/// chosen. Where the second factor was lost too, it is set up anew.
pub async fn reset(b: &Backend, by: Manager<'_>, account: AccountId, factor_lost: bool) -> Result<Invited, Error> {
    let (by, reach) = by.people()?;
    let token = URL_SAFE_NO_PAD.encode(b.ids().bytes::<16>());
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    let (email, name) = db::accounts::address(&mut tx, account).await?;
    reach.has_person(&mut tx, account, now).await?;
    if reach != Reach::Everybody && !delivery::mail_leaves(b) {
        let message = "No mail leaves here, so the link would come to you instead of its owner. Ask an administrator, or \
                       whoever runs the server, to reset it.";
        return Err(problem("account", message.to_owned()));
    }
    if let (_, Some(left)) = db::accounts::ends(&mut tx, account).await?
        && left <= now.as_millisecond()
    {
        return Err(problem("account", format!("{name} has left: to let them come again, invite them.")));
    }
    credentials::delete(&mut tx, account, Kind::Password).await?;
    // Whoever else knew the password may have made some.
    credentials::delete(&mut tx, account, Kind::Passkey).await?;
    credentials::delete(&mut tx, account, Kind::Recovery).await?;
    if factor_lost {
        credentials::delete_all(&mut tx, account).await?;
    }
    sessions::end_all(&mut tx, account).await?;
    let row = InvitationRow { email, name, account_id: Some(account.to_string()), ..InvitationRow::default() };
    let invited = hand_over(b, &mut tx, row, &token, Why::Reset, now).await?;
    act.done(&mut tx, now, &Access::AccountReset { account, second_factor: factor_lost }).await?;
    tx.commit().await?;
    Ok(invited)
}

/// What a link is handed over for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Why {
    Joins,
    Reset,
    Rejoins,
    /// To somebody who has an account, and may say no.
    Offered,
}

/// Keeps the link, and mails it where mail leaves.
pub(super) async fn hand_over(
    b: &Backend,
    tx: &mut Tx,
    row: InvitationRow,
    token: &str,
    why: Why,
    now: Timestamp,
) -> Result<Invited, Error> {
    let (to, name) = (row.email.clone(), row.name.clone());
    let url = keep(b, tx, row, token, now).await?;
    let until = until(now);
    let (subject, what) = match why {
        Why::Joins => {
            ("Your invitation to Skinlink", "You were invited to work with Skinlink. Choose a password here:")
        }
        Why::Reset => {
            ("Choose a new password for Skinlink", "Your password for Skinlink was reset. Choose a new one here:")
        }
        Why::Rejoins => {
            ("Your invitation to Skinlink", "You were invited to work with Skinlink again. Choose a password here:")
        }
        Why::Offered => (
            "Your invitation in Skinlink",
            "You were invited to take on a role in Skinlink. Sign in as always, and say yes or no here:",
        ),
    };
    let body = format!(
        "Hello {name},\n\n{what}\n\n{url}\n\nThe link works once, until {}. It is for you alone: \
         do not pass it on. If you did not expect it, do not open it, and tell whoever looks after Skinlink where you work.\n",
        until.full
    );
    // The newest link is the one that counts, so each has a mail of its own.
    let key = format!("invitation/{}", hashed(token));
    let mailed =
        delivery::mail_leaves(b) && delivery::mail(b, tx, key, to.clone(), subject.to_owned(), body, now).await?;
    Ok(if mailed { Invited::ByMail { to, until } } else { Invited::ByLink { url, until } })
}

/// An invitation works no longer. `NotFound` when somebody came by it, or it was taken back before.
pub async fn take_back(b: &Backend, by: Manager<'_>, id: InvitationId) -> Result<(), Error> {
    let (by, reach) = by.people()?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    let row = invitations::unused(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let organisation = row.organisation_id.as_deref().map(|id| db::parse(id, "organisation")).transpose()?;
    reach.has_place(&mut tx, organisation).await?;
    invitations::set_taken_back(&mut tx, &row.id, now).await?;
    act.done(&mut tx, now, &Access::InvitationTakenBack { organisation }).await?;
    tx.commit().await
}

/// Who was invited, has not answered and can still be expected to: the newest first, two hundred at most.
pub async fn invited(b: &Backend, by: Manager<'_>) -> Result<Vec<InvitedLine>, Error> {
    let (_, reach) = by.people()?;
    let now = b.clock().now();
    let rows = invitations::unanswered(&mut *b.db().read().await?, reach.organisation()).await?;
    rows.into_iter()
        .map(|row| {
            let role = row.role.as_deref().map(|role| db::parse(role, "role")).transpose()?;
            Ok(InvitedLine {
                id: db::parse(&row.id, "invitation")?,
                works_at: role.map(|role| accounts::role_at(role, row.organisation.as_deref())).unwrap_or_default(),
                organisation: row.organisation_id.as_deref().map(|id| db::parse(id, "organisation")).transpose()?,
                name: row.name,
                email: row.email,
                until: When::at(from_ms(row.expires_at)),
                late: row.expires_at <= now.as_millisecond(),
                not_mailed: row.not_mailed.map(|why| delivery::why_no_mail(Some(&why)).to_owned()),
            })
        })
        .collect()
}

fn until(now: Timestamp) -> When {
    When::at(now.saturating_add(super::LASTS).unwrap_or(Timestamp::MAX))
}

fn check(email: &str, name: &str) -> Result<(), Error> {
    let mut problems = Vec::new();
    let parts = email.split_once('@');
    let is_address = parts.is_some_and(|(who, at)| !who.is_empty() && at.contains('.') && !at.contains('@'));
    if !is_address || email.len() > 254 || email.chars().any(char::is_whitespace) {
        problems.push(Problem::new("email", "Give the e-mail address in full, such as amara.osei@nhs.net."));
    }
    if name.is_empty() || name.chars().count() > 100 {
        problems
            .push(Problem::new("name", "Give the name as colleagues and patients read it, in up to 100 characters."));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Whether there is such a role there.
async fn fits(tx: &mut Tx, new: NewPerson<'_>, now: Timestamp) -> Result<(), Error> {
    let problem = |message: String| Err(problem("organisation", message));
    let wanted = new.role.works_at();
    let kinds = wanted.iter().map(|kind| kind.label().to_lowercase()).collect::<Vec<_>>().join(" or ");
    let organisation = match (wanted, new.organisation) {
        ([], None) => return Ok(()),
        ([], Some(_)) => return problem("An administrator is the whole installation’s: name no organisation.".into()),
        (_, None) => return problem(format!("Name the {kinds} that they work at.")),
        (_, Some(organisation)) => organisation,
    };
    let Some(row) = organisations::get(tx, organisation).await? else {
        return problem("There is no such organisation.".into());
    };
    let kind: OrganisationKind = db::parse(&row.kind, "organisation")?;
    if !wanted.contains(&kind) {
        let (role, kind) = (new.role.label().to_lowercase(), kind.label().to_lowercase());
        return problem(format!("A {role} works at a {kinds}, and {} is a {kind}.", row.name));
    }
    if row.closed_at.is_some_and(|at| at <= now.as_millisecond()) {
        return problem(format!("{} is closed.", row.name));
    }
    Ok(())
}

fn problem(field: &str, message: String) -> Error {
    Error::Invalid(vec![Problem::new(field, message)])
}

//! Organisations and people from the command line: how the first administrator comes in, and what to do where no page can
//! be reached.

use backend::{
    Backend,
    accounts::{self, Manager},
    invitations::{self, Invited, NewPerson},
    organisations::{self, NewOrganisation},
};
use clap::Subcommand;
use domain::{
    ids::OrganisationId,
    organisation::OrganisationKind,
    registration::Registration,
    role::Role,
    time::first_moment,
    view::{InvitedLine, PersonLine, WorksAt},
};
use jiff::civil::Date;

use crate::{
    config::Config,
    start::{self, StartError},
};

#[derive(Debug, Subcommand)]
pub(crate) enum OrganisationCommand {
    /// Make one and print its id
    Create {
        /// practice, service, trust, photography_hub, booking_desk, network or commissioner
        #[arg(long)]
        kind: OrganisationKind,
        /// As patients and colleagues know it
        #[arg(long)]
        name: String,
        /// Its code of the Organisation Data Service, where it has one
        #[arg(long, default_value = "")]
        ods: String,
        /// Its telephone number; patients are told a practice's
        #[arg(long, default_value = "")]
        phone: String,
        /// Id or ODS code of the one that it belongs to
        #[arg(long)]
        parent: Option<String>,
    },
    /// Print every one: id, kind, ODS code, name
    List,
    /// Close one; not while anything is open there that somebody waits for
    Close {
        /// Its id or ODS code
        organisation: String,
        /// Id or ODS code of the one that goes on with its work
        #[arg(long)]
        successor: Option<String>,
        /// From that day on (2026-12-31) [default: now]; it takes nothing new from now on
        #[arg(long)]
        on: Option<Date>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Invite an administrator: print a link, which Skinlink does not send
    Create {
        /// Say so: an administrator manages accounts and organisations, and sees no case
        #[arg(long)]
        administrator: bool,
        #[arg(long)]
        email: String,
        /// As colleagues read it
        #[arg(long)]
        name: String,
    },
    /// Invite somebody to an organisation: print a link, which Skinlink does not send
    Invite {
        #[arg(long)]
        email: String,
        /// As colleagues and patients read it, such as "Dr Amara Osei"
        #[arg(long)]
        name: String,
        /// At a practice: referrer, nurse, practice_manager. At a service: specialist, trainee, service_manager. Elsewhere:
        /// service_manager, photographer, booking_clerk, commissioner
        #[arg(long)]
        role: Role,
        /// Id or ODS code of the organisation
        #[arg(long)]
        organisation: String,
        /// Their entry in a register, such as "GMC 1234567"; it stands beside what they answer
        #[arg(long)]
        registration: Option<Registration>,
    },
    /// Print people, where they work and whether they can sign in; and who was invited
    List {
        /// Only those whose name or e-mail address contains this
        #[arg(long, default_value = "")]
        find: String,
    },
    /// End somebody's sessions and let them sign in no longer
    Lock { email: String },
    /// Let somebody who was locked sign in again
    Unlock { email: String },
    /// Somebody works here no longer
    Leave {
        email: String,
        /// From that day on (2026-12-31) [default: now]
        #[arg(long)]
        on: Option<Date>,
    },
    /// Take back what somebody was invited to and has not answered: their links work no longer
    TakeBack {
        email: String,
        /// Only to the organisation of this id or ODS code [default: all of them]
        #[arg(long)]
        organisation: Option<String>,
    },
    /// End roles that somebody has, without locking their account: they are signed out there
    End {
        email: String,
        /// At the organisation of this id or ODS code [default: as an administrator]
        #[arg(long)]
        organisation: Option<String>,
        /// Only this role there
        #[arg(long)]
        role: Option<Role>,
        /// From that day on (2026-12-31) [default: now]
        #[arg(long)]
        on: Option<Date>,
    },
    /// Take somebody's password away, end their sessions, and print a link to choose another
    Reset {
        email: String,
        /// Their second factor is lost too: they set it up anew
        #[arg(long)]
        second_factor: bool,
    },
}

const BY: Manager<'_> = Manager::Operator;

/// `skinlink organisation …`.
pub(crate) async fn organisation(config: &Config, command: OrganisationCommand) -> Result<(), StartError> {
    let backend = start::open_either(config).await?;
    let done = run_organisation(&backend, command).await;
    backend.close().await;
    done
}

async fn run_organisation(b: &Backend, command: OrganisationCommand) -> Result<(), StartError> {
    match command {
        OrganisationCommand::Create { kind, name, ods, phone, parent } => {
            let parent = match parent {
                Some(parent) => Some(named(b, &parent).await?),
                None => None,
            };
            let new = NewOrganisation { kind, name: &name, ods_code: &ods, phone: &phone, parent };
            println!("{}", organisations::create(b, BY, new).await?);
        }
        OrganisationCommand::List => {
            for it in organisations::list(b, BY).await? {
                let closed = it.closed.map(|closing| format!("   {}", closing.words())).unwrap_or_default();
                println!(
                    "{}  {:<15} {:<8} {}   {} people{closed}",
                    it.id,
                    it.kind.as_str(),
                    it.ods_code,
                    it.name,
                    it.people
                );
            }
        }
        OrganisationCommand::Close { organisation, successor, on } => {
            let organisation = named(b, &organisation).await?;
            let successor = match successor {
                Some(successor) => Some(named(b, &successor).await?),
                None => None,
            };
            organisations::close(b, BY, organisation, successor, on.map(first_moment)).await?;
            match on {
                Some(on) => println!("It takes nothing new from now on, and is closed from {on} on."),
                None => println!("Closed."),
            }
        }
    }
    Ok(())
}

/// By its id or its ODS code.
async fn named(b: &Backend, named: &str) -> Result<OrganisationId, StartError> {
    organisations::find(b, BY, named).await?.ok_or_else(|| StartError::NoSuchOrganisation(named.to_owned()))
}

async fn optionally(b: &Backend, organisation: Option<&str>) -> Result<Option<OrganisationId>, StartError> {
    match organisation {
        Some(organisation) => named(b, organisation).await.map(Some),
        None => Ok(None),
    }
}

/// `skinlink account …`.
pub(crate) async fn account(config: &Config, command: AccountCommand) -> Result<(), StartError> {
    let backend = start::open_either(config).await?;
    let done = run_account(&backend, command).await;
    backend.close().await;
    done
}

async fn run_account(b: &Backend, command: AccountCommand) -> Result<(), StartError> {
    match command {
        AccountCommand::Create { administrator: false, .. } => return Err(StartError::NotAnAdministrator),
        AccountCommand::Create { administrator: true, email, name } => {
            let new = NewPerson {
                email: &email,
                name: &name,
                role: Role::Administrator,
                organisation: None,
                registration: None,
            };
            tell(&email, invitations::invite(b, BY, new).await?);
        }
        AccountCommand::Invite { email, name, role, organisation, registration } => {
            let organisation = Some(named(b, &organisation).await?);
            let new = NewPerson { email: &email, name: &name, role, organisation, registration: registration.as_ref() };
            tell(&email, invitations::invite(b, BY, new).await?);
        }
        AccountCommand::List { find } => {
            for it in accounts::list(b, BY, &find).await? {
                print(&it);
            }
            for it in invitations::invited(b, BY).await? {
                let late = if it.late { "the invitation is too old" } else { "invited" };
                println!("{:<36} {}   {} ({late}, until {})", it.email, it.name, it.works_at, it.until.full);
            }
        }
        AccountCommand::Lock { email } => {
            accounts::lock(b, BY, of(b, &email).await?).await?;
            println!("Locked. Nobody is signed in as {email} any longer.");
        }
        AccountCommand::Unlock { email } => {
            accounts::unlock(b, BY, of(b, &email).await?).await?;
            println!("{email} can sign in again.");
        }
        AccountCommand::Leave { email, on } => {
            let at = on.map(first_moment);
            accounts::leave(b, BY, of(b, &email).await?, at).await?;
            match on {
                Some(on) => println!("{email} can sign in until {on}, and not on that day."),
                None => println!("{email} works here no longer."),
            }
        }
        AccountCommand::TakeBack { email, organisation } => {
            let at = optionally(b, organisation.as_deref()).await?;
            let invited = invitations::invited(b, BY).await?;
            let is_meant = |it: &&InvitedLine| {
                it.email.eq_ignore_ascii_case(email.trim()) && (at.is_none() || it.organisation == at)
            };
            let meant: Vec<_> = invited.iter().filter(is_meant).collect();
            if meant.is_empty() {
                return Err(StartError::NothingThere(format!("{email} was not invited, or has come")));
            }
            for it in meant {
                invitations::take_back(b, BY, it.id).await?;
                println!("Taken back: {}.", it.works_at);
            }
        }
        AccountCommand::End { email, organisation, role, on } => {
            let at = optionally(b, organisation.as_deref()).await?;
            let person = accounts::person(b, BY, of(b, &email).await?).await?;
            let is_meant = |it: &&WorksAt| it.organisation == at && role.is_none_or(|role| role == it.role);
            let meant: Vec<_> = person.works_at.iter().filter(is_meant).collect();
            if meant.is_empty() {
                return Err(StartError::NothingThere(format!("{email} has no such role")));
            }
            for it in meant {
                accounts::end_membership(b, BY, it.membership, on.map(first_moment)).await?;
                match on {
                    Some(on) => println!("Ends on {on}: {}.", it.place),
                    None => println!("Ended: {}.", it.place),
                }
            }
        }
        AccountCommand::Reset { email, second_factor } => {
            let account = of(b, &email).await?;
            tell(&email, invitations::reset(b, BY, account, second_factor).await?);
        }
    }
    Ok(())
}

async fn of(b: &Backend, email: &str) -> Result<domain::ids::AccountId, StartError> {
    accounts::find(b, BY, email).await.map_err(|error| match error {
        backend::Error::NotFound => StartError::NoSuchAccount(email.to_owned()),
        error => error.into(),
    })
}

fn tell(email: &str, invited: Invited) {
    match invited {
        Invited::ByLink { url, until } => {
            println!("{url}");
            println!("Skinlink has not sent it: hand it to {email} yourself. It works once, until {}.", until.full);
        }
        Invited::ByMail { to, until } => {
            println!("A mail with the link goes to {to}. It works once, until {}.", until.full);
        }
    }
}

fn print(person: &PersonLine) {
    let works_at = person.works_at.iter().map(WorksAt::words).collect::<Vec<_>>().join("; ");
    println!("{:<36} {}   {works_at}   {}", person.email, person.name, person.standing.words());
}

//! What administrators do, by plain forms. The answer is a page, since it can hold a link that no address may.

use app::{ActDone, Came, api::AppError};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use backend::{
    Backend, Error,
    accounts::{self, Manager},
    audit, delivery,
    error::chain,
    invitations::{self, Invited, NewPerson},
    organisations::{self, Details, NewOrganisation},
};
use domain::{case::Problem, registration::Registration, time::first_moment};
use jiff::{Timestamp, civil::Date};
use tower_sessions::Session;

use super::step_up::{Asked, Fields, asked};
use crate::{middleware::who, router, state::AppState};

/// `POST /api/admin/act`.
pub(crate) async fn act(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let Asked { actor, fields, of } = match asked(&state, &session, request).await {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let came = match run(&state.backend, Manager::Person(&actor), &fields).await {
        Ok(came) => came,
        // A page that says why, not one that stands for it.
        Err(Error::Invalid(problems)) => {
            Came::Not(problems.into_iter().map(|it| it.message).collect::<Vec<_>>().join(" "))
        }
        Err(Error::Denied | Error::NotFound) => return who::refused(StatusCode::NOT_FOUND, &AppError::NotFound),
        Err(error) => {
            tracing::error!(error = chain(&error), "an administrator's act could not be done");
            return who::refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable);
        }
    };
    let back = Some(fields.get("back")).filter(|back| back.starts_with("/admin")).unwrap_or("/admin").to_owned();
    router::page(&state, &of.extensions, "/admin/done", StatusCode::OK, ActDone { came, back }).await
}

/// What an act is done to stands in `about`: an account's, membership's, invitation's, organisation's or delivery's id, a
/// kind of organisation, or a role with the id of where.
async fn run(b: &Backend, by: Manager<'_>, form: &Fields) -> Result<Came, Error> {
    let about = form.get("about");
    match form.get("act") {
        "invite" => {
            let (role, organisation) = match about.split_once(' ') {
                Some((role, id)) => (role, Some(id.parse().map_err(|_| Error::NotFound)?)),
                None => (about, None),
            };
            let role = role.parse().map_err(|_| Error::NotFound)?;
            let registration = registration(form)?;
            let registration = registration.as_ref();
            let new = NewPerson { email: form.get("email"), name: form.get("name"), role, organisation, registration };
            Ok(told(invitations::invite(b, by, new).await?))
        }
        "take_back" => match invitations::take_back(b, by, id(about)?).await {
            Ok(()) => done("Taken back: the link works no longer"),
            Err(Error::NotFound) => Err(problem(
                "account",
                "There is no such invitation any longer. If they have come by it, they stand in the list of people: end \
                 their role there, or lock them.",
            )),
            Err(error) => Err(error),
        },
        "reset" => Ok(told(invitations::reset(b, by, id(about)?, false).await?)),
        "reset_all" if form.get("sure").is_empty() => {
            Err(problem("sure", "Nothing was reset: ring them back first, and say so in the form."))
        }
        "reset_all" => Ok(told(invitations::reset(b, by, id(about)?, true).await?)),
        "lock" => {
            accounts::lock(b, by, id(about)?).await?;
            done("Locked, and signed out everywhere")
        }
        "unlock" => {
            accounts::unlock(b, by, id(about)?).await?;
            done("Unlocked")
        }
        "leave" => {
            accounts::leave(b, by, id(about)?, on(form)?).await?;
            done("Noted that they leave")
        }
        "stay" => {
            accounts::stay(b, by, id(about)?).await?;
            done("They stay")
        }
        "register" => {
            accounts::register(b, by, id(about)?, registration(form)?.as_ref()).await?;
            done("Kept: it stands beside what they answer from now on")
        }
        "end" => {
            accounts::end_membership(b, by, id(about)?, on(form)?).await?;
            done("Noted that this role ends")
        }
        "send_again" => Ok(told(invitations::again(b, by, id(about)?).await?)),
        "dealt_with" => {
            delivery::deal_with(b, by, id(about)?).await?;
            done("Dealt with")
        }
        "log_looked" => {
            audit::look_at_faults(b, by).await?;
            done("Noted that you have looked")
        }
        "organisation" => {
            let kind = about.parse().map_err(|_| Error::NotFound)?;
            let (name, ods_code, phone) = (form.get("organisation"), form.get("ods"), form.get("phone"));
            organisations::create(b, by, NewOrganisation { kind, name, ods_code, phone, parent: None }).await?;
            done("Added")
        }
        "change" => {
            let parent = Some(form.get("parent")).filter(|it| !it.is_empty()).map(id).transpose()?;
            let division = Some(form.get("division")).filter(|it| !it.is_empty()).map(id).transpose()?;
            let (name, ods_code) = (form.get("organisation"), form.get("ods"));
            let (phone, hours) = (form.get("phone"), form.get("hours"));
            organisations::change(b, by, id(about)?, Details { name, ods_code, phone, hours, parent, division })
                .await?;
            done("Kept")
        }
        "close" => {
            let successor = Some(form.get("successor")).filter(|it| !it.is_empty()).map(id).transpose()?;
            organisations::close(b, by, id(about)?, successor, on(form)?).await?;
            done("It takes nothing new from now on")
        }
        "reopen" => {
            organisations::reopen(b, by, id(about)?).await?;
            done("It is open")
        }
        _ => Err(Error::NotFound),
    }
}

fn done(what: &str) -> Result<Came, Error> {
    Ok(Came::Done(what.to_owned()))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// The first moment of the day that was given; None for now.
fn on(form: &Fields) -> Result<Option<Timestamp>, Error> {
    let day = form.get("on").trim();
    if day.is_empty() {
        return Ok(None);
    }
    let wrong = |_| problem("on", "Nothing was changed: give the day as year, month and day, such as 2026-12-31.");
    day.parse::<Date>().map(|day| Some(first_moment(day))).map_err(wrong)
}

fn registration(form: &Fields) -> Result<Option<Registration>, Error> {
    let typed = Registration::typed(form.get("regulator"), form.get("number"));
    typed.map_err(|error| problem("number", &format!("Nothing was changed. {error}.")))
}

fn problem(field: &str, message: &str) -> Error {
    Error::Invalid(vec![Problem::new(field, message)])
}

fn told(invited: Invited) -> Came {
    match invited {
        Invited::ByLink { url, until } => Came::Link { url, until: until.full },
        Invited::ByMail { to, until } => {
            Came::Done(format!("A mail with a link goes to {to}. It works once, until {}", until.full))
        }
    }
}

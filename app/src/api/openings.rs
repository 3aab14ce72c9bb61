use domain::{ids::OpeningId, view::Openings};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use serde::{Deserialize, Serialize};

use super::AppError;

/// What stood in a form that was refused: kept by the browser for a moment, sealed for the sign-in, since neither an
/// address nor a row of ours may hold a reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedOpening {
    pub number: String,
    pub reason: String,
}

/// Opens a case from outside; from a plain form. What is wrong with it comes back as a field's name: no reason stands in an
/// address.
#[server(endpoint = "openings/open", input = PostUrl, client = super::client::Marked)]
pub async fn open_from_outside(number: String, reason: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let mark = super::context::who().staff.map(|staff| staff.signed_in.mark).unwrap_or_default();
    typed::forget();
    let page = match backend::openings::open(&b, &actor, &mark, &number, &reason).await {
        Ok(backend::openings::Found::Opened(case)) => format!("/outside/{case}"),
        Ok(backend::openings::Found::Own(case)) => {
            format!("/{}/{case}", if actor.service().is_ok() { "worklist" } else { "cases" })
        }
        Err(backend::Error::Invalid(problems)) => {
            let field = problems.first().map(|problem| problem.field.clone()).unwrap_or_default();
            typed::keep(&b, &mark, RefusedOpening { number, reason });
            format!("/outside?wrong={field}")
        }
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// What stood in the asker's form when it was refused; nothing where it was not.
#[server(endpoint = "openings/typed", client = super::client::Marked)]
pub async fn typed_opening() -> Result<RefusedOpening, AppError> {
    let (b, _) = super::context::asker().await?;
    let mark = super::context::who().staff.map(|staff| staff.signed_in.mark).unwrap_or_default();
    Ok(typed::kept(&b, &mark).unwrap_or_default())
}

/// The cookie in which a refused form waits.
#[cfg(feature = "ssr")]
mod typed {
    use backend::{Backend, sealed};

    use super::RefusedOpening;
    use crate::api::context::{cookie, set_cookie};

    const NAME: &str = "skinlink-opening";
    const PATH: &str = "/outside";
    /// Time to ask for the number again.
    const SECONDS: u32 = 15 * 60;
    /// Characters of each: what a browser keeps with a cookie is 4,096 bytes, and a form takes 500.
    const LONGEST: usize = 600;

    pub(super) fn keep(b: &Backend, mark: &str, typed: RefusedOpening) {
        let short = |text: String| text.chars().take(LONGEST).collect::<String>();
        let typed = RefusedOpening { number: typed.number.chars().take(40).collect(), reason: short(typed.reason) };
        let json = serde_json::to_string(&typed).unwrap_or_default();
        set_cookie(PATH, NAME, &sealed::seal(b, &about(mark), &json), SECONDS);
    }

    pub(super) fn kept(b: &Backend, mark: &str) -> Option<RefusedOpening> {
        serde_json::from_str(&sealed::open(b, &about(mark), &cookie(NAME)?)?).ok()
    }

    pub(super) fn forget() {
        set_cookie(PATH, NAME, "", 0);
    }

    fn about(mark: &str) -> String {
        format!("opening of {mark}")
    }
}

/// Openings that the asker looks at as a manager.
#[server(endpoint = "openings/list", client = super::client::Marked)]
pub async fn load_openings() -> Result<Openings, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::openings::list(&b, &actor).await?)
}

/// The asker has looked at a line of these; from a plain form.
#[server(endpoint = "openings/looked", input = PostUrl, client = super::client::Marked)]
pub async fn look_at_opening(opening: OpeningId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::openings::look_at(&b, &actor, opening).await?;
    super::context::redirect("/openings");
    Ok(())
}

use domain::{ids::OpeningId, view::OpeningLine};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// Opens a case from outside; from a plain form. What is wrong with it comes back as a field's name: no reason stands in an
/// address.
#[server(endpoint = "openings/open", input = PostUrl, client = super::client::Marked)]
pub async fn open_from_outside(number: String, reason: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let mark = super::context::who().staff.map(|staff| staff.signed_in.mark).unwrap_or_default();
    let page = match backend::openings::open(&b, &actor, &mark, &number, &reason).await {
        Ok(backend::openings::Found::Opened(case)) => format!("/outside/{case}"),
        Ok(backend::openings::Found::Own(case)) => {
            format!("/{}/{case}", if actor.service().is_ok() { "worklist" } else { "cases" })
        }
        Err(backend::Error::Invalid(problems)) => {
            let field = problems.first().map(|problem| problem.field.clone()).unwrap_or_default();
            format!("/outside?wrong={field}")
        }
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Openings that the asker looks at as a manager.
#[server(endpoint = "openings/list", client = super::client::Marked)]
pub async fn load_openings() -> Result<Vec<OpeningLine>, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::openings::list(&b, &actor).await?)
}

/// The asker has looked at one; from a plain form.
#[server(endpoint = "openings/looked", input = PostUrl, client = super::client::Marked)]
pub async fn look_at_opening(opening: OpeningId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::openings::look_at(&b, &actor, opening).await?;
    super::context::redirect("/openings");
    Ok(())
}

use domain::{absence::AbsenceForm, ids::AbsenceId, view::TeamView};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// Who is away here, and what waits.
#[server(endpoint = "team/load", client = super::client::Marked)]
pub async fn load_team() -> Result<TeamView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::team::team(&b, &actor).await?)
}

/// Notes that somebody is away, and who stands in. What cannot be taken stands in the form again: days, and identifiers of
/// colleagues.
#[server(endpoint = "team/away", input = PostUrl, client = super::client::Marked)]
pub async fn set_away(#[server(default)] form: AbsenceForm) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::team::set_away(&b, &actor, &form).await {
        Ok(()) => "/team?noted=1#away".to_owned(),
        Err(backend::Error::Invalid(problems)) => {
            let wrong: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
            let AbsenceForm { who, from, until, stand_in } = form;
            let mut query = form_urlencoded::Serializer::new(String::new());
            for (name, value) in
                [("wrong", wrong.join(",")), ("who", who), ("from", from), ("until", until), ("stand_in", stand_in)]
            {
                // What is longer than an identifier is none.
                query.append_pair(name, value.get(..40).unwrap_or(&value));
            }
            format!("/team?{}#away-form", query.finish())
        }
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// They are back, or do not go.
#[server(endpoint = "team/back", input = PostUrl, client = super::client::Marked)]
pub async fn end_away(id: AbsenceId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::team::end_away(&b, &actor, id).await?;
    super::context::redirect("/team?back=1#away");
    Ok(())
}

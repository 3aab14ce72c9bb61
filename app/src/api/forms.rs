use domain::{
    forms::{
        FormKind,
        edit::{EditAct, EditForm},
    },
    view::{FormEditor, FormFile, FormsView},
};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// The forms of the asker's service.
#[server(endpoint = "forms", client = super::client::Marked)]
pub async fn load_forms() -> Result<FormsView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::forms::list(&b, &actor).await?)
}

/// The file of one version, to be shown as it would be asked; without a form, what was put in.
#[server(endpoint = "forms/file", client = super::client::Marked)]
pub async fn load_form(kind: Option<FormKind>, version: String) -> Result<FormFile, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::forms::file(&b, &actor, kind, &version).await?)
}

/// Keeps what somebody has put in; the page that opens says what is wrong with it.
#[server(endpoint = "forms/check", client = super::client::Marked)]
pub async fn check_form(#[server(default)] json: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::forms::save_draft(&b, &actor, &json).await?;
    super::context::redirect("/forms?checked=1#new");
    Ok(())
}

/// Publishes what was put in and seen.
#[server(endpoint = "forms/publish", client = super::client::Marked)]
pub async fn publish_form(#[server(default)] seen: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::forms::publish(&b, &actor, &seen).await {
        Ok(()) => "/forms?published=1",
        // What it is stands on that page, but for a version whose name was taken.
        Err(backend::Error::Invalid(_)) => "/forms?checked=1&taken=1#new",
        // Somebody has put in another one: it stands on that page.
        Err(backend::Error::Stale | backend::Error::NotFound) => "/forms?changed=1#new",
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(page);
    Ok(())
}

/// Nobody begins with this version any longer.
#[server(endpoint = "forms/withdraw", client = super::client::Marked)]
pub async fn withdraw_form(kind: FormKind, version: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::forms::withdraw(&b, &actor, kind, &version).await?;
    super::context::redirect("/forms?withdrawn=1");
    Ok(())
}

/// What is being made by hand, and what the reader typed that could not be done; `from` is the version to begin with.
#[server(endpoint = "forms/editor", client = super::client::Marked)]
pub async fn load_form_editor(kind: FormKind, from: String) -> Result<FormEditor, AppError> {
    let (b, actor) = super::context::asker().await?;
    let editor = backend::forms::editor(&b, &actor, kind, &from).await?;
    Ok(FormEditor { refused: super::kept_edit::kept(&b, &actor), ..editor })
}

/// Puts in a version to be changed by hand.
#[server(endpoint = "forms/begin", input = PostUrl, client = super::client::Marked)]
pub async fn begin_form(
    kind: FormKind,
    from: String,
    #[server(default)] name: String,
    #[server(default)] seen: String,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let done = backend::forms::begin(&b, &actor, kind, &from, &name, &seen).await;
    let fields = EditForm([("version".to_owned(), name)].into());
    let page = format!("/forms/edit?form={}", kind.as_str());
    let again = format!("{page}&version={}", super::kept_edit::escaped(&from));
    super::kept_edit::answer(&b, &actor, done.map(|()| page), again, (EditAct::Name, "", fields))
}

/// Does one thing to the form that is being made. What could not be done stands on the page again, as typed.
#[server(endpoint = "forms/change", input = PostUrl, client = super::client::Marked)]
pub async fn change_form(
    kind: FormKind,
    #[server(default)] seen: String,
    act: EditAct,
    #[server(default)] item: String,
    #[server(default)] fields: EditForm,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let escaped = super::kept_edit::escaped;
    let page = format!("/forms/edit?form={}", kind.as_str());
    let done = backend::forms::edit(&b, &actor, &seen, act, &item, &fields).await.map(|at| {
        // Whoever adds a question goes on with it.
        let opens = if act == EditAct::Add { format!("&item={}", escaped(&at)) } else { String::new() };
        let at = escaped(&at);
        let part = if at.is_empty() { String::new() } else { format!("#item:{at}") };
        format!("{page}{opens}&done={}&at={at}{part}", act.as_str())
    });
    let opens = match act {
        EditAct::Add => format!("&after={}", escaped(&item)),
        EditAct::When => {
            let (when, at) = (escaped(&fields.get("question")), escaped(&fields.get("condition")));
            format!("&item={}&when={when}&condition={at}", escaped(&item))
        }
        EditAct::Change | EditAct::Retype | EditAct::Put => format!("&item={}", escaped(&item)),
        EditAct::Name | EditAct::Up | EditAct::Down | EditAct::Remove | EditAct::NoLongerWhen | EditAct::AnyOrAll => {
            String::new()
        }
    };
    super::kept_edit::answer(&b, &actor, done, format!("{page}{opens}"), (act, &item, fields))
}

/// Throws away what was put in.
#[server(endpoint = "forms/forget", input = PostUrl, client = super::client::Marked)]
pub async fn forget_form(#[server(default)] seen: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::forms::forget(&b, &actor, &seen).await {
        Ok(()) => "/forms?forgotten=1",
        Err(backend::Error::Stale) => "/forms?changed=1#new",
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(page);
    Ok(())
}

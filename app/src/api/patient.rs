use domain::{
    command::{ConsentChoices, DateFields},
    forms::Response,
    ids::ImageId,
    view::LinkPictures,
};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, PostUrl},
};

use serde::{Deserialize, Serialize};

use super::AppError;

/// Everything a patient's page shows, for the stage its link has reached in this browser. No endpoint: these pages are
/// rendered by the server alone.
#[cfg(feature = "ssr")]
pub async fn patient_page(token: &str) -> Result<domain::view::PatientPage, AppError> {
    let links = super::context::who().links;
    Ok(backend::photo_requests::page(&super::context::backend(), token, &links).await?)
}

/// A cookie with what somebody typed who has not given the right date yet. An address must not carry that, nor does a
/// stranger leave a row of it here: the browser keeps it, sealed, for one link and some minutes.
#[cfg(feature = "ssr")]
pub const TYPED_DATE: &str = "skinlink-typed";
#[cfg(feature = "ssr")]
const TYPED_SECONDS: u32 = 600;

/// The date that was typed last in this browser for this link and was not the right one, to be mended instead of typed
/// again.
#[cfg(feature = "ssr")]
pub fn typed_date(link: &str) -> DateFields {
    let sealed = super::context::cookie(TYPED_DATE).unwrap_or_default();
    let typed = backend::sealed::open(&super::context::backend(), link, &sealed);
    typed.and_then(|typed| serde_json::from_str(&typed).ok()).unwrap_or_default()
}

/// The pictures that a link's request has so far.
#[server(endpoint = "patient/pictures", input = Json)]
pub async fn load_pictures(link: String) -> Result<LinkPictures, AppError> {
    let token = super::context::link_token(&link).ok_or(backend::Error::NotFound)?;
    let page = patient_page(&token).await?;
    // Not "there are none": the page would take them for gone.
    if matches!(page.stage, domain::view::Stage::Check { .. }) {
        return Err(backend::Error::Unconfirmed.into());
    }
    Ok(LinkPictures { images: page.images, unfinished: page.unfinished })
}

/// The tries of a link that nobody made, by what a page said are left.
#[cfg(feature = "ssr")]
fn unknown_tries(left: Option<u32>) -> u32 {
    left.map_or(0, |left| domain::photo_request::PhotoRequestRules::default().tries.saturating_sub(left))
}

/// The date of birth. A wrong link and a wrong date end on the same page with the same words; `left` is what the page
/// said of the tries so far, and counts only for a link that nobody made. From a browser that does not carry the link it
/// counts for nothing. `unsent` is the page where something was pressed that was not sent, to go back to.
#[server(endpoint = "patient/check", input = PostUrl)]
pub async fn check_identity(
    link: String,
    dob: DateFields,
    #[server(default)] left: Option<u32>,
    #[server(default)] unsent: String,
) -> Result<(), AppError> {
    use backend::photo_requests::IdentityCheck;
    let b = super::context::backend();
    let Some(token) = super::context::link_token(&link) else { return super::context::open_again(&link) };
    let checked = backend::photo_requests::check_identity(&b, &token, &dob, unknown_tries(left)).await?;
    // Kept only where it is as short as a date.
    let typed = match checked {
        IdentityCheck::No { .. } | IdentityCheck::NotADate(_) => Some(dob).filter(DateFields::is_short),
        IdentityCheck::Yes { .. } | IdentityCheck::Locked => None,
    };
    match typed.and_then(|typed| serde_json::to_string(&typed).ok()) {
        Some(typed) => {
            super::context::set_link_cookie(TYPED_DATE, &backend::sealed::seal(&b, &link, &typed), TYPED_SECONDS);
        }
        None => super::context::set_link_cookie(TYPED_DATE, "", 0),
    }
    let unsent = super::kept_words::page_to_go_back_to(&unsent);
    let goes_back = unsent.map(|page| format!("&unsent={page}")).unwrap_or_default();
    let page = match checked {
        IdentityCheck::Yes { photo_request, .. } => {
            super::context::confirm(&super::context::session().await?, &b, photo_request).await?;
            match unsent {
                Some("news") => format!("/p/{link}/news?unsent=1#changed"),
                Some(page) => format!("/p/{link}/{page}?unsent=1"),
                None => format!("/p/{link}/before"),
            }
        }
        IdentityCheck::No { tries_left } => format!("/p/{link}/check?left={tries_left}{goes_back}"),
        IdentityCheck::Locked => format!("/p/{link}/check?left=0{goes_back}"),
        IdentityCheck::NotADate(error) => format!("/p/{link}/check?date={}{goes_back}", error.code()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Why a date of birth was not taken, in words, and how many tries there still are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WrongAgain {
    pub says: String,
    pub left: Option<u32>,
}

/// The date of birth once more, on a page that keeps photos which are not sent: what is wrong with it, or nothing. `left`
/// is what it said of the tries so far, as in [`check_identity`].
#[server(endpoint = "patient/again", input = PostUrl)]
pub async fn confirm_again(
    link: String,
    dob: DateFields,
    #[server(default)] left: Option<u32>,
) -> Result<Option<WrongAgain>, AppError> {
    use backend::photo_requests::IdentityCheck;
    use locales::say;
    let b = super::context::backend();
    let wrong = |says: String, left| Ok(Some(WrongAgain { says, left }));
    let Some(token) = super::context::link_token(&link) else { return wrong(say!("open_again.press"), left) };
    match backend::photo_requests::check_identity(&b, &token, &dob, unknown_tries(left)).await? {
        IdentityCheck::Yes { photo_request, .. } => {
            super::context::confirm(&super::context::session().await?, &b, photo_request).await?;
            Ok(None)
        }
        IdentityCheck::No { tries_left: 1 } => wrong(say!("check.wrong_last"), Some(1)),
        IdentityCheck::No { tries_left } => {
            wrong(say!("check.wrong", left = &tries_left.to_string()), Some(tries_left))
        }
        IdentityCheck::Locked => wrong(say!("check.locked"), Some(0)),
        IdentityCheck::NotADate(error) => wrong(say!(&format!("check.date.{}", error.code())), left),
    }
}

#[server(endpoint = "patient/consent", input = PostUrl)]
pub async fn give_consent(link: String, #[server(default)] choices: ConsentChoices) -> Result<(), AppError> {
    let Some((b, actor)) = super::kept_words::asker_on(&link, "before", None).await? else { return Ok(()) };
    let page = match backend::photo_requests::consent(&b, &actor, choices).await {
        Ok(()) => "questions".to_owned(),
        // What else was ticked stays ticked.
        Err(backend::Error::Invalid(_)) => {
            format!("before?care=missing&referral={}&teaching={}", choices.referral, choices.teaching)
        }
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&format!("/p/{link}/{page}"));
    Ok(())
}

/// The patient changes what they allow, once their photos are there.
#[server(endpoint = "patient/consent/change", input = PostUrl)]
pub async fn change_consent(link: String, #[server(default)] choices: ConsentChoices) -> Result<(), AppError> {
    let Some((b, actor)) = super::kept_words::asker_on(&link, "news", None).await? else { return Ok(()) };
    backend::photo_requests::change_consent(&b, &actor, choices).await?;
    super::context::redirect(&format!("/p/{link}/news?chosen=1#choices"));
    Ok(())
}

/// The patient says no, having been told how many photos go.
#[server(endpoint = "patient/decline", input = PostUrl)]
pub async fn decline_photos(link: String, photos: u32) -> Result<(), AppError> {
    let Some((b, actor)) = super::kept_words::asker_on(&link, "before", None).await? else { return Ok(()) };
    let page = match backend::photo_requests::decline(&b, &actor, photos).await {
        Ok(()) => "before",
        // Another photo came meanwhile: asked again, with the right number.
        Err(backend::Error::Stale) => "before?decline=1",
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&format!("/p/{link}/{page}"));
    Ok(())
}

#[server(endpoint = "patient/answers", input = PostUrl)]
pub async fn answer_questions(link: String, #[server(default)] answers: Response) -> Result<(), AppError> {
    let words = super::kept_words::KeptWords::Answers(answers.clone());
    let Some((b, actor)) = super::kept_words::asker_on(&link, "questions", Some(&words)).await? else { return Ok(()) };
    let page = match backend::photo_requests::answer_questions(&b, &actor, answers).await {
        Ok(()) => {
            super::kept_words::forget();
            "photos"
        }
        // What was typed is there to be mended, and the page says what is wrong with it.
        Err(backend::Error::Invalid(_)) if super::kept_words::keep(&b, &link, &words) => "questions?wrong=1",
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&format!("/p/{link}/{page}"));
    Ok(())
}

/// Takes one picture out again, before sending.
#[server(endpoint = "patient/remove", input = PostUrl)]
pub async fn remove_picture(link: String, image: ImageId) -> Result<(), AppError> {
    let (b, actor) = super::context::link_asker(&link).await?;
    backend::images::remove(&b, &actor, image).await?;
    super::context::redirect(&format!("/p/{link}/photos"));
    Ok(())
}

/// "It has changed." The page that opens says what was done, or that nothing was.
#[server(endpoint = "patient/changed", input = PostUrl)]
pub async fn report_change(link: String, #[server(default)] change: Response) -> Result<(), AppError> {
    let words = super::kept_words::KeptWords::Changed(change.clone());
    let Some((b, actor)) = super::kept_words::asker_on(&link, "news", Some(&words)).await? else { return Ok(()) };
    let page = match backend::photo_requests::report_change(&b, &actor, &change).await {
        Ok(()) => {
            super::kept_words::forget();
            "news?told=1#changed"
        }
        // What was typed is there to be mended.
        Err(backend::Error::Invalid(problems)) if super::kept_words::keep(&b, &link, &words) => {
            let is_often = problems.iter().any(|problem| problem.field == "changes");
            if is_often { "news?told=often#changed" } else { "news?told=wrong#changed" }
        }
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&format!("/p/{link}/{page}"));
    Ok(())
}

/// Sends everything to the practice; the link takes no more pictures from then on.
#[server(endpoint = "patient/send", input = PostUrl)]
pub async fn send_pictures(link: String) -> Result<(), AppError> {
    let Some((b, actor)) = super::kept_words::asker_on(&link, "review", None).await? else { return Ok(()) };
    let page = match backend::photo_requests::send(&b, &actor).await {
        Ok(()) => "news",
        Err(backend::Error::Invalid(problems)) if problems.iter().any(|it| it.field == "photos") => "photos?none=1",
        Err(backend::Error::Invalid(_)) => "questions?wrong=1",
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&format!("/p/{link}/{page}"));
    Ok(())
}

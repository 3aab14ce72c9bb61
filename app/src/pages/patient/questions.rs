use domain::case::Problem;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use locales::say;

use super::{
    frame::{Frame, Heading, JourneyForm, NotSent, Visit},
    journey::Page,
};
use crate::{
    api::{kept_words::KeptWords, patient::AnswerQuestions},
    components::ErrorSummary,
    features::forms::{FormItems, wrong_in_words},
};

/// The patient's own few answers, as the link's form asks for them.
#[component]
pub fn Questions() -> impl IntoView {
    view! { <Frame page=Page::Questions show/> }
}

fn show(visit: Visit) -> AnyView {
    let Some(form) = visit.page.form.clone() else { return ().into_any() };
    let kept = match visit.kept.clone() {
        Some(KeptWords::Answers(answers)) => Some(answers),
        Some(KeptWords::Changed(_)) | None => None,
    };
    let is_wrong = use_query_map().read_untracked().get("wrong").is_some();
    let not_sent = (kept.is_some() && !is_wrong).then(|| view! { <NotSent text=say!("unsent.words")/> });
    let response = kept.unwrap_or_else(|| visit.page.answers.clone());
    let wrongs: Vec<(String, String)> = if is_wrong {
        let wrongs = form.wrongs(&response, visit.page.today).into_iter();
        wrongs.map(|(item, wrong)| (item.link_id.clone(), wrong_in_words(item, &wrong))).collect()
    } else {
        Vec::new()
    };
    let problems: Vec<Problem> = wrongs.iter().map(|(field, sentence)| Problem::new(field, sentence)).collect();
    let site = visit.page.site.clone();
    view! {
        {not_sent}
        <ErrorSummary problems=Signal::stored(problems) title=say!("form.problem")/>
        <Heading text=form.title.clone()/>
        <p>
            {(!site.is_empty()).then(|| say!("questions.about", site = &site))}" "{say!("questions.hint")}
        </p>
        <JourneyForm action=AnswerQuestions::url() link=visit.link button=say!("questions.button")>
            <FormItems form response name="answers" wrongs/>
        </JourneyForm>
    }
    .into_any()
}

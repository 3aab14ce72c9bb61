use std::collections::{HashMap, hash_map::Entry};

use domain::{
    case::{Fact, State},
    forms::{Checked, Response},
    person::Mobile,
    photo_request::{LinkStatus, Purpose},
    view::{PhotoRequestView, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{link::rules, reminders::reminded, text_patient::delivery_key};
use crate::{
    Error,
    db::{cases::Case, photo_requests::PhotoRequest, texts::Texts},
    forms,
};

/// Those of a case's links that were texted, the newest first, as its clinicians see them, beside what became of its
/// texts; `may_text` where another could be sent.
pub(crate) async fn views(
    connection: &mut AnyConnection,
    case: &Case,
    (links, texts): (&[PhotoRequest], &Texts),
    may_text: bool,
    now: Timestamp,
) -> Result<Vec<PhotoRequestView>, Error> {
    let (mut views, mut asked) = (Vec::new(), HashMap::new());
    for request in links.iter().filter(|request| request.link.purpose != Purpose::Phone) {
        let form = match asked.entry(request.questionnaire.as_deref()) {
            Entry::Occupied(form) => form.into_mut(),
            Entry::Vacant(place) => place.insert(forms::questions(connection, request).await?),
        };
        let mut view = view(request, form, &case.state, now);
        view.reminded = reminded(request, texts);
        // Unless somebody has used it all the same.
        if view.open
            && request.consent.is_none()
            && let Some(why) = texts.lost(&delivery_key(request.id))
        {
            let call = request.mobile.parse::<Mobile>().map_or("Call them".to_owned(), |it| format!("Call {it}"));
            view.state = why.to_do(&call, may_text);
        }
        views.push(view);
    }
    Ok(views)
}

pub(super) fn view(request: &PhotoRequest, form: &Checked, case: &State, now: Timestamp) -> PhotoRequestView {
    let status = request.status(case, now);
    let open = status == LinkStatus::TakesPictures;
    let state = if open && request.is_declined() {
        "The patient said no to sharing photos".to_owned()
    } else {
        request.link.words(status, request.taken, &rules())
    };
    PhotoRequestView {
        id: request.id,
        sent_to: match request.mobile.parse::<Mobile>() {
            Ok(mobile) => format!("Text to {mobile}"),
            Err(_) => "Text".to_owned(),
        },
        sent: When::at(request.created),
        state,
        open,
        locked: status == LinkStatus::Locked,
        may_withdraw: open || (status == LinkStatus::Locked && request.link.sent.is_none()),
        expires: When::at(request.link.expires),
        reminded: Vec::new(),
        answers: request.answers.as_ref().map(|answers| facts(form, answers)).unwrap_or_default(),
        consents: request.consent.as_ref().map(|consent| consent.facts()).unwrap_or_default(),
    }
}

/// What a patient answered; of a version that is no longer read only that there is something.
fn facts(form: &Checked, answers: &Response) -> Vec<Fact> {
    if answers.questionnaire.is_empty() || answers.questionnaire == form.canonical() {
        return form.facts(answers);
    }
    if answers.is_empty() {
        return Vec::new();
    }
    let value =
        "They were given to a form that cannot be read any longer, so none of them is shown. Ask the patient again";
    vec![Fact { label: "Patient’s answers".to_owned(), value: value.to_owned(), key: true }]
}

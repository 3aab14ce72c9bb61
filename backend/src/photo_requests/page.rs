use domain::{
    case::{Draft, Side, Site, State},
    forms::{FormKind, InitialFrom, Known},
    guide::Guide,
    ids::PhotoRequestId,
    image::View,
    photo_request::{LinkStatus, Purpose},
    time::london_day,
    view::{Asker, ImageView, PatientPage, Stage, When},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::AnyConnection;

use super::{
    link::{hash, rules},
    news::news,
};
use crate::{
    Backend, Error, db,
    db::{cases::Case, photo_requests::PhotoRequest},
    forms, images,
};

/// What a referrer's phone is for: every view that a practice can take.
const FOR_PHONES: &[View] = &[View::Overview, View::CloseUp, View::Dermoscopic, View::Lateral];

/// Everything a link's pages show, for a browser in which the links `confirmed` have had their date of birth given.
/// A token that nobody made shows the question for the date of birth, like one that somebody made.
pub async fn page(b: &Backend, token: &str, confirmed: &[PhotoRequestId]) -> Result<PatientPage, Error> {
    let mut connection = b.db().read().await?;
    let Some(request) = db::photo_requests::by_token(&mut connection, &hash(token)).await? else {
        return Ok(empty(Asker::default(), Stage::Check { tries_left: None, sent: None }, Purpose::Patient));
    };
    let now = b.clock().now();
    let case = db::cases::find(&mut connection, request.case).await?.ok_or(Error::NotFound)?;
    let practice = db::organisations::practice(&mut connection, case.practice).await?;
    let asker = Asker { practice: practice.name, phone: practice.phone, hours: practice.hours };
    let confirmed = confirmed.contains(&request.id);
    let stage = stage(&mut connection, &request, &case, confirmed, now).await?;
    let mut page = empty(asker, stage, request.link.purpose);
    if matches!(page.stage, Stage::Check { .. } | Stage::Locked | Stage::Expired | Stage::Stopped) {
        return Ok(page);
    }
    page.site = site(&case.draft);
    page.guide = Guide::of(&case.draft.findings());
    if page.is_phone {
        let who = case.draft.identity().initials_and_year(london_day(now));
        page.about = format!("{who}, case {}", case.id.short());
    }
    page.images = images::views(&mut connection, &request.actor(), &case).await?;
    page.unfinished = unfinished(&mut connection, request.id, &page.images, now).await?;
    if request.link.purpose == Purpose::Round && page.stage == Stage::Photos {
        (page.views, page.before) = again(&mut connection, &request, &case).await?;
    }
    page.until = Some(When::at(request.link.expires));
    page.consents = request.consent.as_ref().map(|consent| consent.choices);
    page.today = london_day(now);
    match (&page.stage, &request.answers) {
        (Stage::News(_), _) => {
            page.consents = super::link::allowed(&mut connection, &case).await?;
            let service = forms::service_of(&case);
            let form = forms::current(&mut connection, service, FormKind::HasChanged).await?;
            page.answers = form.begin(Known { patient: &case.draft, last: None });
            page.form = Some(form);
        }
        (Stage::Questions | Stage::Photos, answers) if !page.is_phone => {
            let form = forms::questions(&mut connection, &request).await?;
            page.answers = match answers {
                Some(answers) => answers.clone(),
                None => {
                    let before = if form.begins_with(InitialFrom::LastAnswer) {
                        db::photo_requests::of_case(&mut connection, case.id).await?
                    } else {
                        Vec::new()
                    };
                    let last = before.iter().find_map(|link| link.answers.as_ref());
                    form.begin(Known { patient: &case.draft, last })
                }
            };
            page.form = Some(form);
        }
        (
            Stage::Questions
            | Stage::Photos
            | Stage::Before
            | Stage::Declined
            | Stage::Check { .. }
            | Stage::Locked
            | Stage::Expired
            | Stage::Stopped,
            _,
        ) => {}
    }
    Ok(page)
}

/// What a round asks for, and the patient's own last picture of each view, to take it again in the same way.
async fn again(
    connection: &mut AnyConnection,
    request: &PhotoRequest,
    case: &Case,
) -> Result<(Vec<View>, Vec<ImageView>), Error> {
    let Some(plan) = db::monitoring::open_of(connection, case.id).await? else { return Ok(Default::default()) };
    let case = Case { round: Some(request.id), ..case.clone() };
    let mut all = images::views(connection, &request.actor(), &case).await?;
    let own = db::images::of_case(connection, case.id).await?;
    let is_own = |id| own.iter().any(|image| image.id == id && image.photo_request == Some(request.id));
    all.retain(|image| !is_own(image.id) && image.lesion == plan.plan.lesion && plan.plan.views.contains(&image.view));
    Ok((plan.plan.views, all))
}

/// Where on the body, in the patient's words.
fn site(draft: &Draft) -> String {
    let Ok(site) = draft.response.typed("site").parse::<Site>() else { return String::new() };
    let words = locales::say!(&format!("site.{}", site.as_str()));
    match draft.response.typed("side").parse::<Side>() {
        Ok(side) if site.has_side() => locales::say!(&format!("site.{}", side.as_str()), site = &words),
        Ok(_) | Err(_) => words,
    }
}

fn empty(asker: Asker, stage: Stage, purpose: Purpose) -> PatientPage {
    let is_round = purpose == Purpose::Round;
    let (is_phone, views) = match purpose {
        Purpose::Patient | Purpose::Round | Purpose::News => (false, View::FOR_PATIENTS.to_vec()),
        Purpose::Phone => (true, FOR_PHONES.to_vec()),
    };
    let (about, site, guide, images, before, unfinished, form, answers, today, consents, until) = Default::default();
    PatientPage {
        asker,
        stage,
        is_phone,
        about,
        site,
        views,
        guide,
        images,
        before,
        is_round,
        unfinished,
        form,
        answers,
        today,
        consents,
        until,
    }
}

/// Uploads that were begun and not finished: a page was closed, a phone's battery ended. Not those after which another
/// picture of the same view came: it was chosen in its place.
async fn unfinished(
    connection: &mut AnyConnection,
    request: PhotoRequestId,
    images: &[ImageView],
    now: Timestamp,
) -> Result<Vec<View>, Error> {
    let begun = db::uploads::unfinished_of_link(connection, request, now).await?;
    let views = begun.into_iter().filter(|upload| {
        // Both are numbered by time.
        !images.iter().any(|image| image.view == upload.details.view && image.id.0 > upload.id.0)
    });
    Ok(views.map(|upload| upload.details.view).collect())
}

/// The practice has taken the request back not long ago: whoever has the link is told so, and not that it is too old.
fn is_stopped(case: &Case, now: Timestamp) -> bool {
    let days = SignedDuration::from_hours(24 * i64::from(rules().news_days));
    matches!(case.state, State::Withdrawn { at, .. } if now <= at + days)
}

async fn stage(
    connection: &mut AnyConnection,
    request: &PhotoRequest,
    case: &Case,
    confirmed: bool,
    now: Timestamp,
) -> Result<Stage, Error> {
    let status = if confirmed { request.confirmed_status(&case.state, now) } else { request.status(&case.state, now) };
    Ok(match (status, request.link.purpose) {
        (LinkStatus::Expired, Purpose::Patient | Purpose::Round) if is_stopped(case, now) => Stage::Stopped,
        (LinkStatus::Locked, _) => Stage::Locked,
        (LinkStatus::Withdrawn | LinkStatus::Expired, _) => Stage::Expired,
        (LinkStatus::TakesPictures | LinkStatus::ShowsNews, Purpose::Phone) => Stage::Photos,
        (LinkStatus::TakesPictures | LinkStatus::ShowsNews, Purpose::Patient | Purpose::Round | Purpose::News)
            if !confirmed =>
        {
            let tries_left = (request.link.wrong_dates > 0).then(|| request.link.tries_left(&rules()));
            Stage::Check { tries_left, sent: request.link.sent.map(When::at) }
        }
        (LinkStatus::ShowsNews, Purpose::Patient | Purpose::Round | Purpose::News) => {
            Stage::News(news(connection, request, case, now).await?)
        }
        // No link to the news takes pictures.
        (LinkStatus::TakesPictures, Purpose::Patient | Purpose::Round | Purpose::News) => {
            match (&request.consent, &request.answers) {
                (None, _) => Stage::Before,
                (Some(_), _) if request.is_declined() => Stage::Declined,
                (Some(_), None) => Stage::Questions,
                (Some(_), Some(_)) => Stage::Photos,
            }
        }
    })
}

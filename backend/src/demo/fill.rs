use std::time::Duration;

use domain::{
    access::Actor,
    case::{Answer, AnswerDraft, Draft},
    command::{ConsentChoices, PatientAnswers},
    ids::{CaseId, ServiceId},
    person::Mobile,
    sla::ServiceRules,
    view::CaseView,
};
use jiff::{SignedDuration, Timestamp};

use super::{
    people::{PASSWORD, PEOPLE, PRACTICES, Place, SERVICE},
    phone_texts::links,
    pictures,
    story::{self, End, Story},
};
use crate::{
    Backend, Clock, Error,
    accounts::{self, NewAccount, Organisation},
    cases,
    db::{self, phone_texts::PhoneTextRow},
    images, organisations, outbox, photo_requests,
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Fills a demonstration's database with invented practices, people and cases; false when it was filled before. Each case lives
/// its life through the same use cases that real ones do, at its own time in the past.
pub async fn fill(b: &Backend) -> Result<bool, Error> {
    if !b.settings().demonstration {
        return Err(Error::NotFound);
    }
    let Some((people, service)) = settle(b).await? else { return Ok(false) };
    let stories = story::all()?;
    for (number, story) in stories.iter().enumerate() {
        let past = b.at(Clock::stopped(b.clock().now() - SignedDuration::from_hours(story.hours_ago)));
        // Every second case is the other specialist's.
        let cast = Cast { referrer: people[story.referrer], specialist: people[4 + number % 2], service };
        live(&past, story, number, &cast).await?;
        tracing::info!(case = number + 1, of = stories.len(), "demonstration case made");
    }
    Ok(true)
}

/// Who takes part in a story.
struct Cast {
    referrer: Actor,
    specialist: Actor,
    service: ServiceId,
}

/// Practices, service and accounts; None when they are there already.
async fn settle(b: &Backend) -> Result<Option<(Vec<Actor>, ServiceId)>, Error> {
    if db::accounts::by_email(&mut *b.db().read().await?, PEOPLE[0].email).await?.is_some() {
        return Ok(None);
    }
    let mut practices = Vec::new();
    for details in &PRACTICES {
        practices.push(organisations::create_practice(b, details.name, details.phone).await?);
    }
    let service = organisations::create_service(b, SERVICE, ServiceRules::default()).await?;
    let mut people = Vec::new();
    for person in &PEOPLE {
        let works_for = match person.place {
            Place::Practice(index) => Organisation::Practice(practices[index]),
            Place::Service => Organisation::Service(service),
        };
        let new = NewAccount { email: person.email, password: PASSWORD, name: person.name, works_for };
        people.push(accounts::me(b, accounts::create(b, new).await?).await?.0);
    }
    Ok(Some((people, service)))
}

/// One case from its start to as far as it has come.
async fn live(b: &Backend, story: &Story, number: usize, cast: &Cast) -> Result<(), Error> {
    let draft = story.draft(cast.service, number);
    let case = cases::start(b, &cast.referrer).await?;
    b.clock().advance(3 * MINUTE);
    cases::save_draft(b, &cast.referrer, case, 1, draft.clone()).await?;
    if matches!(story.end, End::Draft) {
        return Ok(());
    }
    b.clock().advance(MINUTE);
    let asked = b.clock().now();
    photo_requests::text_patient(b, &cast.referrer, case).await?;
    let link = link_texted_to(b, &draft.mobile, asked).await?;
    if matches!(story.end, End::Asked) {
        return Ok(());
    }
    b.clock().advance(HOUR);
    send_photos(b, (story, number), draft, case, &link).await?;
    if matches!(story.end, End::Arrived) {
        return Ok(());
    }
    b.clock().advance(HOUR);
    let version = cases::request(b, &cast.referrer, case).await?.version;
    cases::submit(b, &cast.referrer, case, version).await?;
    b.clock().advance(5 * HOUR);
    match story.end {
        End::Draft | End::Asked | End::Arrived | End::Waiting => Ok(()),
        End::Withdrawn => cases::withdraw(b, &cast.referrer, case).await,
        End::More | End::Answered => answer(b, &cast.specialist, case, &story.answer).await,
        End::Read => {
            answer(b, &cast.specialist, case, &story.answer).await?;
            b.clock().advance(2 * HOUR);
            cases::acknowledge(b, &cast.referrer, case).await
        }
    }
}

/// The address in the text that this number received since then. The outbox is emptied first; a server that works on it
/// at the same time is waited for.
pub(super) async fn link_texted_to(b: &Backend, mobile: &str, since: Timestamp) -> Result<String, Error> {
    let number: Mobile = mobile.parse().map_err(|_| Error::NotFound)?;
    for _ in 0..50 {
        while outbox::run_once(b).await? {}
        let texts = db::phone_texts::newest(&mut *b.db().read().await?).await?;
        let is_ours = |text: &&PhoneTextRow| text.recipient == number.e164() && text.at >= since.as_millisecond();
        let ours = texts.iter().filter(is_ours);
        if let Some(link) = ours.flat_map(|text| links(&text.body)).next() {
            return Ok(link);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(Error::NotFound)
}

/// What the patient does with the link.
async fn send_photos(
    b: &Backend,
    (story, number): (&Story, usize),
    draft: Draft,
    case: CaseId,
    link: &str,
) -> Result<(), Error> {
    let token = link.rsplit('/').next().unwrap_or_default();
    let confirmed = match photo_requests::check_identity(b, token, &draft.dob, 0).await? {
        photo_requests::IdentityCheck::Yes { photo_request, .. } => photo_request,
        _ => return Err(Error::NotFound),
    };
    let patient = photo_requests::link_actor(b, token, &[confirmed]).await?;
    let choices = ConsentChoices { care: true, referral: true, teaching: number.is_multiple_of(3) };
    photo_requests::consent(b, &patient, choices).await?;
    let answers = PatientAnswers {
        duration: draft.duration,
        changed: "yes".to_owned(),
        itch: number.is_multiple_of(2),
        ..PatientAnswers::default()
    };
    photo_requests::answer_questions(b, &patient, answers).await?;
    for (file, details) in pictures::draw(story, number).await? {
        b.clock().advance(MINUTE);
        images::receive(b, &patient, case, file, details).await.map_err(|error| Error::Internal(error.into()))?;
    }
    photo_requests::send(b, &patient).await
}

async fn answer(b: &Backend, specialist: &Actor, case: CaseId, answer: &Answer) -> Result<(), Error> {
    cases::mark_opened(b, specialist, case).await?;
    let CaseView { version, answer_key, answerable, .. } = cases::show(b, specialist, case).await?;
    let mut draft = AnswerDraft::of(answer.clone());
    draft.confirmed = draft.to_confirm(&answerable);
    cases::answer(b, specialist, case, version, answer_key, draft).await?;
    // Until it stands, and whoever is to be told has been told.
    b.clock().advance(MINUTE);
    while outbox::run_once(b).await? {}
    Ok(())
}

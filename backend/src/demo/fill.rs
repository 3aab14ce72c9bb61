use std::time::Duration;

use domain::{
    access::Actor,
    appointments::BookingForm,
    case::{Answer, AnswerDraft, Draft, Party},
    clock::Calendar,
    command::{DateFields, PictureDetails},
    conclusion::ConclusionForm,
    forms::Response,
    hub::{AskForm, Exclusion},
    ids::{CaseId, FormKey, OrganisationId, ServiceId},
    image::View,
    organisation::OrganisationKind,
    person::Mobile,
    policy::Policy,
    review,
    role::Role,
    time::london_day,
    view::CaseView,
};
use futures::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    hours::{Hours, by_day},
    people::{DESK, HUB, PASSWORD, PEOPLE, PRACTICES, SERVICE, Workplace, somebody_is_away},
    phone_texts::links,
    pictures,
    story::{self, AtHub, End, Story},
};
use crate::{
    Backend, Clock, Error,
    accounts::{self, Manager, NewAccount},
    appointments::{self, Tried},
    cases,
    db::{self, phone_texts::PhoneTextRow},
    delivery::outbox,
    hub, images, messages, monitoring,
    organisations::{self, NewOrganisation},
    photo_requests,
};

/// So many stories' pictures are drawn while those before them are lived.
const AHEAD: usize = 2;

type Drawn = Vec<(bytes::Bytes, PictureDetails)>;

/// Fills a demonstration's database with invented practices, people and cases; false when it was filled before. Each case lives
/// its life through the same use cases that real ones do, at its own time in the past.
pub async fn fill(b: &Backend) -> Result<bool, Error> {
    if !b.settings().demonstration {
        return Err(Error::NotFound);
    }
    let now = b.clock().now();
    // Everybody has worked there since before the first case.
    let before = b.at(Clock::stopped(now - SignedDuration::from_hours(24 * 60)));
    let Some((people, service, hub)) = settle(&before).await? else { return Ok(false) };
    let stories = story::all()?;
    let drawn = stories.iter().enumerate().map(|(number, story)| pictures::draw(story, number, now));
    let mut drawn = stream::iter(drawn).buffered(AHEAD);
    for (number, story) in stories.iter().enumerate() {
        let Some(pictures) = drawn.next().await else { break };
        let began = now - SignedDuration::from_hours(story.hours_ago);
        let past = b.at(Clock::stopped(by_day(began)));
        // Every second case is the other specialist's.
        let cast = Cast {
            referrer: people[story.referrer],
            specialist: people[4 + number % 2],
            colleague: people[5 - number % 2],
            clerk: people[6],
            trainee: people[7],
            photographer: people[8],
            hub,
            today: london_day(now),
        };
        let draft = story.draft(service, number, &stories);
        live(&past, Hours::new(&past, began), story, draft, pictures?, &cast).await?;
        tracing::info!(case = number + 1, of = stories.len(), "demonstration case made");
    }
    somebody_is_away(b, &people, now).await?;
    Ok(true)
}

/// Who takes part in a story.
struct Cast {
    referrer: Actor,
    specialist: Actor,
    /// The other specialist.
    colleague: Actor,
    clerk: Actor,
    trainee: Actor,
    photographer: Actor,
    hub: OrganisationId,
    /// When whoever comes to the hub is expected.
    today: Date,
}

/// Practices, service, what belongs to it, and accounts; None when they are there already.
async fn settle(b: &Backend) -> Result<Option<(Vec<Actor>, ServiceId, OrganisationId)>, Error> {
    if db::accounts::id_by_email(&mut *b.db().read().await?, PEOPLE[0].email).await?.is_some() {
        return Ok(None);
    }
    let mut practices = Vec::new();
    for details in &PRACTICES {
        practices.push(organisations::create_practice(b, details.name, details.phone).await?);
    }
    let mut rules = Policy::default();
    // Every one, so that whoever tries it out finds one.
    rules.tasks.second_reading_percent = 100;
    let service = organisations::create_service(b, SERVICE, rules).await?;
    let desk = NewOrganisation {
        kind: OrganisationKind::BookingDesk,
        name: DESK.name,
        ods_code: "",
        phone: DESK.phone,
        parent: Some(service.into()),
    };
    let desk = organisations::create(b, Manager::Operator, desk).await?;
    let hub = NewOrganisation {
        kind: OrganisationKind::PhotographyHub,
        name: HUB.name,
        ods_code: "",
        phone: HUB.phone,
        parent: Some(service.into()),
    };
    let hub = organisations::create(b, Manager::Operator, hub).await?;
    let mut people = Vec::new();
    for person in &PEOPLE {
        let (role, organisation): (_, OrganisationId) = match person.workplace {
            Workplace::Practice(index) => (Role::Referrer, practices[index].into()),
            Workplace::Service => (Role::Specialist, service.into()),
            Workplace::Training => (Role::Trainee, service.into()),
            Workplace::Desk => (Role::BookingClerk, desk),
            Workplace::Hub => (Role::Photographer, hub),
        };
        let new = NewAccount {
            email: person.email,
            password: PASSWORD,
            name: person.name,
            role,
            organisation: Some(organisation),
        };
        people.push(accounts::me(b, accounts::create(b, new).await?).await?.0);
    }
    Ok(Some((people, service, hub)))
}

/// One case from its start to as far as it has come.
async fn live(
    b: &Backend,
    mut time: Hours<'_>,
    story: &Story,
    draft: Draft,
    pictures: Drawn,
    cast: &Cast,
) -> Result<(), Error> {
    let case = cases::start(b, &cast.referrer).await?;
    time.minutes(3);
    cases::save_draft(b, &cast.referrer, case, 1, draft.clone()).await?;
    if story.end == End::Draft {
        return at_hub(b, &mut time, story, cast, case).await;
    }
    time.minutes(1);
    let asked = b.clock().now();
    photo_requests::text_patient(b, &cast.referrer, case).await?;
    let link = link_texted_to(b, &draft.mobile, asked).await?;
    if story.end == End::Asked {
        return Ok(());
    }
    time.hours(1);
    let token = link.rsplit('/').next().unwrap_or_default();
    if story.end == End::Locked {
        return lock(b, token).await;
    }
    let patient = open(b, token, &draft).await?;
    if story.end == End::Declined {
        photo_requests::decline(b, &patient, 0).await?;
        return at_hub(b, &mut time, story, cast, case).await;
    }
    let again = if story.followed_up { pictures.clone() } else { Drawn::new() };
    send_photos(b, &mut time, story, case, &patient, cast, pictures).await?;
    if story.end == End::Arrived {
        return Ok(());
    }
    time.hours(1);
    let version = cases::request(b, &cast.referrer, case).await?.version;
    cases::submit(b, &cast.referrer, case, version).await?;
    for (party, text) in &story.messages {
        let who = match party {
            Party::Practice => &cast.referrer,
            Party::Service => &cast.specialist,
        };
        time.hours(1);
        let now = b.clock().now();
        let (key, seen) = (FormKey(b.ids().new_id(now)), now.as_millisecond());
        messages::send(b, who, case, key, seen, text, None).await?;
    }
    time.hours(5);
    match story.end {
        End::Draft | End::Asked | End::Locked | End::Declined | End::Arrived => Ok(()),
        End::Waiting => review(b, story, cast, case).await,
        End::Withdrawn => cases::withdraw(b, &cast.referrer, case).await,
        End::More | End::Answered => answer(b, &mut time, &cast.specialist, case, &story.answer).await,
        End::Read => {
            answer(b, &mut time, &cast.specialist, case, &story.answer).await?;
            time.hours(2);
            cases::acknowledge(b, &cast.referrer, case).await?;
            book(b, &mut time, story, &cast.clerk, case).await?;
            follow_up(b, &mut time, story, &draft, case, again).await?;
            conclude(b, &mut time, story, &cast.specialist, case).await
        }
    }
}

/// What the clinicians of the service ask of each other before it is answered.
async fn review(b: &Backend, story: &Story, cast: &Cast, case: CaseId) -> Result<(), Error> {
    let now = b.clock().now();
    let key = || FormKey(b.ids().new_id(now));
    if let Some(prepared) = &story.prepared {
        let CaseView { version, answerable, .. } = cases::show(b, &cast.trainee, case).await?;
        let mut draft = AnswerDraft::of(prepared.clone());
        draft.confirmed = draft.to_confirm(&answerable);
        cases::prepare_answer(b, &cast.trainee, case, (version, key()), draft, None).await?;
    }
    if !story.opinion.is_empty() {
        let of = cast.colleague.account().map(|of| of.to_string()).unwrap_or_default();
        let form =
            review::AskForm { kind: "opinion".to_owned(), of, words: story.opinion.clone(), ..Default::default() };
        cases::ask_review(b, &cast.specialist, case, key(), &form).await?;
    }
    if let Some((days, words)) = &story.meeting {
        let meeting = Calendar::default().plus_working_days(london_day(now), *days).to_string();
        let form = review::AskForm { kind: "meeting".to_owned(), meeting, words: words.clone(), ..Default::default() };
        cases::ask_review(b, &cast.specialist, case, key(), &form).await?;
    }
    Ok(())
}

/// What the practice asks of the photography hub, and what that does about it.
async fn at_hub(b: &Backend, time: &mut Hours<'_>, story: &Story, cast: &Cast, case: CaseId) -> Result<(), Error> {
    let Some(so_far) = story.hub else { return Ok(()) };
    time.minutes(5);
    let now = b.clock().now();
    let form = AskForm {
        hub: cast.hub.to_string(),
        why: "An overview and a close-up with a ruler: the patient cannot take pictures themselves".to_owned(),
        excluded: Exclusion::ALL.iter().map(|each| (each.as_str().to_owned(), "no".to_owned())).collect(),
    };
    hub::ask(b, &cast.referrer, case, FormKey(b.ids().new_id(now)), (&form, 0)).await?;
    if so_far == AtHub::Booked {
        time.hours(1);
        let key = FormKey(b.ids().new_id(b.clock().now()));
        let place = "Photography, level 1, Northshire Hospital".to_owned();
        let form = BookingForm { day: cast.today.to_string(), time: "14:30".to_owned(), place };
        hub::book(b, &cast.photographer, case, key, &form).await?;
        while outbox::run_once(b).await? {}
    }
    Ok(())
}

/// What the desk does about a case that the service has taken over.
async fn book(b: &Backend, time: &mut Hours<'_>, story: &Story, clerk: &Actor, case: CaseId) -> Result<(), Error> {
    for contacted in &story.calls {
        time.hours(1);
        let key = FormKey(b.ids().new_id(b.clock().now()));
        appointments::contact(b, clerk, case, Tried { key, contacted: *contacted, note: "" }).await?;
    }
    if let Some(days) = story.appointment_in {
        time.hours(1);
        let now = b.clock().now();
        let day = Calendar::default().plus_working_days(london_day(now), days);
        let place = "Skin clinic, level 2, Northshire Hospital".to_owned();
        let form = BookingForm { day: day.to_string(), time: "10:40".to_owned(), place };
        appointments::book(b, clerk, case, FormKey(b.ids().new_id(now)), &form).await?;
        while outbox::run_once(b).await? {}
    }
    Ok(())
}

/// The plan asks its patient, who sends the same pictures again.
async fn follow_up(
    b: &Backend,
    time: &mut Hours<'_>,
    story: &Story,
    draft: &Draft,
    case: CaseId,
    pictures: Drawn,
) -> Result<(), Error> {
    let Some(weeks) = story.answer.weeks_to_wait().filter(|_| story.followed_up) else { return Ok(()) };
    // By day a little may be lost: the plan's time has come in any case.
    time.hours(weeks * 7 * 24 + 24);
    let asked = b.clock().now();
    monitoring::run_due(b).await?;
    let link = link_texted_to(b, &draft.mobile, asked).await?;
    time.hours(2);
    let patient = open(b, link.rsplit('/').next().unwrap_or_default(), draft).await?;
    photo_requests::consent(b, &patient, story.consents()).await?;
    photo_requests::answer_questions(b, &patient, Response::default()).await?;
    for (file, details) in pictures.into_iter().filter(|(_, details)| details.view != View::Dermoscopic) {
        time.minutes(1);
        images::receive(b, &patient, case, file, details).await.map_err(|error| Error::Internal(error.into()))?;
    }
    photo_requests::send(b, &patient).await
}

/// What the service says came of a patient whom it has taken over.
async fn conclude(
    b: &Backend,
    time: &mut Hours<'_>,
    story: &Story,
    specialist: &Actor,
    case: CaseId,
) -> Result<(), Error> {
    let Some(found) = &story.found else { return Ok(()) };
    time.hours(72);
    let now = b.clock().now();
    let day = london_day(now).to_string();
    let form = ConclusionForm { told: day.clone(), decided: day.clone(), ended: day, ..found.clone() };
    cases::conclude(b, specialist, case, FormKey(b.ids().new_id(now)), (&form, 0), true).await.map(drop)
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

/// Somebody opens the link who knows another date of birth.
async fn lock(b: &Backend, token: &str) -> Result<(), Error> {
    let wrong = DateFields { day: "1".into(), month: "1".into(), year: "1950".into() };
    while !matches!(photo_requests::check_identity(b, token, &wrong, 0).await?, photo_requests::IdentityCheck::Locked) {
    }
    Ok(())
}

/// The patient opens the link.
async fn open(b: &Backend, token: &str, draft: &Draft) -> Result<Actor, Error> {
    match photo_requests::check_identity(b, token, &draft.dob, 0).await? {
        photo_requests::IdentityCheck::Yes { photo_request, .. } => {
            photo_requests::link_actor(b, token, &[photo_request]).await
        }
        _ => Err(Error::NotFound),
    }
}

/// What the patient does with the link, and the pictures that the referrer adds.
async fn send_photos(
    b: &Backend,
    time: &mut Hours<'_>,
    story: &Story,
    case: CaseId,
    patient: &Actor,
    cast: &Cast,
    pictures: Drawn,
) -> Result<(), Error> {
    photo_requests::consent(b, patient, story.consents()).await?;
    photo_requests::answer_questions(b, patient, story.patient.clone()).await?;
    let (added, own): (Drawn, Drawn) = pictures.into_iter().partition(|(_, details)| details.view == View::Dermoscopic);
    for (file, details) in own {
        time.minutes(1);
        images::receive(b, patient, case, file, details).await.map_err(|error| Error::Internal(error.into()))?;
    }
    photo_requests::send(b, patient).await?;
    for (file, details) in added {
        time.minutes(5);
        let receive = images::receive(b, &cast.referrer, case, file, details);
        receive.await.map_err(|error| Error::Internal(error.into()))?;
    }
    Ok(())
}

async fn answer(
    b: &Backend,
    time: &mut Hours<'_>,
    specialist: &Actor,
    case: CaseId,
    answer: &Answer,
) -> Result<(), Error> {
    cases::mark_opened(b, specialist, case).await?;
    let CaseView { version, answer_key, answerable, .. } = cases::show(b, specialist, case).await?;
    let mut draft = AnswerDraft::of(answer.clone());
    draft.confirmed = draft.to_confirm(&answerable);
    cases::answer(b, specialist, case, version, answer_key, draft).await?;
    // Until it stands, and whoever is to be told has been told.
    time.minutes(1);
    while outbox::run_once(b).await? {}
    Ok(())
}

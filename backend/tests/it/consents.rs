//! What a patient allows, changed once their photos are there, and what follows from it.

use backend::{Error, appointments, cases, photo_requests};
use domain::{
    access::Actor,
    case::{Answer, AnswerDraft},
    command::ConsentChoices,
    ids::CaseId,
    view::AnswerSent,
};

use crate::{
    appointments::{booking, clerk, form, key, taken_over},
    support::{World, form_key, on_both, patient, send, upgrade},
};

on_both!(
    a_patient_changes_what_they_allow,
    who_wants_to_be_asked_is_asked_first,
    it_holds_for_every_link_of_the_case,
    it_goes_on_with_what_is_sent_on,
    what_cannot_be_changed_is_not,
);

const NOTHING_MORE: ConsentChoices = ConsentChoices { care: false, referral: false, teaching: false };

async fn seen(world: &World, token: &str, who: &Actor) -> Option<ConsentChoices> {
    let Actor::Patient { photo_request, .. } = who else { panic!("no patient") };
    photo_requests::page(&world.b, token, &[*photo_request]).await.unwrap().consents
}

/// As the practice reads each level.
async fn read(world: &World, case: CaseId) -> Vec<String> {
    let shown = cases::show(&world.b, &world.referrer, case).await.unwrap();
    let asked = shown.photo_requests.iter().find(|link| !link.consents.is_empty()).unwrap();
    asked.consents.iter().take(3).map(|fact| fact.value.clone()).collect()
}

async fn a_patient_changes_what_they_allow(world: World) {
    let b = &world.b;
    let (case, _, token, who) = patient::submitted(&world).await;
    assert_eq!(read(&world, case).await, ["Yes", "Yes", "No"]);
    let teaching = ConsentChoices { teaching: true, ..NOTHING_MORE };
    for _ in 0..2 {
        photo_requests::change_consent(b, &who, teaching).await.unwrap();
    }
    // Their care is not asked about there, and goes on.
    assert_eq!(read(&world, case).await, ["Yes", "No", "Yes"]);
    assert_eq!(seen(&world, &token, &who).await, Some(ConsentChoices { care: true, ..teaching }));
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().images.len(), 2);
    world.pass(60);
    photo_requests::change_consent(b, &who, NOTHING_MORE).await.unwrap();
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    let said: Vec<&str> =
        history.entries.iter().map(|it| it.what.as_str()).filter(|it| it.starts_with("Agrees now")).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("No longer: The hospital may arrange an appointment."), "{said:?}");
    assert!(said[1].contains("No longer: Teaching, without their name."), "{said:?}");
}

async fn who_wants_to_be_asked_is_asked_first(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, version, _, who) = patient::suspected(&world).await;
    photo_requests::change_consent(b, &who, NOTHING_MORE).await.unwrap();
    let answer = Answer { outcome: "urgent_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    let AnswerSent::Incomplete { problems } = send(b, &world.specialist, case, version, answer.clone()).await.unwrap()
    else {
        panic!("nobody was asked");
    };
    assert!(problems[0].message.starts_with("The patient has not agreed that the hospital books"), "{problems:?}");
    let answerable = cases::show(b, &world.specialist, case).await.unwrap().answerable;
    let mut draft = AnswerDraft::of(answer);
    draft.confirmed = draft.to_confirm(&answerable);
    let sent = cases::answer(b, &world.specialist, case, version, form_key(), draft).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
    world.pass(11);
    assert!(booking(&world, &clerk, case).await.asks_first);
    // Whoever says yes later is booked for.
    photo_requests::change_consent(b, &who, ConsentChoices { referral: true, ..NOTHING_MORE }).await.unwrap();
    assert!(!booking(&world, &clerk, case).await.asks_first);
    // And who says no once something is booked keeps it until somebody has spoken with them.
    appointments::book(b, &clerk, case, key(1), &form("2026-11-26", "11:00")).await.unwrap();
    photo_requests::change_consent(b, &who, NOTHING_MORE).await.unwrap();
    let page = booking(&world, &clerk, case).await;
    assert!(page.asks_first && page.progress.is_booked());
}

async fn it_holds_for_every_link_of_the_case(world: World) {
    let b = &world.b;
    let (case, token, first) = taken_over(&world).await;
    photo_requests::change_consent(b, &first, ConsentChoices { teaching: true, ..NOTHING_MORE }).await.unwrap();
    // A link to the news asks for no photos, and shows the same choices.
    cases::text_news(b, &world.referrer, case).await.unwrap();
    let other = patient::texted_token(b).await;
    let who = patient::confirmed(b, &other).await;
    let shown = seen(&world, &other, &who).await;
    assert_eq!(shown, Some(ConsentChoices { care: true, referral: false, teaching: true }));
    photo_requests::change_consent(b, &who, NOTHING_MORE).await.unwrap();
    // The first link is over; what was sent by it goes by what was said last.
    assert_eq!(seen(&world, &token, &first).await, None);
    assert_eq!(read(&world, case).await, ["Yes", "No", "No"]);
}

async fn it_goes_on_with_what_is_sent_on(world: World) {
    let b = &world.b;
    let (case, version, _, who) = patient::suspected(&world).await;
    let to = world.other_specialist.service().unwrap();
    let new = cases::send_on(b, &world.specialist, case, form_key(), (to, "Close to the eye.", version)).await.unwrap();
    let asks =
        async || cases::show(b, &world.other_specialist, new).await.unwrap().answerable.is_asked_before_booking();
    assert!(!asks().await);
    // Said by the link that they have, it is read by whoever has the request now.
    photo_requests::change_consent(b, &who, NOTHING_MORE).await.unwrap();
    assert!(asks().await);
    let version = cases::show(b, &world.other_specialist, new).await.unwrap().version;
    let answer = Answer { outcome: "urgent_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    let sent = send(b, &world.other_specialist, new, version, answer).await.unwrap();
    assert!(matches!(sent, AnswerSent::Incomplete { .. }), "{sent:?}");
}

async fn what_cannot_be_changed_is_not(world: World) {
    let b = &world.b;
    // While the link takes photos its own page asks.
    let (_, token) = patient::texted(&world).await;
    let who = patient::confirmed(b, &token).await;
    let refused = photo_requests::change_consent(b, &who, NOTHING_MORE).await;
    assert!(matches!(refused, Err(Error::Conflict)), "{refused:?}");
    photo_requests::decline(b, &who, 0).await.unwrap();
    let refused = photo_requests::change_consent(b, &who, NOTHING_MORE).await;
    assert!(matches!(refused, Err(Error::Conflict)), "{refused:?}");
    // Nobody else speaks for them.
    let refused = photo_requests::change_consent(b, &world.referrer, NOTHING_MORE).await;
    assert!(refused.is_err(), "{refused:?}");
}

//! What has had its time goes, and nothing that somebody still has to deal with.

use std::collections::BTreeMap;

use backend::{
    Error, audit, cases,
    events::Fault,
    images, photo_requests,
    retention::{self, erase_early},
};
use domain::{
    annotation::Overlay,
    audit::Access,
    case::{AmendmentKind, Answer, AnswerDraft, Draft, WrongPatientReason},
    command::ConsentChoices,
    ids::ImageId,
    image::View,
    retention::{Because, Rule},
};

use super::*;
use crate::support::{World, answer, form_key, on_both, patient, upgrade};

on_both!(
    a_request_that_was_never_sent_goes_after_ninety_days,
    a_request_with_a_link_waits_for_its_patient,
    records_go_by_who_they_are_about_and_what_was_found,
    nothing_goes_while_somebody_has_to_do_something,
    photos_that_nobody_has_looked_at_stay_until_somebody_has,
    a_record_stays_while_its_patient_is_to_be_told_and_a_correction_to_be_read,
    pictures_of_a_withdrawn_request_go_and_those_of_a_decision_stay,
    pictures_that_nobody_was_sent_go_and_the_others_stay,
    unsent_words_and_received_texts_go,
    the_log_of_accesses_begins_later_and_is_still_whole,
);

async fn a_request_that_was_never_sent_goes_after_ninety_days(world: World) {
    let (draft, _) = world.drafted().await;
    patient::add_picture(&world.b, &world.referrer, draft, View::CloseUp).await;
    let (taken_back, _) = world.drafted().await;
    cases::withdraw(&world.b, &world.referrer, taken_back).await.unwrap();
    let (touched, version) = world.drafted().await;
    at(&world, "2026-11-25T10:00:00Z");
    let form = Draft { question: "Is this safe to watch?".into(), ..world.draft() };
    cases::save_draft(&world.b, &world.referrer, touched, version, form).await.unwrap();

    at(&world, "2027-02-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    assert!(is_there(&world, draft).await && is_there(&world, taken_back).await);
    assert_eq!(files(&world), 3);
    at(&world, "2027-02-23T00:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::NeverSent, 2)]));
    assert!(!is_there(&world, draft).await && !is_there(&world, taken_back).await);
    assert_eq!(files(&world), 0, "the picture's files too");
    assert!(is_there(&world, touched).await);
    assert_eq!(faults(&world).await, []);
    at(&world, "2027-02-24T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::NeverSent));
    assert_eq!(faults(&world).await, []);
}

async fn a_request_with_a_link_waits_for_its_patient(world: World) {
    let (case, _) = world.drafted().await;
    at(&world, "2027-02-22T10:00:00Z");
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    deliver(&world).await;
    // Both reminders were wanted.
    at(&world, "2027-02-25T10:00:00Z");
    deliver(&world).await;
    at(&world, "2027-02-28T10:00:00Z");
    deliver(&world).await;
    // Seven days for the link, and ninety after those.
    at(&world, "2027-05-30T22:59:59Z");
    assert!(!goes(&world).await.contains_key(&Rule::NeverSent));
    at(&world, "2027-05-30T23:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::NeverSent), "midnight in London");
}

async fn records_go_by_who_they_are_about_and_what_was_found(world: World) {
    let adult = withdrawn(&world, world.draft()).await;
    let child = withdrawn(&world, born("2020", world.draft())).await;
    let seventeen = withdrawn(&world, born("2009", world.draft())).await;
    let suspected = withdrawn(&world, Draft { kind: "cancer".into(), concern: "very".into(), ..world.draft() }).await;
    let found = submitted(&world, world.draft()).await;
    answered(&world, found, Answer { nature: "uncertain".into(), ..upgrade() }).await;
    cases::refer(&world.b, &world.referrer, found).await.unwrap();
    cases::note_told(&world.b, &world.referrer, found).await.unwrap();
    let read = closed(&world).await;
    deliver(&world).await;
    assert_eq!(files(&world), 3);

    let days = [
        ("2034-11-24T23:59:59Z", "2034-11-25T00:00:00Z", vec![(Rule::AdultRecord, vec![adult, read])]),
        ("2035-05-01T22:59:59Z", "2035-05-01T23:00:00Z", vec![(Rule::ChildRecord, vec![seventeen])]),
        ("2045-05-01T22:59:59Z", "2045-05-01T23:00:00Z", vec![(Rule::ChildRecord, vec![child])]),
        ("2056-11-24T23:59:59Z", "2056-11-25T00:00:00Z", vec![(Rule::CancerRecord, vec![suspected, found])]),
    ];
    for (last_moment, first_moment, gone) in days {
        at(&world, last_moment);
        let mut early = goes(&world).await;
        early.retain(|rule, _| *rule != Rule::ReceivedTexts);
        assert_eq!(early, BTreeMap::new(), "{last_moment}");
        for case in gone.iter().flat_map(|(_, cases)| cases) {
            assert!(is_there(&world, *case).await, "{last_moment}");
        }
        at(&world, first_moment);
        let counts: BTreeMap<Rule, i64> =
            gone.iter().map(|(rule, cases)| (*rule, i64::try_from(cases.len()).unwrap())).collect();
        let mut now = goes(&world).await;
        now.remove(&Rule::Accesses);
        assert_eq!(now, counts, "{first_moment}");
        for case in gone.iter().flat_map(|(_, cases)| cases) {
            assert!(!is_there(&world, *case).await, "{first_moment}");
        }
        assert_eq!(faults(&world).await, [], "{first_moment}");
    }
    assert_eq!(files(&world), 0);
    assert_eq!(number(&world, "SELECT COUNT(*) FROM cases").await, 0);
}

async fn nothing_goes_while_somebody_has_to_do_something(world: World) {
    let waits = submitted(&world, world.draft()).await;
    let unread = submitted(&world, world.draft()).await;
    answered(&world, unread, answer()).await;
    let to_refer = submitted(&world, world.draft()).await;
    answered(&world, to_refer, upgrade()).await;
    cases::acknowledge(&world.b, &world.referrer, to_refer).await.unwrap();
    let wrong = withdrawn(&world, world.draft()).await;
    cases::wrong_patient(&world.b, &world.referrer, wrong, WrongPatientReason::Details).await.unwrap();
    cases::settle_wrong_patient(&world.b, &world.referrer, wrong).await.unwrap();
    let changed = closed_with_a_change(&world).await;
    deliver(&world).await;
    assert!(matches!(erase_early(&world.b, wrong, Because::WrongPatient).await, Err(Error::Conflict)));
    assert!(matches!(erase_early(&world.b, changed, Because::PatientAsked).await, Err(Error::Conflict)));
    assert_eq!(retention::forgotten(&world.b).await.unwrap(), 0);
    at(&world, "2080-01-01T00:00:00Z");
    let mut now = goes(&world).await;
    now.retain(|rule, _| ![Rule::Accesses, Rule::ReceivedTexts].contains(rule));
    assert_eq!(now, BTreeMap::new());
    for case in [waits, unread, to_refer, wrong, changed] {
        assert!(is_there(&world, case).await);
    }
    assert_eq!(retention::forgotten(&world.b).await.unwrap(), 5, "and whoever runs it is told");
}

async fn photos_that_nobody_has_looked_at_stay_until_somebody_has(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    patient::send_photos(b, &who, case).await;
    // One whose patient never pressed Send keeps nobody waiting.
    let (unsent, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, unsent).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    let choices = ConsentChoices { care: true, referral: false, teaching: false };
    photo_requests::consent(b, &who, choices).await.unwrap();
    patient::add_picture(b, &who, unsent, View::CloseUp).await;
    deliver(&world).await;
    // The link is over, and nobody is reminded of it.
    at(&world, "2026-12-02T10:00:00Z");
    deliver(&world).await;
    at(&world, "2027-01-01T10:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::ReceivedTexts, 2)]));
    at(&world, "2028-01-01T10:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::NeverSent));
    assert!(is_there(&world, case).await && !is_there(&world, unsent).await);
    assert_eq!(retention::forgotten(b).await.unwrap(), 1, "and whoever runs it is told");

    cases::withdraw(b, &world.referrer, case).await.unwrap();
    deliver(&world).await;
    assert_eq!(retention::forgotten(b).await.unwrap(), 0);
    at(&world, "2028-02-10T10:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::ReceivedTexts));
    at(&world, "2028-04-01T10:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::NeverSent));
}

async fn a_record_stays_while_its_patient_is_to_be_told_and_a_correction_to_be_read(world: World) {
    let b = &world.b;
    let case = closed(&world).await;
    deliver(&world).await;
    let (kind, words) = (AmendmentKind::Addition, "Use a moisturiser.");
    cases::amend(b, &world.specialist, case, form_key(), kind, words).await.unwrap();
    deliver(&world).await;
    let erase = async || erase_early(b, case, Because::PatientAsked).await;
    assert!(matches!(erase().await, Err(Error::Conflict)), "not read");
    at(&world, "2040-01-01T00:00:00Z");
    assert!(!goes(&world).await.contains_key(&Rule::AdultRecord));
    assert_eq!(retention::forgotten(b).await.unwrap(), 1);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert!(matches!(erase().await, Err(Error::Conflict)), "the patient was told before it was added");
    at(&world, "2060-01-01T00:00:00Z");
    assert!(!goes(&world).await.contains_key(&Rule::AdultRecord));
    assert_eq!(retention::forgotten(b).await.unwrap(), 1);
    cases::note_told(b, &world.referrer, case).await.unwrap();
    assert_eq!(retention::forgotten(b).await.unwrap(), 0);
    erase().await.unwrap();
}

async fn pictures_of_a_withdrawn_request_go_and_those_of_a_decision_stay(world: World) {
    let b = &world.b;
    let with_picture = async || {
        let (case, _) = world.drafted().await;
        let image = patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
        world.send(case).await;
        (case, image)
    };
    let (unanswered, goes_away) = with_picture().await;
    images::annotate(b, &world.specialist, goes_away, 0, Overlay::default()).await.unwrap();
    let (asked, stays) = with_picture().await;
    answered(&world, asked, crate::support::ask_patient()).await;
    for case in [unanswered, asked] {
        cases::withdraw(b, &world.referrer, case).await.unwrap();
    }
    deliver(&world).await;
    assert_eq!(files(&world), 6);
    at(&world, "2027-02-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2027-02-23T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::WithdrawnPictures));
    assert_eq!(files(&world), 3);
    let read = async |image| images::read(b, &world.referrer, image, images::Size::Thumb).await;
    assert!(matches!(read(goes_away).await, Err(Error::NotFound)));
    assert!(read(stays).await.is_ok());
    assert_eq!(number(&world, "SELECT COUNT(*) FROM image_layers").await, 0);
    let history = cases::history(b, &world.referrer, unanswered).await.unwrap();
    assert_eq!((history.intact, history.entries.last().unwrap().what.as_str()), (true, "Removed a picture."));
    assert_eq!(faults(&world).await, []);
    assert_eq!(goes(&world).await, BTreeMap::new());
}

async fn pictures_that_nobody_was_sent_go_and_the_others_stay(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    let sent = patient::add_picture(b, &world.referrer, case, View::CloseUp).await;
    let unsent = patient::add_picture(b, &world.referrer, case, View::Overview).await;
    world.send(case).await;
    // As one that its patient had not sent yet when the request went.
    assert_eq!(run_sql(&world, format!("UPDATE images SET sent_at = NULL WHERE id = '{unsent}'")).await, 1);
    at(&world, "2027-02-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2027-02-23T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::UnsentPictures));
    let left: Vec<ImageId> =
        cases::show(b, &world.referrer, case).await.unwrap().images.iter().map(|it| it.id).collect();
    assert_eq!((left, files(&world)), (vec![sent], 3));
    assert_eq!(faults(&world).await, []);
}

async fn unsent_words_and_received_texts_go(world: World) {
    let b = &world.b;
    let case = closed(&world).await;
    let waits = submitted(&world, world.draft()).await;
    for case in [case, waits] {
        cases::save_answer(b, &world.colleague, case, AnswerDraft::of(answer())).await.unwrap();
    }
    let (asked, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, asked).await.unwrap();
    deliver(&world).await;
    let texts = number(&world, "SELECT COUNT(*) FROM phone_texts").await;
    assert!(texts > 0);
    at(&world, "2026-12-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2026-12-23T00:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::ReceivedTexts, texts)]));
    at(&world, "2027-02-22T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2027-02-23T00:00:00Z");
    assert_eq!(goes(&world).await, one(Rule::UnsentAnswers));
    assert_eq!(number(&world, "SELECT COUNT(*) FROM answer_drafts").await, 1, "where it can still be sent");
    assert_eq!(faults(&world).await, []);
}

async fn the_log_of_accesses_begins_later_and_is_still_whole(world: World) {
    let looks_at_lists = async |times| {
        for _ in 0..times {
            audit::record(&world.b, Some(&world.referrer), None, Access::ListSent);
        }
        audit::flush(&world.b).await.unwrap();
    };
    looks_at_lists(3).await;
    at(&world, "2026-11-25T10:00:00Z");
    looks_at_lists(2).await;
    at(&world, "2056-11-24T23:59:59Z");
    assert_eq!(goes(&world).await, BTreeMap::new());
    at(&world, "2056-11-25T00:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::Accesses, 3)]));
    assert_eq!(faults(&world).await, []);
    looks_at_lists(1).await;
    assert_eq!(faults(&world).await, [], "and goes on");
    at(&world, "2056-11-26T00:00:00Z");
    assert_eq!(goes(&world).await, BTreeMap::from([(Rule::Accesses, 2)]));
    looks_at_lists(1).await;
    assert_eq!(faults(&world).await, []);
    assert_eq!(number(&world, "SELECT MIN(seq) FROM access_log").await, 6);
    // Somebody takes one more off its beginning.
    run_sql(&world, "DELETE FROM access_log WHERE seq = 6").await;
    assert!(faults(&world).await.contains(&Fault::Missing(6)));
}

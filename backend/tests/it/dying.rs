//! A death is noted while somebody else changes the same patient's cases, and calls off what would have told them something.

use backend::{cases, patients, photo_requests};
use domain::{
    case::{Draft, WrongPatientReason},
    command::DateFields,
    ids::{CaseId, PatientId},
    patients::DetailsForm,
    view::CaseList,
};

use crate::support::{
    World, answer, nhs_number, on_both, patient, send,
    shown::{count, texts, told},
};

on_both!(
    a_death_and_who_saves_a_case_wait_for_each_other_and_not_for_ever,
    news_that_a_death_called_off_are_the_practices_to_tell,
);

fn died() -> DetailsForm {
    let deceased = DateFields { day: "1".into(), month: "11".into(), year: "2026".into() };
    DetailsForm { deceased, ..DetailsForm::default() }
}

async fn patient_of(world: &World, case: CaseId) -> PatientId {
    cases::show(&world.b, &world.referrer, case).await.unwrap().patient_id.unwrap()
}

/// Both call off the texts of the case and hold its patient.
async fn a_death_and_who_saves_a_case_wait_for_each_other_and_not_for_ever(world: World) {
    let (b, who, form) = (&world.b, &world.referrer, died());
    for round in 0..20 {
        let (case, version) = world.drafted().await;
        let id = patient_of(&world, case).await;
        photo_requests::text_patient(b, who, case).await.unwrap();
        let seen = patients::details(b, who, id, None).await.unwrap().version;
        let other = Draft { nhs_number: nhs_number(500 + round), name: "Bernard Ash".into(), ..world.draft() };
        let (noted, saved) =
            tokio::join!(patients::change(b, who, id, seen, &form), cases::save_draft(b, who, case, version, other),);
        // Whoever was second may find that the record went with its only case, or that it was changed: that is no fault.
        if let Err(error) = noted {
            assert!(matches!(error, backend::Error::Stale | backend::Error::NotFound), "{round}: {error:?}");
        }
        saved.unwrap();
        world.pass(3_600);
    }
    for round in 0..10 {
        let (case, ..) = patient::submitted(&world).await;
        let id = patient_of(&world, case).await;
        let seen = patients::details(b, who, id, None).await.unwrap().version;
        let (noted, closed) = tokio::join!(
            patients::change(b, who, id, seen, &form),
            cases::wrong_patient(b, who, case, WrongPatientReason::Pictures),
        );
        if let Err(error) = noted {
            assert!(matches!(error, backend::Error::Stale | backend::Error::NotFound), "{round}: {error:?}");
        }
        closed.unwrap();
        world.pass(3_600);
    }
}

async fn news_that_a_death_called_off_are_the_practices_to_tell(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (case, version, ..) = patient::submitted(&world).await;
    // Tuesday, 22:00: the text waits for the morning.
    world.pass(12 * 3_600);
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    cases::acknowledge(b, who, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0, "the text will tell them");
    let id = patient_of(&world, case).await;
    let seen = patients::details(b, who, id, None).await.unwrap().version;
    patients::change(b, who, id, seen, &died()).await.unwrap();
    world.pass(10 * 3_600);
    assert_eq!(texts(&world).await.len(), 1, "the link's own, of the day before");
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    let words = told(&world, case).await.words;
    assert!(words.contains("They have died: speak with their family"), "{words}");
    cases::note_told(b, who, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
    // What was told before the death stays told.
    let (other, version, ..) = patient::submitted(&world).await;
    send(b, &world.specialist, other, version, answer()).await.unwrap();
    world.pass(60);
    assert_eq!(texts(&world).await.len(), 3);
    cases::acknowledge(b, who, other).await.unwrap();
    let id = patient_of(&world, other).await;
    let seen = patients::details(b, who, id, None).await.unwrap().version;
    patients::change(b, who, id, seen, &died()).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
}

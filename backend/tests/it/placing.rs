//! Each case has its patient: found or made with what its form says, in the transaction that keeps it.

use backend::{Error, cases, retention::erase_early};
use domain::{
    case::Draft,
    command::{Correction, CorrectionReason, DateFields},
    ids::CaseId,
    patients::name_key,
    retention::Because,
};
use sqlx::{AssertSqlSafe, Executor};

use crate::support::{World, nhs_number, on_both, open};

on_both!(
    a_case_has_a_patient_from_its_first_moment,
    the_same_number_and_date_are_one_patient,
    the_same_number_with_another_date_is_never_joined,
    nobody_is_joined_without_a_number,
    a_form_that_another_case_depends_on_takes_nobody_along,
    a_correction_moves_one_case_alone,
    two_practices_have_two_records,
    two_forms_saved_at_once_have_one_patient,
    every_case_of_the_release_before_has_its_patient,
    a_patient_goes_with_their_last_case,
);

fn born(day: &str) -> DateFields {
    DateFields { day: day.into(), month: "3".into(), year: "1948".into() }
}

/// Somebody whose number is this one's.
fn form(world: &World, number: &str, day: &str, name: &str) -> Draft {
    Draft { nhs_number: number.into(), name: name.into(), dob: born(day), ..world.draft() }
}

async fn started(world: &World, draft: &Draft) -> (CaseId, i64) {
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    (case, saved(world, case, 1, draft).await)
}

async fn saved(world: &World, case: CaseId, version: i64, draft: &Draft) -> i64 {
    cases::save_draft(&world.b, &world.referrer, case, version, draft.clone()).await.unwrap().version
}

async fn one(world: &World, sql: String) -> Vec<String> {
    let rows: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut world.raw().await).await.unwrap();
    rows.into_iter().map(|(it,)| it).collect()
}

async fn patient_of(world: &World, case: CaseId) -> String {
    let found = one(world, format!("SELECT patient_id FROM cases WHERE id = '{case}'")).await;
    found.into_iter().next().unwrap()
}

async fn all(world: &World) -> Vec<String> {
    one(world, "SELECT name FROM patients ORDER BY name".into()).await
}

async fn a_case_has_a_patient_from_its_first_moment(world: World) {
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    let first = patient_of(&world, case).await;
    assert_eq!(all(&world).await, [""]);
    let version = saved(&world, case, 1, &form(&world, "", "12", "Zoë O’Brien")).await;
    let number = nhs_number(1);
    let version = saved(&world, case, version, &form(&world, &number, "12", "Zoë O’Brien")).await;
    assert_eq!(patient_of(&world, case).await, first, "what is typed on is typed of the same patient");
    assert_eq!(all(&world).await, ["Zoë O’Brien"]);
    assert_eq!(one(&world, "SELECT value FROM patient_identifiers".into()).await.join(" "), number);
    let keys = one(&world, "SELECT key FROM patient_names ORDER BY key".into()).await;
    let hex = |key: &str| key.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(keys, [hex("obrien zoe"), hex("zoe obrien")]);
    assert_eq!(name_key("zoe o'brien"), "zoe obrien");
    // A digit is mended while nobody else is this patient.
    let mended = nhs_number(2);
    saved(&world, case, version, &form(&world, &mended, "13", "O")).await;
    assert_eq!((patient_of(&world, case).await, all(&world).await), (first, vec!["O".to_owned()]));
    assert_eq!(one(&world, "SELECT value FROM patient_identifiers".into()).await, [mended]);
    assert_eq!(one(&world, "SELECT key FROM patient_names".into()).await, [hex("o")]);
}

async fn the_same_number_and_date_are_one_patient(world: World) {
    let number = nhs_number(1);
    let (first, _) = started(&world, &form(&world, &number, "12", "Ann Smith")).await;
    let typed = format!("{}-{} {}", &number[..3], &number[3..6], &number[6..]);
    let (second, version) = started(&world, &form(&world, &typed, "12", "Ann Jones")).await;
    assert_eq!(patient_of(&world, first).await, patient_of(&world, second).await);
    // A draft renames nobody whom another case speaks of; who sends it does.
    assert_eq!(all(&world).await, ["Ann Smith"]);
    let seen = cases::request(&world.b, &world.referrer, second).await.unwrap().same_number.unwrap().code;
    let draft = Draft { same_number_seen: seen, ..form(&world, &typed, "12", "Ann Jones") };
    let version = saved(&world, second, version, &draft).await;
    cases::submit(&world.b, &world.referrer, second, version).await.unwrap();
    assert_eq!(all(&world).await, ["Ann Jones"]);
}

async fn the_same_number_with_another_date_is_never_joined(world: World) {
    let number = nhs_number(1);
    let (first, _) = started(&world, &form(&world, &number, "12", "Ann Smith")).await;
    let (second, version) = started(&world, &form(&world, &number, "13", "Ann Smith")).await;
    assert_ne!(patient_of(&world, first).await, patient_of(&world, second).await);
    // It is asked about before it is sent.
    let Error::Invalid(problems) = cases::submit(&world.b, &world.referrer, second, version).await.unwrap_err() else {
        panic!("sent without a question")
    };
    assert!(problems.iter().any(|it| it.field == "same_number_seen"), "{problems:?}");
    // The date was the mistake: mended, it is the patient who was there.
    saved(&world, second, version, &form(&world, &number, "12", "Ann Smith")).await;
    assert_eq!(patient_of(&world, first).await, patient_of(&world, second).await);
    assert_eq!(all(&world).await, ["Ann Smith"], "the record that was made by mistake is gone");
}

async fn nobody_is_joined_without_a_number(world: World) {
    for number in ["", "12", "943 476 5918"] {
        let (first, _) = started(&world, &form(&world, number, "12", "Ann Smith")).await;
        let (second, _) = started(&world, &form(&world, number, "12", "Ann Smith")).await;
        assert_ne!(patient_of(&world, first).await, patient_of(&world, second).await, "{number}");
    }
    let number = nhs_number(1);
    for day in ["", "40"] {
        let (first, _) = started(&world, &form(&world, &number, day, "Ann Smith")).await;
        let (second, _) = started(&world, &form(&world, &number, day, "Ann Smith")).await;
        assert_ne!(patient_of(&world, first).await, patient_of(&world, second).await, "{day}");
    }
}

async fn a_form_that_another_case_depends_on_takes_nobody_along(world: World) {
    let (number, other) = (nhs_number(1), nhs_number(2));
    let (first, _) = started(&world, &form(&world, &number, "12", "Ann Smith")).await;
    let (second, version) = started(&world, &form(&world, &number, "12", "Ann Smith")).await;
    let version = saved(&world, second, version, &form(&world, &other, "12", "Bob Ash")).await;
    let (ann, bob) = (patient_of(&world, first).await, patient_of(&world, second).await);
    assert_ne!(ann, bob);
    assert_eq!(all(&world).await, ["Ann Smith", "Bob Ash"]);
    // And back: nobody is left behind.
    saved(&world, second, version, &form(&world, &number, "12", "Ann Smith")).await;
    assert_eq!(patient_of(&world, second).await, ann);
    assert_eq!(all(&world).await, ["Ann Smith"]);
}

async fn a_correction_moves_one_case_alone(world: World) {
    let (wrong, right) = (nhs_number(1), nhs_number(2));
    let (first, version) = started(&world, &form(&world, &wrong, "12", "Ann Smith")).await;
    let (second, _) = started(&world, &form(&world, &wrong, "12", "Ann Smith")).await;
    let correction = Correction {
        nhs_number: right.clone(),
        name: "Ann Smith".into(),
        dob: born("12"),
        mobile: "07700 900123".into(),
        reason: CorrectionReason::Mistyped.as_str().to_owned(),
        ..Correction::default()
    };
    cases::correct_identity(&world.b, &world.referrer, first, version, correction).await.unwrap();
    assert_ne!(patient_of(&world, first).await, patient_of(&world, second).await);
    assert_eq!(all(&world).await.len(), 2);
}

async fn two_practices_have_two_records(world: World) {
    let draft = form(&world, &nhs_number(1), "12", "Ann Smith");
    let (first, _) = started(&world, &draft).await;
    let second = cases::start(&world.b, &world.other_referrer).await.unwrap();
    cases::save_draft(&world.b, &world.other_referrer, second, 1, draft).await.unwrap();
    assert_ne!(patient_of(&world, first).await, patient_of(&world, second).await);
}

async fn two_forms_saved_at_once_have_one_patient(world: World) {
    let draft = form(&world, &nhs_number(1), "12", "Ann Smith");
    let (b, who) = (&world.b, &world.referrer);
    let mut begun = Vec::new();
    for _ in 0..6 {
        begun.push(cases::start(b, who).await.unwrap());
    }
    let other = world.another_server(0).await;
    let saves = begun.iter().enumerate().map(|(n, &case)| {
        let b = if n % 2 == 0 { b } else { &other };
        cases::save_draft(b, who, case, 1, draft.clone())
    });
    for saved in futures::future::join_all(saves).await {
        saved.unwrap();
    }
    let mut found = Vec::new();
    for &case in &begun {
        found.push(patient_of(&world, case).await);
    }
    found.dedup();
    assert_eq!((found.len(), all(&world).await), (1, vec!["Ann Smith".to_owned()]));
}

async fn every_case_of_the_release_before_has_its_patient(world: World) {
    let (number, other) = (nhs_number(1), nhs_number(2));
    let (one_, version) = started(&world, &form(&world, &number, "12", "Ann Smith")).await;
    cases::submit(&world.b, &world.referrer, one_, version).await.unwrap();
    world.pass(60);
    let (two, _) = started(&world, &form(&world, &number, "12", "Ann S")).await;
    let (conflict, _) = started(&world, &form(&world, &number, "13", "Ann Smith")).await;
    let (third, _) = started(&world, &form(&world, &other, "12", "Bob Ash")).await;
    let (damaged, _) = started(&world, &form(&world, &other, "12", "Bob Ash")).await;
    let empty = cases::start(&world.b, &world.referrer).await.unwrap();
    let mut raw = world.raw().await;
    for sql in [
        "UPDATE cases SET patient_id = NULL, lesion_id = NULL",
        "DELETE FROM lesions",
        "DELETE FROM patient_names",
        "DELETE FROM patient_identifiers",
        "DELETE FROM patients",
        &format!("UPDATE cases SET draft = '{{' WHERE id = '{damaged}'"),
    ] {
        raw.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    }
    let again = open(&world.settings).await.unwrap();
    let of = async |case| patient_of(&world, case).await;
    assert_eq!(of(one_).await, of(two).await);
    let mut patients = vec![of(one_).await, of(conflict).await, of(third).await, of(damaged).await, of(empty).await];
    patients.sort();
    patients.dedup();
    assert_eq!(patients.len(), 5, "a form that cannot be read has a patient of its own");
    let mut names = all(&world).await;
    names.sort();
    assert_eq!(names, ["", "", "Ann Smith", "Ann Smith", "Bob Ash"]);
    // Once.
    again.close().await;
    let before = one(&world, "SELECT id FROM patients ORDER BY id".into()).await;
    open(&world.settings).await.unwrap().close().await;
    assert_eq!(one(&world, "SELECT id FROM patients ORDER BY id".into()).await, before);

    // A server of that release runs beside this one, and has begun another.
    raw.execute(AssertSqlSafe(format!("UPDATE cases SET patient_id = NULL WHERE id = '{two}'"))).await.unwrap();
    let version = cases::request(&world.b, &world.referrer, two).await.unwrap().version;
    saved(&world, two, version, &form(&world, &number, "12", "Ann Smi")).await;
    assert_eq!(of(one_).await, of(two).await);
}

async fn a_patient_goes_with_their_last_case(world: World) {
    let number = nhs_number(1);
    let (first, _) = started(&world, &form(&world, &number, "12", "Ann Smith")).await;
    let (second, _) = started(&world, &form(&world, &number, "12", "Ann Smith")).await;
    for case in [first, second] {
        assert_eq!(all(&world).await, ["Ann Smith"]);
        cases::withdraw(&world.b, &world.referrer, case).await.unwrap();
        erase_early(&world.b, case, Because::ALL[0]).await.unwrap();
    }
    for table in ["patients", "patient_names", "patient_identifiers"] {
        let left = one(&world, format!("SELECT 'x' FROM {table}")).await;
        assert!(left.is_empty(), "{table}");
    }
}

//! What is known of a patient beside their name is written by whoever works with them, and read by whoever sends a text.

use backend::{Backend, Error, cases, patients, photo_requests};
use domain::{
    access::Actor,
    command::DateFields,
    ids::{CaseId, PatientId},
    patients::DetailsForm,
};
use sqlx::AssertSqlSafe;

use crate::support::{World, answer, on_both, send};

on_both!(
    details_are_kept_and_found,
    what_is_wrong_comes_back_as_it_was_typed,
    who_was_second_reads_what_stands_there,
    a_fault_does_not_hide_that_somebody_was_first,
    only_who_works_with_patients_changes_them,
    nobody_who_has_died_is_texted,
    a_landline_is_not_texted,
);

async fn somebody(world: &World) -> (CaseId, PatientId) {
    let (case, _) = world.drafted().await;
    (case, cases::show(&world.b, &world.referrer, case).await.unwrap().patient_id.unwrap())
}

async fn version(world: &World, patient: PatientId) -> i64 {
    patients::details(&world.b, &world.referrer, patient, None).await.unwrap().version
}

async fn change(b: &Backend, who: &Actor, patient: PatientId, form: &DetailsForm) -> Result<(), Error> {
    let version = patients::details(b, who, patient, None).await?.version;
    patients::change(b, who, patient, version, form).await
}

fn died() -> DetailsForm {
    let deceased = DateFields { day: "1".into(), month: "11".into(), year: "2026".into() };
    DetailsForm { deceased, ..DetailsForm::default() }
}

fn fields(error: &Error) -> Vec<String> {
    match error {
        Error::Invalid(problems) => problems.iter().map(|it| it.field.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

async fn answered(world: &World, case: CaseId) {
    let version = cases::show(&world.b, &world.specialist, case).await.unwrap().version;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(11);
}

async fn count(world: &World, sql: &str) -> i64 {
    let (count,): (i64,) =
        sqlx::query_as(AssertSqlSafe(sql.to_owned())).fetch_one(&mut world.raw().await).await.unwrap();
    count
}

async fn details_are_kept_and_found(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (_, patient) = somebody(&world).await;
    let form = DetailsForm {
        given: "Zoe\u{308} Maria".into(),
        family: "O’Brien".into(),
        preferred: "Z".into(),
        phone: "0033 1 23 45 67 89".into(),
        email: "zoe@example.com".into(),
        address: "1 High Street\nLeeds".into(),
        contact_by: "letter".into(),
        language: "Cymraeg".into(),
        interpreter: true,
        large_print: true,
        ..DetailsForm::default()
    };
    change(b, who, patient, &form).await.unwrap();
    let page = patients::show(b, who, patient, None).await.unwrap();
    let said: Vec<_> = page.details.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect();
    for fact in [("Landline", "+33 1 23 45 67 89"), ("Reach by", "Letter"), ("Given names", "Zoë Maria")] {
        assert!(said.contains(&fact), "{said:?}");
    }
    assert_eq!(page.alerts, ["Needs an interpreter: Cymraeg", "Large print"]);
    // Pressed twice it is one act, and the log tells of it once.
    patients::change(b, who, patient, 1, &form).await.unwrap();
    assert_eq!(count(&world, "SELECT COUNT(*) FROM access_log WHERE what = 'patient_changed'").await, 1);
    // By a name that no form has.
    let search = domain::patients::PatientSearch { name: "obrien zoe".into(), ..Default::default() };
    let sealed = patients::seal_search(b, who, search).unwrap();
    let found = patients::find(b, who, Some(&sealed)).await.unwrap().rows.unwrap();
    assert_eq!(found.iter().map(|row| row.patient).collect::<Vec<_>>(), [patient]);
}

async fn what_is_wrong_comes_back_as_it_was_typed(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (_, patient) = somebody(&world).await;
    let name = "ë".repeat(120);
    let form = DetailsForm { given: name, phone: "12".into(), contact_by: "letter".into(), ..DetailsForm::default() };
    let error = change(b, who, patient, &form).await.unwrap_err();
    assert_eq!(fields(&error), ["phone", "address"]);
    let kept = patients::refused(b, who, (patient, version(&world, patient).await), form.clone(), error).unwrap();
    let shown = patients::details(b, who, patient, Some(&kept)).await.unwrap();
    assert_eq!((shown.form, shown.problems.len(), shown.now.len()), (form.clone(), 2, 0));
    // Of nobody else, and nothing that nobody types.
    let shown = patients::details(b, &world.other_referrer, patient, Some(&kept)).await;
    assert!(matches!(shown, Err(Error::Denied)));
    let long = DetailsForm { address: "x".repeat(6_000), ..form };
    assert!(matches!(patients::refused(b, who, (patient, 1), long, Error::Stale), Err(Error::TooLarge)));
}

async fn who_was_second_reads_what_stands_there(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (_, patient) = somebody(&world).await;
    let seen = version(&world, patient).await;
    let first = DetailsForm { language: "Polish".into(), interpreter: true, ..DetailsForm::default() };
    patients::change(b, who, patient, seen, &first).await.unwrap();
    let second = DetailsForm { email: "ann@example.com".into(), ..DetailsForm::default() };
    let error = patients::change(b, who, patient, seen, &second).await.unwrap_err();
    assert!(matches!(error, Error::Stale));
    let kept = patients::refused(b, who, (patient, seen), second.clone(), error).unwrap();
    let shown = patients::details(b, who, patient, Some(&kept)).await.unwrap();
    assert_eq!((shown.form, shown.now[0].value.as_str()), (second, "Polish"));
    assert_eq!(shown.version, version(&world, patient).await, "saved again it is saved");
}

/// Mended, a form with a fault must not be saved over what somebody else has noted meanwhile.
async fn a_fault_does_not_hide_that_somebody_was_first(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (_, patient) = somebody(&world).await;
    let seen = version(&world, patient).await;
    let faulty = DetailsForm { email: "not an address".into(), ..DetailsForm::default() };
    let error = patients::change(b, who, patient, seen, &faulty).await.unwrap_err();
    assert_eq!(fields(&error), ["email"]);
    let kept = patients::refused(b, who, (patient, seen), faulty.clone(), error).unwrap();
    let first = DetailsForm { language: "Polish".into(), ..DetailsForm::default() };
    patients::change(b, who, patient, seen, &first).await.unwrap();
    let shown = patients::details(b, who, patient, Some(&kept)).await.unwrap();
    assert_eq!(shown.version, seen, "what it was typed beside");
    let mended = DetailsForm { email: "ann@example.com".into(), ..DetailsForm::default() };
    for form in [faulty, mended] {
        let second = patients::change(b, who, patient, shown.version, &form).await;
        assert!(matches!(second, Err(Error::Stale)), "{second:?}");
    }
    // And what is kept is of this patient, for a while.
    let (_, other) = somebody(&world).await;
    assert_eq!(patients::details(b, who, other, Some(&kept)).await.unwrap().problems, []);
    world.pass(13 * 60 * 60);
    assert_eq!(patients::details(b, who, patient, Some(&kept)).await.unwrap().problems, []);
}

async fn only_who_works_with_patients_changes_them(world: World) {
    let (case, patient) = somebody(&world).await;
    world.send(case).await;
    for who in [&world.specialist, &world.other_referrer] {
        let denied = patients::change(&world.b, who, patient, 1, &DetailsForm::default()).await;
        assert!(matches!(denied, Err(Error::Denied)), "{who:?}");
        assert!(matches!(patients::details(&world.b, who, patient, None).await, Err(Error::Denied)));
    }
}

async fn nobody_who_has_died_is_texted(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (case, patient) = somebody(&world).await;
    photo_requests::text_patient(b, who, case).await.unwrap();
    let waiting = "SELECT COUNT(*) FROM deliveries WHERE state = 'waiting'";
    assert_eq!(count(&world, waiting).await, 3, "the link, and two reminders of it");
    change(b, who, patient, &died()).await.unwrap();
    assert_eq!(count(&world, waiting).await, 0, "what has not left does not leave");
    let refused = photo_requests::text_patient(b, who, case).await.unwrap_err();
    let Error::Invalid(problems) = &refused else { panic!("{refused:?}") };
    assert_eq!(problems[0].message, "This patient died on 1 Nov 2026: no text is sent");
    assert!(matches!(patients::start(b, who, patient, true).await, Err(Error::Invalid(_))));
    // Nothing goes out by itself either: an answer is told to somebody by somebody.
    world.send(case).await;
    answered(&world, case).await;
    cases::acknowledge(b, who, case).await.unwrap();
    assert_eq!(count(&world, "SELECT COUNT(*) FROM deliveries WHERE idempotency_key LIKE 'news/%'").await, 0);
    let told = cases::show(b, who, case).await.unwrap().told.unwrap();
    assert!(told.words.contains("They have died: speak with their family") && !told.may_text, "{told:?}");
    // It was a mistake.
    change(b, who, patient, &DetailsForm::default()).await.unwrap();
    assert!(cases::show(b, who, case).await.unwrap().told.unwrap().may_text);
}

async fn a_landline_is_not_texted(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (case, _) = somebody(&world).await;
    for (mobile, is_texted) in [("+33 1 23 45 67 89", false), ("+999 12345678", false), ("+33 6 12 34 56 78", true)] {
        let request = cases::request(b, who, case).await.unwrap();
        let draft = domain::case::Draft { mobile: mobile.into(), ..request.draft };
        cases::save_draft(b, who, case, request.version, draft).await.unwrap();
        let texted = photo_requests::text_patient(b, who, case).await;
        assert_eq!(texted.is_ok(), is_texted, "{mobile}: {texted:?}");
        if let Err(error) = &texted {
            assert_eq!(fields(error), ["mobile"], "{mobile}");
        }
    }
}

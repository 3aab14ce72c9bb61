//! Patients are found by whoever works at their practice, and seen by whoever was asked about them.

use backend::{Error, cases, patients};
use domain::{
    access::Actor,
    case::{Draft, WrongPatientReason},
    command::DateFields,
    ids::{CaseId, OrganisationId, PatientId},
    patients::PatientSearch,
    role::Role,
    view::{FoundPatients, PatientRow},
};

use crate::support::{World, nhs_number, on_both, patient as photos};

on_both!(
    somebody_is_found_by_number_name_date_and_case,
    names_are_found_however_they_are_typed,
    a_practice_finds_its_own_alone,
    an_address_opens_for_who_searched_and_for_a_day,
    there_is_more_than_a_page_of_them,
    a_request_starts_from_a_patient,
    two_of_one_number_are_asked_about,
    a_patients_page_shows_each_what_is_theirs,
    pictures_stand_site_by_site,
    older_cases_are_a_page_on,
    a_mistaken_form_changes_nobodys_record,
);

fn born(day: &str) -> DateFields {
    DateFields { day: day.into(), month: "3".into(), year: "1948".into() }
}

/// A draft of somebody.
async fn known(world: &World, number: &str, name: &str, day: &str) -> CaseId {
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    let draft = Draft { nhs_number: number.into(), name: name.into(), dob: born(day), ..world.draft() };
    cases::save_draft(&world.b, &world.referrer, case, 1, draft).await.unwrap();
    case
}

async fn a_mistaken_form_changes_nobodys_record(world: World) {
    let (b, number) = (&world.b, nhs_number(1));
    let bob = known(&world, &number, "Bob Ash", "13").await;
    world.send(bob).await;
    let record = one(&world, by_name("bob")).await.patient;
    let mobile = async || patients::show(b, &world.referrer, record, None).await.unwrap().mobile;
    let own = mobile().await;
    assert!(own.ends_with("123"), "{own}");
    // Somebody types Bob's number and date of birth into a request about Alice, and sends it.
    let case = cases::start(b, &world.referrer).await.unwrap();
    let alice = "07700 900456".to_owned();
    let draft = Draft { nhs_number: number, name: "Bob Ash".into(), dob: born("13"), mobile: alice, ..world.draft() };
    let saved = cases::save_draft(b, &world.referrer, case, 1, draft.clone()).await.unwrap();
    assert_eq!(mobile().await, own, "nothing of a form counts before it is sent");
    let seen = cases::request(b, &world.referrer, case).await.unwrap().same_number.map(|found| found.code);
    let draft = Draft { same_number_seen: seen.unwrap_or_default(), ..draft };
    cases::save_draft(b, &world.referrer, case, saved.version, draft).await.unwrap();
    world.send(case).await;
    assert!(mobile().await.ends_with("456"));
    let page = patients::show(b, &world.specialist, record, None).await;
    assert!(page.is_ok(), "the service was asked");
    for wrong in [case, bob] {
        cases::wrong_patient(b, &world.referrer, wrong, WrongPatientReason::Details).await.unwrap();
        let expected = if wrong == case { own.as_str() } else { "" };
        assert_eq!(mobile().await, expected);
    }
    let page = patients::show(b, &world.specialist, record, None).await;
    assert!(matches!(page, Err(Error::Denied)), "it was asked about somebody else");
}

async fn search(world: &World, who: &Actor, search: PatientSearch) -> FoundPatients {
    let sealed = patients::seal_search(&world.b, who, search).unwrap();
    patients::find(&world.b, who, Some(&sealed)).await.unwrap()
}

fn by_name(name: &str) -> PatientSearch {
    PatientSearch { name: name.into(), ..PatientSearch::default() }
}

fn names(found: FoundPatients) -> Vec<String> {
    found.rows.unwrap().into_iter().map(|row| row.name).collect()
}

async fn one(world: &World, wanted: PatientSearch) -> PatientRow {
    let mut rows = search(world, &world.referrer, wanted).await.rows.unwrap();
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

async fn somebody_is_found_by_number_name_date_and_case(world: World) {
    let number = nhs_number(1);
    let case = known(&world, &number, "Zoë O’Brien", "12").await;
    known(&world, &nhs_number(2), "Bob Ash", "13").await;
    let dashed = format!("{}-{}-{}", &number[..3], &number[3..6], &number[6..]);
    for wanted in [
        PatientSearch { nhs_number: number.clone(), ..PatientSearch::default() },
        PatientSearch { nhs_number: dashed, ..PatientSearch::default() },
        by_name("zoe"),
        by_name("O'BRIEN Z"),
        PatientSearch { dob: born("12"), ..PatientSearch::default() },
        PatientSearch { name: "O".into(), dob: born("12"), ..PatientSearch::default() },
        PatientSearch { case: case.short().to_lowercase(), ..PatientSearch::default() },
    ] {
        let row = one(&world, wanted).await;
        assert_eq!((row.name.as_str(), row.open, row.past, row.same_number), ("Zoë O’Brien", 1, 0, false));
        assert_eq!(row.born, "12 Mar 1948 (78 years)");
        assert_eq!(row.nhs_number.replace(' ', ""), number);
        assert!(row.may_start);
    }
    for nobody in [
        PatientSearch { nhs_number: nhs_number(3), ..PatientSearch::default() },
        by_name("Brien"),
        PatientSearch { name: "Zoe".into(), dob: born("13"), ..PatientSearch::default() },
        PatientSearch { case: "0000 0000".into(), ..PatientSearch::default() },
    ] {
        assert_eq!(names(search(&world, &world.referrer, nobody).await), [] as [&str; 0]);
    }
    let wrong =
        PatientSearch { dob: DateFields { day: "1".into(), month: "1".into(), year: "2030".into() }, ..by_name("Zoe") };
    let found = search(&world, &world.referrer, wrong.clone()).await;
    assert_eq!((found.rows, found.problem.unwrap().field.as_str()), (None, "dob-year"));
    assert_eq!(found.search, wrong, "what was typed is there to be mended");
}

async fn names_are_found_however_they_are_typed(world: World) {
    let long = "Wolfeschlegelsteinhausenbergerdorff ".repeat(4);
    let long = long.chars().take(120).collect::<String>().trim().to_owned();
    for (n, name) in
        (1..).zip(["O", "Sukarno", "Jose\u{301} A\u{301}lvarez", "محمد علي", "陈 美", "Strauß", long.as_str()])
    {
        known(&world, &nhs_number(n), name, "12").await;
    }
    for (typed, found) in [
        ("O", "O"),
        ("suk", "Sukarno"),
        ("José", "José Álvarez"),
        ("alvarez jose", "José Álvarez"),
        ("علي", "محمد علي"),
        ("\u{202E}محمد", "محمد علي"),
        ("陈", "陈 美"),
        ("STRAUSS", "Strauß"),
        ("wolfeschlegel", long.as_str()),
        (long.as_str(), long.as_str()),
    ] {
        assert_eq!(names(search(&world, &world.referrer, by_name(typed)).await), [found], "{typed}");
    }
    // What databases take for patterns is text.
    for typed in ["%", "_", "S%", "'; DROP TABLE patients; --"] {
        let found = search(&world, &world.referrer, by_name(typed)).await;
        assert!(found.rows.is_none_or(|rows| rows.len() <= 2), "{typed}");
    }
}

async fn a_practice_finds_its_own_alone(world: World) {
    let (number, b) = (nhs_number(1), &world.b);
    let case = known(&world, &number, "Zoë O’Brien", "12").await;
    let row = one(&world, by_name("zoe")).await;
    let all = [
        PatientSearch { nhs_number: number, ..PatientSearch::default() },
        by_name("zoe"),
        PatientSearch { case: case.short(), ..PatientSearch::default() },
        PatientSearch { dob: born("12"), ..PatientSearch::default() },
    ];
    for wanted in all {
        assert_eq!(names(search(&world, &world.other_referrer, wanted.clone()).await), [] as [&str; 0]);
        for stranger in [world.specialist, world.other_specialist] {
            assert!(matches!(patients::seal_search(b, &stranger, wanted.clone()), Err(Error::Denied)));
        }
    }
    for stranger in [world.other_referrer, world.specialist] {
        assert!(matches!(patients::show(b, &stranger, row.patient, None).await, Err(Error::Denied)));
        assert!(matches!(patients::site(b, &stranger, row.patient, "forearm-left", None).await, Err(Error::Denied)));
        assert!(matches!(patients::start(b, &stranger, row.patient, true).await, Err(Error::Denied)));
    }
    let nobody = PatientId(uuid::Uuid::from_u128(1));
    assert!(matches!(patients::show(b, &world.referrer, nobody, None).await, Err(Error::NotFound)));
}

async fn an_address_opens_for_who_searched_and_for_a_day(world: World) {
    let b = &world.b;
    known(&world, &nhs_number(1), "Zoë O’Brien", "12").await;
    let sealed = patients::seal_search(b, &world.referrer, by_name("zoe")).unwrap();
    assert!(!sealed.to_lowercase().contains("zoe"));
    let nothing = FoundPatients::default();
    assert_eq!(patients::find(b, &world.other_referrer, Some(&sealed)).await.unwrap(), nothing);
    for other in [None, Some(""), Some("x"), Some(&sealed[1..])] {
        assert_eq!(patients::find(b, &world.referrer, other).await.unwrap(), nothing);
    }
    assert_eq!(patients::find(b, &world.referrer, Some(&sealed)).await.unwrap().rows.unwrap().len(), 1);
    world.pass(13 * 60 * 60);
    assert_eq!(patients::find(b, &world.referrer, Some(&sealed)).await.unwrap(), nothing);
    let long = by_name(&"x".repeat(3_000));
    assert!(matches!(patients::seal_search(b, &world.referrer, long), Err(Error::TooLarge)));
}

async fn there_is_more_than_a_page_of_them(world: World) {
    for n in 1..=22 {
        known(&world, &nhs_number(n), &format!("Ann Smith{n:02}"), "12").await;
    }
    let found = search(&world, &world.referrer, by_name("smith")).await;
    assert!(found.more);
    let expected: Vec<String> = (1..=20).map(|n| format!("Ann Smith{n:02}")).collect();
    assert_eq!(names(found), expected);
    assert!(!search(&world, &world.referrer, by_name("smith2")).await.more);
}

async fn a_request_starts_from_a_patient(world: World) {
    let (number, b) = (nhs_number(1), &world.b);
    let first = known(&world, &number, "Zoë O’Brien", "12").await;
    let row = one(&world, by_name("zoe")).await;
    let case = patients::start(b, &world.referrer, row.patient, false).await.unwrap();
    assert_ne!(case, first);
    let draft = cases::request(b, &world.referrer, case).await.unwrap().draft;
    assert_eq!((draft.name.as_str(), draft.nhs_number.replace(' ', "")), ("Zoë O’Brien", number));
    assert_eq!((draft.dob, draft.sex.as_str(), draft.mobile.as_str()), (born("12"), "female", "07700 900 123"));
    assert_eq!(draft.question, "");
    assert_eq!(one(&world, by_name("zoe")).await.open, 2);
    // Without a number nobody is joined by what they are called, and a request from their page is theirs all the same.
    known(&world, "", "Mary", "12").await;
    let mary = one(&world, by_name("mary")).await;
    patients::start(b, &world.referrer, mary.patient, false).await.unwrap();
    assert_eq!(one(&world, by_name("mary")).await.open, 2);
}

async fn two_of_one_number_are_asked_about(world: World) {
    let (number, b) = (nhs_number(1), &world.b);
    known(&world, &number, "Zoë O’Brien", "12").await;
    known(&world, &number, "Zoë O’Brien", "21").await;
    let found = search(&world, &world.referrer, PatientSearch { nhs_number: number, ..PatientSearch::default() }).await;
    let rows = found.rows.unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row.same_number));
    let Err(Error::Invalid(problems)) = patients::start(b, &world.referrer, rows[0].patient, false).await else {
        panic!("not asked")
    };
    assert_eq!(problems[0].field, "checked");
    patients::start(b, &world.referrer, rows[0].patient, true).await.unwrap();
    let page = patients::show(b, &world.referrer, rows[0].patient, None).await.unwrap();
    assert_eq!(page.same_number.iter().map(|row| row.patient).collect::<Vec<_>>(), [rows[1].patient]);
}

async fn a_patients_page_shows_each_what_is_theirs(world: World) {
    let b = &world.b;
    let (sent, _) = world.submitted().await;
    let id = cases::show(b, &world.referrer, sent).await.unwrap().patient_id.unwrap();
    world.pass(60);
    let draft = patients::start(b, &world.referrer, id, false).await.unwrap();
    let of = |cases: Vec<domain::view::PatientCase>| cases.into_iter().map(|case| case.case).collect::<Vec<_>>();
    let page = patients::show(b, &world.referrer, id, None).await.unwrap();
    assert_eq!(of(page.cases), [draft, sent]);
    assert_eq!((page.name.as_str(), page.trace.as_str()), ("Philippa Quillfeather", "Not traced"));
    assert!(page.may_start && page.is_practice);
    // A service sees what it was asked, and no draft.
    assert_eq!(cases::show(b, &world.specialist, sent).await.unwrap().patient_id, Some(id));
    let page = patients::show(b, &world.specialist, id, None).await.unwrap();
    assert_eq!(of(page.cases), [sent]);
    assert!(!page.may_start && !page.is_practice);
    assert!(matches!(patients::show(b, &world.other_specialist, id, None).await, Err(Error::Denied)));
    let practice = OrganisationId(world.referrer.practice().unwrap().0);
    let manager = world.person("Sam Reed", "reed@riverside.example", Role::PracticeManager, practice).await;
    let page = patients::show(b, &manager, id, None).await.unwrap();
    assert!(!page.may_start && page.cases.len() == 2);
    // What is of somebody else says so, and has no place on this one's body.
    cases::wrong_patient(b, &world.referrer, sent, WrongPatientReason::ALL[0]).await.unwrap();
    let page = patients::show(b, &world.referrer, id, None).await.unwrap();
    let line = page.cases.iter().find(|case| case.case == sent).unwrap();
    assert!(line.wrong && line.ended && page.sites.is_empty());
}

async fn pictures_stand_site_by_site(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photos::add_picture(b, &world.referrer, case, domain::image::View::Overview).await;
    world.pass(60);
    photos::add_picture(b, &world.referrer, case, domain::image::View::CloseUp).await;
    world.send(case).await;
    let id = cases::show(b, &world.referrer, case).await.unwrap().patient_id.unwrap();
    let later = patients::start(b, &world.referrer, id, false).await.unwrap();
    let request = cases::request(b, &world.referrer, later).await.unwrap();
    let draft = request.draft.with("site", "forearm").with("side", "left");
    cases::save_draft(b, &world.referrer, later, request.version, draft).await.unwrap();
    world.pass(60);
    photos::add_picture(b, &world.referrer, later, domain::image::View::CloseUp).await;

    let page = patients::show(b, &world.referrer, id, None).await.unwrap();
    let sites: Vec<_> =
        page.sites.iter().map(|it| (it.code.as_str(), it.label.as_str(), it.cases, it.pictures)).collect();
    assert_eq!(sites, [("forearm-left", "Left forearm", 2, 3)]);
    let site = patients::site(b, &world.referrer, id, "forearm-left", None).await.unwrap();
    let times: Vec<i64> = site.images.iter().map(|image| image.received.ms).collect();
    assert!(times.len() == 3 && times.is_sorted());
    assert!(site.images[2].from.ends_with(&format!("case {}", later.short())));
    // The service was sent two of them.
    assert_eq!(patients::show(b, &world.specialist, id, None).await.unwrap().sites[0].pictures, 2);
    assert_eq!(patients::site(b, &world.specialist, id, "forearm-left", None).await.unwrap().images.len(), 2);
    for other in ["forearm-right", "", "%", "forearm"] {
        assert!(matches!(patients::site(b, &world.referrer, id, other, None).await, Err(Error::NotFound)), "{other}");
    }
    let practice = OrganisationId(world.referrer.practice().unwrap().0);
    let manager = world.person("Sam Reed", "reed@riverside.example", Role::PracticeManager, practice).await;
    assert_eq!(patients::show(b, &manager, id, None).await.unwrap().sites[0].pictures, 0);
    assert!(matches!(patients::site(b, &manager, id, "forearm-left", None).await, Err(Error::Denied)));
}

async fn older_cases_are_a_page_on(world: World) {
    let b = &world.b;
    let first = known(&world, &nhs_number(1), "Zoë O’Brien", "12").await;
    let id = one(&world, by_name("zoe")).await.patient;
    for _ in 0..102 {
        world.pass(1);
        let case = patients::start(b, &world.referrer, id, false).await.unwrap();
        cases::withdraw(b, &world.referrer, case).await.unwrap();
    }
    let page = patients::show(b, &world.referrer, id, None).await.unwrap();
    let last = page.cases[99].case;
    assert_eq!((page.cases.len(), page.older), (100, Some(last)));
    let rest = patients::show(b, &world.referrer, id, Some(last)).await.unwrap();
    assert_eq!((rest.cases.len(), rest.older, rest.cases[2].case), (3, None, first));
    assert_eq!(rest.sites[0].cases, 1, "what has pictures is found there");
    let site = patients::site(b, &world.referrer, id, "forearm-left", None).await.unwrap();
    assert_eq!((site.label.as_str(), site.older), ("Left forearm", Some(last)));
}

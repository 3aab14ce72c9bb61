//! Two records of one person become one and two again: each case stays where it came to, whoever writes meanwhile.

use backend::{
    Backend, Error, cases,
    patients::{self, Seen},
    retention::erase_early,
};
use domain::{
    access::Actor,
    case::Draft,
    command::DateFields,
    ids::{CaseId, OrganisationId, PatientId},
    patients::Compared,
    retention::Because,
    role::Role,
};
use sqlx::AssertSqlSafe;

use crate::support::{World, nhs_number, on_both};

on_both!(
    two_records_become_one_and_two_again,
    what_is_found_for_a_merged_record_comes_to_it_and_goes_with_it,
    two_peoples_records_do_not_become_one,
    only_who_keeps_the_practices_records_merges,
    what_was_said_of_one_since_is_not_the_others,
    records_that_took_in_others_go_whole,
    both_ways_at_once_is_once,
    two_merges_of_one_record_at_once_are_one,
    a_form_saved_while_its_record_is_merged_stays_with_it,
    erasures_at_once_leave_nobody_behind,
);

fn born(day: &str) -> DateFields {
    DateFields { day: day.into(), month: "3".into(), year: "1948".into() }
}

pub(crate) fn form(world: &World, number: &str, day: &str, name: &str) -> Draft {
    Draft { nhs_number: number.into(), name: name.into(), dob: born(day), ..world.draft() }
}

pub(crate) async fn begun(world: &World, draft: Draft) -> (CaseId, PatientId) {
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    cases::save_draft(&world.b, &world.referrer, case, 1, draft).await.unwrap();
    (case, came_to(world, case).await)
}

/// The record that a case came to, whatever that is part of.
pub(crate) async fn came_to(world: &World, case: CaseId) -> PatientId {
    cases::show(&world.b, &world.referrer, case).await.unwrap().patient_id.unwrap()
}

pub(crate) async fn page(world: &World, patient: PatientId) -> domain::view::PatientRecord {
    patients::show(&world.b, &world.referrer, patient, None).await.unwrap()
}

pub(crate) async fn cases_of(world: &World, patient: PatientId) -> Vec<CaseId> {
    let mut cases: Vec<CaseId> = page(world, patient).await.cases.into_iter().map(|line| line.case).collect();
    cases.sort();
    cases
}

fn sorted<const N: usize>(mut cases: [CaseId; N]) -> Vec<CaseId> {
    cases.sort();
    cases.to_vec()
}

async fn merge_by(b: &Backend, who: &Actor, one: PatientId, other: PatientId) -> Result<PatientId, Error> {
    let compared = patients::compare(b, who, [one, other]).await?;
    let two = [&compared.stays, &compared.goes].map(|it| Seen { patient: it.patient, version: it.version });
    patients::merge(b, who, two, "Same address, rang her", true).await
}

pub(crate) async fn merge(world: &World, one: PatientId, other: PatientId) -> PatientId {
    merge_by(&world.b, &world.referrer, one, other).await.unwrap()
}

pub(crate) async fn apart(world: &World, patient: PatientId) {
    patients::unmerge(&world.b, &world.referrer, patient, "Two sisters").await.unwrap();
}

pub(crate) async fn rows(world: &World, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut world.raw().await).await.unwrap();
    rows.into_iter().map(|(it,)| it).collect()
}

/// Sends a request whose patient has the number of another: that was looked at.
pub(crate) async fn send_checked(world: &World, case: CaseId) {
    let request = cases::request(&world.b, &world.referrer, case).await.unwrap();
    let seen = request.same_number.map(|found| found.code).unwrap_or_default();
    let draft = Draft { same_number_seen: seen, ..request.draft };
    cases::save_draft(&world.b, &world.referrer, case, request.version, draft).await.unwrap();
    world.send(case).await;
}

/// The older one, with a number and the twelfth, and a younger one with the same number and the thirteenth.
async fn ann_twice(world: &World) -> [(CaseId, PatientId); 2] {
    let number = nhs_number(1);
    let older = begun(world, form(world, &number, "12", "Ann Smith")).await;
    world.pass(60);
    [older, begun(world, form(world, &number, "13", "Ann Smith")).await]
}

async fn two_records_become_one_and_two_again(world: World) {
    let [(first, ann), (second, twin)] = ann_twice(&world).await;
    let compared = patients::compare(&world.b, &world.referrer, [twin, ann]).await.unwrap();
    assert_eq!((compared.stays.patient, compared.refused), (ann, None), "the older one, from wherever one looks");
    let differs: Vec<String> =
        compared.rows.into_iter().filter(|row| row.is == Compared::Differs).map(|row| row.label).collect();
    assert_eq!(differs, ["Date of birth"]);
    let likely = patients::choices(&world.b, &world.referrer, ann, None).await.unwrap().likely;
    assert_eq!(likely.iter().map(|row| row.patient).collect::<Vec<_>>(), [twin]);

    assert_eq!(merge(&world, ann, twin).await, ann);
    for address in [ann, twin] {
        let shown = page(&world, address).await;
        assert_eq!((shown.patient, shown.led_here.is_some()), (ann, address == twin));
        assert_eq!(cases_of(&world, address).await, [first, second]);
        assert!(shown.same_number.is_empty() && shown.born.starts_with("12 Mar"));
        assert!(shown.merges[0].words.contains("Same address, rang her") && shown.merges[0].may_undo);
    }
    world.pass(60);
    apart(&world, twin).await;
    assert_eq!((cases_of(&world, ann).await, cases_of(&world, twin).await), (vec![first], vec![second]));
    for (patient, other) in [(ann, twin), (twin, ann)] {
        let shown = page(&world, patient).await;
        assert_eq!((shown.patient, shown.led_here), (patient, None));
        assert_eq!(shown.same_number.iter().map(|row| row.patient).collect::<Vec<_>>(), [other]);
    }
    assert!(page(&world, twin).await.merges[0].words.contains("Two sisters"), "each page tells of it");
    assert!(page(&world, ann).await.merges[0].words.contains("Two sisters"));
    // The log tells of it for both, twice.
    let kinds = rows(&world, "SELECT kind FROM access_log WHERE what LIKE 'patient_%' ORDER BY seq").await;
    let told: Vec<&String> = kinds.iter().filter(|kind| !kind.contains("patient_sent")).collect();
    let expected = [
        format!(r#"{{"access":"patient_merged","patient":"{twin}","into":"{ann}"}}"#),
        format!(r#"{{"access":"patient_took_in","patient":"{ann}","other":"{twin}"}}"#),
        format!(r#"{{"access":"patient_unmerged","patient":"{twin}","from":"{ann}"}}"#),
        format!(r#"{{"access":"patient_gave_back","patient":"{ann}","other":"{twin}"}}"#),
    ];
    assert_eq!(told, expected.iter().collect::<Vec<_>>());
    let again = patients::unmerge(&world.b, &world.referrer, twin, "Two sisters").await;
    assert!(matches!(again, Err(Error::Invalid(_))), "once");
}

async fn what_is_found_for_a_merged_record_comes_to_it_and_goes_with_it(world: World) {
    let [(first, ann), (second, twin)] = ann_twice(&world).await;
    merge(&world, ann, twin).await;
    let number = nhs_number(1);
    // Typed as the record that is part of the other was, as the other was, and begun from either address.
    let (third, own) = begun(&world, form(&world, &number, "13", "Ann Smith")).await;
    let (fourth, leading) = begun(&world, form(&world, &number, "12", "Ann Smith")).await;
    assert_eq!((own, leading), (twin, ann));
    let fifth = patients::start(&world.b, &world.referrer, twin, true).await.unwrap();
    assert_eq!(came_to(&world, fifth).await, ann);
    // What came with it is written on, and stays; the one that leads keeps its number and date, by which it is found.
    let version = cases::request(&world.b, &world.referrer, second).await.unwrap().version;
    let typed = Draft { question: "Another?".into(), ..form(&world, &number, "13", "Ann Smith") };
    cases::save_draft(&world.b, &world.referrer, second, version, typed).await.unwrap();
    send_checked(&world, third).await;
    assert_eq!(page(&world, ann).await.born, "12 Mar 1948 (78 years)");
    let (sixth, found) = begun(&world, form(&world, &number, "12", "Ann Smith")).await;
    assert_eq!(found, ann);
    apart(&world, twin).await;
    assert_eq!(cases_of(&world, twin).await, sorted([second, third]));
    assert_eq!(cases_of(&world, ann).await, sorted([first, fourth, fifth, sixth]));
}

async fn two_peoples_records_do_not_become_one(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (_, ann) = begun(&world, form(&world, &nhs_number(1), "12", "Ann Smith")).await;
    let (_, other) = begun(&world, form(&world, &nhs_number(2), "12", "Ann Smith")).await;
    let said = patients::compare(b, who, [ann, other]).await.unwrap().refused.unwrap();
    assert!(said.contains("the numbers differ"), "{said}");
    let field = |result: Result<PatientId, Error>| match result {
        Err(Error::Invalid(problems)) => problems.into_iter().map(|it| it.field).collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    };
    assert_eq!(field(merge_by(b, who, ann, other).await), "records");
    assert_eq!(field(merge_by(b, who, ann, ann).await), "records");
    // Nobody says why, nobody has looked, somebody else changed it since.
    let (case, unknown) = begun(&world, form(&world, "", "12", "Ann Smith")).await;
    let compared = patients::compare(b, who, [unknown, ann]).await.unwrap();
    assert_eq!(compared.stays.patient, ann, "the one with the number");
    let two = [&compared.stays, &compared.goes].map(|it| Seen { patient: it.patient, version: it.version });
    assert_eq!(field(patients::merge(b, who, two, " ", false).await), "reason checked");
    let version = cases::request(b, who, case).await.unwrap().version;
    cases::save_draft(b, who, case, version, form(&world, "", "12", "Anna Smith")).await.unwrap();
    assert!(matches!(patients::merge(b, who, two, "Rang her", true).await, Err(Error::Stale)));
    assert_eq!(cases_of(&world, ann).await.len(), 1, "nothing was changed");
    assert_eq!(merge(&world, unknown, ann).await, ann);
}

async fn only_who_keeps_the_practices_records_merges(world: World) {
    let [(_, ann), (second, twin)] = ann_twice(&world).await;
    let b = &world.b;
    let practice = OrganisationId(world.referrer.practice().unwrap().0);
    let manager = world.person("Sam Reed", "reed@riverside.example", Role::PracticeManager, practice).await;
    let nurse = world.person("Nia Hall", "hall@riverside.example", Role::Nurse, practice).await;
    send_checked(&world, second).await;
    // Another practice's patient of the same number is nobody's here.
    let case = cases::start(b, &world.other_referrer).await.unwrap();
    let draft = form(&world, &nhs_number(1), "12", "Ann Smith");
    cases::save_draft(b, &world.other_referrer, case, 1, draft).await.unwrap();
    let theirs = cases::show(b, &world.other_referrer, case).await.unwrap().patient_id.unwrap();
    let seen = |patient| Seen { patient, version: 1 };
    for who in [&nurse, &world.specialist, &world.other_referrer] {
        let denied = patients::merge(b, who, [seen(ann), seen(twin)], "Rang her", true).await;
        assert!(matches!(denied, Err(Error::Denied)), "{who:?}");
        assert!(matches!(patients::compare(b, who, [ann, twin]).await, Err(Error::Denied)), "{who:?}");
        assert!(matches!(patients::choices(b, who, ann, None).await, Err(Error::Denied)), "{who:?}");
        assert!(matches!(patients::apart(b, who, ann).await, Err(Error::Denied)), "{who:?}");
        assert!(matches!(patients::unmerge(b, who, twin, "No").await, Err(Error::Denied)), "{who:?}");
    }
    for who in [&world.referrer, &world.other_referrer] {
        let denied = patients::merge(b, who, [seen(ann), seen(theirs)], "Rang her", true).await;
        assert!(matches!(denied, Err(Error::Denied)));
        assert!(matches!(patients::compare(b, who, [theirs, ann]).await, Err(Error::Denied)));
    }
    let likely = patients::choices(b, &world.referrer, ann, None).await.unwrap().likely;
    assert!(likely.iter().all(|row| row.patient != theirs));
    assert_eq!(merge_by(b, &manager, ann, twin).await.unwrap(), ann);
    // A service that was asked about the one sees its own request, on the page of both, and not why.
    let shown = patients::show(b, &world.specialist, twin, None).await.unwrap();
    assert_eq!((shown.patient, shown.cases.len(), shown.merges.len(), shown.may_merge), (ann, 1, 0, false));
    assert!(matches!(patients::show(b, &world.other_specialist, twin, None).await, Err(Error::Denied)));
}

async fn what_was_said_of_one_since_is_not_the_others(world: World) {
    let [(first, ann), (second, twin)] = ann_twice(&world).await;
    send_checked(&world, first).await;
    merge(&world, ann, twin).await;
    let version = cases::request(&world.b, &world.referrer, second).await.unwrap().version;
    let typed = Draft { mobile: "07700 900456".into(), ..form(&world, &nhs_number(1), "13", "Anna Jones") };
    cases::save_draft(&world.b, &world.referrer, second, version, typed).await.unwrap();
    world.pass(60);
    send_checked(&world, second).await;
    let shown = page(&world, ann).await;
    assert_eq!((shown.name.as_str(), shown.mobile.as_str()), ("Anna Jones", "07700 900 456"));
    apart(&world, twin).await;
    let (own, other) = (page(&world, ann).await, page(&world, twin).await);
    assert_eq!((own.name.as_str(), own.mobile.as_str()), ("Ann Smith", "07700 900 123"), "no text goes to her sister");
    assert_eq!((other.name.as_str(), other.mobile.as_str()), ("Anna Jones", "07700 900 456"));
}

async fn records_that_took_in_others_go_whole(world: World) {
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(begun(&world, form(&world, "", "12", "Ann Smith")).await);
        world.pass(60);
    }
    let [(oldest, ann), (middle, other), (youngest, third)] = all[..] else { panic!("three") };
    assert_eq!(merge(&world, third, other).await, other);
    assert_eq!(merge(&world, other, ann).await, ann);
    let all = vec![oldest, middle, youngest];
    for address in [ann, other, third] {
        assert_eq!(cases_of(&world, address).await, all);
    }
    // What is part of something is merged no second time under its old name.
    let seen = |patient| Seen { patient, version: 1 };
    let twice = patients::merge(&world.b, &world.referrer, [seen(third), seen(ann)], "Rang her", true).await;
    assert!(matches!(twice, Err(Error::Invalid(_))));
    apart(&world, other).await;
    assert_eq!((cases_of(&world, ann).await, cases_of(&world, third).await), (vec![oldest], vec![middle, youngest]));
    apart(&world, third).await;
    assert_eq!((cases_of(&world, other).await, cases_of(&world, third).await), (vec![middle], vec![youngest]));
}

async fn both_ways_at_once_is_once(world: World) {
    let other = world.another_server(0).await;
    let [(first, ann), (second, twin)] = ann_twice(&world).await;
    let compared = patients::compare(&world.b, &world.referrer, [ann, twin]).await.unwrap();
    let [own, theirs] = [compared.stays, compared.goes].map(|it| Seen { patient: it.patient, version: it.version });
    let (here, there) = futures::future::join(
        patients::merge(&world.b, &world.referrer, [own, theirs], "Rang her", true),
        patients::merge(&other, &world.referrer, [theirs, own], "Rang her", true),
    )
    .await;
    assert_eq!([&here, &there].iter().filter(|done| done.is_ok()).count(), 1, "{here:?} {there:?}");
    let refused = if here.is_ok() { there } else { here };
    assert!(matches!(refused, Err(Error::Invalid(_) | Error::Stale)), "{refused:?}");
    assert_eq!(cases_of(&world, twin).await, [first, second]);
    assert_eq!(rows(&world, "SELECT id FROM patient_merges").await.len(), 1);
}

async fn two_merges_of_one_record_at_once_are_one(world: World) {
    let other = world.another_server(0).await;
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(begun(&world, form(&world, "", "12", "Ann Smith")).await.1);
        world.pass(60);
    }
    let (here, there) = futures::future::join(
        merge_by(&world.b, &world.referrer, all[2], all[0]),
        merge_by(&other, &world.referrer, all[2], all[1]),
    )
    .await;
    let done: Vec<_> = [here, there].into_iter().filter_map(Result::ok).collect();
    assert!(!done.is_empty());
    // Whichever came first, the group is one of whole records, each leading to one that is its own.
    let lost = "SELECT p.id FROM patients p JOIN patients s ON s.id = p.survivor_id WHERE s.survivor_id <> s.id";
    assert!(rows(&world, lost).await.is_empty());
    assert_eq!(page(&world, all[2]).await.cases.len(), 1 + done.len());
}

async fn a_form_saved_while_its_record_is_merged_stays_with_it(world: World) {
    let b = &world.b;
    let other = world.another_server(0).await;
    for n in 1..=6 {
        let number = nhs_number(n);
        let (_, ann) = begun(&world, form(&world, &number, "12", "Ann Smith")).await;
        world.pass(60);
        let (second, twin) = begun(&world, form(&world, &number, "13", "Ann Smith")).await;
        let begins = cases::start(b, &world.referrer).await.unwrap();
        let version = cases::request(b, &world.referrer, second).await.unwrap().version;
        let typed = Draft { question: "Another?".into(), ..form(&world, &number, "13", "Ann Jones") };
        let (merged, saved, placed) = futures::future::join3(
            async {
                // The form may have been saved in between: then it is looked at again.
                loop {
                    match merge_by(b, &world.referrer, ann, twin).await {
                        Err(Error::Stale) => {}
                        done => break done,
                    }
                }
            },
            cases::save_draft(&other, &world.referrer, second, version, typed.clone()),
            cases::save_draft(b, &world.referrer, begins, 1, typed.clone()),
        )
        .await;
        merged.unwrap();
        saved.unwrap();
        placed.unwrap();
        assert_eq!((came_to(&world, second).await, came_to(&world, begins).await), (twin, twin), "{n}");
        assert_eq!(page(&world, twin).await.cases.len(), 3, "{n}");
        apart(&world, twin).await;
        let theirs = sorted([second, begins]);
        assert_eq!((cases_of(&world, twin).await, cases_of(&world, ann).await.len()), (theirs, 1), "{n}");
    }
}

async fn erasures_at_once_leave_nobody_behind(world: World) {
    let other = world.another_server(0).await;
    for n in 1..=6 {
        let number = nhs_number(n);
        let (first, ann) = begun(&world, form(&world, &number, "12", "Ann Smith")).await;
        let (second, twin) = begun(&world, form(&world, &number, "13", "Ann Smith")).await;
        let (third, _) = begun(&world, form(&world, &number, "12", "Ann Smith")).await;
        merge(&world, ann, twin).await;
        for case in [first, second, third] {
            cases::withdraw(&world.b, &world.referrer, case).await.unwrap();
        }
        let erase = |b, case| erase_early(b, case, Because::ALL[0]);
        let (one, two, three) =
            futures::future::join3(erase(&world.b, first), erase(&other, second), erase(&world.b, third)).await;
        for erased in [one, two, three] {
            erased.unwrap();
        }
        for table in ["patients", "patient_names", "patient_identifiers", "patient_merges"] {
            assert!(rows(&world, &format!("SELECT 'x' FROM {table}")).await.is_empty(), "{table}, {n}");
        }
    }
}

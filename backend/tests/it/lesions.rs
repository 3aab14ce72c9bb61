//! A lesion is one site and side of a patient, by a number that stays while a case is about it.

use backend::{cases, patients, retention::erase_early};
use domain::{
    case::{Draft, WrongPatientReason},
    ids::{CaseId, PatientId},
    retention::Because,
};
use sqlx::{AssertSqlSafe, Executor};

use crate::support::{World, on_both, open};

on_both!(
    numbers_stay,
    a_draft_that_changes_its_mind_uses_no_number_up,
    merged_records_count_on_and_have_their_own_numbers_back,
    cases_of_the_release_before_have_their_lesions,
    a_lesion_goes_with_its_last_case,
);

/// A case of this patient about a place; of somebody new where there is none.
async fn about(world: &World, patient: Option<PatientId>, site: &str, side: &str) -> CaseId {
    let (b, who) = (&world.b, &world.referrer);
    let case = match patient {
        Some(patient) => patients::start(b, who, patient, true).await.unwrap(),
        None => cases::start(b, who).await.unwrap(),
    };
    moved(world, case, patient.is_none(), site, side).await;
    case
}

async fn moved(world: &World, case: CaseId, is_new: bool, site: &str, side: &str) {
    let (b, who) = (&world.b, &world.referrer);
    let request = cases::request(b, who, case).await.unwrap();
    let draft = if is_new { Draft { nhs_number: String::new(), ..world.draft() } } else { request.draft };
    let draft = draft.with("site", site).with("side", side);
    cases::save_draft(b, who, case, request.version, draft).await.unwrap();
}

async fn of(world: &World, case: CaseId) -> PatientId {
    cases::show(&world.b, &world.referrer, case).await.unwrap().patient_id.unwrap()
}

/// "1 Left forearm".
async fn lesions(world: &World, patient: PatientId) -> Vec<String> {
    let page = patients::show(&world.b, &world.referrer, patient, None).await.unwrap();
    page.sites.into_iter().map(|site| format!("{} {}", site.number, site.label)).collect()
}

async fn rows(world: &World) -> Vec<(String, i64)> {
    let sql = "SELECT site, number FROM lesions ORDER BY number, site";
    sqlx::query_as(sql).fetch_all(&mut world.raw().await).await.unwrap()
}

async fn numbers_stay(world: World) {
    let first = about(&world, None, "forearm", "left").await;
    let ann = of(&world, first).await;
    let second = about(&world, Some(ann), "ear", "right").await;
    about(&world, Some(ann), "forearm", "left").await;
    about(&world, Some(ann), "", "").await;
    assert_eq!(lesions(&world, ann).await, ["1 Left forearm", "2 Right ear"]);
    // The first case is about another place now; the number is the third's as well.
    moved(&world, first, false, "nose", "").await;
    assert_eq!(lesions(&world, ann).await, ["1 Left forearm", "2 Right ear", "3 Nose"]);
    // What is of somebody else is of no lesion of this one's.
    let whole =
        Draft { nhs_number: crate::support::nhs_number(1), ..world.draft() }.with("site", "ear").with("side", "right");
    let version = cases::request(&world.b, &world.referrer, second).await.unwrap().version;
    cases::save_draft(&world.b, &world.referrer, second, version, whole).await.unwrap();
    world.send(second).await;
    let whose = of(&world, second).await;
    assert_eq!(lesions(&world, whose).await.len(), if whose == ann { 3 } else { 1 });
    cases::wrong_patient(&world.b, &world.referrer, second, WrongPatientReason::ALL[0]).await.unwrap();
    assert!(rows(&world).await.iter().all(|(site, _)| site != "ear"));
}

async fn a_draft_that_changes_its_mind_uses_no_number_up(world: World) {
    let case = about(&world, None, "forearm", "left").await;
    for (site, side) in [("forearm", "right"), ("nose", ""), ("", ""), ("elbow", ""), ("scalp", "")] {
        moved(&world, case, false, site, side).await;
    }
    assert_eq!(rows(&world).await, [("scalp".to_owned(), 1)]);
}

async fn merged_records_count_on_and_have_their_own_numbers_back(world: World) {
    let first = about(&world, None, "forearm", "left").await;
    let ann = of(&world, first).await;
    world.pass(60);
    let twin = of(&world, about(&world, None, "nose", "").await).await;
    about(&world, Some(twin), "forearm", "left").await;
    let compared = patients::compare(&world.b, &world.referrer, [ann, twin]).await.unwrap();
    let two = [&compared.stays, &compared.goes].map(|it| patients::Seen { patient: it.patient, version: it.version });
    patients::merge(&world.b, &world.referrer, two, "Rang her", true).await.unwrap();
    assert_eq!(lesions(&world, twin).await, ["1 Left forearm", "2 Nose"]);
    patients::unmerge(&world.b, &world.referrer, twin, "Two sisters").await.unwrap();
    assert_eq!(lesions(&world, ann).await, ["1 Left forearm"]);
    assert_eq!(lesions(&world, twin).await, ["1 Nose", "2 Left forearm"]);
}

async fn cases_of_the_release_before_have_their_lesions(world: World) {
    let ann = of(&world, about(&world, None, "forearm", "left").await).await;
    // Identifiers of one moment have no order.
    world.pass(1);
    about(&world, Some(ann), "ear", "right").await;
    world.pass(1);
    about(&world, Some(ann), "forearm", "left").await;
    let before = rows(&world).await;
    let mut raw = world.raw().await;
    for sql in ["UPDATE cases SET lesion_id = NULL", "DELETE FROM lesions"] {
        raw.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
    }
    open(&world.settings).await.unwrap().close().await;
    assert_eq!(rows(&world).await, before);
}

async fn a_lesion_goes_with_its_last_case(world: World) {
    let first = about(&world, None, "forearm", "left").await;
    let ann = of(&world, first).await;
    let second = about(&world, Some(ann), "forearm", "left").await;
    let third = about(&world, Some(ann), "ear", "right").await;
    for (case, left) in [(first, 2), (third, 1), (second, 0)] {
        cases::withdraw(&world.b, &world.referrer, case).await.unwrap();
        erase_early(&world.b, case, Because::ALL[0]).await.unwrap();
        assert_eq!(rows(&world).await.len(), left);
    }
}

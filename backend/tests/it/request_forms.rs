//! What is asked about the skin: a service's own version, and what becomes of the answers when another one is asked.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use backend::{Error, cases, forms};
use domain::{
    access::Actor,
    case::Draft,
    forms::{FormKind, Response},
    ids::CaseId,
    role::Role,
    view::RequestView,
};
use serde_json::{Value, json};

use crate::support::{World, on_both};

on_both!(
    a_service_is_asked_by_its_own_version,
    a_request_keeps_the_version_that_it_was_made_with,
    called_a_rash_and_a_lesion_again_nothing_is_lost,
    a_version_without_what_rules_read_is_refused_by_name,
    requests_of_the_release_before_keep_every_answer,
);

pub(crate) async fn manager(world: &World) -> Actor {
    world.person("Ros Lane", "lane@northshire.example", Role::ServiceManager, world.service.into()).await
}

/// A version of the lesion's form with one more question.
pub(crate) fn own(version: &str) -> Value {
    let mut form = FormKind::Lesion.shipped().unwrap().to_json();
    form["version"] = json!(version);
    let options = json!([{ "valueString": "Never" }, { "valueString": "Always" }]);
    let more = json!({ "linkId": "sunscreen", "type": "choice", "text": "How often is sunscreen used?", "required": true,
                       "answerOption": options });
    form["item"][0]["item"].as_array_mut().unwrap().push(more);
    form
}

/// Publishes it at a moment of its own: worlds are copies of one, and what was published is known again by its service,
/// its name and when.
pub(crate) async fn publish(world: &World, manager: &Actor, form: &Value) -> Result<(), Error> {
    static PUBLISHED: AtomicU64 = AtomicU64::new(1);
    world.b.clock().advance(Duration::from_millis(PUBLISHED.fetch_add(1, Ordering::Relaxed)));
    forms::save_draft(&world.b, manager, &form.to_string()).await?;
    let seen = forms::list(&world.b, manager).await?.draft.unwrap().seen;
    forms::publish(&world.b, manager, &seen).await
}

pub(crate) async fn page(world: &World, case: CaseId) -> RequestView {
    cases::request(&world.b, &world.referrer, case).await.unwrap()
}

/// Saved as its page would: by the version that the page shows.
pub(crate) async fn save(world: &World, case: CaseId, change: impl FnOnce(Draft) -> Draft) -> RequestView {
    let before = page(world, case).await;
    let shown: Vec<String> = before.form.all_items().iter().map(|(item, _)| item.link_id.clone()).collect();
    let mut draft = before.draft;
    draft.response.answers.retain(|link_id, _| shown.contains(link_id));
    cases::save_draft(&world.b, &world.referrer, case, before.version, change(draft)).await.unwrap();
    page(world, case).await
}

pub(crate) fn fields(view: &RequestView) -> Vec<&str> {
    view.problems.iter().map(|problem| problem.field.as_str()).collect()
}

pub(crate) fn left_out(view: &RequestView) -> Vec<(&str, &str)> {
    view.left_out.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect()
}

async fn a_service_is_asked_by_its_own_version(world: World) {
    let manager = manager(&world).await;
    publish(&world, &manager, &own("northshire-1")).await.unwrap();
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    let none_chosen = page(&world, case).await;
    assert_eq!(none_chosen.form.version, "1");
    let typed = Draft { service: String::new(), ..world.draft() };
    save(&world, case, |_| typed).await;
    let chosen = save(&world, case, |draft| Draft { service: world.service.to_string(), ..draft }).await;
    assert_eq!((chosen.form.version.as_str(), fields(&chosen)), ("northshire-1", vec!["sunscreen"]));
    assert_eq!(chosen.draft.response.given("site"), ["forearm"]);
    let answered = save(&world, case, |draft| draft.with("sunscreen", "Never")).await;
    assert_eq!(fields(&answered), [] as [&str; 0]);

    let other = chosen.services.iter().map(|it| it.service).find(|it| *it != world.service).unwrap();
    let elsewhere = save(&world, case, |draft| Draft { service: other.to_string(), ..draft }).await;
    assert_eq!((elsewhere.form.version.as_str(), fields(&elsewhere)), ("1", vec![]));
    assert_eq!(left_out(&elsewhere), [("How often is sunscreen used?", "Never")]);
    let back = save(&world, case, |draft| Draft { service: world.service.to_string(), ..draft }).await;
    assert_eq!((fields(&back), left_out(&back)), (vec![], vec![]));
    assert_eq!(back.draft.response.given("sunscreen"), ["Never"]);
}

async fn a_request_keeps_the_version_that_it_was_made_with(world: World) {
    let (b, manager) = (&world.b, manager(&world).await);
    publish(&world, &manager, &own("northshire-1")).await.unwrap();
    let case = cases::start(b, &world.referrer).await.unwrap();
    save(&world, case, |_| world.draft().with("sunscreen", "Never")).await;
    let answered = save(&world, case, |draft| draft.with("sunscreen", "Always").tick("immunosuppressed")).await;
    assert_eq!((answered.form.version.as_str(), fields(&answered)), ("northshire-1", vec![]));
    cases::submit(b, &world.referrer, case, answered.version).await.unwrap();
    forms::withdraw(b, &manager, FormKind::Lesion, "northshire-1").await.unwrap();
    // What was sent keeps it; whoever begins now is asked as before there was one.
    let later = cases::start(b, &world.referrer).await.unwrap();
    assert_eq!(save(&world, later, |_| world.draft()).await.form.version, "1");

    publish(&world, &manager, &own("northshire-2")).await.unwrap();
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(
        shown
            .facts
            .iter()
            .any(|it| (it.label.as_str(), it.value.as_str()) == ("How often is sunscreen used?", "Always"))
    );
    let rows = cases::worklist(b, &world.specialist, &domain::view::WorklistQuery::default()).await.unwrap().rows;
    assert_eq!((rows[0].site.as_str(), rows[0].flags[0].as_str()), ("Left forearm", "Immunosuppressed"));
    let sql = "SELECT draft FROM cases WHERE id = $1";
    let kept: String = sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(&mut world.raw().await).await.unwrap();
    assert!(kept.contains("dermatology-lesion|northshire-1"), "{kept}");
}

async fn called_a_rash_and_a_lesion_again_nothing_is_lost(world: World) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let lesion = save(&world, case, |_| world.draft().with("size_mm", "8").with("tried", "Cream")).await;
    let rash = Draft { problem: "rash".into(), ..lesion.draft.clone() };
    let saved = cases::save_draft(b, &world.referrer, case, lesion.version, rash.clone()).await.unwrap();
    let now = saved.asked_now.expect("the page is of another form");
    assert_eq!(now.form.kind(), FormKind::Rash);
    let said: Vec<_> = now.left_out.iter().map(|it| it.label.as_str()).collect();
    assert_eq!(said, ["Is the lesion pigmented?", "Largest diameter, mm"]);
    // The same again is a button pressed twice, by a page that has not heard yet.
    let again = cases::save_draft(b, &world.referrer, case, lesion.version, rash).await.unwrap();
    assert_eq!((again.version, again.asked_now.is_some()), (saved.version, true));
    let shown = save(&world, case, |draft| draft.with("distribution", "Hands")).await;
    assert_eq!(shown.draft.response.given("tried"), ["Cream"]);
    assert!(fields(&shown).is_empty(), "{:?}", shown.problems);
    let back = save(&world, case, |draft| Draft { problem: "lesion".into(), ..draft }).await;
    assert_eq!(back.draft.response.given("size_mm"), ["8"]);
    assert_eq!(left_out(&back), [("Distribution", "Hands")]);
}

async fn a_version_without_what_rules_read_is_refused_by_name(world: World) {
    let manager = manager(&world).await;
    let (mut lesion, mut rash) = (own("northshire-1"), FormKind::Rash.shipped().unwrap().to_json());
    rash["version"] = json!("northshire-rash");
    for form in [&mut lesion, &mut rash] {
        let items = form["item"][0]["item"].as_array_mut().unwrap();
        items.retain(|item| !["site", "side", "duration"].contains(&item["linkId"].as_str().unwrap()));
        items.push(json!({ "linkId": "question", "type": "text", "text": "What do you want to know?" }));
        let Err(Error::Invalid(problems)) = publish(&world, &manager, form).await else { panic!("it was published") };
        let said: Vec<_> = problems.into_iter().map(|problem| problem.message).collect();
        for name in ["“site” (choice) is missing", "“side” (choice) is missing", "“duration” (string) is missing"]
        {
            assert!(said.iter().any(|it| it.contains(name)), "{name}: {said:?}");
        }
        assert!(said.iter().any(|it| it.contains("“question”: its linkId is taken")), "{said:?}");
    }
    let mut whole = FormKind::Rash.shipped().unwrap().to_json();
    whole["version"] = json!("northshire-rash");
    publish(&world, &manager, &whole).await.unwrap();
}

/// Rows as the release before wrote them: flat.
async fn requests_of_the_release_before_keep_every_answer(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let (open, _) = world.drafted().await;
    let flat = json!({
        "nhs_number": "999 000 0018", "name": "Philippa Quillfeather", "dob": { "day": "12", "month": "3", "year": "1948" },
        "kind": "advice", "service": world.service.to_string(), "question": "?", "impression": "?BCC", "problem": "lesion",
        "pigmented": true, "site": "nose", "side": "left", "site_detail": "Tip", "duration": "3 months", "seven_size": true,
        "change_raised": true, "size_mm": "12", "lesions": "2", "ooze": true, "bleeding": true, "trigger": "Sun",
        "tried": "Cream", "biopsy": "None", "immunosuppressed": true, "anticoagulant": true, "skin_type": "II",
        "history": "Asthma", "drugs": "Apixaban", "allergies": "Latex", "despite_reason": "Because", "seven_large": true,
    });
    let sql = "UPDATE cases SET draft = $1, draft_version = 1 WHERE id IN ($2, $3)";
    let query = sqlx::query(sql).bind(flat.to_string()).bind(case.to_string()).bind(open.to_string());
    query.execute(&mut world.raw().await).await.unwrap();

    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    let facts: Vec<_> = shown.facts.iter().map(|it| (it.label.as_str(), it.value.as_str())).collect();
    assert_eq!(shown.site, "Left nose");
    for said in [
        ("Duration", "3 months"),
        ("Size", "12 mm"),
        ("Change", "size, raised"),
        ("Symptoms", "bleeding, oozing"),
        ("Risk", "immunosuppressed, anticoagulant or antiplatelet"),
        ("Medicines", "Apixaban"),
        ("Allergies", "Latex"),
        ("Pigment", "Pigmented"),
        ("Where exactly", "Tip"),
        ("Number of lesions", "2"),
        ("Trigger", "Sun"),
        ("Treatment so far", "Cream"),
        ("Earlier biopsy or histology", "None"),
        ("Skin type", "II"),
        ("Medical history", "Asthma"),
        ("Not sent as suspected cancer because", "Because"),
    ] {
        assert!(facts.contains(&said), "{said:?}: {facts:?}");
    }
    // Gone on with and saved, it has the new shape and the same answers.
    let before = page(&world, open).await;
    let after = save(&world, open, |draft| Draft { question: "Is it safe?".into(), ..draft }).await;
    assert_eq!(after.draft.response, before.draft.response);
    assert_eq!(after.draft.response.given("drugs"), ["Apixaban"]);
    let sql = "SELECT draft FROM cases WHERE id = $1";
    let kept: String = sqlx::query_scalar(sql).bind(open.to_string()).fetch_one(&mut world.raw().await).await.unwrap();
    assert!(kept.contains(r#""response":{"#) && !kept.contains("seven_"), "{kept}");
    // A page that was open while the new version came posts the old fields.
    let late = json!({ "problem": "lesion", "pigment": "no", "site": "ear", "side": "left", "drugs": "None" });
    let late: Draft = serde_json::from_value(late).unwrap();
    cases::save_draft(b, &world.referrer, open, after.version, late).await.unwrap();
    let kept = page(&world, open).await.draft.response;
    assert_eq!(kept.questionnaire, Response::to(format!("{}|1", FormKind::Lesion.url())).questionnaire);
    assert_eq!((kept.given("site"), kept.given("drugs")), (vec!["ear"], vec!["None"]));
}

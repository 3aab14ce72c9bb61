//! What becomes of a request when the version of the form that it was begun with is another, is withdrawn, or is read no longer.

use backend::{Error, cases, forms};
use domain::{
    access::Actor,
    case::Draft,
    forms::{FormKind, Response},
    ids::CaseId,
    role::Role,
    view::{AskedNow, WorklistQuery},
};
use serde_json::json;

use crate::{
    request_forms::{fields, left_out, manager, own, page, publish, save},
    support::{World, on_both},
};

on_both!(
    an_answer_does_not_move_to_another_services_question,
    a_draft_goes_on_with_the_present_version_when_its_own_is_withdrawn,
    nobody_sends_by_questions_that_they_have_not_seen,
    what_other_forms_keep_counts_for_the_longest_request,
    what_was_answered_by_a_form_that_is_no_longer_read_is_not_shown_as_anothers,
    a_version_is_fetched_once,
);

/// A version with one more question under this name.
fn asking(version: &str, text: &str) -> serde_json::Value {
    let mut form = own(version);
    let more = form["item"][0]["item"].as_array_mut().unwrap();
    more.retain(|item| item["linkId"] != "sunscreen");
    more.push(json!({ "linkId": "own", "type": "text", "text": text }));
    form
}

async fn manager_elsewhere(world: &World) -> Actor {
    let elsewhere = world.other_specialist.service().unwrap();
    world.person("Kit Wren", "wren@south.example", Role::ServiceManager, elsewhere.into()).await
}

async fn an_answer_does_not_move_to_another_services_question(world: World) {
    let (one, other) = (manager(&world).await, manager_elsewhere(&world).await);
    publish(&world, &one, &asking("northshire-1", "Which cream was used?")).await.unwrap();
    publish(&world, &other, &asking("southshire-1", "What is their work?")).await.unwrap();
    let (here, there) = (world.service.to_string(), other.service().unwrap().to_string());
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    save(&world, case, |_| world.draft()).await;
    let cream = save(&world, case, |draft| draft.with("own", "Hydrocortisone")).await;
    assert_eq!(
        (cream.form.version.as_str(), cream.draft.response.given("own")),
        ("northshire-1", vec!["Hydrocortisone"])
    );
    // The page that chose it is told what to fill the fields of the other form in with.
    let chosen = Draft { service: there.clone(), ..cream.draft };
    let told = cases::save_draft(&world.b, &world.referrer, case, cream.version, chosen).await.unwrap();
    let moved = page(&world, case).await;
    assert_eq!(told.asked_now.unwrap().response, moved.draft.response);
    assert_eq!(moved.form.version, "southshire-1");
    assert_eq!((moved.draft.response.given("own"), moved.draft.response.given("site")), (vec![], vec!["forearm"]));
    assert_eq!(left_out(&moved), [("Which cream was used?", "Hydrocortisone")]);
    save(&world, case, |draft| draft.with("own", "Gardener")).await;
    // By the way of a service that asks neither.
    let back = save(&world, case, |draft| Draft { service: String::new(), ..draft }).await;
    assert_eq!(left_out(&back), [("Which cream was used?", "Hydrocortisone"), ("What is their work?", "Gardener")]);
    let back = save(&world, case, |draft| Draft { service: here.clone(), ..draft }).await;
    assert_eq!(back.draft.response.given("own"), ["Hydrocortisone"]);
    assert_eq!(left_out(&back), [("What is their work?", "Gardener")]);
    // Nothing of it reaches the specialist of the other.
    let sent = save(&world, case, |draft| Draft { service: there.clone(), ..draft.with("own", "") }).await;
    assert_eq!((fields(&sent), sent.draft.response.given("own")), (vec![], vec!["Gardener"]));
    cases::submit(&world.b, &world.referrer, case, sent.version).await.unwrap();
    let shown = cases::show(&world.b, &world.other_specialist, case).await.unwrap();
    let said: Vec<_> = shown.facts.iter().map(|it| it.value.as_str()).collect();
    assert!(said.contains(&"Gardener") && !said.contains(&"Hydrocortisone"), "{said:?}");
}

async fn a_draft_goes_on_with_the_present_version_when_its_own_is_withdrawn(world: World) {
    let (b, who, manager) = (&world.b, &world.referrer, manager(&world).await);
    // Nobody can answer it.
    let mut form = asking("northshire-1", "Which cream was used?");
    let trap = json!({ "linkId": "trap", "type": "string", "text": "Say nothing", "required": true, "maxLength": 3,
                       "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/regex", "valueString": "[0-9]{9}" }] });
    form["item"][0]["item"].as_array_mut().unwrap().push(trap);
    publish(&world, &manager, &form).await.unwrap();
    let case = cases::start(b, who).await.unwrap();
    save(&world, case, |_| world.draft()).await;
    let begun = save(&world, case, |draft| draft.with("own", "Hydrocortisone").with("trap", "x")).await;
    assert_eq!((begun.form.version.as_str(), fields(&begun)), ("northshire-1", vec!["trap"]));
    publish(&world, &manager, &asking("northshire-2", "Which cream was used?")).await.unwrap();
    assert_eq!(page(&world, case).await.form.version, "northshire-1", "begun is begun");
    forms::withdraw(b, &manager, FormKind::Lesion, "northshire-1").await.unwrap();
    let shown = page(&world, case).await;
    assert_eq!((shown.form.version.as_str(), fields(&shown)), ("northshire-2", vec![]));
    assert_eq!(shown.draft.response.given("own"), ["Hydrocortisone"]);
    assert_eq!(left_out(&shown), [("Say nothing", "x")]);
    // A page that was open meanwhile learns of it.
    let late = cases::save_draft(b, who, case, begun.version, begun.draft.clone()).await.unwrap();
    let asked = late.asked_now.unwrap();
    assert_eq!((asked.form.version.as_str(), asked.response), ("northshire-2", shown.draft.response));
    assert_eq!(late.problems, []);
    // Withdrawn, too, with none in its place.
    forms::withdraw(b, &manager, FormKind::Lesion, "northshire-2").await.unwrap();
    let shown = save(&world, case, |draft| draft).await;
    assert_eq!((shown.form.version.as_str(), fields(&shown)), ("1", vec![]));
    assert_eq!(left_out(&shown).len(), 2);
    cases::submit(b, who, case, shown.version).await.unwrap();
}

async fn nobody_sends_by_questions_that_they_have_not_seen(world: World) {
    let (b, who, manager) = (&world.b, &world.referrer, manager(&world).await);
    publish(&world, &manager, &asking("northshire-1", "Which cream was used?")).await.unwrap();
    let press = async |case: CaseId, version: i64, draft: &Draft| {
        let sent = cases::save_and_submit(b, who, case, version, draft.clone(), None).await;
        match sent {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(problems)) => problems,
            Err(error) => panic!("{error:?}"),
        }
    };
    // Without scripts a service may be chosen and Send be pressed on one page.
    let case = cases::start(b, who).await.unwrap();
    let unchosen = save(&world, case, |_| Draft { service: String::new(), ..world.draft() }).await;
    let chosen = Draft { service: world.service.to_string(), ..unchosen.draft };
    assert_eq!(press(case, unchosen.version, &chosen).await, [AskedNow::not_seen()]);
    let answered = save(&world, case, |draft| draft.with("own", "Hydrocortisone")).await;
    assert_eq!((answered.form.version.as_str(), fields(&answered)), ("northshire-1", vec![]));
    // Withdrawn while the page was open. However often it is pressed there, an answer is not taken out unseen.
    forms::withdraw(b, &manager, FormKind::Lesion, "northshire-1").await.unwrap();
    for _ in 0..2 {
        assert_eq!(press(case, answered.version, &answered.draft).await, [AskedNow::not_seen()]);
    }
    let shown = page(&world, case).await;
    assert_eq!((shown.form.version.as_str(), fields(&shown)), ("1", vec![]));
    assert_eq!(left_out(&shown), [("Which cream was used?", "Hydrocortisone")]);
    assert_eq!(press(case, shown.version, &shown.draft).await, []);
    // Of a page that names no version nobody knows what it showed: it is sent as ever.
    publish(&world, &manager, &asking("northshire-2", "Which cream was used?")).await.unwrap();
    let unnamed = cases::start(b, who).await.unwrap();
    let mut draft = Draft { nhs_number: "999 000 0026".into(), ..world.draft() };
    draft.response.questionnaire.clear();
    assert_eq!(press(unnamed, 1, &draft).await, []);
}

async fn what_other_forms_keep_counts_for_the_longest_request(world: World) {
    let (one, other) = (manager(&world).await, manager_elsewhere(&world).await);
    publish(&world, &one, &asking("northshire-1", "Which cream was used?")).await.unwrap();
    publish(&world, &other, &asking("southshire-1", "What is their work?")).await.unwrap();
    let there = other.service().unwrap().to_string();
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    save(&world, case, |_| world.draft()).await;
    save(&world, case, |draft| draft.with("own", &"x".repeat(12_000))).await;
    let moved = save(&world, case, |draft| Draft { service: there, ..draft }).await;
    let save = async |typed: &str| {
        let draft = Draft { set_aside: Vec::new(), ..moved.draft.clone() }.with("own", typed);
        cases::save_draft(&world.b, &world.referrer, case, moved.version, draft).await
    };
    let long = save(&"y".repeat(12_000)).await;
    assert!(matches!(long, Err(Error::TooLarge)), "{long:?}");
    save(&"y".repeat(2_000)).await.unwrap();
}

/// Behind the backend's back: a version that a later release does not read, with the case that was asked by it.
async fn unread(world: &World, case: CaseId) -> String {
    let (service, account) = (world.service.to_string(), world.specialist.account().unwrap().to_string());
    let mut raw = world.raw().await;
    let sql = "INSERT INTO questionnaires (url, version, service_id, json, published_by, published_at)
               VALUES ($1, 'unread', $2, '{}', $3, 1)";
    sqlx::query(sql).bind(FormKind::Lesion.url()).bind(service).bind(account).execute(&mut raw).await.unwrap();
    let name = format!("{}|unread", FormKind::Lesion.url());
    let sql = "UPDATE cases SET draft = REPLACE(draft, $1, $2) WHERE id = $3";
    let shipped = format!("{}|1", FormKind::Lesion.url());
    let query = sqlx::query(sql).bind(shipped).bind(&name).bind(case.to_string());
    query.execute(&mut raw).await.unwrap();
    name
}

async fn what_was_answered_by_a_form_that_is_no_longer_read_is_not_shown_as_anothers(world: World) {
    let (b, who) = (&world.b, &world.referrer);
    let (case, _) = world.submitted().await;
    let (open, _) = world.drafted().await;
    let name = unread(&world, case).await;
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    let key: Vec<_> = shown.facts.iter().filter(|it| it.value.contains("cannot be read")).collect();
    assert!(key.len() == 1 && key[0].key, "{:?}", shown.facts);
    assert!(shown.facts.iter().all(|it| it.value != "3 months") && shown.site.is_empty(), "{:?}", shown.facts);
    let rows = cases::worklist(b, &world.specialist, &WorklistQuery::default()).await.unwrap().rows;
    assert!(rows[0].site.is_empty() && rows[0].flags == ["No pictures"], "{:?}", rows[0].flags);
    // A draft goes on with the present one, by which its answers to the program's own questions stand.
    let sql = "UPDATE cases SET draft = REPLACE(draft, $1, $2) WHERE id = $3";
    let query = sqlx::query(sql).bind(format!("{}|1", FormKind::Lesion.url())).bind(&name).bind(open.to_string());
    query.execute(&mut world.raw().await).await.unwrap();
    let draft = page(&world, open).await;
    let shipped = Response::to(format!("{}|1", FormKind::Lesion.url())).questionnaire;
    assert_eq!(draft.draft.response.questionnaire, shipped);
    assert_eq!((draft.draft.response.given("site"), fields(&draft)), (vec!["forearm"], vec![]));
    // It is sent by what is asked now, and not as it was.
    let unseen = cases::submit(b, who, open, draft.version).await;
    assert!(matches!(&unseen, Err(Error::Invalid(problems)) if problems[0].field == "problem"), "{unseen:?}");
    let saved = cases::save_draft(b, who, open, draft.version, draft.draft).await.unwrap();
    cases::submit(b, who, open, saved.version).await.unwrap();
}

async fn a_version_is_fetched_once(world: World) {
    let manager = manager(&world).await;
    publish(&world, &manager, &own("northshire-1")).await.unwrap();
    let case = cases::start(&world.b, &world.referrer).await.unwrap();
    assert_eq!(save(&world, case, |_| world.draft()).await.form.version, "northshire-1");
    // Nobody changes what was published: it is not looked at again.
    let sql = "UPDATE questionnaires SET json = '{}'";
    sqlx::query(sql).execute(&mut world.raw().await).await.unwrap();
    assert_eq!(page(&world, case).await.form.version, "northshire-1");
}

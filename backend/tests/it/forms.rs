//! A service's own versions of what patients are asked.

use backend::{Error, cases, forms, photo_requests};
use domain::{
    access::Actor,
    command::ConsentChoices,
    forms::{FormKind, Response},
    image::View,
    role::Role,
};
use serde_json::{Value, json};

use crate::support::{World, on_both, patient};

on_both!(
    whoever_began_with_a_version_goes_on_with_it,
    what_is_hidden_is_kept_in_the_draft_and_not_sent,
    a_form_with_faults_is_kept_and_not_published,
    nobody_else_publishes_or_withdraws,
    a_service_asks_its_own_way_what_has_changed,
    answers_of_the_release_before_are_read,
    nobody_publishes_what_another_has_put_in_meanwhile,
);

async fn manager(world: &World) -> Actor {
    world.person("Ros Lane", "lane@northshire.example", Role::ServiceManager, world.service.into()).await
}

/// A version of the patient's questions with one more, asked of whoever says that it itches, and needed then.
fn own(kind: FormKind, version: &str) -> Value {
    let mut form = kind.shipped().unwrap().to_json();
    form["version"] = json!(version);
    let when = if kind == FormKind::PatientQuestions {
        json!([{ "question": "itch", "operator": "=", "answerBoolean": true }])
    } else {
        json!([])
    };
    let mut more =
        json!({ "linkId": "nights", "type": "integer", "text": "How many nights did it wake you?", "required": true });
    if when != json!([]) {
        more["enableWhen"] = when;
    }
    form["item"].as_array_mut().unwrap().push(more);
    form
}

async fn publish(world: &World, manager: &Actor, form: &Value) -> Result<(), Error> {
    forms::save_draft(&world.b, manager, &form.to_string()).await?;
    let seen = forms::list(&world.b, manager).await?.draft.unwrap().seen;
    forms::publish(&world.b, manager, &seen).await
}

/// A link of a case of this world's service, up to its questions.
async fn asked(world: &World) -> (domain::ids::CaseId, String, Actor) {
    let (case, token) = patient::texted(world).await;
    let who = patient::confirmed(&world.b, &token).await;
    let choices = ConsentChoices { care: true, referral: false, teaching: false };
    photo_requests::consent(&world.b, &who, choices).await.unwrap();
    (case, token, who)
}

async fn version_on_page(world: &World, token: &str, who: &Actor) -> String {
    let page = photo_requests::page(&world.b, token, &[who.photo_request().unwrap()]).await.unwrap();
    page.form.unwrap().version.clone()
}

async fn answer(world: &World, who: &Actor, answers: Response) -> Vec<String> {
    match photo_requests::answer_questions(&world.b, who, answers).await {
        Ok(()) => Vec::new(),
        Err(Error::Invalid(problems)) => problems.into_iter().map(|problem| problem.field).collect(),
        Err(error) => panic!("{error:?}"),
    }
}

async fn whoever_began_with_a_version_goes_on_with_it(world: World) {
    let (b, manager) = (&world.b, manager(&world).await);
    let (_, before, early) = asked(&world).await;
    publish(&world, &manager, &own(FormKind::PatientQuestions, "northshire-1")).await.unwrap();
    let (case, token, who) = asked(&world).await;
    assert_eq!(version_on_page(&world, &before, &early).await, "1");
    assert_eq!(version_on_page(&world, &token, &who).await, "northshire-1");
    let itches = Response::default().with("itch", "true");
    assert_eq!(answer(&world, &early, itches.clone()).await, [] as [&str; 0]);

    forms::withdraw(b, &manager, FormKind::PatientQuestions, "northshire-1").await.unwrap();
    let (_, later, late) = asked(&world).await;
    assert_eq!(version_on_page(&world, &later, &late).await, "1");
    // Withdrawn while it is filled in: it is asked, judged, sent and read as before.
    assert_eq!(version_on_page(&world, &token, &who).await, "northshire-1");
    assert_eq!(answer(&world, &who, itches.clone()).await, ["nights"]);
    assert_eq!(answer(&world, &who, itches.with("nights", "3")).await, [] as [&str; 0]);
    patient::add_picture(b, &who, case, View::Overview).await;
    photo_requests::send(b, &who).await.unwrap();
    let shown = cases::show(b, &world.referrer, case).await.unwrap();
    let facts: Vec<_> =
        shown.photo_requests[0].answers.iter().map(|it| (it.label.as_str(), it.value.as_str())).collect();
    assert_eq!(facts, [("Itches, bleeds or hurts", "It itches"), ("How many nights did it wake you?", "3")]);
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
    let list = forms::list(b, &manager).await.unwrap();
    let questions = list.forms.into_iter().find(|form| form.kind == FormKind::PatientQuestions).unwrap();
    let versions: Vec<_> = questions.versions.iter().map(|it| (it.version.as_str(), it.is_current)).collect();
    assert_eq!(versions, [("northshire-1", false), ("1", true)]);
}

async fn what_is_hidden_is_kept_in_the_draft_and_not_sent(world: World) {
    let (b, manager) = (&world.b, manager(&world).await);
    publish(&world, &manager, &own(FormKind::PatientQuestions, "northshire-1")).await.unwrap();
    let (case, token, who) = asked(&world).await;
    // Not judged either.
    assert_eq!(answer(&world, &who, Response::default().with("nights", "many")).await, [] as [&str; 0]);
    let page = photo_requests::page(b, &token, &[who.photo_request().unwrap()]).await.unwrap();
    assert_eq!(page.answers.given("nights"), ["many"]);
    patient::add_picture(b, &who, case, View::Overview).await;
    photo_requests::send(b, &who).await.unwrap();
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().photo_requests[0].answers, []);
    let sql = "SELECT answers FROM photo_requests WHERE case_id = $1";
    let kept: String = sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(&mut world.raw().await).await.unwrap();
    assert!(!kept.contains("nights") && kept.contains("|northshire-1"), "{kept}");
}

async fn a_form_with_faults_is_kept_and_not_published(world: World) {
    let (b, manager) = (&world.b, manager(&world).await);
    let mut form = own(FormKind::HasChanged, "northshire-1");
    let place = |form: &Value, id: &str| {
        let items = form["item"].as_array().unwrap();
        items.iter().position(|item| item["linkId"] == id).unwrap()
    };
    let (words, nights) = (place(&form, "words"), place(&form, "nights"));
    form["item"][words]["linkId"] = json!("other");
    form["item"][nights]["enableWhen"] = json!([{ "question": "nights", "operator": "exists", "answerBoolean": true }]);
    let Err(Error::Invalid(problems)) = publish(&world, &manager, &form).await else { panic!("it was published") };
    let said: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
    assert!(said.len() == 2 && said.iter().any(|it| it.contains("“words” (text) is missing")), "{said:?}");
    assert!(said.iter().any(|it| it.contains("“nights” waits for “nights”")), "{said:?}");
    let draft = forms::list(b, &manager).await.unwrap().draft.unwrap();
    assert_eq!(draft.faults, said);
    assert_eq!(forms::file(b, &manager, None, "").await.unwrap().json, form.to_string());
    // What nobody would be asked is refused, and so is a name that is taken.
    let history = publish(&world, &manager, &FormKind::PhotographyHistory.shipped().unwrap().to_json()).await;
    assert!(
        matches!(history, Err(Error::Invalid(problems)) if problems[0].message.contains("not asked from its file"))
    );
    for version in ["1", "northshire-1", "northshire-1"] {
        let is_new = version != "1" && forms::list(b, &manager).await.unwrap().forms[3].versions.len() == 1;
        let done = publish(&world, &manager, &own(FormKind::PatientQuestions, version)).await;
        assert_eq!(done.is_ok(), is_new, "{version}: {done:?}");
    }
}

async fn nobody_else_publishes_or_withdraws(world: World) {
    let (b, manager) = (&world.b, manager(&world).await);
    publish(&world, &manager, &own(FormKind::PatientQuestions, "northshire-1")).await.unwrap();
    let Actor::Member { organisation, .. } = world.other_specialist else { panic!("no member") };
    let other = world.person("Max Hill", "hill@south.example", Role::ServiceManager, organisation).await;
    let stranger = forms::withdraw(b, &other, FormKind::PatientQuestions, "northshire-1").await;
    assert!(matches!(stranger, Err(Error::NotFound)), "{stranger:?}");
    assert!(matches!(
        forms::file(b, &other, Some(FormKind::PatientQuestions), "northshire-1").await,
        Err(Error::NotFound)
    ));
    // A name is given once, whoever it is.
    let taken = publish(&world, &other, &own(FormKind::PatientQuestions, "northshire-1")).await;
    assert!(matches!(taken, Err(Error::Invalid(_))), "{taken:?}");
    for actor in [&world.specialist, &world.referrer] {
        assert!(matches!(forms::list(b, actor).await, Err(Error::Denied)));
        assert!(matches!(forms::publish(b, actor, "").await, Err(Error::Denied)));
        let withdrawn = forms::withdraw(b, actor, FormKind::PatientQuestions, "northshire-1").await;
        assert!(matches!(withdrawn, Err(Error::Denied)));
    }
}

async fn a_service_asks_its_own_way_what_has_changed(world: World) {
    let (b, manager) = (&world.b, manager(&world).await);
    let (case, _, _, who) = patient::submitted(&world).await;
    publish(&world, &manager, &own(FormKind::HasChanged, "northshire-1")).await.unwrap();
    let canonical = format!("{}|northshire-1", FormKind::HasChanged.url());
    let answers = Response::to(canonical).with("words", "It bleeds.");
    let missing = photo_requests::report_change(b, &who, &answers).await;
    assert!(matches!(missing, Err(Error::Invalid(problems)) if problems[0].field == "nights"));
    photo_requests::report_change(b, &who, &answers.with("nights", "2")).await.unwrap();
    // A page that was made before goes on with what it asked.
    world.pass(1);
    let before = Response::to(format!("{}|1", FormKind::HasChanged.url())).with("words", "More.");
    photo_requests::report_change(b, &who, &before).await.unwrap();
    let said = cases::show(b, &world.referrer, case).await.unwrap().changes;
    let words: Vec<&str> = said.iter().map(|change| change.words.as_str()).collect();
    assert_eq!(words, ["It bleeds.\nHow many nights did it wake you?: 2", "More."]);
}

async fn nobody_publishes_what_another_has_put_in_meanwhile(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let ben = world.person("Ben Hart", "hart@northshire.example", Role::ServiceManager, world.service.into()).await;
    let (rosas, bens) =
        (own(FormKind::PatientQuestions, "northshire-1"), own(FormKind::PatientQuestions, "northshire-2"));
    forms::save_draft(b, &ros, &rosas.to_string()).await.unwrap();
    let seen = forms::list(b, &ros).await.unwrap().draft.unwrap().seen;
    forms::save_draft(b, &ben, &bens.to_string()).await.unwrap();
    let refused = forms::publish(b, &ros, &seen).await;
    assert!(matches!(refused, Err(Error::Stale)), "{refused:?}");
    let seen = forms::list(b, &ros).await.unwrap().draft.unwrap().seen;
    forms::publish(b, &ros, &seen).await.unwrap();
    forms::withdraw(b, &ben, FormKind::PatientQuestions, "northshire-2").await.unwrap();
    let sql = "SELECT what FROM access_log WHERE what LIKE 'form%' ORDER BY seq";
    let log: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut world.raw().await).await.unwrap();
    assert_eq!(log, ["form_published", "form_withdrawn"]);
}

async fn answers_of_the_release_before_are_read(world: World) {
    let (case, token, who) = asked(&world).await;
    let old = r#"{"duration":"Not sure","changed":"unsure","itch":true,"bleed":false,"pain":true,"tried":"","anything_else":""}"#;
    let sql = "UPDATE photo_requests SET answers = $1, questionnaire = NULL WHERE case_id = $2";
    sqlx::query(sql).bind(old).bind(case.to_string()).execute(&mut world.raw().await).await.unwrap();
    let shown = cases::show(&world.b, &world.referrer, case).await.unwrap();
    let facts: Vec<_> =
        shown.photo_requests[0].answers.iter().map(|it| (it.label.as_str(), it.value.as_str())).collect();
    assert_eq!(
        facts,
        [
            ("How long", "I am not sure"),
            ("Changed lately", "I am not sure"),
            ("Itches, bleeds or hurts", "It itches; It hurts")
        ]
    );
    assert_eq!(version_on_page(&world, &token, &who).await, "1");
}

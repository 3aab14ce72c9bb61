//! The table of patients, asked for in the same way.

use domain::{
    access::{PatientAction, PatientFacts, may_find, may_with},
    ids::PatientId,
};
use reqwest::{Client, StatusCode};
use uuid::Uuid;

use super::{
    Reply,
    world::{Person, World},
};

/// What was answered otherwise than the table says; `patient` is one of the practice whose request waits at the service.
pub(super) async fn wrong(world: &World, people: &[(&Person, &Client)], url: &str, patient: PatientId) -> Vec<String> {
    let nobody = PatientId(Uuid::from_u128(0x0190_c1a2_0000_7000_8000_0000_0000_0002));
    let mut wrong = Vec::new();
    for (person, browser) in people {
        let asked = (person.actor.service() == Ok(world.service)).then_some(world.service);
        let facts = PatientFacts { practice: world.practice, asked };
        for &action in PatientAction::ALL {
            let nothing = ask(browser, url, action, nobody).await;
            assert_eq!(nothing.status, StatusCode::NOT_FOUND, "{}: {action:?} of nobody: {nothing:?}", person.who);
            let reply = ask(browser, url, action, patient).await;
            let is_allowed = may_with(&person.actor, action, &facts).is_ok();
            if (reply == nothing) == is_allowed {
                wrong.push(format!("{}: {action:?}: {reply:?}", person.who));
            }
        }
        let found =
            browser.post(format!("{url}/api/patients/find")).form(&[("search[name]", "Quill")]).send().await.unwrap();
        if (found.status() == StatusCode::NOT_FOUND) == may_find(&person.actor).is_ok() {
            wrong.push(format!("{}: find: {}", person.who, found.status()));
        }
    }
    wrong
}

/// As a browser asks for it; what would change something is asked for by its form, which is let in by the same line.
async fn ask(browser: &Client, url: &str, action: PatientAction, patient: PatientId) -> Reply {
    let patient = patient.to_string();
    let (name, more): (&str, &[(&str, &str)]) = match action {
        PatientAction::See => ("show", &[]),
        PatientAction::SeePictures => ("site", &[("site", "forearm-left")]),
        PatientAction::Start => ("start", &[("checked", "true")]),
        PatientAction::Change => ("details/keep", &[("version", "0"), ("details[language]", "Polish")]),
        PatientAction::Merge => ("merge/undo", &[("reason", "Two sisters")]),
    };
    let form = [&[("patient", patient.as_str())][..], more].concat();
    let answer = browser.post(format!("{url}/api/patients/{name}")).form(&form).send().await.unwrap();
    Reply { status: answer.status(), says: answer.text().await.unwrap() }
}

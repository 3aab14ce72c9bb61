//! `docs/permissions.md`, cell by cell, asked of a running server: everybody who works somewhere, signed in by password and
//! cookie, every action by its own request, in every state of a case. What the tables refuse is answered as if there were
//! no such case; what they allow is not.

mod acts;
mod patients;
mod world;

use std::time::Instant;

use domain::{
    access::{Action, CaseFacts, may},
    case::StateKind,
};
use futures::{StreamExt, stream};
use reqwest::{Client, StatusCode};
use serde_json::json;

use self::{
    acts::{ACTS, About, is_repeated, is_told_why},
    world::{Filled, PASSWORD, Person, World},
};
use crate::server::{Server, folder, run, signed_in_as};

/// Requests under way at once.
const AT_ONCE: usize = 6;

/// What a request came to: its status, and what it says, without what differs from one page to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reply {
    status: StatusCode,
    says: String,
}

async fn ask(about: &About, browser: &Client, url: &str, person: &Person, action: Action) -> Reply {
    let answer = about.ask(browser, url, person.role, person.actor.account().unwrap(), action).send().await.unwrap();
    let status = answer.status();
    let is_stream =
        answer.headers().get("content-type").is_some_and(|it| it.as_bytes().starts_with(b"text/event-stream"));
    let is_page = action == Action::See;
    let text =
        if is_stream { String::new() } else { String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned() };
    // A page holds the address it was asked by and random marks: what matters is that it tells nothing of a patient.
    let says = if is_page { text.contains("Quillfeather").to_string() } else { text };
    Reply { status, says }
}

fn allowed(world: &World, person: &Person, action: Action, case: &Filled) -> bool {
    let service = (case.state != StateKind::Draft).then_some(world.service);
    let facts = CaseFacts {
        case: case.id,
        practice: world.practice,
        service,
        state: case.state,
        answered_by: case.answered_by,
        asked_later: None,
        desk: person.actor.booking_desk().ok(),
        // Nobody is sent to one here.
        hub: None,
        round: None,
    };
    may(&person.actor, action, &facts).is_ok()
}

/// A cell that is allowed and changes the case, with a case of its own.
type Changing = (usize, Action, Filled);

async fn changing(world: &mut World) -> Vec<Changing> {
    let mut all = Vec::new();
    for act in ACTS.iter().filter(|act| act.changes) {
        for (index, person) in world.people.clone().iter().enumerate() {
            for &state in StateKind::ALL {
                let wants_picture = matches!(act.action, Action::RemoveImage(_));
                let like = Filled { state, ..world.like() };
                if allowed(world, person, act.action, &like) {
                    all.push((index, act.action, world.case(state, wants_picture).await));
                }
            }
        }
    }
    all
}

#[tokio::test]
async fn every_cell_is_what_the_tables_say() {
    let data = folder();
    let made = run(data.path(), &["migrate"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut world = World::fill(data.path()).await;
    let mut cases = Vec::new();
    for &state in StateKind::ALL {
        cases.push(world.case(state, true).await);
    }
    let waiting = cases.iter().find(|case| case.state == StateKind::InQueue).unwrap();
    let patient = world.patient_of(waiting.id).await;
    let changing = changing(&mut world).await;
    world.close().await;

    let server = Server::start(&data);
    let mut browsers = Vec::new();
    for person in &world.people {
        let account = json!({ "email": person.email, "password": PASSWORD, "home": person.role.home() });
        browsers.push(signed_in_as(&server, &account).await.0);
    }

    // First what is refused, which changes nothing, and what is allowed and changes nothing.
    let begun = Instant::now();
    let (world, cases, browsers, url) = (&world, &cases, &browsers, server.url.as_str());
    let people = world.people.iter().zip(browsers).map(|(person, browser)| async move {
        let mut wrong = Vec::new();
        for act in ACTS {
            let action = act.action;
            let nothing = ask(&About::nothing(&cases[0]), browser, url, person, action).await;
            assert_eq!(nothing.status, StatusCode::NOT_FOUND, "{}: {action:?} of nothing: {nothing:?}", person.who);
            for case in cases {
                let about = About::of(case, action);
                let is_allowed = allowed(world, person, action, case);
                if about.is_without_picture(action) || (is_allowed && act.changes) {
                    continue;
                }
                let reply = ask(&about, browser, url, person, action).await;
                let at_another_time = || {
                    StateKind::ALL
                        .iter()
                        .any(|&state| allowed(world, person, action, &Filled { state, ..case.clone() }))
                };
                let is_refused = reply == nothing
                    || (!is_allowed && is_told_why(action, reply.status, &reply.says) && at_another_time());
                let repeated = is_repeated(action, case.state, person.role) && world.is_at_home(person);
                if is_refused == is_allowed && !(repeated && reply.status.is_success()) {
                    wrong.push(format!("{}: {action:?}, {:?}: {reply:?}", person.who, case.state));
                }
            }
        }
        wrong
    });
    let wrong: Vec<String> = stream::iter(people).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await.concat();
    println!("{} people, {} actions: {:?}", world.people.len(), ACTS.len(), begun.elapsed());
    assert!(wrong.is_empty(), "not as the tables say:\n{}", wrong.join("\n"));

    let people: Vec<_> = world.people.iter().zip(browsers).collect();
    let wrong = patients::wrong(world, &people, url, patient).await;
    assert!(wrong.is_empty(), "not as the table of patients says:\n{}", wrong.join("\n"));

    for (index, action, case) in changing {
        let person = &world.people[index];
        let reply = ask(&About::of(&case, action), &browsers[index], url, person, action).await;
        // Two cases can be in one state and only one of them let it be done: the transition tells them apart, to who is let in.
        let is_let_in = reply.status.is_success() || reply.status == StatusCode::CONFLICT;
        assert!(is_let_in, "{}: {action:?}, {:?}: {reply:?}", person.who, case.state);
    }
}

//! What administrators look at: what was given up, what the log of accesses says, what a server finds of itself.

use std::collections::HashSet;

use backend::{
    Error,
    accounts::{self, Manager, TryFrom},
    audit, cases, check, delivery, events,
};
use domain::view::{AccessAnswer, AccessQuestion, CaseList, Finding, Soundness};
use domain::{ids::OrganisationId, role::Role};
use sqlx::{AssertSqlSafe, Executor};

use crate::support::{
    World,
    notify::Fault,
    on_both,
    texted::{later, with_a_text},
};

on_both!(
    a_text_that_was_given_up_names_no_patient_and_is_dealt_with_once,
    what_was_given_up_comes_in_pages,
    the_log_is_searched_by_who_where_which_what_and_when,
    a_search_is_an_entry_and_comes_in_pages,
    what_an_entry_is_found_by_cannot_be_changed_unseen,
    entries_from_before_are_found,
    what_is_broken_comes_first,
    when_the_log_was_looked_at_is_kept,
    one_server_looks_and_a_wrong_clock_keeps_none_from_it,
    what_the_file_of_heads_names_is_looked_for_daily,
    another_store_of_pictures_is_told_of,
    who_has_no_manager_is_told_of,
);

const OPERATOR: Manager<'_> = Manager::Operator;

async fn a_text_that_was_given_up_names_no_patient_and_is_dealt_with_once(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::Status(400)]);
    later(&b, 0).await;
    let failed = delivery::given_up(&b, OPERATOR, None).await.unwrap();
    let [line] = failed.lines.as_slice() else { panic!("{failed:?}") };
    assert_eq!((line.organisation.as_str(), line.tries, line.may_send_again), ("Riverside Surgery", 1, false));
    assert!(line.why.contains("refused") && line.to_do.contains("practice"), "{line:?}");
    let said = format!("{failed:?}");
    assert!(!said.contains("Quillfeather") && !said.contains("7700") && !said.contains(&case.to_string()), "{said}");

    let id = line.id;
    for who in [&world.referrer, &world.specialist] {
        assert!(matches!(delivery::given_up(&b, Manager::Person(who), None).await, Err(Error::Denied)));
        assert!(matches!(delivery::deal_with(&b, Manager::Person(who), id).await, Err(Error::Denied)));
    }
    delivery::deal_with(&b, OPERATOR, id).await.unwrap();
    assert!(matches!(delivery::deal_with(&b, OPERATOR, id).await, Err(Error::NotFound)));
    assert_eq!(delivery::given_up(&b, OPERATOR, None).await.unwrap().lines, []);
    let not_reached = cases::list(&b, &world.referrer, CaseList::NotReached, None).await.unwrap();
    assert_eq!(not_reached.rows.len(), 1, "the practice's task is its own");
}

async fn what_was_given_up_comes_in_pages(world: World) {
    let mut raw = world.raw().await;
    for number in 0..60 {
        // Several at the same time, as after a channel's fault.
        let sql = format!(
            "INSERT INTO deliveries (id, idempotency_key, payload, state, attempts, next_at, reason, created_at, done_at)
             VALUES ('{}', 'try-mail/{number}', '', 'dead', 1, 0, 'gave_up', 0, {})",
            uuid::Uuid::from_u128(number),
            number / 7
        );
        raw.execute(AssertSqlSafe(sql)).await.unwrap();
    }
    let first = delivery::given_up(&world.b, OPERATOR, None).await.unwrap();
    let second = delivery::given_up(&world.b, OPERATOR, first.older).await.unwrap();
    assert_eq!((first.lines.len(), second.lines.len(), second.older), (50, 10, None));
    let ids: HashSet<_> = first.lines.iter().chain(&second.lines).map(|line| line.id).collect();
    assert_eq!(ids.len(), 60);
}

/// The clock of these worlds stands on this day.
const TODAY: &str = "2026-11-24";

fn today() -> AccessQuestion {
    AccessQuestion { from: TODAY.to_owned(), to: TODAY.to_owned(), ..AccessQuestion::default() }
}

async fn ask(world: &World, question: AccessQuestion) -> AccessAnswer {
    audit::flush(&world.b).await.unwrap();
    let answer = audit::search(&world.b, OPERATOR, question, None).await.unwrap();
    // The look itself, so that the next one is not counted among what it finds.
    assert!(answer.lines.iter().all(|line| line.is_sealed), "{answer:?}");
    answer
}

/// What was found but for searches, the oldest first.
async fn found(world: &World, question: AccessQuestion) -> Vec<(String, String)> {
    let answer = ask(world, question).await;
    assert_eq!(answer.problem, None);
    let lines = answer.lines.into_iter().rev().filter(|it| !it.what.starts_with("Searched"));
    lines.map(|line| (line.who, line.what)).collect()
}

async fn the_log_is_searched_by_who_where_which_what_and_when(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let (other, _) = world.submitted().await;
    cases::show(b, &world.specialist, case).await.unwrap();
    cases::show(b, &world.colleague, case).await.unwrap();
    cases::show(b, &world.colleague, other).await.unwrap();
    let here = TryFrom { source: "192.0.2.1", device: None };
    assert!(accounts::sign_in(b, "rahman@northshire.example", "wrong", here).await.is_err());
    accounts::lock(b, OPERATOR, world.colleague.account().unwrap()).await.unwrap();

    let (marsh, rahman) = ("Dr Helen Marsh".to_owned(), "Dr Yusuf Rahman".to_owned());
    let sent = "Was sent a case".to_owned();
    let wrong = ("Somebody not signed in".to_owned(), "Gave a wrong password".to_owned());
    let locked = ("The server’s command line".to_owned(), "Locked an account".to_owned());
    // What he did, and what was done to his account, which an entry of another transaction may come before.
    let mut of_rahman = found(&world, AccessQuestion { person: "Rahman".to_owned(), ..today() }).await;
    of_rahman.sort();
    let mut all = vec![locked.clone(), wrong.clone(), (rahman.clone(), sent.clone()), (rahman.clone(), sent.clone())];
    all.sort();
    assert_eq!(of_rahman, all);
    let of_case = AccessQuestion { case: case.to_string(), what: "case_sent".to_owned(), ..today() };
    assert_eq!(found(&world, of_case).await, [(marsh, sent.clone()), (rahman.clone(), sent.clone())]);
    // As people say it, too.
    for number in [case.short(), case.short().to_lowercase().replace(' ', "")] {
        let of_case = AccessQuestion { case: number, what: "case_sent".to_owned(), ..today() };
        assert_eq!(found(&world, of_case).await.len(), 2);
    }
    for wrong in ["0000 0000", "1F3A", "x"] {
        let answer = ask(&world, AccessQuestion { case: wrong.to_owned(), ..today() }).await;
        assert!(answer.problem.is_some() && answer.lines.is_empty(), "{answer:?}");
    }
    let both = AccessQuestion { case: other.to_string(), person: "rahman@northshire.example".to_owned(), ..today() };
    assert_eq!(found(&world, both).await, [(rahman.clone(), sent.clone())]);
    let of_what = AccessQuestion { what: "account_locked".to_owned(), ..today() };
    let answer = ask(&world, of_what).await;
    assert_eq!((answer.lines.len(), answer.lines[0].about.as_str()), (1, "Dr Yusuf Rahman"));
    let service = AccessQuestion { organisation: world.service.to_string(), what: "case_sent".to_owned(), ..today() };
    assert_eq!(found(&world, service).await.len(), 3);
    let elsewhere = world.other_referrer.practice().unwrap().to_string();
    assert_eq!(found(&world, AccessQuestion { organisation: elsewhere, ..today() }).await, []);
    let before = AccessQuestion { from: "2026-11-20".to_owned(), to: "2026-11-23".to_owned(), ..today() };
    assert_eq!(found(&world, before).await, []);

    let problem = async |question| ask(&world, question).await.problem.unwrap_or_default();
    assert!(problem(AccessQuestion { person: "Nobody".to_owned(), ..today() }).await.contains("Nobody has"));
    assert!(problem(AccessQuestion { person: "Dr".to_owned(), ..today() }).await.contains("people fit"));
    assert!(problem(AccessQuestion { case: "Quillfeather".to_owned(), ..today() }).await.contains("no case"));
    let someone = Manager::Person(&world.referrer);
    assert!(matches!(audit::search(b, someone, today(), None).await, Err(Error::Denied)));
}

async fn a_search_is_an_entry_and_comes_in_pages(world: World) {
    let b = &world.b;
    for _ in 0..59 {
        ask(&world, AccessQuestion { what: "lost".to_owned(), ..today() }).await;
    }
    let question = AccessQuestion { what: "accesses_searched".to_owned(), ..today() };
    let first = ask(&world, question.clone()).await;
    let second = audit::search(b, OPERATOR, question, first.older).await.unwrap();
    assert_eq!((first.lines.len(), second.lines.len(), second.older), (50, 9, None));
    assert!(first.lines.windows(2).all(|two| two[0].number > two[1].number));
    assert!(first.lines[49].number > second.lines[0].number);
    // Only looking at the form asks nothing.
    let form = ask(&world, AccessQuestion::default()).await;
    assert_eq!((form.lines.len(), form.question.to.as_str()), (0, TODAY));
}

async fn what_an_entry_is_found_by_cannot_be_changed_unseen(world: World) {
    let (case, _) = world.submitted().await;
    cases::show(&world.b, &world.specialist, case).await.unwrap();
    audit::flush(&world.b).await.unwrap();
    let faults = async || events::verify(&world.b, "", true).await.unwrap().faults;
    assert_eq!(faults().await, []);
    // On the page, too: whoever it is found by, the row is shown as damaged.
    let rahman = world.colleague.account().unwrap();
    let blame = format!("UPDATE access_log SET account_id = '{rahman}' WHERE what = 'case_sent'");
    world.raw().await.execute(AssertSqlSafe(blame)).await.unwrap();
    let of_rahman = AccessQuestion { person: "Rahman".to_owned(), ..today() };
    let lines = audit::search(&world.b, OPERATOR, of_rahman, None).await.unwrap().lines;
    audit::flush(&world.b).await.unwrap();
    assert!(lines.len() == 1 && !lines[0].is_sealed, "{lines:?}");
    let back = format!(
        "UPDATE access_log SET account_id = '{}' WHERE what = 'case_sent'",
        world.specialist.account().unwrap()
    );
    world.raw().await.execute(AssertSqlSafe(back)).await.unwrap();
    assert!(ask(&world, AccessQuestion { person: "Marsh".to_owned(), ..today() }).await.lines[0].is_sealed);
    let hide = "UPDATE access_log SET account_id = NULL, what = 'signed_out' WHERE what = 'case_sent'";
    world.raw().await.execute(hide).await.unwrap();
    let found = faults().await;
    assert!(found.len() == 1 && found[0].1.to_string().contains("is not found by what it says"), "{found:?}");
}

async fn entries_from_before_are_found(world: World) {
    let (case, _) = world.submitted().await;
    cases::show(&world.b, &world.specialist, case).await.unwrap();
    audit::flush(&world.b).await.unwrap();
    let before = "UPDATE access_log SET account_id = NULL, organisation_id = NULL, what = NULL, about_id = NULL";
    world.raw().await.execute(before).await.unwrap();
    let of_marsh = AccessQuestion { person: "Marsh".to_owned(), ..today() };
    assert_eq!(found(&world, of_marsh.clone()).await, []);
    world.another_server(0).await.close().await;
    assert_eq!(found(&world, of_marsh).await.len(), 1);
}

fn line<'a>(found: &'a [Finding], what: &str) -> &'a Finding {
    found.iter().find(|it| it.what == what).unwrap_or_else(|| panic!("{what} in {found:?}"))
}

async fn what_is_broken_comes_first(world: World) {
    let (stand_in, b, _) = with_a_text(&world).await;
    let look = async || check::running(&b, OPERATOR).await.unwrap();
    let found = look().await;
    // The clock is no PostgreSQL's: it stands still in these tests.
    for what in ["database", "pictures", "messages", "refusals", "decoding", "version"] {
        assert_eq!(line(&found, what).soundness, Soundness::Ok, "{found:?}");
    }
    assert_eq!(line(&found, "backup").soundness, Soundness::Warning);

    stand_in.will([Fault::Status(403)]);
    later(&b, 0).await;
    let found = look().await;
    assert_eq!(line(&found, "refusals").soundness, Soundness::Wrong);
    assert!(line(&found, "refusals").says.contains("key of GOV.UK Notify"), "{found:?}");
    let order: Vec<_> = found.iter().map(|it| it.soundness).collect();
    assert!(order.is_sorted() && order[0] == Soundness::Wrong, "what is broken comes first: {order:?}");

    b.clock().advance(std::time::Duration::from_secs(3_600));
    assert_eq!(line(&look().await, "messages").soundness, Soundness::Wrong, "due, and nobody sends");
    stand_in.will([Fault::Status(400)]);
    later(&b, 0).await;
    assert_eq!(line(&look().await, "messages").soundness, Soundness::Warning, "given up");
    assert!(matches!(check::running(&b, Manager::Person(&world.specialist)).await, Err(Error::Denied)));
}

async fn when_the_log_was_looked_at_is_kept(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    cases::show(b, &world.specialist, case).await.unwrap();
    let checked = async || ask(&world, AccessQuestion::default()).await.checked;
    assert_eq!(checked().await, None);
    audit::check_daily(b).await.unwrap();
    let first = checked().await.unwrap();
    assert_eq!((first.entries, first.faults.as_slice()), (1, &[][..]));
    world.raw().await.execute("UPDATE access_log SET at = at + 1").await.unwrap();
    audit::check_daily(b).await.unwrap();
    assert_eq!(checked().await, Some(first), "once a day");
    world.pass(25 * 60 * 60);
    audit::check_daily(b).await.unwrap();
    let second = checked().await.unwrap();
    assert!(second.faults[0].contains("was changed"), "{second:?}");
    let found = check::running(b, OPERATOR).await.unwrap();
    assert_eq!(line(&found, "log").soundness, Soundness::Wrong);
    // It stays until an administrator has looked, whatever is found later; then it is known.
    world.raw().await.execute("UPDATE access_log SET at = at - 1").await.unwrap();
    world.pass(25 * 60 * 60);
    audit::check_daily(b).await.unwrap();
    let third = checked().await.unwrap();
    assert!(third.at.ms > second.at.ms && third.faults == second.faults, "{third:?}");
    assert!(matches!(audit::look_at_faults(b, Manager::Person(&world.specialist)).await, Err(Error::Denied)));
    audit::look_at_faults(b, OPERATOR).await.unwrap();
    let looked = checked().await.unwrap();
    assert!(looked.faults.is_empty() && looked.known == second.faults, "{looked:?}");
    assert_eq!(line(&check::running(b, OPERATOR).await.unwrap(), "log").soundness, Soundness::Warning);
    // Found once more it is no news; another one is.
    audit::note_checked(
        b,
        &events::Verified { faults: vec![("accesses".to_owned(), events::Fault::Missing(7))], ..Default::default() },
    )
    .await
    .unwrap();
    let other = checked().await.unwrap();
    assert!(
        other.faults.len() == 1 && other.faults[0].contains("entry 7") && other.known == second.faults,
        "{other:?}"
    );
}

async fn one_server_looks_and_a_wrong_clock_keeps_none_from_it(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    cases::show(b, &world.specialist, case).await.unwrap();
    audit::flush(b).await.unwrap();
    let checked = async || ask(&world, AccessQuestion::default()).await.checked;
    let says = async |name: &str, value: String| {
        let sql = format!("DELETE FROM installation WHERE name = '{name}'");
        world.raw().await.execute(AssertSqlSafe(sql)).await.unwrap();
        let sql = format!("INSERT INTO installation (name, value) VALUES ('{name}', '{value}')");
        world.raw().await.execute(AssertSqlSafe(sql)).await.unwrap();
    };
    let now = b.clock().now().as_millisecond();
    says("accesses being checked", format!("{:020}", now + 60_000)).await;
    audit::check_daily(b).await.unwrap();
    assert_eq!(checked().await, None, "another server looks");
    says("accesses being checked", format!("{:020}", now + 400 * 86_400_000)).await;
    audit::check_daily(b).await.unwrap();
    assert_eq!(checked().await.unwrap().entries, 1, "nobody looks for a year");
    says("accesses checked", format!("{{\"at\":{},\"entries\":7,\"faults\":[]}}", now + 400 * 86_400_000)).await;
    assert!(checked().await.unwrap().at.ms <= now, "nobody has looked tomorrow");
    world.pass(2 * 60 * 60);
    audit::check_daily(b).await.unwrap();
    assert_eq!(checked().await.unwrap().entries, 1, "a time that is still to come says nothing");
}

async fn what_the_file_of_heads_names_is_looked_for_daily(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    cases::show(b, &world.specialist, case).await.unwrap();
    audit::flush(b).await.unwrap();
    let file = world.settings.heads_file.clone().unwrap();
    let noted = std::fs::read_to_string(&file).unwrap();
    let last = noted.lines().rfind(|line| line.starts_with("access ")).unwrap();
    // As it stands in the file of an installation whose database was put back: an entry that is not there.
    let gone = last.replace(" 1 ", " 2 ");
    std::fs::write(&file, format!("{noted}{gone}\n")).unwrap();
    audit::check_daily(b).await.unwrap();
    let checked = ask(&world, AccessQuestion::default()).await.checked.unwrap();
    assert!(checked.faults.len() == 1 && checked.faults[0].contains("noted outside of the database"), "{checked:?}");
}

async fn another_store_of_pictures_is_told_of(world: World) {
    let look = async || line(&check::running(&world.b, OPERATOR).await.unwrap(), "pictures").clone();
    assert_eq!(look().await.soundness, Soundness::Ok);
    std::fs::remove_dir_all(world.folder.path().join("objects/belongs")).unwrap();
    let found = look().await;
    assert!(found.soundness == Soundness::Wrong && found.says.contains("pictures"), "{found:?}");
}

async fn who_has_no_manager_is_told_of(world: World) {
    let look = async || line(&check::running(&world.b, OPERATOR).await.unwrap(), "managers").clone();
    let found = look().await;
    assert!(
        found.soundness == Soundness::Warning && found.says.starts_with("4 organisations without a manager"),
        "{found:?}"
    );
    let managers = [
        (Role::PracticeManager, world.referrer.practice().unwrap().into()),
        (Role::PracticeManager, world.other_referrer.practice().unwrap().into()),
        (Role::ServiceManager, OrganisationId::from(world.service)),
        (Role::ServiceManager, world.other_specialist.service().unwrap().into()),
    ];
    for (number, (role, at)) in managers.into_iter().enumerate() {
        world.person("Ada Ford", &format!("ford{number}@trust.example"), role, at).await;
    }
    assert_eq!(look().await.soundness, Soundness::Ok);
    let one = accounts::find(&world.b, OPERATOR, "ford2@trust.example").await.unwrap();
    accounts::lock(&world.b, OPERATOR, one).await.unwrap();
    let found = look().await;
    assert!(found.says.starts_with("1 organisation without a manager (Northshire Dermatology)"), "{found:?}");
}

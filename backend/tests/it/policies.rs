//! A service's policy in editions: who publishes, what holds when, and what a case keeps.

use backend::{Backend, Error, accounts, cases, organisations, policies, policies::SavedOver, templates};
use domain::{
    access::Actor,
    case::{Answer, AnswerDraft, Kind, Outcome, StateKind},
    ids::{CaseId, ServiceId},
    policy::{EditionState, Part, Policy, PolicyForm},
    role::Role,
    view::{AnswerSent, PolicyView},
};
use jiff::Timestamp;

use crate::support::{World, answer, ask_patient, form_key, on_both, open, patient, send};

on_both!(
    a_case_keeps_the_edition_that_it_was_sent_under,
    a_day_that_is_closed_later_moves_no_promise,
    an_edition_holds_from_its_day_on,
    the_second_of_two_managers_is_told_and_loses_nothing,
    what_is_wrong_is_kept_and_not_published,
    nobody_else_sees_or_publishes_it,
    an_outcome_that_is_not_offered_is_refused_and_the_text_kept,
    what_services_had_is_their_first_edition,
    the_words_of_ready_made_answers_are_carried_over,
    an_administrator_changes_the_calendar_by_an_edition,
    a_service_that_an_older_server_made_has_its_first_edition_when_it_is_read,
    a_refused_day_says_why,
    two_windows_of_one_manager_do_not_undo_each_other,
    a_draft_is_worked_by_the_days_of_the_service_that_it_names,
);

const DAY: u64 = 24 * 3_600;

async fn manager(world: &World) -> Actor {
    world.person("Ros Lane", "lane@northshire.example", Role::ServiceManager, world.service.into()).await
}

/// Types something into one part of the form.
async fn type_in(b: &Backend, who: &Actor, part: Part, typed: &[(&str, &str)]) -> Result<SavedOver, Error> {
    let view = policies::show(b, who).await?;
    let mut form = view.form.clone();
    for (name, value) in typed {
        match *value {
            "" => drop(form.0.remove(*name)),
            value => drop(form.0.insert((*name).to_owned(), value.to_owned())),
        }
    }
    save(b, who, part, &view, form).await
}

/// Saves a part by the page that showed it.
async fn save(b: &Backend, who: &Actor, part: Part, page: &PolicyView, form: PolicyForm) -> Result<SavedOver, Error> {
    let shown = page.parts.iter().find(|it| it.part == part).unwrap();
    policies::save(b, who, part, (page.newest, &shown.seen), form).await
}

/// Publishes what was typed, as its author sees it now.
async fn publish(b: &Backend, who: &Actor, from: &str) -> Result<i64, Error> {
    let seen = policies::show(b, who).await?.draft.map(|draft| draft.seen).unwrap_or_default();
    policies::publish(b, who, &seen, from).await
}

async fn change(b: &Backend, who: &Actor, part: Part, typed: &[(&str, &str)]) {
    type_in(b, who, part, typed).await.unwrap();
    publish(b, who, "").await.unwrap();
}

const ADVICE: Part = Part::Pathway(Kind::Advice);

async fn due(world: &World, case: CaseId) -> String {
    let shown = cases::show(&world.b, &world.specialist, case).await.unwrap();
    shown.due.unwrap().at.iso[..16].to_owned()
}

async fn a_case_keeps_the_edition_that_it_was_sent_under(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let (before, version) = world.submitted().await;
    change(b, &ros, ADVICE, &[("advice_days", "5")]).await;
    change(b, &ros, Part::Service, &[("read_days", "7"), ("pause_days", "9")]).await;
    let (after, _) = world.submitted().await;
    assert_eq!(due(&world, before).await, "2026-11-26T17:00");
    assert_eq!(due(&world, after).await, "2026-12-01T17:00");

    // Nor do tasks, whenever they are worked out.
    send(b, &world.specialist, before, version, answer()).await.unwrap();
    world.pass(10);
    world.work_out_tasks().await;
    let sql = "SELECT due_at FROM tasks WHERE case_id = $1 AND kind = 'read_answer'";
    let read: i64 = sqlx::query_scalar(sql).bind(before.to_string()).fetch_one(&mut world.raw().await).await.unwrap();
    let read = Timestamp::from_millisecond(read).unwrap().to_string();
    assert_eq!(read, "2026-11-26T17:00:00Z", "two working days, as it was sent");
    for (case, edition) in [(before, 1), (after, 3)] {
        let sql = "SELECT policy_edition FROM cases WHERE id = $1";
        let kept: i64 = sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(&mut world.raw().await).await.unwrap();
        assert_eq!(kept, edition);
    }
}

async fn a_day_that_is_closed_later_moves_no_promise(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let (waits, _) = world.submitted().await;
    let (asked, version) = world.submitted().await;
    send(b, &world.specialist, asked, version, ask_patient()).await.unwrap();
    world.pass(10);
    // The day on which both are due, and the one after.
    change(b, &ros, Part::Service, &[("closed", "26 November 2026\n27 November 2026")]).await;
    assert_eq!(due(&world, waits).await, "2026-11-26T17:00", "what was promised");
    world.pass(DAY);
    // A pause of a working day moves it by one, as was promised; sent now, it would wait until Tuesday.
    world.send(asked).await;
    assert_eq!(due(&world, asked).await, "2026-11-27T17:00");
    let (new, _) = world.submitted().await;
    assert_eq!(due(&world, new).await, "2026-12-01T17:00");
}

fn states(view: &PolicyView) -> Vec<(i64, EditionState)> {
    view.editions.iter().map(|it| (it.number, it.state)).collect()
}

async fn an_edition_holds_from_its_day_on(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    type_in(b, &ros, ADVICE, &[("advice_days", "5")]).await.unwrap();
    for wrong in ["24 November 2026", "23/11/2026", "tomorrow", "1 January 2028"] {
        let refused = publish(b, &ros, wrong).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(problems)) if problems[0].field == "from"),
            "{wrong}: {refused:?}"
        );
        assert_eq!(policies::show(b, &ros).await.unwrap().draft.unwrap().from, wrong);
    }
    assert_eq!(publish(b, &ros, "25 November 2026").await.unwrap(), 2);
    let shown = policies::show(b, &ros).await.unwrap();
    assert_eq!(states(&shown), [(2, EditionState::Planned), (1, EditionState::Holds)]);
    assert_eq!(shown.editions[0].changes, ["Working days to answer advice requests: 5 instead of 2."]);
    assert_eq!((shown.editions[0].by.as_deref(), shown.policy.days(Kind::Advice)), (Some("Ros Lane"), 2));
    assert_eq!(shown.form.get("advice_days"), "5", "who goes on, goes on from the newest");
    let (today, _) = world.submitted().await;
    assert_eq!(due(&world, today).await, "2026-11-26T17:00");
    world.pass(14 * 3_600);
    let (tomorrow, _) = world.submitted().await;
    assert_eq!(due(&world, tomorrow).await, "2026-12-02T17:00");
    assert_eq!(states(&policies::show(b, &ros).await.unwrap()), [(2, EditionState::Holds), (1, EditionState::Past)]);
    let request = cases::start(b, &world.referrer).await.unwrap();
    let services = cases::request(b, &world.referrer, request).await.unwrap().services;
    let ours = services.into_iter().find(|it| it.service == world.service).unwrap();
    assert_eq!(ours.promises[0].1, "Answers advice requests within 5 working days");
}

async fn the_second_of_two_managers_is_told_and_loses_nothing(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let ben = world.person("Ben Hart", "hart@northshire.example", Role::ServiceManager, world.service.into()).await;
    type_in(b, &ros, ADVICE, &[("advice_days", "5")]).await.unwrap();
    type_in(b, &ben, Part::Service, &[("pause_days", "9")]).await.unwrap();
    let [hers, his] = [&ros, &ben].map(|who| policies::show(b, who));
    let (hers, his) = (hers.await.unwrap().draft.unwrap().seen, his.await.unwrap().draft.unwrap().seen);
    let (one, other) = tokio::join!(policies::publish(b, &ros, &hers, ""), policies::publish(b, &ben, &his, ""));
    let (late, late_draft) = match (&one, &other) {
        (Ok(2), Err(Error::Stale)) => {
            (&ben, "Working days that a request may wait for what was asked for: 9 instead of 5.")
        }
        (Err(Error::Stale), Ok(2)) => (&ros, "Working days to answer advice requests: 5 instead of 2."),
        both => panic!("{both:?}"),
    };
    // What was typed stands over what the other has published, and nothing of that is undone by it.
    assert_eq!(policies::show(b, late).await.unwrap().draft.unwrap().changes, [late_draft]);
    assert_eq!(publish(b, late, "").await.unwrap(), 3);
    let policy = policies::show(b, &ros).await.unwrap().policy;
    assert_eq!((policy.days(Kind::Advice), policy.pause_days), (5, 9));

    // A page that was made before says so when it is saved.
    let page = policies::show(b, &ben).await.unwrap();
    change(b, &ros, ADVICE, &[("advice_days", "6")]).await;
    let mut form = page.form.clone();
    form.0.insert("hand_on_days".into(), "4".into());
    let kept = save(b, &ben, Part::Service, &page, form).await.unwrap();
    assert_eq!(kept, SavedOver::OverNewer);
    let draft = policies::show(b, &ben).await.unwrap().draft.unwrap();
    assert_eq!(draft.changes, ["Working days after which what is late is the manager’s, too: 4 instead of 2."]);
    // Nor is a text published that its author has not seen.
    let unseen = policies::publish(b, &ben, "", "").await;
    assert!(matches!(unseen, Err(Error::Stale)), "{unseen:?}");
    let log = "SELECT what FROM access_log WHERE what LIKE 'policy%' ORDER BY seq";
    backend::audit::flush(b).await.unwrap();
    let log: Vec<String> = sqlx::query_scalar(log).fetch_all(&mut world.raw().await).await.unwrap();
    assert_eq!(log, ["policy_published"; 3]);
}

async fn what_is_wrong_is_kept_and_not_published(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    type_in(b, &ros, ADVICE, &[("advice_days", "many"), ("advice_net_reassure", " ")]).await.unwrap();
    let view = policies::show(b, &ros).await.unwrap();
    let draft = view.draft.unwrap();
    let fields: Vec<&str> = draft.problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!((fields, view.form.get("advice_days")), (vec!["advice_days", "advice_net_reassure"], "many"));
    let refused = publish(b, &ros, "").await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(policies::show(b, &ros).await.unwrap().editions.len(), 1);
    policies::forget(b, &ros).await.unwrap();
    assert!(matches!(publish(b, &ros, "").await, Err(Error::NotFound)));
    // What changes nothing is no edition.
    type_in(b, &ros, ADVICE, &[]).await.unwrap();
    assert!(matches!(publish(b, &ros, "").await, Err(Error::Invalid(_))));
}

async fn nobody_else_sees_or_publishes_it(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    type_in(b, &ros, ADVICE, &[("advice_days", "5")]).await.unwrap();
    for actor in [&world.specialist, &world.referrer] {
        assert!(matches!(policies::show(b, actor).await, Err(Error::Denied)));
        let saved = policies::save(b, actor, ADVICE, (1, ""), PolicyForm::default()).await;
        assert!(matches!(saved, Err(Error::Denied)));
        assert!(matches!(policies::publish(b, actor, "", "").await, Err(Error::Denied)));
    }
    let Actor::Member { organisation, .. } = world.other_specialist else { panic!("no member") };
    let other = world.person("Max Hill", "hill@south.example", Role::ServiceManager, organisation).await;
    assert!(policies::show(b, &other).await.unwrap().draft.is_none());
    change(b, &other, ADVICE, &[("advice_days", "9")]).await;
    assert_eq!(policies::show(b, &ros).await.unwrap().policy.days(Kind::Advice), 2);
}

async fn an_outcome_that_is_not_offered_is_refused_and_the_text_kept(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let (case, version) = world.submitted().await;
    let net = ("advice_net_treat_in_primary_care", "Call us if it weeps.");
    change(b, &ros, ADVICE, &[("advice_offers_reassure", ""), net]).await;
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(!shown.answerable.offers(Outcome::Reassure) && shown.answerable.offers(Outcome::UnableToAssess));
    let template = templates::list(b, &world.specialist).await.unwrap();
    let template = template.iter().find(|it| it.outcome == Outcome::TreatInPrimaryCare).unwrap();
    let ready = shown.answerable.ready_words(template.outcome, &template.advice, &template.safety_net);
    assert_eq!(ready.safety_net, "Call us if it weeps.");

    let sent = send(b, &world.specialist, case, version, answer()).await.unwrap();
    let AnswerSent::Incomplete { problems } = sent else { panic!("{sent:?}") };
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].field == "outcome" && problems[0].message.contains("does not offer “Reassure and discharge”"));
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(shown.answer_draft.unwrap().answer, answer());
    let treat = Answer { outcome: "treat_in_primary_care".into(), who_acts: "practice".into(), ..answer() };
    let meant = AnswerDraft { keep_words: treat.outcome.clone(), ..AnswerDraft::of(treat) };
    let sent = cases::answer(b, &world.specialist, case, version, form_key(), meant).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
    // An answer that was given goes on meaning what it says.
    change(b, &ros, ADVICE, &[("advice_offers_treat_in_primary_care", "")]).await;
    world.pass(10);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let sql = "SELECT state FROM cases WHERE id = $1";
    let state: String = sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(&mut world.raw().await).await.unwrap();
    assert_eq!(state, StateKind::Closed.as_str());
}

/// As the release before leaves them: rules of the service, no editions, cases without one.
async fn as_before(world: &World, rules: &str) {
    let mut raw = world.raw().await;
    sqlx::query("UPDATE services SET rules = $1").bind(rules).execute(&mut raw).await.unwrap();
    sqlx::query("DELETE FROM policies").execute(&mut raw).await.unwrap();
}

async fn what_services_had_is_their_first_edition(world: World) {
    let ros = manager(&world).await;
    let (case, _) = world.submitted().await;
    as_before(&world, r#"{"working_days":{"advice":4},"calendar":{"division":"scotland"},"pause_days":3}"#).await;
    let b = open(&world.settings).await.unwrap();
    let view = policies::show(&b, &ros).await.unwrap();
    assert_eq!(states(&view), [(1, EditionState::Holds)]);
    assert_eq!((view.policy.days(Kind::Advice), view.policy.pause_days), (4, 3));
    assert_eq!(view.policy.pathway(Kind::Advice).exclusions, [], "nobody was excluded");
    assert_eq!((view.editions[0].by.clone(), view.editions[0].from.clone()), (None, None));
    // Opened again, it is not carried over again.
    change(&b, &ros, ADVICE, &[("advice_days", "5")]).await;
    let b = open(&world.settings).await.unwrap();
    assert_eq!(states(&policies::show(&b, &ros).await.unwrap()).len(), 2);
    assert_eq!(due(&world, case).await, "2026-11-26T17:00");
}

async fn the_words_of_ready_made_answers_are_carried_over(world: World) {
    let ros = manager(&world).await;
    let sql = "UPDATE templates SET safety_net = 'Ring us.', own_safety_net = '' WHERE outcome = 'reassure'";
    sqlx::query(sql).execute(&mut world.raw().await).await.unwrap();
    as_before(&world, "{}").await;
    let policy = policies::show(&open(&world.settings).await.unwrap(), &ros).await.unwrap().policy;
    assert_eq!(policy.safety_net(Kind::Cancer, Outcome::Reassure), "Ring us.");
    let usual = Policy::default();
    assert_eq!(policy.safety_net(Kind::Advice, Outcome::Monitor), usual.safety_net(Kind::Advice, Outcome::Monitor));
}

async fn an_administrator_changes_the_calendar_by_an_edition(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let details = |division| organisations::Details {
        name: "Northshire Dermatology",
        ods_code: "",
        phone: "",
        hours: "",
        parent: None,
        division: Some(division),
    };
    let service = ServiceId::into(world.service);
    let operator = accounts::Manager::Operator;
    organisations::change(b, operator, service, details(domain::clock::Division::Scotland)).await.unwrap();
    let view = policies::show(b, &ros).await.unwrap();
    assert_eq!(view.editions[0].changes, ["Bank holidays are those of Scotland instead of England and Wales."]);
    // The same again is no edition.
    organisations::change(b, operator, service, details(domain::clock::Division::Scotland)).await.unwrap();
    assert_eq!(policies::show(b, &ros).await.unwrap().editions.len(), 2);
    // What is planned is not overtaken by it unseen.
    type_in(b, &ros, ADVICE, &[("advice_days", "5")]).await.unwrap();
    publish(b, &ros, "1 December 2026").await.unwrap();
    let refused = organisations::change(b, operator, service, details(domain::clock::Division::NorthernIreland)).await;
    assert!(matches!(&refused, Err(Error::Invalid(problems)) if problems[0].field == "division"), "{refused:?}");
}

async fn a_service_that_an_older_server_made_has_its_first_edition_when_it_is_read(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    as_before(&world, r#"{"working_days":{"advice":4}}"#).await;
    let view = policies::show(b, &ros).await.unwrap();
    assert_eq!((states(&view), view.policy.days(Kind::Advice)), (vec![(1, EditionState::Holds)], 4));
    assert_eq!(type_in(b, &ros, ADVICE, &[("advice_days", "5")]).await.unwrap(), SavedOver::AsTyped);
    assert_eq!(publish(b, &ros, "").await.unwrap(), 2);
    assert_eq!(policies::show(b, &ros).await.unwrap().editions.len(), 2);
    // Also where an administrator is first.
    as_before(&world, "{}").await;
    let details = organisations::Details {
        name: "Northshire Dermatology",
        ods_code: "",
        phone: "",
        hours: "",
        parent: None,
        division: Some(domain::clock::Division::Scotland),
    };
    organisations::change(b, accounts::Manager::Operator, world.service.into(), details).await.unwrap();
    assert_eq!(states(&policies::show(b, &ros).await.unwrap()).len(), 2);
}

async fn a_refused_day_says_why(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let why = async || {
        let refused = policies::show(b, &ros).await.unwrap().draft.unwrap().refused;
        refused.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
    };
    type_in(b, &ros, ADVICE, &[("advice_days", "5")]).await.unwrap();
    assert!(publish(b, &ros, "tomorrow").await.is_err());
    let said = why().await;
    assert!(said.len() == 1 && said[0].contains("such as 24 December 2026"), "{said:?}");
    publish(b, &ros, "1 December 2026").await.unwrap();
    // The day is a good one; what is wrong is that the same is planned for an earlier one.
    type_in(b, &ros, ADVICE, &[("advice_days", "5")]).await.unwrap();
    assert!(publish(b, &ros, "3 December 2026").await.is_err());
    let said = why().await;
    assert!(said.len() == 1 && said[0].contains("says the same from 1 December 2026 on"), "{said:?}");
    assert_eq!(publish(b, &ros, "30 November 2026").await.unwrap(), 3);
}

async fn two_windows_of_one_manager_do_not_undo_each_other(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    let page = policies::show(b, &ros).await.unwrap();
    let typed = |field: &str, to: &str| {
        let mut form = page.form.clone();
        form.0.insert(field.into(), to.into());
        form
    };
    assert_eq!(save(b, &ros, Part::Service, &page, typed("pause_days", "9")).await.unwrap(), SavedOver::AsTyped);
    let late = save(b, &ros, Part::Service, &page, typed("tell_days", "4")).await.unwrap();
    assert_eq!(late, SavedOver::InAnotherWindow);
    let view = policies::show(b, &ros).await.unwrap();
    assert_eq!((view.form.get("pause_days"), view.form.get("tell_days")), ("9", "1"), "what was saved stands");
    let here = view.parts.iter().find(|it| it.part == Part::Service).unwrap();
    let aside = here.aside.as_ref().unwrap();
    assert_eq!((aside.get("pause_days"), aside.get("tell_days")), ("5", "4"), "and what was typed is kept");
    assert_eq!(here.differs.len(), 2, "{:?}", here.differs);
    // The same again is one act, another part is nobody's loss.
    assert_eq!(save(b, &ros, Part::Service, &page, typed("pause_days", "9")).await.unwrap(), SavedOver::AsTyped);
    assert_eq!(save(b, &ros, Part::Service, &page, typed("tell_days", "4")).await.unwrap(), SavedOver::InAnotherWindow);
    assert_eq!(save(b, &ros, ADVICE, &page, typed("advice_days", "5")).await.unwrap(), SavedOver::AsTyped);
    // Published, it waits still; saved again by the page that shows both, it is saved.
    publish(b, &ros, "").await.unwrap();
    let view = policies::show(b, &ros).await.unwrap();
    assert_eq!((view.policy.pause_days, view.policy.news.tell_days), (9, 1));
    let here = view.parts.iter().find(|it| it.part == Part::Service).unwrap();
    let both = PolicyForm::default().with(Part::Service, here.aside.clone().unwrap());
    assert_eq!(save(b, &ros, Part::Service, &view, both).await.unwrap(), SavedOver::AsTyped);
    let view = policies::show(b, &ros).await.unwrap();
    assert_eq!((view.form.get("tell_days"), view.parts.iter().all(|it| it.aside.is_none())), ("4", true));
}

async fn a_draft_is_worked_by_the_days_of_the_service_that_it_names(world: World) {
    let (b, ros) = (&world.b, manager(&world).await);
    change(b, &ros, Part::Service, &[("look_days", "5")]).await;
    let (case, _) = world.drafted().await;
    backend::photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    patient::send_photos(b, &who, case).await;
    let sql = "SELECT due_at FROM tasks WHERE case_id = $1 AND kind = 'look_at_photos'";
    let due: i64 = sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(&mut world.raw().await).await.unwrap();
    assert_eq!(Timestamp::from_millisecond(due).unwrap().to_string(), "2026-12-01T17:00:00Z", "five working days");
}

//! Requests that somebody prepares and sends in a referrer's name, and the roles beside referrer and specialist.

use backend::{Error, accounts, accounts::Manager, cases, templates};
use domain::{
    access::Actor,
    case::{AmendmentKind, AnswerDraft, Draft},
    ids::AccountId,
    role::Role,
    view::{CaseList, WorklistQuery},
};

use crate::support::{World, answer, form_key, nhs_number, on_both, send};

on_both!(
    a_nurse_sends_in_a_referrers_name_and_both_are_told_of,
    only_a_referrer_of_the_same_practice_is_named,
    a_nurse_decides_nothing,
    a_trainee_keeps_an_answer_and_sends_none,
    managers_see_lists_and_histories_and_no_case,
);

async fn nurse(world: &World) -> Actor {
    let practice = world.referrer.practice().unwrap();
    world.person("Nora Hill", "hill@riverside.example", Role::Nurse, practice.into()).await
}

fn account(actor: &Actor) -> AccountId {
    actor.account().unwrap()
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert!(matches!(result, Err(Error::Denied | Error::NotFound)), "{result:?}");
}

async fn a_nurse_sends_in_a_referrers_name_and_both_are_told_of(world: World) {
    let (b, nurse) = (&world.b, nurse(&world).await);
    let case = cases::start(b, &nurse).await.unwrap();
    // A patient of nobody else's in this test.
    let draft = Draft { nhs_number: nhs_number(99), ..world.draft() };
    let version = cases::save_draft(b, &nurse, case, 1, draft).await.unwrap().version;
    cases::submit_for(b, &nurse, case, version, account(&world.referrer)).await.unwrap();
    for who in [&world.referrer, &world.specialist] {
        let shown = cases::show(b, who, case).await.unwrap();
        assert_eq!((shown.referrer.as_str(), shown.sent_by.as_deref()), ("Dr Amara Osei", Some("Nora Hill")));
    }
    let history = cases::history(b, &world.specialist, case).await.unwrap();
    let sent = history.entries.iter().find(|entry| entry.what.starts_with("Sent the request")).unwrap();
    assert_eq!(sent.who, "Nora Hill for Dr Amara Osei, Riverside Surgery");
    assert!(history.intact);
    // Asked for more, she sends it again, for whom she says.
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, crate::support::ask_patient()).await.unwrap();
    world.pass(11);
    let request = cases::request(b, &nurse, case).await.unwrap();
    let named = Some(account(&world.referrer));
    cases::save_and_submit(b, &nurse, case, request.version, request.draft, named).await.unwrap();
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let again = history.entries.iter().find(|entry| entry.what.starts_with("Sent what was asked for")).unwrap();
    assert_eq!(again.who, "Nora Hill for Dr Amara Osei, Riverside Surgery");
    // Who sends their own says nothing of anybody else.
    let (own, _) = world.submitted().await;
    assert_eq!(cases::show(b, &world.specialist, own).await.unwrap().sent_by, None);
}

async fn only_a_referrer_of_the_same_practice_is_named(world: World) {
    let (b, nurse) = (&world.b, nurse(&world).await);
    let practice = world.referrer.practice().unwrap();
    let locked = world.person("Dr Sam Reed", "reed@riverside.example", Role::Referrer, practice.into()).await;
    accounts::lock(b, Manager::Operator, account(&locked)).await.unwrap();
    let case = cases::start(b, &nurse).await.unwrap();
    let version = cases::save_draft(b, &nurse, case, 1, world.draft()).await.unwrap().version;
    for named in [&world.other_referrer, &world.specialist, &locked] {
        let sent = cases::submit_for(b, &nurse, case, version, account(named)).await;
        assert!(matches!(&sent, Err(Error::Invalid(problems)) if problems[0].field == "named"), "{sent:?}");
    }
    let nobody = cases::save_and_submit(b, &nurse, case, version, world.draft(), None).await;
    assert!(matches!(&nobody, Err(Error::Invalid(problems)) if problems[0].field == "named"), "{nobody:?}");
    // In her own name she sends nothing.
    refused(cases::submit(b, &nurse, case, version).await);
    refused(cases::submit_for(b, &world.other_referrer, case, version, account(&world.referrer)).await);
    let names: Vec<String> =
        cases::request(b, &nurse, case).await.unwrap().referrers.into_iter().map(|it| it.1).collect();
    assert_eq!(names, ["Dr Amara Osei"], "those who are offered are those who are taken");
    assert!(cases::show(b, &nurse, case).await.unwrap().is_draft);
    cases::submit_for(b, &nurse, case, version, account(&world.referrer)).await.unwrap();
}

async fn a_nurse_decides_nothing(world: World) {
    let (b, nurse) = (&world.b, nurse(&world).await);
    let (case, version) = world.submitted().await;
    refused(cases::withdraw(b, &nurse, case).await);
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(11);
    refused(cases::acknowledge(b, &nurse, case).await);
    refused(cases::refer(b, &nurse, case).await);
    refused(cases::close(b, &nurse, case).await);
    let may = cases::show(b, &nurse, case).await.unwrap().may;
    assert!(!may.acknowledge && !may.read_change && !may.refer && !may.withdraw);
    cases::note_told(b, &nurse, case).await.unwrap();
    cases::home(b, &nurse).await.unwrap();
}

async fn a_trainee_keeps_an_answer_and_sends_none(world: World) {
    let b = &world.b;
    let trainee = world.person("Dr Kit Moss", "moss@northshire.example", Role::Trainee, world.service.into()).await;
    let (case, version) = world.submitted().await;
    let shown = cases::show(b, &trainee, case).await.unwrap();
    assert!(shown.may.keep_answer && !shown.may.answer);
    cases::save_answer(b, &trainee, case, AnswerDraft::of(answer())).await.unwrap();
    refused(send(b, &trainee, case, version, answer()).await);
    assert!(cases::show(b, &world.specialist, case).await.unwrap().answer.is_none());
    assert!(cases::show(b, &trainee, case).await.unwrap().answer_draft.is_some());
    let ready = templates::list(b, &trainee).await.unwrap();
    refused(templates::save(b, &trainee, ready[0].clone()).await);
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(11);
    refused(cases::amend(b, &trainee, case, form_key(), AmendmentKind::Addition, "More.").await);
    cases::worklist(b, &trainee, &WorklistQuery::default()).await.unwrap();
}

async fn managers_see_lists_and_histories_and_no_case(world: World) {
    let b = &world.b;
    let practice = world.referrer.practice().unwrap();
    let ours = world.person("Ada Ford", "ford@riverside.example", Role::PracticeManager, practice.into()).await;
    let theirs = world.person("Bo Lane", "lane@northshire.example", Role::ServiceManager, world.service.into()).await;
    let (case, _) = world.submitted().await;
    assert_eq!(cases::list(b, &ours, CaseList::All, None).await.unwrap().rows.len(), 1);
    let row = cases::worklist(b, &theirs, &WorklistQuery::default()).await.unwrap().rows.remove(0);
    assert!(row.question.is_empty() && row.flags.is_empty() && row.thumbnail.is_none(), "{row:?}");
    let row = cases::worklist(b, &world.specialist, &WorklistQuery::default()).await.unwrap().rows.remove(0);
    assert!(!row.question.is_empty());
    for manager in [&ours, &theirs] {
        cases::history(b, manager, case).await.unwrap();
        refused(cases::show(b, manager, case).await);
        refused(cases::start(b, manager).await);
        refused(templates::list(b, manager).await);
    }
    refused(cases::list(b, &theirs, CaseList::All, None).await);
    refused(cases::worklist(b, &ours, &WorklistQuery::default()).await);
}

//! What clinicians of one service ask of each other: a prepared answer that somebody else sends, an opinion, a meeting.

use backend::{
    Error,
    cases::{self, Prepared},
};
use domain::{
    access::Actor,
    case::{Answer, AnswerDraft},
    ids::{AccountId, CaseId, FormKey, ReviewId},
    review::{AskForm, ReplyForm, ReviewEnd, ReviewKind},
    role::Role,
    view::{AnswerSent, ReviewsView, WorklistQuery, WorklistShow},
};

use crate::support::{World, answer, ask_patient, form_key, on_both, send, upgrade};

on_both!(
    a_prepared_answer_is_sent_by_whoever_answers,
    what_was_prepared_waits_again_where_the_answer_is_taken_back,
    a_prepared_answer_is_returned_with_a_line,
    what_cannot_be_given_is_kept,
    a_question_for_more_leaves_what_was_prepared,
    a_colleague_is_asked_and_replies,
    a_meeting_is_asked_by_its_day,
    nobody_else_asks_or_sees_it,
    it_ends_with_the_case,
    what_was_changed_behind_the_log_is_found,
    two_at_once_are_one,
);

async fn trainee(world: &World) -> Actor {
    world.person("Dr Kit Moss", "moss@northshire.example", Role::Trainee, world.service.into()).await
}

pub async fn view(world: &World, who: &Actor, case: CaseId) -> ReviewsView {
    cases::show(&world.b, who, case).await.unwrap().reviews
}

pub async fn listed(world: &World, show: WorklistShow) -> Vec<String> {
    let query = WorklistQuery { show, ..WorklistQuery::default() };
    let page = cases::worklist(&world.b, &world.specialist, &query).await.unwrap();
    page.rows.into_iter().map(|row| row.flags.into_iter().next().unwrap_or_default()).collect()
}

pub fn reply(words: &str) -> ReplyForm {
    ReplyForm { words: words.into(), outcome: String::new() }
}

fn opinion(words: &str, of: Option<&Actor>) -> AskForm {
    let of = of.and_then(Actor::account).map(|of| of.to_string()).unwrap_or_default();
    AskForm { kind: "opinion".into(), words: words.into(), of, meeting: String::new() }
}

async fn prepare(
    world: &World,
    who: &Actor,
    (case, version): (CaseId, i64),
    key: FormKey,
    answer: Answer,
    to: Option<AccountId>,
) -> Result<Prepared, Error> {
    cases::prepare_answer(&world.b, who, case, (version, key), AnswerDraft::of(answer), to).await
}

/// With the only one of its kind.
async fn only(world: &World, case: CaseId) -> ReviewId {
    view(world, &world.specialist, case).await.rows.last().unwrap().id
}

async fn a_prepared_answer_is_sent_by_whoever_answers(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let kit = trainee(&world).await;
    let may = view(&world, &kit, case).await;
    assert!(may.may_prepare && may.supervisors.len() == 2 && !may.rows.iter().any(|row| row.may_give));
    let key = form_key();
    let to = world.specialist.account();
    for _ in 0..2 {
        assert_eq!(prepare(&world, &kit, (case, version), key, answer(), to).await.unwrap(), Prepared::Given);
    }
    assert_eq!(listed(&world, WorklistShow::ToRelease).await, ["For you, from Dr Kit Moss"]);
    // Nothing was answered, and the case is due when it was.
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().answer, None);
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(shown.answer_draft.clone().unwrap().answer, answer().as_shown());
    assert!(shown.reviews.rows[0].in_form && shown.reviews.rows[0].may_give);
    // What was asked about and confirmed is asked about again, of whoever sends it.
    assert_eq!(shown.answer_draft.unwrap().confirmed, "");
    let sent = send(b, &world.specialist, case, shown.version, answer()).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
    // Until it stands, only its author knows.
    assert!(view(&world, &kit, case).await.rows[0].ended.is_none());
    assert_eq!(listed(&world, WorklistShow::ToRelease).await, [""; 0]);
    world.pass(11);
    let ended = view(&world, &kit, case).await.rows[0].ended.clone().unwrap();
    assert_eq!((ended.how, ended.by.as_str()), (ReviewEnd::Released, "Dr Helen Marsh"));
    let by = cases::show(b, &world.referrer, case).await.unwrap().answer.unwrap().by;
    assert!(by.starts_with("Dr Helen Marsh"), "{by}");
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 0, "nothing was changed");
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    let what: Vec<&str> = history.entries.iter().map(|entry| entry.what.as_str()).collect();
    assert!(what.contains(&"Prepared an answer for somebody else to send."), "{what:?}");
    assert!(what.contains(&"Sent the prepared answer as it was."), "{what:?}");
}

async fn what_was_prepared_waits_again_where_the_answer_is_taken_back(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let kit = trainee(&world).await;
    prepare(&world, &kit, (case, version), form_key(), answer(), None).await.unwrap();
    let changed = Answer { advice: "No treatment needed. Take a picture yearly.".into(), ..answer() };
    send(b, &world.specialist, case, version, changed.clone()).await.unwrap();
    // The practice reads nothing of it in the history either.
    let before = cases::history(b, &world.referrer, case).await.unwrap().entries.len();
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::ToRelease).await, ["From Dr Kit Moss"]);
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(!shown.reviews.rows[0].in_form, "what was taken back stands in the form");
    assert_eq!(shown.answer_draft.unwrap().answer.advice, changed.advice);
    let after = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(after.intact && after.entries.len() > before);
    // Another one, changed, is told to whoever prepared it once it stands.
    send(b, &world.specialist, case, shown.version, changed).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 0);
    world.pass(11);
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 1);
    let read = view(&world, &kit, case).await;
    assert!(read.may_read && read.rows[0].ended.clone().unwrap().how == ReviewEnd::Changed);
    for _ in 0..2 {
        cases::read_review(b, &kit, case, read.seen, None).await.unwrap();
    }
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 0);
    let history = cases::history(b, &world.specialist, case).await.unwrap();
    assert_eq!(history.entries.iter().filter(|it| it.what == "Read what colleagues said.").count(), 1);
}

async fn a_prepared_answer_is_returned_with_a_line(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let kit = trainee(&world).await;
    prepare(&world, &kit, (case, version), form_key(), answer(), None).await.unwrap();
    let review = only(&world, case).await;
    // What somebody else has typed is theirs until they say otherwise.
    let own = Answer { advice: "Mine.".into(), ..answer() };
    cases::save_answer(b, &world.specialist, case, AnswerDraft::of(own)).await.unwrap();
    assert!(!view(&world, &world.specialist, case).await.rows[0].in_form);
    cases::use_prepared(b, &world.specialist, case, review).await.unwrap();
    let shown = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(shown.answer_draft.unwrap().answer.advice, answer().advice);

    assert!(matches!(
        cases::give_review(b, &world.specialist, case, review, &reply(" ")).await,
        Err(Error::Invalid(_))
    ));
    for _ in 0..2 {
        cases::give_review(b, &world.specialist, case, review, &reply("Say when to come back.")).await.unwrap();
    }
    let again = cases::give_review(b, &world.colleague, case, review, &reply("No.")).await;
    assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
    assert!(matches!(cases::use_prepared(b, &world.colleague, case, review).await, Err(Error::Conflict)));
    assert_eq!(listed(&world, WorklistShow::ToRelease).await.len(), 0);
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 1);
    let shown = cases::show(b, &kit, case).await.unwrap();
    let ended = shown.reviews.rows[0].ended.clone().unwrap();
    assert_eq!((ended.how, ended.reply.as_str()), (ReviewEnd::Returned, "Say when to come back."));
    // Their text is still theirs, and they give it again.
    assert_eq!(shown.answer_draft.unwrap().answer.advice, answer().advice);
    cases::read_review(b, &kit, case, shown.reviews.seen, None).await.unwrap();
    prepare(&world, &kit, (case, shown.version), form_key(), answer(), None).await.unwrap();
    // And once more, in its place: one waits.
    world.pass(1);
    let more = Answer { advice: "Emollients.".into(), ..answer() };
    prepare(&world, &kit, (case, shown.version), form_key(), more, None).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::ToRelease).await, ["From Dr Kit Moss"]);
    let waiting = view(&world, &world.colleague, case).await.rows.pop().unwrap();
    assert_eq!(waiting.prepared.unwrap().advice, "Emollients.");
}

async fn what_cannot_be_given_is_kept(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let kit = trainee(&world).await;
    let half = Answer { diagnosis: String::new(), ..answer() };
    let done = prepare(&world, &kit, (case, version), form_key(), half.clone(), None).await.unwrap();
    assert!(matches!(done, Prepared::Incomplete { problems } if problems[0].field == "diagnosis"));
    let kept = async |who| cases::show(b, who, case).await.unwrap().answer_draft.unwrap().answer;
    assert_eq!(kept(&kit).await.advice, half.advice);
    let stranger = world.other_specialist.account();
    let refused = prepare(&world, &kit, (case, version), form_key(), answer(), stranger).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(kept(&kit).await.diagnosis, answer().diagnosis);
    let stale = prepare(&world, &kit, (case, version - 1), form_key(), upgrade(), None).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    assert_eq!(kept(&kit).await.outcome, "upgrade_to_cancer");
    // A colleague's waits: theirs is kept, and nobody's is lost.
    prepare(&world, &kit, (case, version), form_key(), answer(), None).await.unwrap();
    let ada = world.person("Dr Ada Finch", "finch@northshire.example", Role::Trainee, world.service.into()).await;
    let second = prepare(&world, &ada, (case, version), form_key(), upgrade(), None).await;
    assert!(matches!(second, Err(Error::Invalid(_))), "{second:?}");
    assert_eq!(kept(&ada).await.outcome, "upgrade_to_cancer");
    assert_eq!(listed(&world, WorklistShow::ToRelease).await, ["From Dr Kit Moss"]);
}

async fn a_question_for_more_leaves_what_was_prepared(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let kit = trainee(&world).await;
    prepare(&world, &kit, (case, version), form_key(), answer(), None).await.unwrap();
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::ToRelease).await, ["From Dr Kit Moss"]);
    // As long as only its author knows of the question, nobody prepares for it, and it can be taken back.
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    let early = prepare(&world, &kit, (case, version), form_key(), answer(), None).await;
    assert!(matches!(early, Err(Error::Stale)), "{early:?}");
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::ToRelease).await, ["From Dr Kit Moss"]);
}

async fn a_colleague_is_asked_and_replies(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let key = form_key();
    let form = opinion("Would you biopsy this?", Some(&world.colleague));
    for _ in 0..2 {
        cases::ask_review(b, &world.specialist, case, key, &form).await.unwrap();
    }
    let other = cases::ask_review(b, &world.specialist, case, key, &opinion("Something else", None)).await;
    assert!(matches!(other, Err(Error::Conflict)), "{other:?}");
    let second = cases::ask_review(b, &world.colleague, case, form_key(), &opinion("Me too", None)).await;
    assert!(matches!(second, Err(Error::Invalid(_))), "{second:?}");
    assert_eq!(listed(&world, WorklistShow::Opinions).await, ["For Dr Yusuf Rahman"]);
    let review = only(&world, case).await;
    // Nobody replies to themselves.
    assert!(!view(&world, &world.specialist, case).await.rows[0].may_give);
    let own = cases::give_review(b, &world.specialist, case, review, &reply("Yes.")).await;
    assert!(matches!(own, Err(Error::Conflict)), "{own:?}");
    // Late after two working days.
    world.pass(3 * 24 * 3600);
    let late = cases::worklist(b, &world.specialist, &WorklistQuery::default()).await.unwrap().to_do;
    assert!(late.contains(&(WorklistShow::Opinions, 1, 1)), "{late:?}");
    cases::give_review(b, &world.colleague, case, review, &reply("Yes, punch.")).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Opinions).await.len(), 0);
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 1);
    let read = view(&world, &world.specialist, case).await;
    assert_eq!(read.rows[0].ended.clone().unwrap().reply, "Yes, punch.");
    cases::read_review(b, &world.specialist, case, 0, None).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 1, "it was not shown");
    // Whoever replied reads it for nobody, and nobody reads another's by accident.
    let theirs = view(&world, &world.colleague, case).await;
    assert!(!theirs.may_read && theirs.rows[0].read_for.is_none());
    for whose in [None, world.specialist.account()] {
        cases::read_review(b, &world.colleague, case, read.seen, whose).await.unwrap();
    }
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 1);
    cases::read_review(b, &world.specialist, case, read.seen, None).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 0);
    // What was asked and replied is no part of what the practice reads.
    let practice = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!(practice.reviews, ReviewsView::default());
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact && history.entries.iter().all(|entry| !entry.what.contains("punch")));
}

async fn a_meeting_is_asked_by_its_day(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let (later, _) = world.submitted().await;
    let meeting =
        |day: &str| AskForm { kind: "meeting".into(), meeting: day.into(), ..opinion("Wide excision?", None) };
    let past = cases::ask_review(b, &world.specialist, later, form_key(), &meeting("2026-11-23")).await;
    assert!(matches!(past, Err(Error::Invalid(_))), "{past:?}");
    cases::ask_review(b, &world.specialist, later, form_key(), &meeting("2026-12-10")).await.unwrap();
    cases::ask_review(b, &world.specialist, case, form_key(), &meeting("2026-12-03")).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Meeting).await, ["Thu 3 Dec", "Thu 10 Dec"], "the next one on top");
    // Whoever asked may note what was said, and nothing is left to be read by them that they wrote.
    let review = only(&world, case).await;
    cases::give_review(b, &world.specialist, case, review, &reply("Agreed: wide excision.")).await.unwrap();
    let shown = view(&world, &world.specialist, case).await.rows[0].ended.clone().unwrap();
    assert_eq!((shown.how, shown.reply.as_str()), (ReviewEnd::Discussed, "Agreed: wide excision."));
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 0);
    let review = only(&world, later).await;
    for _ in 0..2 {
        cases::call_off_review(b, &world.colleague, later, review).await.unwrap();
    }
    let too_late = cases::give_review(b, &world.specialist, later, review, &reply("Yes.")).await;
    assert!(matches!(too_late, Err(Error::Conflict)), "{too_late:?}");
    assert_eq!(listed(&world, WorklistShow::Meeting).await.len(), 0);
}

async fn nobody_else_asks_or_sees_it(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let kit = trainee(&world).await;
    let form = opinion("Biopsy?", None);
    for who in [&world.referrer, &world.other_referrer, &world.other_specialist] {
        let refused = cases::ask_review(b, who, case, form_key(), &form).await;
        assert!(matches!(refused, Err(Error::Denied | Error::NotFound)), "{refused:?}");
    }
    prepare(&world, &kit, (case, version), form_key(), answer(), None).await.unwrap();
    let review = only(&world, case).await;
    // Whoever does not answer replies to nothing, takes over nothing, and says of nothing that it was read for somebody else.
    for done in [
        cases::give_review(b, &kit, case, review, &reply("Good.")).await,
        cases::use_prepared(b, &kit, case, review).await,
        cases::give_review(b, &world.other_specialist, case, review, &reply("Good.")).await,
        cases::call_off_review(b, &world.referrer, case, review).await,
    ] {
        assert!(matches!(done, Err(Error::Denied | Error::NotFound)), "{done:?}");
    }
    let ada = world.person("Dr Ada Finch", "finch@northshire.example", Role::Trainee, world.service.into()).await;
    assert!(matches!(cases::call_off_review(b, &ada, case, review).await, Err(Error::Denied)));
    cases::give_review(b, &world.specialist, case, review, &reply("Say more.")).await.unwrap();
    let shown = view(&world, &ada, case).await;
    assert!(!shown.may_read && shown.rows[0].read_for.is_none());
    let whose = kit.account();
    assert!(matches!(cases::read_review(b, &ada, case, shown.seen, whose).await, Err(Error::Denied)));
    // Who answers there reads it for one who is away.
    let seen = view(&world, &world.colleague, case).await;
    assert_eq!((seen.may_read, seen.rows[0].read_for), (false, whose));
    cases::read_review(b, &world.colleague, case, seen.seen, whose).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 0);
    // Of another case there is none.
    let (other, _) = world.submitted().await;
    let found = cases::give_review(b, &world.specialist, other, review, &reply("Say more.")).await;
    assert!(matches!(found, Err(Error::Conflict)), "{found:?}");
}

async fn it_ends_with_the_case(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let kit = trainee(&world).await;
    prepare(&world, &kit, (case, version), form_key(), answer(), None).await.unwrap();
    cases::ask_review(b, &world.specialist, case, form_key(), &opinion("Biopsy?", None)).await.unwrap();
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    assert_eq!(
        listed(&world, WorklistShow::ToRelease).await.len() + listed(&world, WorklistShow::Opinions).await.len(),
        0
    );
    let shown = view(&world, &world.specialist, case).await;
    assert!(!shown.may_ask && shown.rows.iter().all(|row| !(row.may_give && row.kind == ReviewKind::Release)));
    // Whoever prepared it is told.
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 1);
    let told = view(&world, &kit, case).await;
    let prepared = told.rows.iter().find(|row| row.kind == ReviewKind::Release).unwrap();
    assert!(told.may_read && prepared.ended.clone().unwrap().how == ReviewEnd::CalledOff);
    let late = prepare(&world, &kit, (case, version), form_key(), answer(), None).await;
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
}

async fn what_was_changed_behind_the_log_is_found(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    cases::ask_review(b, &world.specialist, case, form_key(), &opinion("Biopsy?", None)).await.unwrap();
    let review = only(&world, case).await;
    cases::give_review(b, &world.colleague, case, review, &reply("No.")).await.unwrap();
    assert!(cases::history(b, &world.specialist, case).await.unwrap().intact);
    for change in ["words = 'Excise?'", "reply = 'Yes.'"] {
        let sql = format!("UPDATE reviews SET {change} WHERE id = '{review}'");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut world.raw().await).await.unwrap();
        assert!(!cases::history(b, &world.specialist, case).await.unwrap().intact, "{change}");
        let back = "UPDATE reviews SET words = 'Biopsy?', reply = 'No.'";
        sqlx::query(back).execute(&mut world.raw().await).await.unwrap();
        assert!(cases::history(b, &world.specialist, case).await.unwrap().intact);
    }
}

async fn two_at_once_are_one(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let other = world.another_server(0).await;
    let (form, key) = (opinion("Biopsy?", None), form_key());
    let (one, two) = tokio::join!(
        cases::ask_review(b, &world.specialist, case, key, &form),
        cases::ask_review(&other, &world.specialist, case, key, &form),
    );
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    let review = only(&world, case).await;
    let (yes, no) = (reply("Yes."), reply("No."));
    let ada = world.person("Dr Ada Finch", "finch@northshire.example", Role::Specialist, world.service.into()).await;
    let (one, two) = tokio::join!(
        cases::give_review(b, &world.colleague, case, review, &yes),
        cases::give_review(&other, &ada, case, review, &no),
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(view(&world, &world.specialist, case).await.rows.len(), 1);
}

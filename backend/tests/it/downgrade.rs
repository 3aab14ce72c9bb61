//! Taking a patient off the suspected cancer pathway: with a reason, and with the agreement of the practice that put them on it.

use backend::{Error, cases};
use domain::{
    case::{AmendmentKind, Answer, Outcome},
    view::{AnswerSent, CaseList},
};

use crate::support::{
    World, downgrade, form_key, on_both,
    patient::{self, suspected},
    send,
    shown::news,
};

on_both!(
    a_downgrade_waits_for_the_practice_and_is_told_once_it_has_agreed,
    a_practice_that_does_not_agree_gets_the_case_back_into_the_queue,
    a_downgrade_gives_a_reason_and_is_of_suspected_cancer_only,
);

async fn a_downgrade_waits_for_the_practice_and_is_told_once_it_has_agreed(world: World) {
    let b = &world.b;
    let (case, version, ..) = suspected(&world).await;
    let sent = send(b, &world.specialist, case, version, downgrade()).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
    world.pass(60);
    let row = cases::list(b, &world.referrer, CaseList::ToRead, None).await.unwrap().rows.remove(0);
    assert_eq!(row.outcome_words, "Please agree: downgrade from suspected cancer to a routine clinic");
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    let shown = view.answer.unwrap();
    assert!(shown.to_agree && view.may.acknowledge && !shown.answer.downgrade_reason.is_empty());
    assert!(shown.responsibility.contains("stays on the urgent suspected cancer pathway"), "{}", shown.responsibility);
    // Nobody tells the patient what the practice has not agreed to, not even by a new link.
    assert!(matches!(cases::note_told(b, &world.referrer, case).await, Err(Error::Conflict)));
    cases::text_news(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    assert_eq!(news(&world, &token, &who).await.outcome, None);

    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let shown = cases::show(b, &world.specialist, case).await.unwrap().answer.unwrap();
    assert_eq!(shown.outcome_label, "Downgraded from suspected cancer to a routine clinic");
    assert!(!shown.to_agree);
    assert_eq!(news(&world, &token, &who).await.outcome, Some(Outcome::Downgrade));
    let late = cases::disagree(b, &world.referrer, case, form_key(), "Too late").await;
    assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact && history.entries.iter().any(|entry| entry.what.contains("agreed to the downgrade")));
}

async fn a_practice_that_does_not_agree_gets_the_case_back_into_the_queue(world: World) {
    let b = &world.b;
    let (case, version, token, who) = suspected(&world).await;
    let due = cases::show(b, &world.specialist, case).await.unwrap().due;
    send(b, &world.specialist, case, version, downgrade()).await.unwrap();
    let soon = cases::disagree(b, &world.referrer, case, form_key(), "No").await;
    assert!(soon.is_err(), "nobody knows of it yet");
    world.pass(60);
    for stranger in [&world.other_referrer, &world.specialist] {
        assert!(cases::disagree(b, stranger, case, form_key(), "No").await.is_err());
    }
    let empty = cases::disagree(b, &world.referrer, case, form_key(), " ").await;
    assert!(matches!(empty, Err(Error::Invalid(_))));
    let key = form_key();
    for _ in 0..2 {
        cases::disagree(b, &world.referrer, case, key, "It doubled in a month.").await.unwrap();
    }
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(seen.may.answer && seen.answer.is_none());
    assert_eq!(seen.due.map(|it| it.at), due.map(|it| it.at), "by the old due time");
    assert_eq!(seen.amendments.len(), 1);
    let refused = &seen.amendments[0];
    assert_eq!((refused.kind, refused.text.as_str()), (AmendmentKind::Refusal, "It doubled in a month."));
    assert_eq!(refused.retracted.as_ref().unwrap().outcome, "downgrade");
    assert_eq!(news(&world, &token, &who).await.answered, None);
    assert!(cases::list(b, &world.referrer, CaseList::ToRead, None).await.unwrap().rows.is_empty(), "its own words");
    // And it can be answered otherwise.
    let keep = Answer { outcome: "upgrade_to_cancer".into(), nature: "uncertain".into(), ..downgrade() };
    let sent = send(b, &world.specialist, case, seen.version, keep).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(
        history.intact && history.entries.iter().any(|entry| entry.what.starts_with("Did not agree to the downgrade"))
    );
    let forged = cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Refusal, "x").await;
    assert!(matches!(forged, Err(Error::Denied)));
}

async fn a_downgrade_gives_a_reason_and_is_of_suspected_cancer_only(world: World) {
    let b = &world.b;
    let (case, version, ..) = suspected(&world).await;
    let silent = Answer { downgrade_reason: String::new(), ..downgrade() };
    let sent = send(b, &world.specialist, case, version, silent).await.unwrap();
    assert!(matches!(sent, AnswerSent::Incomplete { problems } if problems[0].field == "downgrade_reason"));
    let (advice, version) = world.submitted().await;
    let sent = send(b, &world.specialist, advice, version, downgrade()).await.unwrap();
    assert!(matches!(sent, AnswerSent::Incomplete { problems } if problems[0].field == "outcome"));
}

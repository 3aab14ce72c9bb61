use std::collections::HashSet;

use backend::cases;
use domain::{
    case::{Answer, Draft, Kind, Site},
    view::{CaseList, WorklistQuery, WorklistShow},
};

use crate::support::{World, answer, nhs_number, on_both, send};

on_both!(
    a_worklist_is_paged_in_the_order_of_due_times,
    filters_narrow_a_worklist,
    the_next_case_is_the_one_due_next,
    what_may_not_wait_stands_above_what_is_due_sooner,
    a_colleagues_unsent_text_is_known,
    answers_to_read_begin_with_the_urgent_ones,
    a_practices_list_is_paged_newest_first,
    what_waits_stands_with_what_can_still_be_taken_back,
    what_was_read_this_week_is_done_this_week,
    the_newest_answers_are_narrowed_by_kind_and_site,
);

async fn a_worklist_is_paged_in_the_order_of_due_times(world: World) {
    for _ in 0..53 {
        world.submitted().await;
        world.pass(2 * 60 * 60);
    }
    let first = cases::worklist(&world.b, &world.specialist, &WorklistQuery::default()).await.unwrap();
    let after = WorklistQuery { after: first.next.clone(), ..WorklistQuery::default() };
    let second = cases::worklist(&world.b, &world.specialist, &after).await.unwrap();
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (50, 3, None));
    let rows: Vec<_> = first.rows.iter().chain(&second.rows).collect();
    let due = |index: usize| rows[index].due.as_ref().unwrap().at.ms;
    assert!((1..rows.len()).all(|index| due(index - 1) <= due(index)));
    assert_eq!(rows.iter().map(|row| row.case).collect::<HashSet<_>>().len(), 53);
    assert_eq!(first.waiting, 53);
    let overdue = WorklistQuery { show: WorklistShow::Overdue, ..WorklistQuery::default() };
    let page = cases::worklist(&world.b, &world.specialist, &overdue).await.unwrap();
    assert!(!page.rows.is_empty() && page.rows.len() < 50, "{}", page.rows.len());
    assert_eq!(page.overdue as usize, page.rows.len());
    // A cursor that nobody gave is a first page, not an error.
    let noise = WorklistQuery { after: Some("1.nonsense'--".into()), ..WorklistQuery::default() };
    assert_eq!(cases::worklist(&world.b, &world.specialist, &noise).await.unwrap().rows.len(), 50);
}

async fn filters_narrow_a_worklist(world: World) {
    let (case, version) = world.submitted().await;
    let rows =
        async |query: WorklistQuery| cases::worklist(&world.b, &world.specialist, &query).await.unwrap().rows.len();
    let forearm = WorklistQuery { kind: Some(Kind::Advice), site: Some(Site::Forearm), ..WorklistQuery::default() };
    assert_eq!(rows(forearm.clone()).await, 1);
    assert_eq!(rows(WorklistQuery { site: Some(Site::Scalp), ..WorklistQuery::default() }).await, 0);
    assert_eq!(rows(WorklistQuery { kind: Some(Kind::Cancer), ..forearm }).await, 0);
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    assert_eq!(rows(WorklistQuery::default()).await, 0);
    assert_eq!(rows(WorklistQuery { show: WorklistShow::Answered, ..WorklistQuery::default() }).await, 1);
    assert_eq!(rows(WorklistQuery { show: WorklistShow::Paused, ..WorklistQuery::default() }).await, 0);
}

async fn the_next_case_is_the_one_due_next(world: World) {
    let mut cases_in_order = Vec::new();
    for _ in 0..3 {
        cases_in_order.push(world.submitted().await.0);
        world.pass(24 * 60 * 60);
    }
    let next = async |after| cases::next(&world.b, &world.specialist, after).await.unwrap();
    assert_eq!(next(None).await, Some(cases_in_order[0]));
    assert_eq!(next(Some(cases_in_order[0])).await, Some(cases_in_order[1]));
    assert_eq!(next(Some(cases_in_order[2])).await, Some(cases_in_order[0]));
    assert_eq!(cases::next(&world.b, &world.other_specialist, None).await.unwrap(), None);
}

async fn what_may_not_wait_stands_above_what_is_due_sooner(world: World) {
    let b = &world.b;
    let (early, _) = world.submitted().await;
    world.pass(60 * 60);
    let (late, version) = world.drafted().await;
    let draft = Draft { nhs_number: nhs_number(77), ..world.draft() }.tick("immunosuppressed");
    let saved = cases::save_draft(b, &world.referrer, late, version, draft).await.unwrap();
    cases::submit(b, &world.referrer, late, saved.version).await.unwrap();

    let page = cases::worklist(b, &world.specialist, &WorklistQuery::default()).await.unwrap();
    let order: Vec<_> = page.rows.iter().map(|row| (row.case, row.first)).collect();
    assert_eq!(order, [(late, true), (early, false)]);
    assert_eq!(page.rows[0].flags, ["Immunosuppressed", "No pictures"]);
    // What opens after an answer is what stands below it in the list.
    assert_eq!(cases::next(b, &world.specialist, None).await.unwrap(), Some(late));
    assert_eq!(cases::next(b, &world.specialist, Some(late)).await.unwrap(), Some(early));
    assert_eq!(cases::next(b, &world.specialist, Some(early)).await.unwrap(), Some(late));
}

async fn a_colleagues_unsent_text_is_known(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let others = async |who| {
        let view = cases::show(b, who, case).await.unwrap();
        view.also_answering.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(others(&world.colleague).await, [] as [&str; 0]);
    cases::save_answer(b, &world.specialist, case, domain::case::AnswerDraft::of(answer())).await.unwrap();
    assert_eq!(others(&world.colleague).await, ["Dr Helen Marsh"]);
    assert_eq!(others(&world.specialist).await, [] as [&str; 0]);
    // Unsent text is its service's business alone.
    assert_eq!(others(&world.referrer).await, [] as [&str; 0]);
}

async fn answers_to_read_begin_with_the_urgent_ones(world: World) {
    let b = &world.b;
    let urgent = Answer { outcome: "upgrade_to_cancer".into(), nature: "malignant".into(), ..answer() };
    let mut answered = Vec::new();
    for answer in [answer(), urgent, answer()] {
        let (case, version) = world.submitted().await;
        send(b, &world.specialist, case, version, answer).await.unwrap();
        world.pass(60);
        answered.push(case);
    }
    let rows = cases::list(b, &world.referrer, CaseList::ToRead, None).await.unwrap().rows;
    let order: Vec<_> = rows.iter().map(|row| row.case).collect();
    assert_eq!(order, [answered[1], answered[0], answered[2]], "and within each the longest wait on top");
}

async fn a_practices_list_is_paged_newest_first(world: World) {
    for _ in 0..51 {
        cases::start(&world.b, &world.referrer).await.unwrap();
        world.pass(1);
    }
    let first = cases::list(&world.b, &world.referrer, CaseList::Drafts, None).await.unwrap();
    let second = cases::list(&world.b, &world.referrer, CaseList::Drafts, first.next.as_deref()).await.unwrap();
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (50, 1, None));
    assert!(first.rows[0].changed.ms > second.rows[0].changed.ms);
    assert_eq!(first.rows[0].patient_name, "No name yet");
    assert_eq!(cases::list(&world.b, &world.other_referrer, CaseList::All, None).await.unwrap().rows.len(), 0);
}

async fn what_waits_stands_with_what_can_still_be_taken_back(world: World) {
    let b = &world.b;
    let mut all = Vec::new();
    for _ in 0..52 {
        all.push(world.submitted().await);
        world.pass(60);
    }
    // The one asked first is answered last: its change is the newest.
    let (answered, version) = all[0];
    send(b, &world.specialist, answered, version, answer()).await.unwrap();
    let page =
        async |after: Option<&str>| cases::list(b, &world.referrer, CaseList::WithSpecialist, after).await.unwrap();
    let count = async || {
        let counts = cases::home(b, &world.referrer).await.unwrap().counts;
        counts.into_iter().find(|(list, _)| *list == CaseList::WithSpecialist).unwrap().1
    };
    let (first, wanted) = (page(None).await, all.iter().map(|(case, _)| *case));
    let second = page(first.next.as_deref()).await;
    let order: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.case).collect();
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (50, 2, None));
    assert_eq!(
        order,
        [answered].into_iter().chain(wanted.skip(1).collect::<Vec<_>>().into_iter().rev()).collect::<Vec<_>>()
    );
    assert_eq!(count().await, 52);

    world.pass(10);
    assert_eq!(page(None).await.rows[0].case, all[51].0);
    assert_eq!(count().await, 51);
}

async fn what_was_read_this_week_is_done_this_week(world: World) {
    let b = &world.b;
    let read = async || {
        let (case, version) = world.submitted().await;
        send(b, &world.specialist, case, version, answer()).await.unwrap();
        world.pass(10);
        cases::acknowledge(b, &world.referrer, case).await.unwrap();
        case
    };
    let before = read().await;
    // Tuesday came to Tuesday.
    world.pass(7 * 24 * 60 * 60);
    let now = read().await;
    // What happens to one that was read before does not make it this week's.
    cases::note_told(b, &world.referrer, before).await.unwrap();
    let done = cases::list(b, &world.referrer, CaseList::DoneThisWeek, None).await.unwrap();
    assert_eq!(done.rows.iter().map(|row| row.case).collect::<Vec<_>>(), [now]);
    let counts = cases::home(b, &world.referrer).await.unwrap().counts;
    assert!(counts.contains(&(CaseList::DoneThisWeek, 1)), "{counts:?}");
}

async fn the_newest_answers_are_narrowed_by_kind_and_site(world: World) {
    let mut answered = Vec::new();
    for _ in 0..2 {
        let (case, version) = world.submitted().await;
        send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
        world.pass(60);
        answered.insert(0, case);
    }
    let rows = async |kind, site| {
        let query = WorklistQuery { show: WorklistShow::Answered, kind, site, ..WorklistQuery::default() };
        let rows = cases::worklist(&world.b, &world.specialist, &query).await.unwrap().rows;
        rows.iter().map(|row| row.case).collect::<Vec<_>>()
    };
    assert_eq!(rows(Some(Kind::Advice), None).await, answered);
    assert_eq!(rows(None, Some(Site::Forearm)).await, answered);
    assert_eq!(rows(Some(Kind::Advice), Some(Site::Forearm)).await, answered);
    assert_eq!(rows(Some(Kind::Cancer), None).await, []);
    assert_eq!(rows(None, Some(Site::Scalp)).await, []);
}

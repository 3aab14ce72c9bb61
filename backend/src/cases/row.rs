//! A row of a list, in words.

use domain::{
    case::{GoesOn, Meaning, StateKind},
    clock::badge,
    tasks::TaskKind,
    view::{CaseRow, When, WorklistRow},
};
use jiff::Timestamp;

use super::person;
use crate::db::lists::{ListedCase, ListedTask};

/// On the row of an answer that was added to, corrected or retracted.
pub(super) const AMENDED: &str = "The answer has changed: read it again";

/// A row of a practice's list: an answer that can still be taken back does not show.
pub(super) fn of_practice(line: ListedCase, now: Timestamp) -> CaseRow {
    let state = line.state.visible(now);
    let kind = line.draft.kind.parse().unwrap_or_default();
    let meaning = Meaning::now(&state, kind, None, now);
    let is_wrong_patient = state.kind() == StateKind::WrongPatient;
    CaseRow {
        case: line.id,
        is_draft: state.kind() == StateKind::Draft,
        kind,
        patient_name: person::name(&line.draft),
        nhs_number: person::nhs_number(&line.draft),
        site: line.draft.site_words(),
        state: state.label().to_owned(),
        outcome_words: meaning.map(|meaning| meaning.label()).unwrap_or_default(),
        outcome: state.answered().map(|answered| answered.outcome),
        due: badge(&state, now, &line.rules),
        late: line.task.and_then(|task| late(task, now)),
        task: None,
        stands_in_for: None,
        trouble: match (is_wrong_patient, line.amended) {
            (true, _) => Some("Do not act on it".to_owned()),
            (false, true) => Some(AMENDED.to_owned()),
            (false, false) => line.trouble,
        },
        images: line.images,
        referrer: line.referrer,
        changed: When::at(line.changed),
    }
}

/// The same of a list that holds things to do of any kind.
pub(super) fn of_tasks(line: ListedCase, now: Timestamp) -> CaseRow {
    let task = line.task.map(|task| task.kind.label().to_owned());
    CaseRow { task, ..of_practice(line, now) }
}

/// Why something to do is late, in words; None where it is not. What somebody waits for says since when, not by when.
fn late(task: ListedTask, now: Timestamp) -> Option<String> {
    let since = When::at(task.since).short;
    (task.due <= now).then(|| match task.kind {
        TaskKind::ReachUnread => format!("Late: told on {since} and not opened"),
        TaskKind::ReachPatient => format!("Late: nobody reached since {since}"),
        TaskKind::LookAtPhotos => format!("Late: photos here since {since}"),
        TaskKind::GoOnWithout => format!("Late: without photos since {since}"),
        TaskKind::FinishDraft => format!("Late: not changed since {since}"),
        TaskKind::SendMore | TaskKind::AwaitMore => format!("Late: asked for since {since}"),
        TaskKind::ReadAnswer
        | TaskKind::Refer
        | TaskKind::FinishCase
        | TaskKind::TellPatient
        | TaskKind::DealWithChange
        | TaskKind::ReadMessage
        | TaskKind::ReadMessageAtService
        | TaskKind::SettleAtPractice
        | TaskKind::SettleAtService
        | TaskKind::Answer
        | TaskKind::Arrange
        | TaskKind::LookAtChange
        | TaskKind::NoteVisit
        | TaskKind::Conclude
        | TaskKind::HelpReach
        | TaskKind::NoteMissed
        | TaskKind::ReadConclusion
        | TaskKind::ReleaseAnswer
        | TaskKind::GiveOpinion
        | TaskKind::DiscussCase
        | TaskKind::ReadAgain
        | TaskKind::ReadReview
        | TaskKind::BookHub
        | TaskKind::Photograph
        | TaskKind::NoteHub
        | TaskKind::AwaitRound
        | TaskKind::ChaseRound
        | TaskKind::ReviewRound
        | TaskKind::NoteMissedRounds
        | TaskKind::SendPhotos => format!("Late: should have been done by {}", When::at(task.due).short),
    })
}

/// A row of a service's worklist; without picture, question and findings for who does not read cases.
pub(super) fn of_worklist(line: ListedCase, reads: bool, now: Timestamp) -> WorklistRow {
    let kind = line.draft.kind.parse().unwrap_or_default();
    WorklistRow {
        case: line.id,
        // Nobody's picture stands for the patient it is not of.
        thumbnail: line
            .picture
            .as_ref()
            .filter(|_| reads && line.state.kind() != StateKind::WrongPatient)
            .map(|id| format!("/images/{id}/thumb")),
        due: badge(&line.state, now, &line.rules),
        kind,
        age: person::age(&line.draft, now),
        sex: person::sex(&line.draft),
        site: line.draft.site_words(),
        question: line.draft.question.lines().next().filter(|_| reads).unwrap_or_default().to_owned(),
        flags: if reads { line.draft.flags(line.images as usize, goes_on(&line)) } else { Vec::new() },
        first: line.first,
        own: false,
        practice: line.practice,
    }
}

/// How it goes on from another request about the same problem, if it does.
fn goes_on(line: &ListedCase) -> Option<GoesOn> {
    let was_sent_on = line.state.asked().is_some_and(|asked| asked.since.referred.is_some());
    line.asks_again.then_some(if was_sent_on { GoesOn::SentOn } else { GoesOn::AskedAgain })
}

use jiff::ToSpan;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    case::{Since, StateKind, WaitingFor, WrongPatientReason},
    ids::{AccountId, CaseId, ServiceId},
};

const START: Timestamp = Timestamp::UNIX_EPOCH;

fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn service() -> ServiceId {
    ServiceId(Uuid::from_u128(7))
}

fn answer(outcome: Outcome, converts: bool) -> Change {
    Change::Answer {
        by: account(1),
        outcome,
        waiting_for: WaitingFor::Patient,
        converts,
        undo_until: START + 10.seconds(),
    }
}

fn after(changes: &[Change]) -> State {
    changes.iter().fold(State::Draft, |state, &change| state.transition(change, START).unwrap())
}

const WRONG: Change = Change::WrongPatient { by: AccountId(Uuid::from_u128(3)), because: WrongPatientReason::Pictures };

/// No reader of a state finds an answer, a to-do or somebody to tell in a case of the wrong patient.
#[test]
fn nothing_is_valid_in_a_case_of_the_wrong_patient() {
    let read = Change::Acknowledge { by: account(2) };
    let advise = answer(Outcome::UrgentClinic, false);
    for changes in [
        &[SUBMIT][..],
        &[SUBMIT, answer(Outcome::MoreInformation, false)],
        &[SUBMIT, advise],
        &[SUBMIT, advise, read],
        &[SUBMIT, answer(Outcome::Reassure, false), read],
        &[SUBMIT, answer(Outcome::UrgentClinic, true), read],
    ] {
        let before = after(changes);
        let wrong = before.clone().transition(WRONG, START + 1.hours()).unwrap();
        assert_eq!((wrong.answered(), wrong.acknowledged(), wrong.referred()), (None, None, None));
        assert!(!wrong.is_to_refer() && wrong.visible(START) == wrong);
        assert_eq!(wrong.asked(), before.asked(), "both sides keep it");
        assert_eq!(wrong.ended(), Some(START + 1.hours()));
        for party in [Party::Practice, Party::Service] {
            assert!(wrong.is_wrong_patient_open(party) && !before.is_wrong_patient_open(party));
        }
        let settled = Change::SettleWrongPatient { by: account(2), party: Party::Service };
        let settled = wrong.transition(settled, START + 2.hours()).unwrap();
        assert!(settled.is_wrong_patient_open(Party::Practice) && !settled.is_wrong_patient_open(Party::Service));
        assert!(matches!(settled, State::WrongPatient { before: kept, .. } if *kept == before), "nothing is lost");
    }
}

/// Taken back in time, an answer over a question leaves the case waiting for what was asked, as long as it has.
#[test]
fn an_answer_over_a_question_is_taken_back_to_the_question() {
    let later = START + 3.hours();
    let paused = after(&[SUBMIT, answer(Outcome::MoreInformation, false)]);
    for outcome in [Outcome::Reassure, Outcome::MoreInformation] {
        let over = Change::Answer {
            by: account(4),
            outcome,
            waiting_for: WaitingFor::Referrer,
            converts: false,
            undo_until: later + 10.seconds(),
        };
        let answered = paused.clone().transition(over, later).unwrap();
        assert_eq!(answered.visible(later), paused, "nobody else knows yet");
        let back = answered.transition(Change::TakeBack { by: account(4) }, later + 5.seconds()).unwrap();
        assert_eq!(back, paused);
    }
}

const SUBMIT: Change =
    Change::Submit { service: ServiceId(Uuid::nil()), due: START, since: Since { first: None, referred: None } };

const SEND_ON: Change = Change::SendOn { by: AccountId(Uuid::from_u128(5)), to: CaseId(Uuid::nil()) };

/// Every change in every state. Letters in the order of `StateKind::ALL`: D draft, Q in queue, P paused, A answered,
/// R read (acknowledged), C closed, W withdrawn, V converted, X wrong patient; a dot where refused. Columns: submit,
/// answer, ask for more, answer that converts, take back, resume, acknowledge, refer, close, withdraw, wrong patient,
/// dealt with by the practice, dealt with by the service, send on, open again, answer anew.
#[test]
fn every_change_in_every_state() {
    let read = Change::Acknowledge { by: account(2) };
    let withdraw = Change::Withdraw { by: account(2) };
    let reassure = answer(Outcome::Reassure, false);
    let monitor = answer(Outcome::Monitor, false);
    let more = answer(Outcome::MoreInformation, false);
    let convert = answer(Outcome::UrgentClinic, true);
    let take_back = Change::TakeBack { by: account(1) };
    let resume = Change::Resume { service: service(), due: START };
    let advise = answer(Outcome::UrgentClinic, false);
    let refer = Change::Refer { by: account(2) };
    let settled = |party| Change::SettleWrongPatient { by: account(3), party };
    let (by_practice, by_service) = (settled(Party::Practice), settled(Party::Service));
    let changes = [
        SUBMIT,
        reassure,
        more,
        convert,
        take_back,
        resume,
        read,
        refer,
        Change::Close,
        withdraw,
        WRONG,
        by_practice,
        by_service,
        SEND_ON,
        Change::Reopen,
        Change::Reconsider { due: START },
    ];
    let table = [
        (after(&[]), "Q........W......"),
        (after(&[SUBMIT]), ".APV.....WX..A.."),
        (after(&[SUBMIT, more]), ".APVQQ...WX....."),
        (after(&[SUBMIT, reassure]), "....Q.C...X....."),
        (after(&[SUBMIT, monitor]), "....Q.R...X....."),
        (after(&[SUBMIT, monitor, read]), "........C.X....."),
        (after(&[SUBMIT, reassure, read]), "..........X....."),
        (after(&[withdraw]), "................"),
        (after(&[SUBMIT, convert]), "....Q.V...X....."),
        (after(&[SUBMIT, convert, read]), "........C.X....."),
        (after(&[SUBMIT, advise]), "....Q.RC..X....."),
        (after(&[SUBMIT, advise, read]), ".......C..X....."),
        (after(&[SUBMIT, advise, refer]), "..........X....."),
        (after(&[SUBMIT, withdraw]), "..........X....."),
        (after(&[SUBMIT, WRONG]), "...........XX..."),
        (after(&[SUBMIT, reassure, read, WRONG, by_practice]), "............X..."),
        (after(&[SUBMIT, reassure, WRONG, by_practice, by_service]), "................"),
        (after(&[SUBMIT, SEND_ON]), "......C...X....."),
        (after(&[SUBMIT, SEND_ON, read]), "..........X....."),
        (after(&[SUBMIT, convert, read, Change::Close]), "..........X...V."),
    ];
    for (state, row) in table {
        for (change, expected) in changes.into_iter().zip(row.chars()) {
            let letter = match state.clone().transition(change, START).map(|next| next.kind()) {
                Ok(kind) => "DQPARCWVX".as_bytes()[kind as usize] as char,
                Err(_) => '.',
            };
            assert_eq!(letter, expected, "{:?} {}", state.kind(), change.word());
        }
    }
}

#[test]
fn an_answer_is_retracted_only_once_it_stands() {
    let read = Change::Acknowledge { by: account(2) };
    let stands = START + 10.seconds();
    for state in [
        after(&[SUBMIT, answer(Outcome::Reassure, false)]),
        after(&[SUBMIT, answer(Outcome::Reassure, false), read]),
        after(&[SUBMIT, answer(Outcome::Monitor, false), read]),
        after(&[SUBMIT, answer(Outcome::UrgentClinic, true)]),
        after(&[SUBMIT, answer(Outcome::UrgentClinic, true), read]),
    ] {
        assert!(state.clone().transition(Change::Retract, START + 9.seconds()).is_err(), "{state:?}");
        assert_eq!(state.transition(Change::Retract, stands).unwrap().kind(), StateKind::InQueue);
    }
    for state in [after(&[]), after(&[SUBMIT]), after(&[SUBMIT, answer(Outcome::MoreInformation, false)])] {
        assert!(state.transition(Change::Retract, stands).is_err());
    }
}

#[test]
fn only_a_downgrade_that_was_not_agreed_to_can_be_disagreed_with() {
    let downgraded = after(&[SUBMIT, answer(Outcome::Downgrade, true)]);
    let stands = START + 10.seconds();
    assert!(downgraded.is_to_agree());
    assert!(downgraded.clone().transition(Change::Disagree, START + 9.seconds()).is_err(), "nobody knows of it");
    assert_eq!(downgraded.clone().transition(Change::Disagree, stands).unwrap().kind(), StateKind::InQueue);
    let agreed = downgraded.transition(Change::Acknowledge { by: account(2) }, stands).unwrap();
    assert!(!agreed.is_to_agree() && agreed.transition(Change::Disagree, stands).is_err());
    for outcome in [Outcome::RoutineClinic, Outcome::UpgradeToCancer] {
        assert!(after(&[SUBMIT, answer(outcome, true)]).transition(Change::Disagree, stands).is_err());
    }
}

#[test]
fn the_common_case_ends_when_the_answer_was_read() {
    let read = Change::Acknowledge { by: account(2) };
    assert_eq!(after(&[SUBMIT, answer(Outcome::Reassure, false), read]).kind(), StateKind::Closed);
    assert_eq!(after(&[SUBMIT, answer(Outcome::Monitor, false), read]).kind(), StateKind::Acknowledged);
}

#[test]
fn asking_for_more_pauses_and_the_pause_is_kept() {
    let paused = after(&[SUBMIT, answer(Outcome::MoreInformation, false)]);
    assert_eq!(paused.label(), "Waiting for the patient");
    let back =
        paused.transition(Change::Resume { service: service(), due: START + 5.hours() }, START + 3.hours()).unwrap();
    let asked = back.asked().unwrap();
    assert_eq!(asked.pauses, [Pause { from: START, to: START + 3.hours() }]);
    assert_eq!(asked.due, START + 5.hours());
    assert_eq!(asked.submitted, START);
}

#[test]
fn only_the_author_takes_an_answer_back_and_only_in_time() {
    let answered = after(&[SUBMIT, answer(Outcome::RoutineClinic, true)]);
    assert_eq!(answered.kind(), StateKind::Converted);
    let mine = Change::TakeBack { by: account(1) };
    assert!(answered.clone().transition(Change::TakeBack { by: account(2) }, START).is_err());
    assert!(answered.clone().transition(mine, START + 11.seconds()).is_err());
    assert!(answered.clone().transition(mine, START + 10.seconds()).is_err());
    assert_eq!(answered.transition(mine, START + 9_999.milliseconds()).unwrap().kind(), StateKind::InQueue);
}

#[test]
fn responsibility_moves_only_by_conversion() {
    let names =
        crate::case::Names { referrer: "Dr Osei", practice: "Riverside Surgery", service: "Northshire Dermatology" };
    let words = |state: State| state.responsibility(false, names);
    let stays = Some("Clinical responsibility stays with Dr Osei at Riverside Surgery.".to_owned());
    assert_eq!(words(after(&[SUBMIT, answer(Outcome::RoutineClinic, false)])), stays);
    let moved = words(after(&[SUBMIT, answer(Outcome::RoutineClinic, true)])).unwrap();
    assert!(moved.ends_with("Northshire Dermatology."));
    // What an answer may still move is not said to stay.
    assert_eq!(words(after(&[SUBMIT])), None);
    assert_eq!(after(&[SUBMIT]).responsibility(true, names), stays);
}

fn change() -> impl Strategy<Value = Change> {
    let by = (0u128..3).prop_map(account);
    prop_oneof![
        Just(Change::Submit { service: service(), due: START + 48.hours(), since: Since::default() }),
        (by.clone(), prop::sample::select(Outcome::ALL), any::<bool>(), any::<bool>()).prop_map(
            |(by, outcome, converts, patient)| Change::Answer {
                by,
                outcome,
                waiting_for: if patient { WaitingFor::Patient } else { WaitingFor::Referrer },
                converts,
                undo_until: START + 30.seconds(),
            }
        ),
        by.clone().prop_map(|by| Change::TakeBack { by }),
        Just(Change::Resume { service: service(), due: START + 72.hours() }),
        by.clone().prop_map(|by| Change::Acknowledge { by }),
        Just(Change::Retract),
        Just(SEND_ON),
        Just(Change::Reopen),
        Just(Change::Disagree),
        by.clone().prop_map(|by| Change::Refer { by }),
        Just(Change::Close),
        by.clone().prop_map(|by| Change::Withdraw { by }),
        by.clone().prop_map(|by| Change::WrongPatient { by, because: WrongPatientReason::Unclear }),
        (by, any::<bool>()).prop_map(|(by, practice)| Change::SettleWrongPatient {
            by,
            party: if practice { Party::Practice } else { Party::Service },
        }),
    ]
}

proptest! {
    /// Any sequence of changes: a refusal leaves the case alone, and every state reached tells the truth.
    #[test]
    fn no_undefined_state(changes in prop::collection::vec(change(), 0..40)) {
        let mut state = State::Draft;
        for (second, change) in changes.into_iter().enumerate() {
            let now = START + i64::try_from(second).unwrap().seconds();
            let before = state.clone();
            let moves_ended = matches!(
                change,
                Change::Retract | Change::WrongPatient { .. } | Change::SettleWrongPatient { .. }
            );
            match state.clone().transition(change, now) {
                Ok(next) => state = next,
                Err(refused) => prop_assert_eq!(refused.from, before.kind()),
            }
            let json = serde_json::to_string(&state).unwrap();
            prop_assert_eq!(&serde_json::from_str::<State>(&json).unwrap(), &state);
            let name = serde_json::to_value(&state).unwrap()["state"].clone();
            prop_assert_eq!(name, state.kind().as_str());

            // An ended case never moves again but by a retraction or because its patient is the wrong one, which is
            // for good; and no answer exists without a question.
            if before.kind() == StateKind::WrongPatient {
                prop_assert_eq!(state.kind(), StateKind::WrongPatient);
            }
            if before.ended().is_some() && !moves_ended {
                prop_assert_eq!(&state, &before);
            }
            if state.answered().is_some() {
                prop_assert!(state.asked().is_some());
            }
            if let Some(read) = state.acknowledged() {
                prop_assert!(state.answered().unwrap().at <= read.at);
            }
            // When it was asked never changes, whatever was paused or taken back.
            if let (Some(was), Some(is)) = (before.asked(), state.asked()) {
                prop_assert_eq!(was.submitted, is.submitted);
            }
        }
    }
}

/// What was watched and has changed waits for another answer by a new day; the time in between was nobody's wait.
#[test]
fn what_was_watched_is_answered_anew() {
    let read = Change::Acknowledge { by: account(2) };
    let (later, due) = (START + 240.hours(), START + 264.hours());
    let again = Change::Reconsider { due };
    for state in
        [after(&[SUBMIT, answer(Outcome::Monitor, false)]), after(&[SUBMIT, answer(Outcome::Monitor, false), read])]
    {
        assert!(state.clone().transition(again, START).is_err(), "it can still be taken back");
        let State::InQueue { asked } = state.transition(again, later).unwrap() else { panic!("not in the queue") };
        assert_eq!((asked.due, asked.pauses), (due, vec![Pause { from: START, to: later }]));
    }
    for outcome in [Outcome::Reassure, Outcome::UrgentClinic, Outcome::InvestigateThenReview] {
        assert!(after(&[SUBMIT, answer(outcome, false)]).transition(again, later).is_err(), "{outcome:?}");
    }
}

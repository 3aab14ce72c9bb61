//! What can happen to a case, and what it then is.

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

use super::{
    Acknowledgement, Answered, Asked, Outcome, Party, Pause, Question, Referral, State, StateKind, WaitingFor,
    WrongPatientFound, WrongPatientReason,
};
use crate::ids::{AccountId, ServiceId};

/// How long an answer can be taken back: long enough to notice a slip, too short for the practice to have acted on it
/// (domain.md 2.2 item 11). The only place that says so.
pub const UNDO: SignedDuration = SignedDuration::from_secs(10);

/// What can happen to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The practice sends its request.
    Submit { service: ServiceId, due: Timestamp },
    /// A specialist answers, or asks for more where the outcome says so.
    Answer {
        by: AccountId,
        outcome: Outcome,
        /// Whose turn it is; used only where `Outcome::pauses_clock`.
        waiting_for: WaitingFor,
        /// `Outcome::converts` for this case.
        converts: bool,
        undo_until: Timestamp,
    },
    /// The author takes the answer back in time.
    TakeBack { by: AccountId },
    /// The service takes an answer out of force that stands already: the case waits for another one.
    Retract,
    /// The practice does not agree to an answer that it has to agree to: the case waits for another one.
    Disagree,
    /// What was asked for has come, perhaps for another service.
    Resume { service: ServiceId, due: Timestamp },
    /// The practice has read the answer.
    Acknowledge { by: AccountId },
    /// The practice has referred the patient, which an answer asked it to do: it has read the answer, too.
    Refer { by: AccountId },
    /// What was still to be done is done.
    Close,
    /// The practice takes its request back.
    Withdraw { by: AccountId },
    /// Either side found that the case is not of the patient that it names. There is no way back: whoever was wrong about
    /// it asks anew.
    WrongPatient { by: AccountId, because: WrongPatientReason },
    /// One side has dealt with that.
    SettleWrongPatient { by: AccountId, party: Party },
}

impl Change {
    /// "answered": completes "This case cannot be …".
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Submit { .. } => "sent",
            Self::Answer { .. } => "answered",
            Self::TakeBack { .. } => "taken back",
            Self::Retract => "retracted",
            Self::Disagree => "disagreed with",
            Self::Resume { .. } => "put back in the queue",
            Self::Acknowledge { .. } => "marked as read",
            Self::Refer { .. } => "referred",
            Self::Close => "closed",
            Self::Withdraw { .. } => "withdrawn",
            Self::WrongPatient { .. } => "marked as of the wrong patient",
            Self::SettleWrongPatient { .. } => "marked as dealt with",
        }
    }
}

/// A change that the case's state does not allow. The case is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a case that is {} cannot be {change}", from.as_str())]
pub struct InvalidTransition {
    pub from: StateKind,
    /// `Change::word`.
    pub change: &'static str,
}

impl State {
    /// The state after `change`.
    ///
    /// # Errors
    /// `InvalidTransition` where this state does not allow the change, or an answer is taken back by somebody else or
    /// too late.
    pub fn transition(self, change: Change, now: Timestamp) -> Result<Self, InvalidTransition> {
        let refused = InvalidTransition { from: self.kind(), change: change.word() };
        match change {
            Change::Submit { service, due } => match self {
                Self::Draft => Ok(Self::InQueue { asked: Asked { service, submitted: now, due, pauses: vec![] } }),
                Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Answer { by, outcome, waiting_for, converts, undo_until } => {
                let (asked, over) = match self {
                    Self::InQueue { asked } => (asked, None),
                    // What was asked for may never come, or not be needed after all.
                    Self::Paused { mut asked, answered, waiting_for } => {
                        asked.pauses.push(Pause { from: answered.at, to: now });
                        let Answered { by, at, outcome, undo_until, .. } = answered;
                        // One that could still be taken back was never asked.
                        let question = Question { by, at, outcome, undo_until, waiting_for };
                        (asked, answered.in_effect(now).then_some(question))
                    }
                    Self::Draft
                    | Self::Answered { .. }
                    | Self::Acknowledged { .. }
                    | Self::Closed { .. }
                    | Self::Withdrawn { .. }
                    | Self::Converted { .. }
                    | Self::WrongPatient { .. } => return Err(refused),
                };
                let answered = Answered { by, at: now, outcome, undo_until, over };
                Ok(if outcome.pauses_clock() {
                    Self::Paused { asked, answered, waiting_for }
                } else if converts {
                    Self::Converted { asked, answered, acknowledged: None }
                } else {
                    Self::Answered { asked, answered }
                })
            }
            Change::TakeBack { by } => match self {
                Self::Paused { asked, answered, .. }
                | Self::Answered { asked, answered }
                | Self::Converted { asked, answered, acknowledged: None }
                    if answered.by == by && !answered.in_effect(now) =>
                {
                    Ok(answered.before(asked))
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Retract => match self {
                Self::Answered { asked, answered }
                | Self::Acknowledged { asked, answered, .. }
                | Self::Closed { asked, answered, .. }
                | Self::Converted { asked, answered, .. }
                    if answered.in_effect(now) =>
                {
                    Ok(Self::InQueue { asked })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Disagree => match self {
                Self::Converted { asked, answered, acknowledged: None }
                    if answered.outcome.needs_agreement() && answered.in_effect(now) =>
                {
                    Ok(Self::InQueue { asked })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Resume { service, due } => match self {
                Self::Paused { mut asked, answered, .. } => {
                    asked.pauses.push(Pause { from: answered.at, to: now });
                    asked.service = service;
                    asked.due = due;
                    Ok(Self::InQueue { asked })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Acknowledge { by } => {
                let acknowledged = Acknowledgement { by, at: now };
                match self {
                    Self::Answered { asked, answered } => Ok(if answered.outcome.closes() {
                        Self::Closed { asked, answered, acknowledged, at: now, referred: None, converted: false }
                    } else {
                        Self::Acknowledged { asked, answered, acknowledged }
                    }),
                    Self::Converted { asked, answered, acknowledged: None } => {
                        Ok(Self::Converted { asked, answered, acknowledged: Some(acknowledged) })
                    }
                    Self::Draft
                    | Self::InQueue { .. }
                    | Self::Paused { .. }
                    | Self::Acknowledged { .. }
                    | Self::Closed { .. }
                    | Self::Withdrawn { .. }
                    | Self::Converted { acknowledged: Some(_), .. }
                    | Self::WrongPatient { .. } => Err(refused),
                }
            }
            Change::Refer { by } => {
                let referred = Some(Referral { by, at: now });
                match self {
                    Self::Answered { asked, answered } if answered.outcome.refer().is_some() => {
                        let acknowledged = Acknowledgement { by, at: now };
                        Ok(Self::Closed { asked, answered, acknowledged, at: now, referred, converted: false })
                    }
                    Self::Acknowledged { asked, answered, acknowledged } if answered.outcome.refer().is_some() => {
                        Ok(Self::Closed { asked, answered, acknowledged, at: now, referred, converted: false })
                    }
                    Self::Draft
                    | Self::InQueue { .. }
                    | Self::Paused { .. }
                    | Self::Answered { .. }
                    | Self::Acknowledged { .. }
                    | Self::Closed { .. }
                    | Self::Withdrawn { .. }
                    | Self::Converted { .. }
                    | Self::WrongPatient { .. } => Err(refused),
                }
            }
            // A referral that is still to be made is not "nothing more to be done".
            Change::Close => match self {
                Self::Acknowledged { answered, .. } if answered.outcome.refer().is_some() => Err(refused),
                Self::Acknowledged { asked, answered, acknowledged } => {
                    Ok(Self::Closed { asked, answered, acknowledged, at: now, referred: None, converted: false })
                }
                Self::Converted { asked, answered, acknowledged: Some(acknowledged) } => {
                    Ok(Self::Closed { asked, answered, acknowledged, at: now, referred: None, converted: true })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { acknowledged: None, .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Withdraw { by } => match self {
                Self::Draft => Ok(Self::Withdrawn { asked: None, by, at: now }),
                Self::InQueue { asked } | Self::Paused { asked, .. } => {
                    Ok(Self::Withdrawn { asked: Some(asked), by, at: now })
                }
                Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::WrongPatient { by, because } => match self {
                // Before it was sent nobody but the practice knows of it: it withdraws and begins anew.
                Self::Draft | Self::Withdrawn { asked: None, .. } | Self::WrongPatient { .. } => Err(refused),
                Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { asked: Some(_), .. }
                | Self::Converted { .. } => Ok(Self::WrongPatient {
                    before: Box::new(self),
                    found: WrongPatientFound { by, at: now, because },
                    practice_done: None,
                    service_done: None,
                }),
            },
            Change::SettleWrongPatient { by, party } => {
                let done = Some(Acknowledgement { by, at: now });
                match (self, party) {
                    (Self::WrongPatient { before, found, practice_done: None, service_done }, Party::Practice) => {
                        Ok(Self::WrongPatient { before, found, practice_done: done, service_done })
                    }
                    (Self::WrongPatient { before, found, practice_done, service_done: None }, Party::Service) => {
                        Ok(Self::WrongPatient { before, found, practice_done, service_done: done })
                    }
                    (
                        Self::Draft
                        | Self::InQueue { .. }
                        | Self::Paused { .. }
                        | Self::Answered { .. }
                        | Self::Acknowledged { .. }
                        | Self::Closed { .. }
                        | Self::Withdrawn { .. }
                        | Self::Converted { .. }
                        | Self::WrongPatient { .. },
                        Party::Practice | Party::Service,
                    ) => Err(refused),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

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

    const WRONG: Change =
        Change::WrongPatient { by: AccountId(Uuid::from_u128(3)), because: WrongPatientReason::Pictures };

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

    const SUBMIT: Change = Change::Submit { service: ServiceId(Uuid::nil()), due: START };

    /// Every change in every state. Letters in the order of `StateKind::ALL`: D draft, Q in queue, P paused, A answered,
    /// R read (acknowledged), C closed, W withdrawn, V converted, X wrong patient; a dot where refused. Columns: submit,
    /// answer, ask for more, answer that converts, take back, resume, acknowledge, refer, close, withdraw, wrong patient,
    /// dealt with by the practice, dealt with by the service.
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
        ];
        let table = [
            (after(&[]), "Q........W..."),
            (after(&[SUBMIT]), ".APV.....WX.."),
            (after(&[SUBMIT, more]), ".APVQQ...WX.."),
            (after(&[SUBMIT, reassure]), "....Q.C...X.."),
            (after(&[SUBMIT, monitor]), "....Q.R...X.."),
            (after(&[SUBMIT, monitor, read]), "........C.X.."),
            (after(&[SUBMIT, reassure, read]), "..........X.."),
            (after(&[withdraw]), "............."),
            (after(&[SUBMIT, convert]), "....Q.V...X.."),
            (after(&[SUBMIT, convert, read]), "........C.X.."),
            (after(&[SUBMIT, advise]), "....Q.RC..X.."),
            (after(&[SUBMIT, advise, read]), ".......C..X.."),
            (after(&[SUBMIT, advise, refer]), "..........X.."),
            (after(&[SUBMIT, withdraw]), "..........X.."),
            (after(&[SUBMIT, WRONG]), "...........XX"),
            (after(&[SUBMIT, reassure, read, WRONG, by_practice]), "............X"),
            (after(&[SUBMIT, reassure, WRONG, by_practice, by_service]), "............."),
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
        let back = paused
            .transition(Change::Resume { service: service(), due: START + 5.hours() }, START + 3.hours())
            .unwrap();
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
        let names = crate::case::Names {
            referrer: "Dr Osei",
            practice: "Riverside Surgery",
            service: "Northshire Dermatology",
        };
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
            Just(Change::Submit { service: service(), due: START + 48.hours() }),
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
}

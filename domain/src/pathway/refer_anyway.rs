//! A practice may always disagree (domain.md 3.7): a problem that was answered without an appointment is referred all the
//! same, with a reason, and whoever is referred so has waited since they were first asked about.

use jiff::Timestamp;

use crate::{
    case::{Asked, Kind, Outcome, Problem, State},
    text::Passage,
    typed,
};

/// Whether a request of this kind refers a patient of whom the last answer about the problem said that they need not be
/// seen; `before` is how the request with that answer stands for the practice.
pub fn refers_anyway(kind: Kind, before: &State) -> bool {
    kind.is_referral() && may_refer_anyway(before)
}

/// Whether an answer stands that a practice can refer against: it is one, and nobody is to be seen by it.
pub fn may_refer_anyway(before: &State) -> bool {
    let is_over =
        matches!(before, State::Answered { .. } | State::Acknowledged { .. } | State::Closed { converted: false, .. });
    let is_against = |outcome: Outcome| outcome.needs_safety_net() && outcome.refer().is_none();
    is_over && before.answered().is_some_and(|answered| is_against(answered.outcome))
}

/// What stands between such a request and sending it.
pub fn anyway_problems(refers_anyway: bool, reason: &str) -> Vec<Problem> {
    let field = "anyway_reason";
    if let Err(error) = Passage::new(reason) {
        return vec![Problem::new(field, format!("The reason {error}"))];
    }
    if refers_anyway && typed::is_blank(reason) {
        return vec![Problem::new(
            field,
            "Say why the patient is to be seen although the answer was that they need not be",
        )];
    }
    Vec::new()
}

/// The day that such a request keeps: when the first of those before it about the problem was sent, of `earlier` ones that
/// were neither taken back nor of somebody else, oldest first, and since a service last took the patient over.
pub fn first_sent<'a>(earlier: impl IntoIterator<Item = &'a State>) -> Option<Timestamp> {
    let mut first: Option<Timestamp> = None;
    for state in earlier {
        match state {
            State::Withdrawn { .. } | State::WrongPatient { .. } => {}
            // They were seen with that: what was asked until then is over.
            State::Converted { .. } | State::Closed { converted: true, .. } => first = None,
            State::Draft
            | State::InQueue { .. }
            | State::Paused { .. }
            | State::Answered { .. }
            | State::Acknowledged { .. }
            | State::Closed { converted: false, .. } => {
                let asked = state.asked().map(Asked::waited_since);
                first = first.into_iter().chain(asked).min();
            }
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::{Change, Since, WaitingFor},
        ids::{AccountId, ServiceId},
    };

    fn answered(outcome: Outcome, converts: bool) -> State {
        let (at, by) = (Timestamp::UNIX_EPOCH, AccountId(Uuid::nil()));
        let submit = Change::Submit { service: ServiceId(Uuid::nil()), due: at, since: Since::default() };
        let answer = Change::Answer { by, outcome, waiting_for: WaitingFor::Referrer, converts, undo_until: at };
        State::Draft.transition(submit, at).and_then(|it| it.transition(answer, at)).unwrap()
    }

    #[test]
    fn a_referral_against_an_answer_without_an_appointment_is_one() {
        for outcome in [Outcome::Reassure, Outcome::TreatInPrimaryCare, Outcome::Monitor, Outcome::NotAppropriate] {
            let before = answered(outcome, false);
            let kinds = [Kind::Advice, Kind::Assessment, Kind::Cancer].map(|kind| refers_anyway(kind, &before));
            assert_eq!(kinds, [false, true, true], "{outcome:?}");
        }
        // They are to be seen already, or it is a question that waits.
        for outcome in [Outcome::RoutineClinic, Outcome::UpgradeToCancer, Outcome::Redirect, Outcome::MoreInformation] {
            assert!(!refers_anyway(Kind::Assessment, &answered(outcome, false)), "{outcome:?}");
        }
        assert!(!refers_anyway(Kind::Assessment, &answered(Outcome::RoutineClinic, true)));
        assert!(!refers_anyway(Kind::Assessment, &State::Draft));
    }

    #[test]
    fn it_needs_a_reason() {
        let fields = |asked, reason: &str| anyway_problems(asked, reason).len();
        assert_eq!((fields(true, " \u{200B}"), fields(true, "It grows"), fields(false, "")), (1, 0, 0));
        assert_eq!(fields(false, &"x".repeat(4_001)), 1);
    }

    #[test]
    fn the_first_day_is_that_of_the_first_request_that_was_theirs() {
        let at = |hours: i64| Timestamp::UNIX_EPOCH + hours.hours();
        let sent = |hours, first| {
            let submit = Change::Submit {
                service: ServiceId(Uuid::nil()),
                due: at(hours),
                since: Since { first, ..Since::default() },
            };
            State::Draft.transition(submit, at(hours)).unwrap()
        };
        let by = AccountId(Uuid::nil());
        let withdrawn = sent(1, None).transition(Change::Withdraw { by }, at(2)).unwrap();
        assert_eq!(first_sent([&withdrawn, &sent(7, None), &sent(5, None), &State::Draft]), Some(at(5)));
        assert_eq!(first_sent([&sent(7, Some(at(3)))]), Some(at(3)), "what one has kept the next keeps");
        assert_eq!(first_sent([&withdrawn]), None);
        let seen = answered(Outcome::RoutineClinic, true);
        assert_eq!(first_sent([&seen, &sent(7, None)]), Some(at(7)), "that time they were seen");
    }
}
